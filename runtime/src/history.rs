//! Reading `softdelete.history`: what has happened to rows whose tables have `audit`.

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use uuid::Uuid;

use crate::executor::Executor;
use crate::json_text::JsonText;
use crate::lifecycle::Config;
use crate::lifecycle::send::Sender;
use crate::pool::Pool;

mod any;
mod pages;
mod row;
#[cfg(feature = "seal")]
pub mod sealed;

pub use pages::HistoryStream;
pub(crate) use row::{of_key, since};

/// A row of history: one thing that happened to one row of a table.
///
/// `K` is the key: [`Lifecycle::Key`](crate::Lifecycle::Key) where the table is known, and [`JsonText`] where it may be any.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record<K> {
    /// The number of the record. Later ones are larger, but for those of transactions that ran at the same time.
    pub id: i64,
    /// The operation that it belongs to: one statement, whose id the rows marked by it have in their column `deletion_id`.
    pub operation: Uuid,
    /// What happened.
    pub action: HistoryAction,
    /// The table's schema, if it was declared with one.
    pub schema: Option<Cow<'static, str>>,
    /// The table's name in the database.
    pub table: Cow<'static, str>,
    /// The primary key of the row.
    pub key: K,
    /// Who did it.
    pub actor: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When the transaction began that did it.
    pub at: SystemTime,
    /// What else is known: of [`HistoryAction::Unlink`], the values of the columns that became NULL.
    pub detail: Option<JsonText>,
}

/// What happened to a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HistoryAction {
    /// It was marked as deleted.
    Delete,
    /// The mark was taken off.
    Restore,
    /// A foreign key of it became NULL, because the row referred to was deleted.
    Unlink,
    /// Such a key was tied again.
    Relink,
    /// It was really deleted.
    Purge,
    /// Its personal columns were overwritten.
    Erase,
    /// Something that a newer version of this crate has written.
    Other(String),
}

impl HistoryAction {
    /// The word that stands for it in the database.
    pub fn as_str(&self) -> &str {
        match self {
            HistoryAction::Delete => "delete",
            HistoryAction::Restore => "restore",
            HistoryAction::Unlink => "unlink",
            HistoryAction::Relink => "relink",
            HistoryAction::Purge => "purge",
            HistoryAction::Erase => "erase",
            HistoryAction::Other(word) => word,
        }
    }
}

impl From<String> for HistoryAction {
    fn from(word: String) -> HistoryAction {
        match word.as_str() {
            "delete" => HistoryAction::Delete,
            "restore" => HistoryAction::Restore,
            "unlink" => HistoryAction::Unlink,
            "relink" => HistoryAction::Relink,
            "purge" => HistoryAction::Purge,
            "erase" => HistoryAction::Erase,
            _ => HistoryAction::Other(word),
        }
    }
}

impl fmt::Display for HistoryAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads the history of all tables, whose keys are then JSON; that of one row or table is read with typed keys by
/// [`Manager::history_of`](crate::Manager::history_of) and [`Manager::history_since`](crate::Manager::history_since).
///
/// The records come in the order of their numbers, as streams that read page after page and hold no connection in between. A record that is
/// committed while a stream is read, by a transaction that began before, may be missed by it.
///
/// ```no_run
/// # async fn example(db: softdelete_runtime::Pool, operation: softdelete_runtime::Uuid) -> softdelete_runtime::Result<()> {
/// use softdelete_runtime::History;
///
/// let history = History::new(&db);
/// let mut records = history.of_operation(operation);
/// while let Some(record) = records.try_next().await? {
///     println!("{} {} {}", record.table, record.key, record.action);
/// }
/// # Ok(())
/// # }
/// ```
pub struct History<'a, E: ?Sized = Pool> {
    db: &'a E,
    config: Config,
}

impl<'a, E: Executor + ?Sized> History<'a, E> {
    /// Reads through `db`.
    pub fn new(db: &'a E) -> History<'a, E> {
        History {
            db,
            config: Config::default(),
        }
    }

    /// Other settings; a page has as many records as a [chunk](Config::chunk_size) has keys, but at most 1,000.
    #[must_use]
    pub fn config(self, config: Config) -> Self {
        History { config, ..self }
    }

    /// What one operation did, to rows of whichever tables.
    pub fn of_operation(&self, operation: Uuid) -> HistoryStream<'_, JsonText> {
        any::of_operation(self.sender(), operation)
    }

    /// What has happened to the rows of a table since a time. The names are those of the declaration: `schema` is `None` if none was declared.
    pub fn of_table<'s>(
        &'s self,
        schema: Option<&'s str>,
        table: &'s str,
        since: impl Into<SystemTime>,
    ) -> HistoryStream<'s, JsonText> {
        any::of_table(self.sender(), schema, table, since.into())
    }

    /// What has happened to all rows since a time.
    pub fn since(&self, time: impl Into<SystemTime>) -> HistoryStream<'_, JsonText> {
        any::since(self.sender(), time.into())
    }

    fn sender(&self) -> Sender<'_, E> {
        Sender {
            db: self.db,
            actor: None,
            config: &self.config,
        }
    }
}

impl<E: ?Sized> fmt::Debug for History<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").finish_non_exhaustive()
    }
}
