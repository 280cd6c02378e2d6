//! The data keys of subjects, as they are looked up, made and stored.

use std::collections::HashMap;

use postgres_types::Type;
use tokio_postgres::Row;
use uuid::Uuid;

use super::bound;
use super::keys::{DataKey, KeyProvider};
use super::statement;
use crate::bind::bind;
use crate::decode::get;
use crate::error::Result;
use crate::executor::Executor;
use crate::lifecycle::send::Sender;
use crate::sql;
use crate::statement::{Statement, StatementKind};

/// What a statement that looks data keys up returns: the subject as it was asked for and as PostgreSQL writes it, then its data key, NULL if it has none.
pub(super) const COLUMNS: &[&str] = &["asked", "subject", "id", "master", "wrapped"];

/// The data keys of subjects that the application names.
pub(super) static OF_NAMES: Statement = statement(
    StatementKind::Select,
    "SELECT s.name, pg_catalog.to_jsonb(s.name)::text, d.id, d.master, d.wrapped FROM unnest($1) AS s (name) \
     LEFT JOIN softdelete.subject_keys AS d ON d.subject = pg_catalog.to_jsonb(s.name)",
    &[Type::TEXT_ARRAY],
    COLUMNS,
);

/// The data keys of subjects as PostgreSQL writes them.
pub(super) static OF_SUBJECTS: Statement = statement(
    StatementKind::Select,
    "SELECT s.subject, s.subject, d.id, d.master, d.wrapped FROM unnest($1) AS s (subject) \
     LEFT JOIN softdelete.subject_keys AS d ON d.subject = s.subject::jsonb",
    &[Type::TEXT_ARRAY],
    COLUMNS,
);

/// A subject that another transaction has given a key meanwhile keeps that one.
static STORE: Statement = statement(
    StatementKind::Insert,
    "INSERT INTO softdelete.subject_keys (id, subject, master, wrapped) \
     SELECT n.id, n.subject::jsonb, n.master, n.wrapped FROM unnest($1, $2, $3, $4) AS n (id, subject, master, wrapped) \
     ON CONFLICT DO NOTHING",
    &[
        Type::UUID_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::BYTEA_ARRAY,
    ],
    &[],
);

/// A subject, and its wrapped data key if it has one.
pub(super) struct Found {
    /// As it was asked for.
    pub(super) asked: String,
    /// As PostgreSQL writes it.
    pub(super) subject: String,
    pub(super) key: Option<Wrapped>,
}

/// A data key as it is stored.
pub(super) struct Wrapped {
    pub(super) id: Uuid,
    pub(super) master: String,
    pub(super) bytes: Vec<u8>,
}

impl Found {
    pub(super) fn read(row: &Row) -> Result<Found> {
        Ok(Found {
            asked: get::<sql::Text, _>(row, 0)?,
            subject: get::<sql::Text, _>(row, 1)?,
            key: Wrapped::read(row, 2)?,
        })
    }
}

impl Wrapped {
    /// Reads id, master and bytes from the columns that begin at `first`; `None` if they are NULL.
    pub(super) fn read(row: &Row, first: usize) -> Result<Option<Wrapped>> {
        let Some(id) = get::<sql::Uuid, Option<Uuid>>(row, first)? else {
            return Ok(None);
        };
        Ok(Some(Wrapped {
            id,
            master: get::<sql::Text, _>(row, first + 1)?,
            bytes: get::<sql::Bytea, _>(row, first + 2)?,
        }))
    }

    /// The data key.
    pub(super) async fn unwrapped<K: KeyProvider>(
        &self,
        keys: &K,
        subject: &str,
    ) -> Result<DataKey> {
        let context = bound::data_key(self.id, subject);
        let key = keys.unwrap(&self.master, &self.bytes, &context).await;
        key.map_err(|why| why.about(&self.master))
    }
}

/// The data keys of the subjects of one change.
#[derive(Default)]
pub(super) struct Ring {
    /// By subject, as PostgreSQL writes it.
    keys: HashMap<String, (Uuid, DataKey)>,
    new: New,
}

/// Data keys to be stored.
#[derive(Default)]
struct New {
    ids: Vec<Uuid>,
    subjects: Vec<String>,
    masters: Vec<String>,
    wrapped: Vec<Vec<u8>>,
}

impl Ring {
    /// Unwraps the data keys that are there, and makes those that are not.
    pub(super) async fn of<'f, K: KeyProvider>(
        keys: &K,
        found: impl Iterator<Item = &'f Found>,
    ) -> Result<Ring> {
        let mut ring = Ring::default();
        for found in found {
            if ring.keys.contains_key(&found.subject) {
                continue;
            }
            let known = match &found.key {
                Some(wrapped) => (wrapped.id, wrapped.unwrapped(keys, &found.subject).await?),
                None => ring.new.make(keys, &found.subject).await?,
            };
            ring.keys.insert(found.subject.clone(), known);
        }
        Ok(ring)
    }

    /// The data key of a subject, and its id.
    pub(super) fn get(&self, subject: &str) -> Option<(Uuid, &DataKey)> {
        self.keys.get(subject).map(|(id, key)| (*id, key))
    }

    /// Stores the new ones, if there are any.
    pub(super) async fn store<E: Executor + ?Sized>(&self, sender: Sender<'_, E>) -> Result<()> {
        let New {
            ids,
            subjects,
            masters,
            wrapped,
        } = &self.new;
        if ids.is_empty() {
            return Ok(());
        }
        let params = [
            bind::<sql::Array<sql::Uuid>, _>(ids),
            bind::<sql::Array<sql::Text>, _>(subjects),
            bind::<sql::Array<sql::Text>, _>(masters),
            bind::<sql::Array<sql::Bytea>, _>(wrapped),
        ];
        sender.count(&STORE, &params).await.map(drop)
    }
}

impl New {
    async fn make<K: KeyProvider>(&mut self, keys: &K, subject: &str) -> Result<(Uuid, DataKey)> {
        let (id, key) = (Uuid::now_v7(), DataKey::random()?);
        let master = keys.current().await.map_err(|why| why.about("current"))?;
        let wrapped = keys
            .wrap(&master, &key, &bound::data_key(id, subject))
            .await
            .map_err(|why| why.about(&master))?;
        self.ids.push(id);
        self.subjects.push(subject.to_owned());
        self.masters.push(master);
        self.wrapped.push(wrapped);
        Ok((id, key))
    }
}
