//! Another master key: data keys are wrapped anew, and content stays as it is.

use postgres_types::Type;
use tokio_postgres::Row;
use uuid::Uuid;

use super::keys::KeyProvider;
use super::ring::Wrapped;
use super::{bound, statement};
use crate::bind::bind;
use crate::decode::get;
use crate::error::{Error, Kind, Result};
use crate::executor::Executor;
use crate::lifecycle::send::Sender;
use crate::sql;
use crate::statement::{Statement, StatementKind};

/// How many data keys a statement wraps anew.
const BATCH: i64 = 1_000;

static BEHIND: Statement = statement(
    StatementKind::Select,
    "SELECT d.id, d.master, d.wrapped, d.subject::text FROM softdelete.subject_keys AS d \
     WHERE d.master = $1 AND d.id > $2 ORDER BY d.id LIMIT $3",
    &[Type::TEXT, Type::UUID, Type::INT8],
    &["id", "master", "wrapped", "subject"],
);

/// A key that was wrapped anew by somebody else meanwhile stays as it is, and one that was destroyed stays destroyed.
static WRAP: Statement = statement(
    StatementKind::Update,
    "UPDATE softdelete.subject_keys AS d SET master = $1, wrapped = n.wrapped \
     FROM unnest($2, $3) AS n (id, wrapped) WHERE d.id = n.id AND d.master = $4",
    &[Type::TEXT, Type::UUID_ARRAY, Type::BYTEA_ARRAY, Type::TEXT],
    &[],
);

static LEFT: Statement = statement(
    StatementKind::Select,
    "SELECT pg_catalog.count(*) FROM softdelete.subject_keys AS d WHERE d.master = $1",
    &[Type::TEXT],
    &["count"],
);

/// What [`rotate`] has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rotated {
    /// How many data keys were wrapped anew.
    pub wrapped: u64,
    /// How many are still wrapped by the old master key: those that others have made meanwhile. Only when there are none may the old key be given up.
    pub left: u64,
}

/// Wraps all data keys anew that the master key `from` has wrapped, by the master key `to`; the provider must have both. No content is read or written.
///
/// First make `to` the [current](KeyProvider::current) key everywhere, so that no more data keys are wrapped by the old one. Each 1,000 keys are one
/// statement and one transaction: stopped at any point, by an error too, nothing is lost, and it goes on where it was when it is run again. Content may be sealed, read and
/// shredded meanwhile. The role needs UPDATE on `softdelete.subject_keys`, which the grants of applications do not give.
///
/// ```
/// use softdelete_runtime::sealed::{StaticKeys, rotate};
/// # async fn example(db: softdelete_runtime::Pool, new: [u8; 32], old: [u8; 32]) -> softdelete_runtime::Result<()> {
/// let keys = StaticKeys::new("2026", &new).and("2025", &old);
/// let rotated = rotate(&db, &keys, "2025", "2026").await?;
/// println!("{} wrapped anew, {} left", rotated.wrapped, rotated.left);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When the provider fails ([`Error::is_key_unavailable`]), a data key does not unwrap ([`Error::is_tampered`]; those before it are wrapped anew), the server refuses, or the
/// connection is lost.
pub async fn rotate<E: Executor + ?Sized, K: KeyProvider>(
    db: &E,
    keys: &K,
    from: &str,
    to: &str,
) -> Result<Rotated> {
    let sender = super::as_default(db);
    // To wrap anew by the same key would change nothing, and be done again and again.
    let wrapped = if from == to {
        0
    } else {
        all_anew(sender, keys, from, to).await?
    };
    let left = sender
        .rows(&LEFT, &[bind::<sql::Text, _>(&from)], |row| {
            get::<sql::Int8, i64>(row, 0)
        })
        .await?;
    Ok(Rotated {
        wrapped,
        left: left.first().map_or(0, |count| count.unsigned_abs()),
    })
}

/// Wraps batch after batch anew, and returns how many data keys it has.
async fn all_anew<E: Executor + ?Sized, K: KeyProvider>(
    sender: Sender<'_, E>,
    keys: &K,
    from: &str,
    to: &str,
) -> Result<u64> {
    let mut rotated = 0;
    let mut after = Uuid::nil();
    loop {
        let begin = after;
        let params = [
            bind::<sql::Text, _>(&from),
            bind::<sql::Uuid, _>(&begin),
            bind::<sql::Int8, _>(&BATCH),
        ];
        let behind = sender.rows(&BEHIND, &params, behind).await?;
        let Some((last, _)) = behind.last() else {
            return Ok(rotated);
        };
        after = last.id;
        let (mut ids, mut wrapped) = (Vec::new(), Vec::new());
        let mut refused = None;
        for (key, subject) in &behind {
            match anew(keys, key, subject, to).await {
                Ok(bytes) => {
                    ids.push(key.id);
                    wrapped.push(bytes);
                }
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        let params = [
            bind::<sql::Text, _>(&to),
            bind::<sql::Array<sql::Uuid>, _>(&ids),
            bind::<sql::Array<sql::Bytea>, _>(&wrapped),
            bind::<sql::Text, _>(&from),
        ];
        rotated += sender.count(&WRAP, &params).await?;
        if let Some(error) = refused {
            return Err(error);
        }
    }
}

fn behind(row: &Row) -> Result<(Wrapped, String)> {
    let key = Wrapped::read(row, 0)?.ok_or_else(|| Error::new(Kind::Protocol))?;
    Ok((key, get::<sql::Text, _>(row, 3)?))
}

async fn anew<K: KeyProvider>(keys: &K, key: &Wrapped, subject: &str, to: &str) -> Result<Vec<u8>> {
    let data_key = key.unwrapped(keys, subject).await?;
    let context = bound::data_key(key.id, subject);
    let wrapped = keys.wrap(to, &data_key, &context).await;
    wrapped.map_err(|why| why.about(to))
}
