//! Reading `softdelete.outbox`: what others are to be told of, once it is committed.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use postgres_types::Type;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::bind::bind;
use crate::decode::get;
use crate::error::{Error, Kind, Misuse, Result};
use crate::history::HistoryAction;
use crate::json_text::JsonText;
use crate::lifecycle::send::Sender;
use crate::lifecycle::{Config, HookError};
use crate::pool::Pool;
use crate::sql;
use crate::statement::{Statement, StatementKind};
use crate::transaction::Transaction;

/// How often `run` asks again without success before it gives up on a server that it cannot reach.
const MAX_FAILURES: u32 = 10;

/// Takes messages from the outbox and hands them on, so that sessions, search indexes, caches and other services follow what was deleted,
/// restored or erased in tables declared with `outbox`.
///
/// A message is written by the statement that makes the change, so it is there exactly if the change was committed. It is taken, handed to the
/// handler, and removed in one transaction:
///
/// - *At least once.* If the handler succeeds, its messages are removed; if it fails, the process ends, or the connection is lost before the commit, they
///   stay and are handed out again, whole batches at a time. A handler must bear to see a message twice: [`OutboxMessage::id`] tells. What it
///   does through [`OutboxBatch::transaction`] is done exactly once.
/// - *In order within a batch*, and from batch to batch if there is one worker: by the number of the message, that is, as the changes were
///   begun. A message of a transaction that commits later than others may have a smaller number than theirs, and comes when it is there.
/// - *Any number of workers*, also in several programs: each passes over the messages that another has taken (`SKIP LOCKED`). Their batches are handled at
///   the same time, so that two messages about one row may be; where their order matters, use one worker, or read the row's state
///   when handling its message.
///
/// ```no_run
/// # async fn index_without(_: &str, _: &str) {}
/// # async fn shut_down() {}
/// # async fn example(pool: softdelete_runtime::Pool) -> softdelete_runtime::Result<()> {
/// use softdelete_runtime::Outbox;
///
/// let stop = async { shut_down().await };
/// Outbox::new(&pool)
///     .batch_size(50)
///     .run(
///         async |batch| {
///             for message in batch.messages() {
///                 index_without(&message.table, message.key.as_str()).await;
///             }
///             Ok(())
///         },
///         stop,
///     )
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Outbox<'a> {
    pool: &'a Pool,
    batch_size: u32,
    pause: Duration,
}

/// A change that others are to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutboxMessage {
    /// The number of the message, which no other has or will have.
    pub id: i64,
    /// The operation that it belongs to: one statement.
    pub operation: Uuid,
    /// What happened to the row.
    pub action: HistoryAction,
    /// The table's schema, if it was declared with one.
    pub schema: Option<String>,
    /// The table's name in the database.
    pub table: String,
    /// The primary key of the row: an object with its columns.
    pub key: JsonText,
    /// Who did it.
    pub actor: Option<String>,
    /// When the transaction began that did it.
    pub at: SystemTime,
}

/// Messages that are handed out together, and the transaction that takes them.
pub struct OutboxBatch {
    messages: Vec<OutboxMessage>,
    transaction: Arc<Transaction>,
}

impl OutboxBatch {
    /// The messages, in the order of their numbers; there is at least one.
    pub fn messages(&self) -> &[OutboxMessage] {
        &self.messages
    }

    /// The transaction that removes the messages. What is done through it is committed together with that, or not at all.
    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }
}

impl fmt::Debug for OutboxBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxBatch")
            .field("messages", &self.messages)
            .finish_non_exhaustive()
    }
}

/// The messages go at once, under locks that the end of the transaction lets go of; others pass them over until then.
static TAKE: Statement = Statement {
    kind: StatementKind::Select,
    tables: &["softdelete.outbox"],
    sql: "WITH taken AS MATERIALIZED (SELECT id FROM softdelete.outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED), \
          gone AS (DELETE FROM softdelete.outbox AS o USING taken WHERE o.id = taken.id \
          RETURNING o.id, o.operation, o.action, o.schema_name, o.table_name, o.row_key::text AS row_key, o.actor, o.at) \
          SELECT id, operation, action, schema_name, table_name, row_key, actor, at FROM gone ORDER BY id",
    params: &[Type::INT8],
    columns: &[
        "id",
        "operation",
        "action",
        "schema_name",
        "table_name",
        "row_key",
        "actor",
        "at",
    ],
    ..Statement::PLAIN
};

impl<'a> Outbox<'a> {
    /// Takes messages through a pool, of which it needs one connection at a time.
    pub fn new(pool: &'a Pool) -> Outbox<'a> {
        Outbox {
            pool,
            batch_size: 100,
            pause: Duration::from_secs(1),
        }
    }

    /// How many messages are handed out together at most. 100 unless set; 0 means 1.
    #[must_use]
    pub fn batch_size(self, messages: u32) -> Outbox<'a> {
        Outbox {
            batch_size: messages.max(1),
            ..self
        }
    }

    /// How long [`Outbox::run`] waits before it looks again after it found no message. A second unless set.
    #[must_use]
    pub fn pause(self, pause: Duration) -> Outbox<'a> {
        Outbox { pause, ..self }
    }

    /// Takes one batch, hands it to `handle`, and removes it. Returns how many messages there were; `handle` is not called for none.
    ///
    /// # Errors
    /// What `handle` returns, as the [`source`](std::error::Error::source) of the error ([`Error::downcast_ref`]); when the server refuses or the connection is lost. The messages stay
    /// then, except where it is not known whether the transaction was committed ([`Error::is_commit_unknown`]).
    pub async fn take<F, W>(&self, handle: F) -> Result<usize>
    where
        F: FnOnce(OutboxBatch) -> W,
        W: Future<Output = Result<(), HookError>>,
    {
        let transaction = self.pool.build_transaction().begin().await?;
        let config = Config::default();
        let sender = Sender {
            db: &transaction,
            actor: None,
            config: &config,
        };
        let size = i64::from(self.batch_size);
        let messages = sender
            .rows(&TAKE, &[bind::<sql::Int8, _>(&size)], read)
            .await?;
        if messages.is_empty() {
            transaction.rollback().await?;
            return Ok(0);
        }
        let taken = messages.len();
        let transaction = Arc::new(transaction);
        let batch = OutboxBatch {
            messages,
            transaction: transaction.clone(),
        };
        let handled = handle(batch).await;
        // A batch that was kept beyond the end of the work keeps the transaction from being committed.
        let Some(transaction) = Arc::into_inner(transaction) else {
            return Err(Error::new(Kind::Misuse(Misuse::HandleKept)));
        };
        match handled {
            Ok(()) => transaction.commit().await?,
            Err(error) => {
                transaction.rollback().await?;
                return Err(Error::other(error));
            }
        }
        Ok(taken)
    }

    /// Takes batch after batch until none is left, and returns how many messages there were.
    ///
    /// # Errors
    /// As [`Outbox::take`]; the batches before it are handled and removed.
    pub async fn drain<F, W>(&self, handle: F) -> Result<u64>
    where
        F: Fn(OutboxBatch) -> W,
        W: Future<Output = Result<(), HookError>>,
    {
        let mut total = 0;
        loop {
            match self.take(&handle).await? {
                0 => return Ok(total),
                taken => total += taken as u64,
            }
        }
    }

    /// Takes batch after batch, waiting for messages where there are none, until `stop` is done; a batch that was begun is finished first. Returns
    /// how many messages there were.
    ///
    /// A lost connection, or a server that cannot be reached for a while, does not end it: it tries again after growing pauses, ten times in a row at most.
    ///
    /// # Errors
    /// As [`Outbox::take`]. An error of `handle` ends it, as only the application knows whether the message is worth another try.
    pub async fn run<F, W>(&self, handle: F, stop: impl Future<Output = ()>) -> Result<u64>
    where
        F: Fn(OutboxBatch) -> W,
        W: Future<Output = Result<(), HookError>>,
    {
        let mut stop = pin!(stop);
        let (mut total, mut failures) = (0, 0);
        loop {
            if stop.as_mut().now_or_never().is_some() {
                return Ok(total);
            }
            let pause = match self.take(&handle).await {
                Ok(0) => {
                    failures = 0;
                    self.pause
                }
                Ok(taken) => {
                    total += taken as u64;
                    failures = 0;
                    continue;
                }
                Err(error) if is_passing(&error) && failures < MAX_FAILURES => {
                    failures += 1;
                    tracing::warn!(%error, failures, "the outbox could not be read");
                    self.pause * failures
                }
                Err(error) => return Err(error),
            };
            let waiting = pin!(tokio::time::sleep(pause));
            if let Either::Right(((), _)) = select(waiting, stop.as_mut()).await {
                return Ok(total);
            }
        }
    }
}

/// Whether another attempt may succeed. What the handler returned is not told, whatever it is about.
fn is_passing(error: &Error) -> bool {
    error.is_connection_lost() || error.is_timeout() || error.is_retryable()
}

fn read(row: &Row) -> Result<OutboxMessage> {
    let action: String = get::<sql::Text, _>(row, 2)?;
    let key: String = get::<sql::Text, _>(row, 5)?;
    Ok(OutboxMessage {
        id: get::<sql::Int8, _>(row, 0)?,
        operation: get::<sql::Uuid, _>(row, 1)?,
        action: HistoryAction::from(action),
        schema: get::<sql::Text, _>(row, 3)?,
        table: get::<sql::Text, _>(row, 4)?,
        key: JsonText::new(key),
        actor: get::<sql::Text, _>(row, 6)?,
        at: get::<sql::Timestamptz, _>(row, 7)?,
    })
}
