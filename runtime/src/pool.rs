//! A pool of connections.

use std::fmt;

use crate::actor::AsActor;
use crate::call::Call;
use crate::connection::Connection;
use crate::error::{Error, Kind, Result};
use crate::executor::Executor;
use crate::rows::Rows;
use crate::session::Place;
use crate::transaction::{Transaction, TransactionBuilder};

mod builder;
mod manager;

pub use builder::PoolBuilder;
pub(crate) use manager::{Connect, Manager};

use manager::LastError;

/// A pool of connections, cheap to clone. Each statement is prepared once on each connection and costs one round trip, the
/// first time too.
///
/// Connections are not tested before they are handed out, which would cost a round trip; one that is known to be closed, because
/// the server went away, is replaced.
#[derive(Clone)]
pub struct Pool {
    inner: bb8::Pool<Manager>,
    last_error: LastError,
}

/// How a [`Pool`] is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolState {
    /// How many connections there are.
    pub connections: u32,
    /// How many of them are not in use.
    pub idle_connections: u32,
}

impl Pool {
    /// Connects to a server without TLS, with the defaults of [`PoolBuilder`].
    ///
    /// `config` is a connection string as `libpq` reads it, `postgres://user:password@host:5432/database` or `host=/run/postgresql user=…`.
    ///
    /// # Errors
    /// When the string is not one, or a first connection cannot be made.
    pub async fn connect(config: &str) -> Result<Pool> {
        Pool::builder().connect(config).await
    }

    /// A pool with other settings.
    pub fn builder() -> PoolBuilder {
        PoolBuilder::default()
    }

    /// Takes a connection, waiting for one to become free or to be made. It goes back when it is dropped.
    ///
    /// # Errors
    /// When none is had within the pool's `connection_timeout` ([`Error::is_timeout`], or [`Error::is_connection_lost`] if the server could not be
    /// reached).
    pub async fn get(&self) -> Result<Connection> {
        loop {
            match self.inner.get_owned().await {
                // It was closed while it lay in the pool. Dropping it makes room for a new one; as each turn drops one, this ends.
                Ok(pooled) if pooled.is_broken() => drop(pooled),
                Ok(pooled) => return Ok(Connection::new(pooled)),
                Err(bb8::RunError::User(error)) => return Err(Error::from(error)),
                Err(bb8::RunError::TimedOut) => {
                    return Err(match self.last_error.take() {
                        Some(error) => Error::because(Kind::Connect, error),
                        None => Error::new(Kind::Timeout),
                    });
                }
            }
        }
    }

    /// Begins a transaction that the caller ends by [`Transaction::commit`]; when dropped before, it is rolled back. It is not run again
    /// by itself: [`Pool::transaction`] does that.
    ///
    /// # Errors
    /// When no connection is to be had, or the server refuses.
    pub async fn begin(&self) -> Result<Transaction> {
        self.build_transaction().begin().await
    }

    /// Runs `work` in a transaction, commits it if it returns `Ok` and rolls it back if it returns `Err`, panics or is dropped.
    ///
    /// A transaction that lost against another one (serialization failure, deadlock), or whose connection was lost before its COMMIT was
    /// sent, is run again from its beginning, some times and with growing random pauses: `work` must be ready to be called more
    /// than once. One that may have been committed is never run again ([`Error::is_commit_unknown`]).
    ///
    /// An `async` closure may borrow what is around it, but not own it (`async move |tx|`) and lend it to its future; clone what it must own
    /// in the closure.
    ///
    /// ```no_run
    /// # async fn example(pool: softdelete_runtime::Pool) -> softdelete_runtime::Result<()> {
    /// let answer = pool.transaction(async |tx| {
    ///     tx.batch_execute("set local statement_timeout = '1s'").await?;
    ///     Ok(42)
    /// }).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// What `work` returns (an error of its own through [`Error::other`]), and what BEGIN and COMMIT report.
    pub async fn transaction<T, F, W>(&self, work: F) -> Result<T>
    where
        F: FnMut(Transaction) -> W,
        W: Future<Output = Result<T>>,
    {
        self.build_transaction().run(work).await
    }

    /// A transaction with other settings.
    pub fn build_transaction(&self) -> TransactionBuilder<'_> {
        TransactionBuilder::on_pool(self)
    }

    /// The same executor, acting for `actor`; see [`Executor::as_actor`].
    pub fn as_actor<'a>(&'a self, actor: &'a str) -> AsActor<'a, Self> {
        AsActor::new(self, actor)
    }

    /// How many connections there are, and how many of them are idle.
    pub fn state(&self) -> PoolState {
        let state = self.inner.state();
        PoolState {
            connections: state.connections,
            idle_connections: state.idle_connections,
        }
    }
}

impl Executor for Pool {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        call.check()?;
        let connection = self.get().await?;
        let rows = connection.session().run(call, Place::Alone).await?;
        Ok(rows.holding(connection))
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
