//! One connection, taken from a pool.

use std::fmt;
use std::sync::Arc;

use crate::actor::AsActor;
use crate::call::Call;
use crate::error::Result;
use crate::executor::Executor;
use crate::pool::Manager;
use crate::rows::Rows;
use crate::session::{Place, Session};
use crate::transaction::{Transaction, TransactionBuilder};

/// A connection taken from a [`Pool`](crate::Pool); it goes back when it is dropped, unless a statement on it was given up before its
/// answer had come: then it is closed, and the server asked to stop the statement.
///
/// Statements sent through one reference before the answers have come are pipelined: `join!` several queries to pay one round
/// trip for all.
pub struct Connection {
    pooled: bb8::PooledConnection<'static, Manager>,
}

impl Connection {
    pub(crate) fn new(pooled: bb8::PooledConnection<'static, Manager>) -> Connection {
        Connection { pooled }
    }

    pub(crate) fn session(&self) -> &Arc<Session> {
        &self.pooled
    }

    /// The client below, for what this crate has no form for (COPY, LISTEN). Whatever is changed there for the session goes back to the pool
    /// with it.
    pub fn client(&self) -> &tokio_postgres::Client {
        self.session().client()
    }

    /// Keeps the connection out of the pool: it is closed when it is dropped.
    pub fn discard(&self) {
        self.session().discard();
    }

    /// Begins a transaction that the caller ends by [`Transaction::commit`]. The borrow keeps other statements out of it.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn begin(&mut self) -> Result<Transaction> {
        self.build_transaction().begin().await
    }

    /// Runs `work` in a transaction, as [`Pool::transaction`](crate::Pool::transaction) does; but when this connection is lost, so is the transaction.
    ///
    /// # Errors
    /// What `work` returns, and what BEGIN and COMMIT report.
    pub async fn transaction<T, F, W>(&mut self, work: F) -> Result<T>
    where
        F: FnMut(Transaction) -> W,
        W: Future<Output = Result<T>>,
    {
        self.build_transaction().run(work).await
    }

    /// The same executor, acting for `actor`; see [`Executor::as_actor`].
    pub fn as_actor<'a>(&'a self, actor: &'a str) -> AsActor<'a, Self> {
        AsActor::new(self, actor)
    }

    /// A transaction with other settings.
    pub fn build_transaction(&mut self) -> TransactionBuilder<'_> {
        TransactionBuilder::on_connection(self)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.session().leave();
    }
}

impl Executor for Connection {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        self.session().run(call, Place::Alone).await
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
