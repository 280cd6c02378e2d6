//! The settings of a transaction, and running it again.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio_postgres::IsolationLevel;
use tokio_postgres::error::SqlState;

use super::Transaction;
use crate::actor::AsActor;
use crate::connection::Connection;
use crate::error::Result;
use crate::pool::Pool;
use crate::session::Session;
use crate::watch::Watch;

/// The settings of a transaction; [`TransactionBuilder::run`] runs it.
#[must_use = "a transaction does nothing until `run` or `begin` is called"]
pub struct TransactionBuilder<'a> {
    place: Place<'a>,
    isolation: Option<IsolationLevel>,
    read_only: bool,
    deferrable: bool,
    actor: Option<Arc<str>>,
    announces: bool,
    backoff: ExponentialBuilder,
}

/// Where the transaction runs.
enum Place<'a> {
    Pool(&'a Pool),
    Connection(&'a Arc<Session>),
}

impl<'a> TransactionBuilder<'a> {
    pub(crate) fn on_pool(pool: &'a Pool) -> TransactionBuilder<'a> {
        TransactionBuilder::new(Place::Pool(pool))
    }

    /// Takes the connection mutably, so that no other statement gets into the transaction.
    pub(crate) fn on_connection(connection: &'a mut Connection) -> TransactionBuilder<'a> {
        TransactionBuilder::new(Place::Connection(connection.session()))
    }

    fn new(place: Place<'a>) -> TransactionBuilder<'a> {
        let backoff = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(5))
            .with_max_delay(Duration::from_secs(1))
            .with_factor(2.0)
            .with_jitter()
            .with_max_times(8);
        TransactionBuilder {
            place,
            isolation: None,
            read_only: false,
            deferrable: false,
            actor: None,
            announces: false,
            backoff,
        }
    }

    /// The isolation level; the server's default unless set, usually READ COMMITTED.
    pub fn isolation_level(self, isolation: IsolationLevel) -> TransactionBuilder<'a> {
        TransactionBuilder {
            isolation: Some(isolation),
            ..self
        }
    }

    /// Whether the transaction may not write.
    pub fn read_only(self, read_only: bool) -> TransactionBuilder<'a> {
        TransactionBuilder { read_only, ..self }
    }

    /// Whether a serializable read-only transaction waits for a moment in which it cannot fail.
    pub fn deferrable(self, deferrable: bool) -> TransactionBuilder<'a> {
        TransactionBuilder { deferrable, ..self }
    }

    /// Who acts in the transaction.
    pub fn actor(self, actor: impl Into<Arc<str>>) -> TransactionBuilder<'a> {
        TransactionBuilder {
            actor: Some(actor.into()),
            ..self
        }
    }

    /// Whether statements tell the server who acts; see [`AsActor::announced`]. Not unless set here or for the pool.
    pub fn announce_actor(self, announce_actor: bool) -> TransactionBuilder<'a> {
        TransactionBuilder {
            announces: announce_actor,
            ..self
        }
    }

    /// How often the transaction is run again at most. 8 unless set; 0 for never.
    pub fn retries(self, retries: usize) -> TransactionBuilder<'a> {
        TransactionBuilder {
            backoff: self.backoff.with_max_times(retries),
            ..self
        }
    }

    /// The pause before the first repetition, which doubles each time, is lengthened by a random part of itself, and is never more than
    /// `longest`. 5 ms and 1 s unless set.
    pub fn pauses(self, first: Duration, longest: Duration) -> TransactionBuilder<'a> {
        TransactionBuilder {
            backoff: self.backoff.with_min_delay(first).with_max_delay(longest),
            ..self
        }
    }

    /// Begins the transaction, to be ended by [`Transaction::commit`].
    ///
    /// # Errors
    /// When no connection is to be had, or the server refuses.
    pub async fn begin(self) -> Result<Transaction> {
        self.start(Arc::default()).await
    }

    /// Runs `work` in the transaction; see [`Pool::transaction`].
    ///
    /// # Errors
    /// What `work` returns, and what BEGIN and COMMIT report.
    pub async fn run<T, F, W>(self, mut work: F) -> Result<T>
    where
        F: FnMut(Transaction) -> W,
        W: Future<Output = Result<T>>,
    {
        let mut pauses = self.backoff.build();
        let mut attempt = 0_u32;
        loop {
            let watch = Arc::new(Watch::default());
            let error = match self.attempt(&mut work, &watch).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let worth_it = (error.is_retryable() || watch.saw_retryable())
                && !error.is_commit_unknown()
                && self.place.is_usable();
            let Some(pause) = pauses.next().filter(|_| worth_it) else {
                return Err(error);
            };
            attempt += 1;
            tracing::debug!(
                attempt,
                ?pause,
                code = error.code().map(SqlState::code),
                "running a transaction again"
            );
            tokio::time::sleep(pause).await;
        }
    }

    async fn attempt<T, F, W>(&self, work: &mut F, watch: &Arc<Watch>) -> Result<T>
    where
        F: FnMut(Transaction) -> W,
        W: Future<Output = Result<T>>,
    {
        // In a box for the same reason as a call is.
        let transaction = Box::pin(self.start(watch.clone())).await?;
        let open = transaction.open.clone();
        let outcome = work(transaction).await;
        Box::pin(open.end(outcome)).await
    }

    async fn start(&self, watch: Arc<Watch>) -> Result<Transaction> {
        let (session, connection) = match self.place {
            Place::Pool(pool) => {
                let connection = pool.get().await?;
                (connection.session().clone(), Some(connection))
            }
            Place::Connection(session) => (session.clone(), None),
        };
        let mut transaction =
            Transaction::begin(session, connection, watch, &self.command()).await?;
        transaction.actor.clone_from(&self.actor);
        transaction.announces = self.announces;
        Ok(transaction)
    }

    fn command(&self) -> String {
        let isolation = match self.isolation {
            None => "",
            Some(IsolationLevel::ReadUncommitted) => " ISOLATION LEVEL READ UNCOMMITTED",
            Some(IsolationLevel::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
            Some(IsolationLevel::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
            Some(_) => " ISOLATION LEVEL SERIALIZABLE",
        };
        let read_only = if self.read_only { " READ ONLY" } else { "" };
        let deferrable = if self.deferrable { " DEFERRABLE" } else { "" };
        format!("BEGIN{isolation}{read_only}{deferrable}")
    }
}

impl Place<'_> {
    /// Whether another attempt has a connection to run on.
    fn is_usable(&self) -> bool {
        match self {
            Place::Pool(_) => true,
            Place::Connection(session) => !session.is_broken(),
        }
    }
}

impl AsActor<'_, Pool> {
    /// Runs `work` in a transaction of the pool in which the actor acts; see [`Pool::transaction`].
    ///
    /// # Errors
    /// As [`Pool::transaction`].
    pub async fn transaction<T, F, W>(&self, work: F) -> Result<T>
    where
        F: FnMut(Transaction) -> W,
        W: Future<Output = Result<T>>,
    {
        self.build_transaction().run(work).await
    }

    /// A transaction with other settings.
    pub fn build_transaction(&self) -> TransactionBuilder<'_> {
        let transaction = self.executor.build_transaction();
        transaction.actor(self.actor).announce_actor(self.announces)
    }
}

impl fmt::Debug for TransactionBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransactionBuilder")
            .field("begin", &self.command())
            .finish_non_exhaustive()
    }
}
