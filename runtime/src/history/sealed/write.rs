//! Sealing what rows held, and storing it.

use std::collections::HashSet;

use futures_util::future::join;
use postgres_types::Type;
use tokio_postgres::Row;
use uuid::Uuid;

use super::bound::Bound;
use super::keys::KeyProvider;
use super::ring::{Found, OF_SUBJECTS, Ring};
use super::{cipher, statement};
use crate::bind::bind;
use crate::decode::get;
use crate::error::{Error, Kind, Result, Sealing};
use crate::executor::Executor;
use crate::lifecycle::send::Sender;
use crate::sql;
use crate::statement::{Statement, StatementKind};

/// Content whose key is not the subject's, because another transaction made or destroyed that meanwhile, is left out.
static WRITE: Statement = statement(
    StatementKind::Insert,
    "INSERT INTO softdelete.history_content (history, key, content) \
     SELECT n.history, n.key, n.content FROM unnest($1, $2, $3) AS n (history, key, content) \
     WHERE EXISTS (SELECT FROM softdelete.subject_keys AS d WHERE d.id = n.key) ON CONFLICT DO NOTHING",
    &[Type::INT8_ARRAY, Type::UUID_ARRAY, Type::BYTEA_ARRAY],
    &[],
);

/// How often keys are looked up again.
const TURNS: usize = 8;

/// A record of history, of what was changed.
pub(super) struct Changed {
    history: i64,
    action: String,
    pub(super) row: String,
}

impl Changed {
    pub(super) fn read(row: &Row) -> Result<Changed> {
        Ok(Changed {
            history: get::<sql::Int8, _>(row, 0)?,
            action: get::<sql::Text, _>(row, 1)?,
            row: get::<sql::Text, _>(row, 2)?,
        })
    }
}

/// What is to be sealed beside one record.
pub(super) struct Page<'a> {
    pub(super) changed: &'a Changed,
    /// As PostgreSQL writes it.
    pub(super) subject: &'a str,
    pub(super) content: &'a str,
}

/// What all pages of one change have in common.
pub(super) struct Place<'a> {
    pub(super) operation: Uuid,
    pub(super) schema: Option<&'a str>,
    pub(super) table: &'a str,
}

/// Seals pages and stores them: one round trip, unless the keys of subjects change meanwhile.
pub(super) async fn write<E: Executor + ?Sized, K: KeyProvider>(
    sender: Sender<'_, E>,
    keys: &K,
    place: &Place<'_>,
    pages: &[Page<'_>],
    mut found: Vec<Found>,
) -> Result<()> {
    if pages.is_empty() {
        return Ok(());
    }
    let subjects: HashSet<&str> = pages.iter().map(|page| page.subject).collect();
    let mut written = 0;
    for _ in 0..TURNS {
        // Rows that were not changed need no key.
        let wanted = found
            .iter()
            .filter(|found| subjects.contains(&*found.subject));
        let ring = Ring::of(keys, wanted).await?;
        let (mut ids, mut of, mut contents) = (Vec::new(), Vec::new(), Vec::new());
        for page in pages {
            let Some((key, data_key)) = ring.get(page.subject) else {
                return Err(Error::new(Kind::Protocol));
            };
            let bound = place.bound(page, key).bytes();
            ids.push(page.changed.history);
            of.push(key);
            contents.push(cipher::seal(
                data_key.expose(),
                &bound,
                page.content.as_bytes(),
            )?);
        }
        let params = [
            bind::<sql::Array<sql::Int8>, _>(&ids),
            bind::<sql::Array<sql::Uuid>, _>(&of),
            bind::<sql::Array<sql::Bytea>, _>(&contents),
        ];
        let (stored, count) = join(ring.store(sender), sender.count(&WRITE, &params)).await;
        stored?;
        written += count?;
        // A turn stores those that the turns before have left out.
        if written == pages.len() as u64 {
            return Ok(());
        }
        found = look_up(sender, pages).await?;
    }
    Err(Error::new(Kind::Sealing(Sealing::Contended)))
}

impl Place<'_> {
    fn bound<'b>(&'b self, page: &'b Page<'_>, key: Uuid) -> Bound<'b> {
        Bound {
            history: page.changed.history,
            operation: self.operation,
            action: &page.changed.action,
            schema: self.schema,
            table: self.table,
            row: &page.changed.row,
            key,
        }
    }
}

/// The data keys as they are now.
async fn look_up<E: Executor + ?Sized>(
    sender: Sender<'_, E>,
    pages: &[Page<'_>],
) -> Result<Vec<Found>> {
    let subjects: Vec<&str> = pages.iter().map(|page| page.subject).collect();
    let params = [bind::<sql::Array<sql::Text>, _>(&subjects)];
    sender.rows(&OF_SUBJECTS, &params, Found::read).await
}
