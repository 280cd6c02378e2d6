//! Transactions.

use std::fmt;
use std::sync::Arc;

use crate::actor::AsActor;
use crate::call::Call;
use crate::connection::Connection;
use crate::error::Result;
use crate::executor::Executor;
use crate::rows::Rows;
use crate::session::Session;
use crate::watch::Watch;

mod builder;
mod open;

pub use builder::TransactionBuilder;
use open::Open;

/// A transaction, or one nested in another, which is a savepoint. Dropped before it was committed, it is rolled back.
pub struct Transaction {
    open: Arc<Open>,
    actor: Option<Arc<str>>,
    announces: bool,
}

impl Transaction {
    pub(crate) async fn begin(
        session: Arc<Session>,
        connection: Option<Connection>,
        watch: Arc<Watch>,
        begin: &str,
    ) -> Result<Transaction> {
        // Made first: when this future is dropped after BEGIN was sent, the drop rolls back.
        let open = Open::new(session, connection, watch);
        open.command(begin).await?;
        Ok(Transaction {
            open: Arc::new(open),
            actor: None,
            announces: false,
        })
    }

    /// Commits.
    ///
    /// # Errors
    /// When the server refuses, which includes an earlier statement having failed ([`Error::is_aborted`](crate::Error::is_aborted)): everything is rolled back then. When
    /// the connection is lost after COMMIT was sent, it is not known what happened ([`Error::is_commit_unknown`](crate::Error::is_commit_unknown)).
    pub async fn commit(self) -> Result<()> {
        self.open.commit().await
    }

    /// Rolls back, and waits until the server has done so; a drop does not wait.
    ///
    /// # Errors
    /// When the connection is lost; then the server rolls back by itself.
    pub async fn rollback(self) -> Result<()> {
        self.open.roll_back().await
    }

    /// Runs `work` in a nested transaction: if it fails, only what it did is rolled back, and this transaction goes on. It is not
    /// run again by itself, as the server would refuse it again; the outermost is.
    ///
    /// # Errors
    /// What `work` returns, and what the server reports.
    pub async fn transaction<T, F>(&mut self, work: F) -> Result<T>
    where
        F: AsyncFnOnce(Transaction) -> Result<T>,
    {
        let nested = Transaction {
            open: Arc::new(self.open.nested()),
            actor: self.actor.clone(),
            announces: self.announces,
        };
        nested.open.begin_nested().await?;
        let open = nested.open.clone();
        let outcome = work(nested).await;
        open.end(outcome).await
    }

    /// Runs commands that have no parameters and return nothing that matters, such as `SET LOCAL`.
    ///
    /// # Errors
    /// When the server refuses one, or the connection is lost.
    pub async fn batch_execute(&self, sql: &str) -> Result<()> {
        self.open.command(sql).await
    }

    /// The client below, for what this crate has no form for.
    pub fn client(&self) -> &tokio_postgres::Client {
        self.open.session().client()
    }

    /// The same executor, acting for `actor`; see [`Executor::as_actor`].
    pub fn as_actor<'a>(&'a self, actor: &'a str) -> AsActor<'a, Self> {
        AsActor::new(self, actor)
    }

    /// Sets who acts in the rest of the transaction.
    pub fn set_actor(&mut self, actor: impl Into<Arc<str>>) {
        self.actor = Some(actor.into());
    }
}

impl Executor for Transaction {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        let call = call.by(self.actor.as_deref());
        self.open.run(call.announced(self.announces)).await
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction")
            .field("depth", &self.open.depth())
            .finish_non_exhaustive()
    }
}
