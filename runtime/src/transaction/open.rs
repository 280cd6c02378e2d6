//! An open transaction: what ends it, and what keeps it from being used afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio_postgres::error::SqlState;

use crate::call::Call;
use crate::connection::Connection;
use crate::error::{Error, Kind, Misuse, Result};
use crate::executor::announce::Announced;
use crate::rows::Rows;
use crate::session::{Place, Session};
use crate::watch::Watch;

/// A transaction or savepoint on the server. Dropping it rolls it back.
pub(super) struct Open {
    session: Arc<Session>,
    watch: Arc<Watch>,
    /// 0 for a transaction, more for savepoints.
    depth: u32,
    ended: AtomicBool,
    /// Shared with those nested in it, which are part of the same transaction to the server.
    announced: Arc<Announced>,
    /// The connection, if the transaction has it for itself. It goes back after the ROLLBACK that a drop sends.
    _connection: Option<Connection>,
}

impl Open {
    pub(super) fn new(
        session: Arc<Session>,
        connection: Option<Connection>,
        watch: Arc<Watch>,
    ) -> Open {
        Open {
            session,
            watch,
            depth: 0,
            ended: AtomicBool::new(false),
            announced: Arc::default(),
            _connection: connection,
        }
    }

    /// One nested in this one, which is yet to be begun.
    pub(super) fn nested(&self) -> Open {
        Open {
            session: self.session.clone(),
            watch: self.watch.clone(),
            depth: self.depth + 1,
            ended: AtomicBool::new(false),
            announced: self.announced.clone(),
            _connection: None,
        }
    }

    pub(super) async fn begin_nested(&self) -> Result<()> {
        self.command(&format!("SAVEPOINT sd_{}", self.depth)).await
    }

    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    pub(super) async fn run(&self, call: Call<'_>) -> Result<Rows<'_>> {
        self.check_open()?;
        let rows = self.note(self.session.run(call, Place::Within(&self.announced)).await)?;
        Ok(rows.watched(&self.watch))
    }

    pub(super) async fn command(&self, sql: &str) -> Result<()> {
        self.check_open()?;
        self.note(
            self.session
                .client()
                .batch_execute(sql)
                .await
                .map_err(Error::from),
        )
    }

    /// Ends the transaction as the outcome of the work in it asks for. `self` must be the only handle that is left.
    pub(super) async fn end<T>(self: Arc<Self>, outcome: Result<T>) -> Result<T> {
        let value = outcome.inspect_err(|_| self.roll_back_unawaited())?;
        if Arc::strong_count(&self) > 1 {
            // A handle that outlives the work could send statements into whatever the connection does next.
            self.roll_back_unawaited();
            return Err(Error::new(Kind::Misuse(Misuse::HandleKept)));
        }
        // The work may have ended the transaction itself.
        if !self.ended.load(Ordering::Acquire) {
            self.commit().await?;
        }
        Ok(value)
    }

    /// COMMIT, or RELEASE of a savepoint.
    pub(super) async fn commit(&self) -> Result<()> {
        self.check_open()?;
        // From here on a drop must not send ROLLBACK: after COMMIT there is nothing it could end.
        self.ended.store(true, Ordering::Release);
        let client = self.session.client();
        if client.is_closed() {
            // Nothing was sent, so nothing was committed.
            return self.note(Err(Error::new(Kind::Closed)));
        }
        // PostgreSQL answers the COMMIT of a failed transaction with success, and rolls back. The empty SELECT before it is refused
        // then, and the COMMIT with it.
        let command = match self.depth {
            0 => "SELECT; COMMIT".to_owned(),
            depth => format!("RELEASE SAVEPOINT sd_{depth}"),
        };
        let Err(error) = client.batch_execute(&command).await else {
            return Ok(());
        };
        let error = match (Error::from(error), self.depth) {
            (error, 0) if matches!(error.kind(), Kind::Closed | Kind::Protocol) => {
                Error::because(Kind::CommitUnknown, error)
            }
            (error, _) if error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION) => {
                Error::new(Kind::Aborted)
            }
            (error, _) => error,
        };
        self.session.send_and_forget(&self.undo());
        self.note(Err(error))
    }

    pub(super) async fn roll_back(&self) -> Result<()> {
        self.check_open()?;
        self.ended.store(true, Ordering::Release);
        Ok(self.session.client().batch_execute(&self.undo()).await?)
    }

    fn roll_back_unawaited(&self) {
        if !self.ended.swap(true, Ordering::AcqRel) {
            self.session.send_and_forget(&self.undo());
        }
    }

    /// The commands that undo what was done, announcements included.
    fn undo(&self) -> String {
        self.announced.forget();
        match self.depth {
            0 => "ROLLBACK".to_owned(),
            depth => format!("ROLLBACK TO SAVEPOINT sd_{depth}; RELEASE SAVEPOINT sd_{depth}"),
        }
    }

    fn check_open(&self) -> Result<()> {
        if self.ended.load(Ordering::Acquire) {
            return Err(Error::new(Kind::Misuse(Misuse::Ended)));
        }
        Ok(())
    }

    fn note<T>(&self, outcome: Result<T>) -> Result<T> {
        outcome.inspect_err(|error| self.watch.saw(error))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.roll_back_unawaited();
    }
}
