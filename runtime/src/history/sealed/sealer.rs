//! Sealing what a change to rows of a table takes away.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use futures_util::future::{join, join3};
use tokio_postgres::Row;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::as_default;
use super::keys::KeyProvider;
use super::ring::{Found, OF_NAMES};
use super::table::sealable;
use super::transacts::Transacts;
use super::write::{Changed, Page, Place, write};
use crate::bind::keys::Keys;
use crate::bind::{Param, bind};
use crate::decode::get;
use crate::effects::Effects;
use crate::error::{Error, Kind, Result, Unmet};
use crate::executor::Executor;
use crate::lifecycle::Lifecycle;
use crate::lifecycle::send::Sender;
use crate::sql;
use crate::statement::Statement;
use crate::transaction::Transaction;

/// Names the subject of a row.
type SubjectOf<'k, T> = Box<dyn Fn(&<T as Lifecycle>::Key) -> String + Send + Sync + 'k>;

/// Seals the content of rows of a table with `audit`, beside the history of what is done to them.
///
/// Methods are sealed by [`Manager::sealing`](crate::Manager::sealing). For statements, the content is read before and sealed after, in one
/// transaction:
///
/// ```no_run
/// # use softdelete_runtime::{Lifecycle, Pool, Query, Result, sealed::{Sealer, StaticKeys}};
/// # async fn example<User: Lifecycle<Key = i64>>(db: Pool, keys: StaticKeys, statement: impl Fn() -> Query<'static, (), 0>) -> Result<()> {
/// let sealer = Sealer::<User, _>::new(&keys);
/// let transaction = db.begin().await?;
/// let before = sealer.read(&transaction, &[1, 2]).await?;
/// let effects = statement() // sd_query!(delete from users where id in (1, 2))
///     .effects(&transaction)
///     .await?;
/// sealer.seal(&transaction, before, &effects).await?;
/// transaction.commit().await
/// # }
/// ```
///
/// Source: the manual's chapter "History".
pub struct Sealer<'k, T: Lifecycle, K> {
    keys: &'k K,
    subject_of: Option<SubjectOf<'k, T>>,
}

/// What rows held before a change: made by [`Sealer::read`], and taken by [`Sealer::seal`]. It is overwritten when it is dropped, and its
/// `Debug` form shows nothing of it.
pub struct Before<T> {
    /// By the row's key, as history has it.
    rows: HashMap<String, Held>,
    found: Vec<Found>,
    table: PhantomData<fn() -> T>,
}

/// What one row held.
struct Held {
    /// As PostgreSQL writes it.
    subject: String,
    content: Zeroizing<String>,
}

impl<'k, T: Lifecycle, K: KeyProvider> Sealer<'k, T, K> {
    /// Seals with data keys that `keys` wraps. Each row is a subject of its own.
    pub fn new(keys: &'k K) -> Sealer<'k, T, K> {
        Sealer {
            keys,
            subject_of: None,
        }
    }

    /// Whose data a row is, by its key: rows of several tables that are about one person share the data key of that subject, and it is
    /// destroyed when any of them is erased. Subjects are not sealed, so name them by a number and not by what is personal.
    #[must_use]
    pub fn subject_of(
        self,
        subject_of: impl Fn(&T::Key) -> String + Send + Sync + 'k,
    ) -> Sealer<'k, T, K> {
        Sealer {
            subject_of: Some(Box::new(subject_of)),
            ..self
        }
    }

    /// Locks rows by key, deleted ones too, and reads what their declared columns hold. One round trip.
    ///
    /// # Errors
    /// When the table has no `audit` ([`Error::is_not_allowed`]), the server refuses, or the connection is lost.
    pub async fn read(&self, transaction: &Transaction, keys: &[T::Key]) -> Result<Before<T>> {
        self.read_as(as_default(transaction), keys).await
    }

    /// Seals the content of those rows that a deletion, restoration or hard deletion has changed, which is what history says of it. Two round trips.
    ///
    /// Rows that followed the ones named are not known here: read those of their tables beforehand, with sealers of these tables.
    ///
    /// # Errors
    /// When the key provider fails ([`Error::is_key_unavailable`]), a data key does not unwrap ([`Error::is_tampered`]), the server refuses, or the
    /// connection is lost. The change must be rolled back then, if its content may not be missing.
    pub async fn seal(
        &self,
        transaction: &Transaction,
        before: Before<T>,
        effects: &Effects,
    ) -> Result<()> {
        let operation = effects.operation().ok_or_else(no_operation)?;
        let sender = as_default(transaction);
        let operation_param = bind::<sql::Uuid, _>(&operation);
        let changed = self.changed(sender, &operation_param).await?;
        self.write(sender, operation, before, &changed).await
    }

    /// Destroys the data keys of the subjects of these rows, whether or not the rows are still there, and returns how many there were: what was sealed
    /// of them is lost for good.
    ///
    /// # Errors
    /// When the table has no `audit` ([`Error::is_not_allowed`]), the server refuses, or the connection is lost.
    pub async fn shred<E: Executor + ?Sized>(&self, db: &E, keys: &[T::Key]) -> Result<u64> {
        self.shred_as(as_default(db), keys).await
    }

    async fn shred_as<E: Executor + ?Sized>(
        &self,
        sender: Sender<'_, E>,
        keys: &[T::Key],
    ) -> Result<u64> {
        let Some(names) = self.names(keys) else {
            let keys = Keys::<T>(keys);
            let params: Vec<_> = keys.params().collect();
            return sender.count(&sealable::<T>()?.shred, &params).await;
        };
        super::shred::names(sender, &names).await
    }

    /// The subjects of rows, if the application names them.
    fn names(&self, keys: &[T::Key]) -> Option<Vec<String>> {
        let subject_of = self.subject_of.as_ref()?;
        Some(keys.iter().map(subject_of).collect())
    }

    async fn read_as(&self, sender: Sender<'_, Transaction>, keys: &[T::Key]) -> Result<Before<T>> {
        let table = sealable::<T>()?;
        let given = Keys::<T>(keys);
        let params: Vec<_> = given.params().collect();
        let names = self.names(keys);
        let name_params = names
            .as_ref()
            .map(|names| [bind::<sql::Array<sql::Text>, _>(names)]);
        // Data keys are read behind the rows: whoever has a row locked may be making or destroying the key of its subject.
        let (rows, found) = join(
            sender.rows(&table.read, &params, |row| self.held(row)),
            match &name_params {
                Some(names) => sender.rows(&OF_NAMES, names, Found::read as fn(&Row) -> _),
                None => sender.rows(&table.keys, &params, Found::read as fn(&Row) -> _),
            },
        )
        .await;
        let (mut rows, found): (Vec<_>, Vec<Found>) = (rows?, found?);
        if self.subject_of.is_some() {
            let written: HashMap<&str, &str> = found
                .iter()
                .map(|found| (&*found.asked, &*found.subject))
                .collect();
            for (_, held) in &mut rows {
                let subject = written.get(&*held.subject);
                held.subject = (*subject.ok_or_else(|| Error::new(Kind::Protocol))?).to_owned();
            }
        }
        Ok(Before {
            rows: rows.into_iter().collect(),
            found,
            table: PhantomData,
        })
    }

    /// A row that was read: its key, and what it held. A subject that the application names is as it names it.
    fn held(&self, row: &Row) -> Result<(String, Held)> {
        let subject = match &self.subject_of {
            Some(subject_of) => subject_of(&T::decode_key(row, 0)?),
            None => get::<sql::Text, _>(row, T::KEY_COLUMNS + 1)?,
        };
        let content: String = get::<sql::Text, _>(row, T::KEY_COLUMNS + 2)?;
        let held = Held {
            subject,
            content: Zeroizing::new(content),
        };
        Ok((get::<sql::Text, _>(row, T::KEY_COLUMNS)?, held))
    }

    async fn changed(
        &self,
        sender: Sender<'_, Transaction>,
        operation: &Param<'_>,
    ) -> Result<Vec<Changed>> {
        let params = std::slice::from_ref(operation);
        sender
            .rows(&sealable::<T>()?.changed, params, Changed::read)
            .await
    }

    async fn write(
        &self,
        sender: Sender<'_, Transaction>,
        operation: Uuid,
        before: Before<T>,
        changed: &[Changed],
    ) -> Result<()> {
        let Before { rows, found, .. } = before;
        let pages: Vec<Page<'_>> = changed
            .iter()
            .filter_map(|changed| {
                let held = rows.get(&changed.row)?;
                Some(Page {
                    changed,
                    subject: &held.subject,
                    content: &held.content,
                })
            })
            .collect();
        let place = Place {
            operation,
            schema: T::SCHEMA,
            table: T::NAME,
        };
        write(sender, self.keys, &place, &pages, found).await
    }
}

/// A change that a manager makes.
pub(crate) struct Sealed<'s, T: Lifecycle> {
    pub(crate) statement: &'static Statement,
    pub(crate) params: &'s [Param<'s>],
    pub(crate) keys: &'s [T::Key],
    /// It overwrites personal columns, so that there is nothing to be sealed, and keys to be destroyed.
    pub(crate) erases: bool,
}

/// A [`Sealer`] as a manager has it, which does not care where keys come from.
pub(crate) trait Seals<T: Lifecycle, E: ?Sized>: Sync {
    /// Makes a change in a transaction, with what belongs to it.
    fn change<'s>(
        &'s self,
        sender: Sender<'s, E>,
        change: Sealed<'s, T>,
    ) -> Pin<Box<dyn Future<Output = Result<Effects>> + Send + 's>>;
}

impl<T: Lifecycle, E: Transacts + ?Sized, K: KeyProvider> Seals<T, E> for Sealer<'_, T, K> {
    fn change<'s>(
        &'s self,
        sender: Sender<'s, E>,
        change: Sealed<'s, T>,
    ) -> Pin<Box<dyn Future<Output = Result<Effects>> + Send + 's>> {
        Box::pin(async move {
            // Nothing is sent for a table that keeps no history.
            sealable::<T>()?;
            let mut pauses = sender.pauses();
            loop {
                let work = sender.db.begin_work().await?;
                let within = Sender {
                    db: work.transaction(),
                    actor: sender.actor,
                    config: sender.config,
                };
                let outcome = if change.erases {
                    self.erase(within, &change).await
                } else {
                    self.change_and_seal(within, &change).await
                };
                let again = work.is_own();
                let outcome = match outcome {
                    Ok(effects) => work.end().await.map(|()| effects),
                    Err(error) => Err(error),
                };
                let error = match outcome {
                    Ok(effects) => return Ok(effects),
                    Err(error) => error,
                };
                if !again || !(error.is_serialization_failure() || error.is_deadlock()) {
                    return Err(error);
                }
                let Some(pause) = pauses.next() else {
                    return Err(error);
                };
                tokio::time::sleep(pause).await;
            }
        })
    }
}

impl<T: Lifecycle, K: KeyProvider> Sealer<'_, T, K> {
    /// Two round trips: one for the rows, the keys of their subjects, the change and the history that it wrote; one to store what was sealed.
    async fn change_and_seal(
        &self,
        sender: Sender<'_, Transaction>,
        change: &Sealed<'_, T>,
    ) -> Result<Effects> {
        let call = sender.call(change.statement, change.params)?;
        let operation = call.operation().ok_or_else(no_operation)?;
        let param = bind::<sql::Uuid, _>(&operation);
        // Sent in this order, before the first answer is awaited.
        let (before, effects, changed) = join3(
            self.read_as(sender, change.keys),
            sender.effects_of(call),
            self.changed(sender, &param),
        )
        .await;
        let (before, effects, changed) = (before?, effects?, changed?);
        self.write(sender, operation, before, &changed).await?;
        Ok(effects)
    }

    /// One round trip.
    async fn erase(
        &self,
        sender: Sender<'_, Transaction>,
        change: &Sealed<'_, T>,
    ) -> Result<Effects> {
        let call = sender.call(change.statement, change.params)?;
        let operation = call.operation().ok_or_else(no_operation)?;
        let (effects, shred, followed) = join3(
            sender.effects_of(call),
            self.shred_as(sender, change.keys),
            super::shred::erased(sender, operation),
        )
        .await;
        let effects = effects?;
        shred?;
        followed?;
        Ok(effects)
    }
}

/// The statement has written no history.
fn no_operation() -> Error {
    Error::unmet(Unmet::NoAudit)
}

impl<T: Lifecycle, K> fmt::Debug for Sealer<'_, T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Before<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Before")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}
