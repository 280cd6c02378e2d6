//! Transactions.

use std::fmt;
use std::sync::Arc;

use tokio_postgres::error::SqlState;

use crate::call::Call;
use crate::connection::Connection;
use crate::error::{Error, Kind, Result};
use crate::executor::Executor;
use crate::rows::Rows;
use crate::session::Session;
use crate::watch::Watch;

mod builder;

pub use builder::TransactionBuilder;

/// A transaction, or one nested in another, which is a savepoint. Dropped before it was committed, it is rolled back.
pub struct Transaction {
    session: Arc<Session>,
    watch: Arc<Watch>,
    actor: Option<Arc<str>>,
    /// 0 for a transaction, more for savepoints.
    depth: u32,
    ended: bool,
    /// The connection, if the transaction has it for itself. It goes back after the ROLLBACK that a drop sends.
    #[expect(dead_code, reason = "kept for its drop")]
    connection: Option<Connection>,
}

impl Transaction {
    pub(crate) async fn begin(session: Arc<Session>, begin: &str) -> Result<Transaction> {
        // Made first: when this future is dropped after BEGIN was sent, the drop rolls back.
        let transaction = Transaction {
            session,
            watch: Arc::default(),
            actor: None,
            depth: 0,
            ended: false,
            connection: None,
        };
        transaction.session.client().batch_execute(begin).await?;
        Ok(transaction)
    }

    pub(crate) async fn begin_owned(connection: Connection, begin: &str) -> Result<Transaction> {
        let transaction = Transaction::begin(connection.session().clone(), begin).await?;
        Ok(transaction.keeping(connection))
    }

    fn keeping(mut self, connection: Connection) -> Transaction {
        self.connection = Some(connection);
        self
    }

    /// Commits.
    ///
    /// # Errors
    /// When the server refuses, which includes an earlier statement having failed ([`Error::is_aborted`]): everything is rolled back then. When
    /// the connection is lost after COMMIT was sent, it is not known what happened ([`Error::is_commit_unknown`]).
    pub async fn commit(mut self) -> Result<()> {
        self.end_well().await
    }

    /// Rolls back, and waits until the server has done so; a drop does not wait.
    ///
    /// # Errors
    /// When the connection is lost; then the server rolls back by itself.
    pub async fn rollback(mut self) -> Result<()> {
        self.ended = true;
        Ok(self.session.client().batch_execute(&self.undo()).await?)
    }

    /// Runs `work` in a nested transaction: if it fails, only what it did is rolled back, and the outer transaction goes on. It
    /// is not run again by itself, as the server would refuse it again; the outermost is.
    ///
    /// # Errors
    /// What `work` returns, and what the server reports.
    pub async fn transaction<T, F>(&mut self, work: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T>,
    {
        let mut nested = Transaction {
            session: self.session.clone(),
            watch: self.watch.clone(),
            actor: self.actor.clone(),
            depth: self.depth + 1,
            ended: false,
            connection: None,
        };
        let begin = format!("SAVEPOINT sd_{}", nested.depth);
        nested.note(
            nested
                .session
                .client()
                .batch_execute(&begin)
                .await
                .map_err(Error::from),
        )?;
        let value = work(&mut nested).await?;
        nested.end_well().await?;
        Ok(value)
    }

    /// Runs commands that have no parameters and return nothing that matters, such as `SET LOCAL`.
    ///
    /// # Errors
    /// When the server refuses one, or the connection is lost.
    pub async fn batch_execute(&self, sql: &str) -> Result<()> {
        self.note(
            self.session
                .client()
                .batch_execute(sql)
                .await
                .map_err(Error::from),
        )
    }

    /// The client below, for what this crate has no form for.
    pub fn client(&self) -> &tokio_postgres::Client {
        self.session.client()
    }

    /// Sets who acts in the rest of the transaction.
    pub fn set_actor(&mut self, actor: impl Into<Arc<str>>) {
        self.actor = Some(actor.into());
    }

    /// COMMIT, or RELEASE of a savepoint.
    async fn end_well(&mut self) -> Result<()> {
        let client = self.session.client();
        if client.is_closed() {
            // Nothing was sent, so nothing was committed.
            self.ended = true;
            return Err(Error::new(Kind::Closed));
        }
        // PostgreSQL answers the COMMIT of a failed transaction with success, and rolls back. The empty SELECT before it is refused then,
        // and the COMMIT with it.
        let command = match self.depth {
            0 => "SELECT; COMMIT".to_owned(),
            depth => format!("RELEASE SAVEPOINT sd_{depth}"),
        };
        // From here on a drop must not send ROLLBACK: where COMMIT was sent, it would wait for nothing and end nothing.
        self.ended = true;
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

    /// The commands that undo what was done.
    fn undo(&self) -> String {
        match self.depth {
            0 => "ROLLBACK".to_owned(),
            depth => format!("ROLLBACK TO SAVEPOINT sd_{depth}; RELEASE SAVEPOINT sd_{depth}"),
        }
    }

    fn note<T>(&self, outcome: Result<T>) -> Result<T> {
        if let Err(error) = &outcome {
            self.watch.saw(error);
        }
        outcome
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if !self.ended {
            self.session.send_and_forget(&self.undo());
        }
    }
}

impl Executor for Transaction {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        let rows = self.note(self.session.run(call.by(self.actor.as_deref()), true).await)?;
        Ok(rows.watched(&self.watch))
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction")
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}
