//! Opening what was sealed.

use std::collections::HashMap;
use std::fmt;

use postgres_types::Type;
use tokio_postgres::Row;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::bound::Bound;
use super::cipher::{self, Rejected};
use super::keys::{DataKey, KeyProvider};
use super::ring::Wrapped;
use super::statement;
use crate::bind::bind;
use crate::decode::get;
use crate::error::{Error, Kind, Result, Sealing};
use crate::executor::Executor;
use crate::history::Record;
use crate::json_text::JsonText;
use crate::pool::Pool;
use crate::sql;
use crate::statement::{Statement, StatementKind};

static SEALED: Statement = statement(
    StatementKind::Select,
    "SELECT r.nth, h.id, h.operation, h.action, h.schema_name, h.table_name, h.row_key::text, c.key, c.content, d.subject::text, d.id, d.master, d.wrapped \
     FROM unnest($1) WITH ORDINALITY AS r (id, nth) JOIN softdelete.history AS h ON h.id = r.id \
     JOIN softdelete.history_content AS c ON c.history = h.id LEFT JOIN softdelete.subject_keys AS d ON d.id = c.key ORDER BY r.nth",
    &[Type::INT8_ARRAY],
    &[
        "nth",
        "id",
        "operation",
        "action",
        "schema_name",
        "table_name",
        "row_key",
        "key",
        "content",
        "subject",
        "key_id",
        "master",
        "wrapped",
    ],
);

/// Reads the content that was sealed beside records of history.
///
/// ```no_run
/// # use softdelete_runtime::{Lifecycle, Manager, Pool, Result, sealed::{Contents, Opened, StaticKeys}};
/// # async fn example<User: Lifecycle<Key = i64>>(db: Pool, keys: StaticKeys) -> Result<()> {
/// let contents = Contents::new(&db, &keys);
/// let users = Manager::<User>::new(&db);
/// for record in users.history_of(&1).collect().await? {
///     match contents.open(&record).await? {
///         Opened::Content(content) => println!("{} {}", record.action, content.as_str()),
///         Opened::Shredded => println!("{}, and erased since", record.action),
///         Opened::Absent => println!("{}", record.action),
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Contents<'a, K, E: ?Sized = Pool> {
    db: &'a E,
    keys: &'a K,
}

/// What became of the content of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It opens.
    Content(Content),
    /// The data key of its subject was destroyed: nobody can read it any more.
    Shredded,
    /// None was sealed.
    Absent,
}

impl Opened {
    /// The content, if it opens.
    pub fn content(self) -> Option<Content> {
        match self {
            Opened::Content(content) => Some(content),
            Opened::Shredded | Opened::Absent => None,
        }
    }
}

/// What the declared columns of a row held: a JSON object with their names in the database. It is overwritten when it is dropped, and its `Debug` form shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Content(Zeroizing<String>);

impl Content {
    /// The JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The JSON, no longer kept out of `Debug` forms and of memory that is used again.
    pub fn into_json(self) -> JsonText {
        JsonText::new(self.0.to_string())
    }

    /// The row, as any type that serde reads: the struct of the table, if it derives `Deserialize` and its fields have the names of the columns (or
    /// `#[serde(rename = "…")]`).
    ///
    /// Values are as PostgreSQL's `row_to_json` writes them: times as ISO 8601, `numeric` as a number, `bytea` as text in hexadecimal.
    ///
    /// # Errors
    /// When the text is not of that type ([`Error::is_invalid_value`]).
    #[cfg(feature = "json")]
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        crate::json_text::parse(&self.0)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content")
    }
}

impl<'a, K: KeyProvider, E: Executor + ?Sized> Contents<'a, K, E> {
    /// Reads through `db`, with data keys that `keys` unwraps.
    pub fn new(db: &'a E, keys: &'a K) -> Contents<'a, K, E> {
        Contents { db, keys }
    }

    /// Opens the content of a record, of whichever table.
    ///
    /// # Errors
    /// When it does not open ([`Error::is_tampered`]), the key provider fails ([`Error::is_key_unavailable`]), the server refuses, or the connection is
    /// lost.
    pub async fn open<R>(&self, record: &Record<R>) -> Result<Opened> {
        let mut opened = self.open_numbered(&[record.id]).await?;
        Ok(opened.pop().unwrap_or(Opened::Absent))
    }

    /// Opens the content of many records, in their order; one round trip, and each data key is unwrapped once.
    ///
    /// # Errors
    /// As [`Contents::open`].
    pub async fn open_all<R>(&self, records: &[Record<R>]) -> Result<Vec<Opened>> {
        let ids: Vec<i64> = records.iter().map(|record| record.id).collect();
        self.open_numbered(&ids).await
    }

    async fn open_numbered(&self, ids: &[i64]) -> Result<Vec<Opened>> {
        let sender = super::as_default(self.db);
        let params = [bind::<sql::Array<sql::Int8>, _>(&ids)];
        let stored = sender.rows(&SEALED, &params, Stored::read).await?;
        let mut keys: HashMap<Uuid, DataKey> = HashMap::new();
        let mut all = vec![Opened::Absent; ids.len()];
        for stored in stored {
            let Some(place) = all.get_mut(stored.nth) else {
                continue;
            };
            *place = match &stored.wrapped {
                None => Opened::Shredded,
                Some((wrapped, subject)) => {
                    let key = match keys.get(&wrapped.id) {
                        Some(key) => key.clone(),
                        None => wrapped.unwrapped(self.keys, subject).await?,
                    };
                    let content = stored.open(&key)?;
                    keys.insert(wrapped.id, key);
                    Opened::Content(content)
                }
            };
        }
        Ok(all)
    }
}

impl<K, E: ?Sized> fmt::Debug for Contents<'_, K, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents").finish_non_exhaustive()
    }
}

/// Content as it is stored, with what it is bound to.
struct Stored {
    nth: usize,
    history: i64,
    operation: Uuid,
    action: String,
    schema: Option<String>,
    table: String,
    row: String,
    key: Uuid,
    content: Vec<u8>,
    wrapped: Option<(Wrapped, String)>,
}

impl Stored {
    fn read(row: &Row) -> Result<Stored> {
        let nth: i64 = get::<sql::Int8, _>(row, 0)?;
        let subject: Option<String> = get::<sql::Text, _>(row, 9)?;
        Ok(Stored {
            nth: usize::try_from(nth - 1).unwrap_or(usize::MAX),
            history: get::<sql::Int8, _>(row, 1)?,
            operation: get::<sql::Uuid, _>(row, 2)?,
            action: get::<sql::Text, _>(row, 3)?,
            schema: get::<sql::Text, _>(row, 4)?,
            table: get::<sql::Text, _>(row, 5)?,
            row: get::<sql::Text, _>(row, 6)?,
            key: get::<sql::Uuid, _>(row, 7)?,
            content: get::<sql::Bytea, _>(row, 8)?,
            wrapped: Wrapped::read(row, 10)?.zip(subject),
        })
    }

    fn open(&self, key: &DataKey) -> Result<Content> {
        let bound = Bound {
            history: self.history,
            operation: self.operation,
            action: &self.action,
            schema: self.schema.as_deref(),
            table: &self.table,
            row: &self.row,
            key: self.key,
        };
        let tampered = || {
            let place = format!("the content of record {} of history", self.history);
            Error::because(Kind::Sealing(Sealing::Tampered), place)
        };
        let mut plain = cipher::open(key.expose(), &bound.bytes(), &self.content)
            .map_err(|Rejected| tampered())?;
        let text = String::from_utf8(std::mem::take(&mut *plain)).map_err(|_| tampered())?;
        Ok(Content(Zeroizing::new(text)))
    }
}
