//! The manager: methods in place of statements.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::time::SystemTime;

use super::action::Change;
use super::config::{Audit, Cascade, Config};
use super::hooks::{Event, Hooks};
use super::outcome::{DeleteOutcome, EraseOutcome, HardDeleteOutcome, RestoreOutcome};
use super::send::Sender;
use super::table::Lifecycle;
use crate::bind::Param;
use crate::bind::keys::Keys;
use crate::effects::Effects;
use crate::error::{Error, Result, Unmet};
use crate::executor::Executor;
#[cfg(feature = "seal")]
use crate::history::sealed::Seals;
use crate::interval::Interval;
use crate::pool::Pool;
use crate::statement::{Action, Statement};

mod many;
mod purge;
mod read;
#[cfg(feature = "seal")]
mod sealing;

/// Deletes, restores, erases and really deletes rows of a table by key, for those who prefer methods to statements. They are the same statements
/// as `sd_query!` makes, checked at compile time with the table's declaration.
///
/// `T` is the struct of a table with `soft_delete`; `E` is any [`Executor`]. A manager is made where it is needed: it is two references and
/// settings, and sends nothing by itself.
///
/// ```no_run
/// use softdelete_runtime::{DeleteOutcome, Manager};
/// # async fn example<User>(db: softdelete_runtime::Pool, id: i64, ids: Vec<i64>) -> softdelete_runtime::Result<()>
/// # where User: softdelete_runtime::Lifecycle<Key = i64> {
///
/// let users = Manager::<User>::new(&db).by("admin").because("account closed");
/// match users.delete(&id).await? {
///     DeleteOutcome::Deleted(effects) => println!("{effects}"),
///     DeleteOutcome::AlreadyDeleted => println!("nothing to do"),
///     DeleteOutcome::NotFound => println!("who?"),
/// }
/// let bulk = users.delete_many(ids).await?;
/// println!("{} deleted, {} had been, {} unknown", bulk.changed, bulk.unchanged, bulk.missing);
/// # Ok(())
/// # }
/// ```
///
/// Through anything but a [`Pool`] it is `Manager::<User, _>::new(&transaction)`.
///
/// # What is atomic
/// Each statement is: a method of one key is one statement and one round trip, whatever follows the row. Methods of many keys send a statement for
/// each [chunk](Config::chunk_size) of keys, and outside of a transaction each of those is committed by itself, so that locks are short and no
/// number of keys is too large; [`BulkError::done`](crate::BulkError::done) says what had been done before an error. Where all or nothing is wanted, [`Manager::in_one`]
/// puts all keys into one statement; or the executor is a transaction.
///
/// All rows that one statement marks share a `deletion_id`, and each is restored exactly by its own.
pub struct Manager<'a, T, E: ?Sized = Pool, H = ()> {
    db: &'a E,
    hooks: H,
    actor: Option<Cow<'a, str>>,
    reason: Option<Cow<'a, str>>,
    config: Config,
    with_parents: bool,
    in_one: bool,
    #[cfg(feature = "seal")]
    sealing: Option<&'a dyn Seals<T, E>>,
    table: PhantomData<fn() -> T>,
}

impl<'a, T: Lifecycle, E: Executor + ?Sized> Manager<'a, T, E> {
    /// A manager that sends through `db`, with the default settings.
    pub fn new(db: &'a E) -> Manager<'a, T, E> {
        Manager {
            db,
            hooks: (),
            actor: None,
            reason: None,
            config: Config::default(),
            with_parents: false,
            in_one: false,
            #[cfg(feature = "seal")]
            sealing: None,
            table: PhantomData,
        }
    }
}

impl<'a, T: Lifecycle, E: Executor + ?Sized, H: Hooks<T>> Manager<'a, T, E, H> {
    /// Who acts. Without it, it is the executor's actor ([`Executor::as_actor`]).
    #[must_use]
    pub fn by(self, actor: impl Into<Cow<'a, str>>) -> Self {
        Manager {
            actor: Some(actor.into()),
            ..self
        }
    }

    /// Why. The table must have a place for it: a column for the reason of deletions, history for that of restorations and erasures; else the methods return an error and
    /// send nothing.
    #[must_use]
    pub fn because(self, reason: impl Into<Cow<'a, str>>) -> Self {
        Manager {
            reason: Some(reason.into()),
            ..self
        }
    }

    /// Other settings.
    #[must_use]
    pub fn config(self, config: Config) -> Self {
        Manager { config, ..self }
    }

    /// Restorations also revive the deleted rows that the restored ones refer to, and those that these refer to; without it, a row under a deleted
    /// parent is refused ([`Error::refusal`]).
    #[must_use]
    pub fn with_parents(self) -> Self {
        Manager {
            with_parents: true,
            ..self
        }
    }

    /// Methods of many keys put all of them into one statement, which is done as a whole or not at all, with one `deletion_id`. The keys are
    /// in memory at once.
    #[must_use]
    pub fn in_one(self) -> Self {
        Manager {
            in_one: true,
            ..self
        }
    }

    /// What runs before and after each change, in place of the hooks so far.
    #[must_use]
    pub fn hooks<H2: Hooks<T>>(self, hooks: H2) -> Manager<'a, T, E, H2> {
        Manager {
            hooks,
            db: self.db,
            actor: self.actor,
            reason: self.reason,
            config: self.config,
            with_parents: self.with_parents,
            in_one: self.in_one,
            #[cfg(feature = "seal")]
            sealing: self.sealing,
            table: PhantomData,
        }
    }

    /// Deletes a row: marks it, and treats what refers to it by the policies of the table's children.
    ///
    /// # Errors
    /// When a policy forbids it ([`Error::refusal`]), a hook refuses ([`Error::is_vetoed`]), the server refuses, or the connection is lost.
    pub async fn delete(&self, key: &T::Key) -> Result<DeleteOutcome> {
        let effects = self.change(Change::Delete, single::<T>(key)).await?;
        Ok(match found(&effects) {
            Found::Changed => DeleteOutcome::Deleted(effects),
            Found::Unchanged => DeleteOutcome::AlreadyDeleted,
            Found::Nothing => DeleteOutcome::NotFound,
        })
    }

    /// Deletes a row that must exist and be active.
    ///
    /// # Errors
    /// As [`Manager::delete`]; and when there is no such row ([`Error::is_not_found`]) or it is deleted ([`Error::is_already_deleted`]).
    pub async fn delete_strict(&self, key: &T::Key) -> Result<Effects> {
        self.delete(key).await?.strict()
    }

    /// Restores a row, and exactly those rows that its deletion marked along with it.
    ///
    /// # Errors
    /// When what a row refers to is deleted ([`Error::refusal`]), an active row has the same unique key ([`Error::is_unique_violation`]), a hook refuses
    /// ([`Error::is_vetoed`]), the server refuses, or the connection is lost.
    pub async fn restore(&self, key: &T::Key) -> Result<RestoreOutcome> {
        let effects = self.change(self.restoration(), single::<T>(key)).await?;
        Ok(match found(&effects) {
            Found::Changed => RestoreOutcome::Restored(effects),
            Found::Unchanged => RestoreOutcome::NotDeleted,
            Found::Nothing => RestoreOutcome::NotFound,
        })
    }

    /// Restores a row that must exist and be deleted.
    ///
    /// # Errors
    /// As [`Manager::restore`]; and when there is no such row ([`Error::is_not_found`]) or it is not deleted ([`Error::is_not_deleted`]).
    pub async fn restore_strict(&self, key: &T::Key) -> Result<Effects> {
        self.restore(key).await?.strict()
    }

    /// Really deletes a row that is marked and past retention; see [`Config::retention`]. Where none was deleted, a second statement asks
    /// whether it is there.
    ///
    /// # Errors
    /// When rows that are kept refer to it, a hook refuses ([`Error::is_vetoed`]), the server refuses, or the connection is lost.
    pub async fn hard_delete(&self, key: &T::Key) -> Result<HardDeleteOutcome> {
        let effects = self.change(Change::HardDelete, single::<T>(key)).await?;
        Ok(if changed(&effects) > 0 {
            HardDeleteOutcome::Removed(effects)
        } else if self.is_deleted(key).await?.is_some() {
            HardDeleteOutcome::Kept
        } else {
            HardDeleteOutcome::NotFound
        })
    }

    /// Really deletes a row that must exist, be marked, and be past retention.
    ///
    /// # Errors
    /// As [`Manager::hard_delete`]; and when there is no such row ([`Error::is_not_found`]) or it must be kept ([`Error::is_kept`]).
    pub async fn hard_delete_strict(&self, key: &T::Key) -> Result<Effects> {
        self.hard_delete(key).await?.strict()
    }

    /// Overwrites the personal columns of a row, active or deleted, and of what refers to it.
    ///
    /// # Errors
    /// When rows are on hold ([`Error::refusal`]), nothing of the table is declared to be personal, a hook refuses ([`Error::is_vetoed`]), the server
    /// refuses, or the connection is lost.
    pub async fn erase(&self, key: &T::Key) -> Result<EraseOutcome> {
        let effects = self.change(Change::Erase, single::<T>(key)).await?;
        Ok(match found(&effects) {
            Found::Changed => EraseOutcome::Erased(effects),
            Found::Unchanged | Found::Nothing => EraseOutcome::NotFound,
        })
    }

    /// Overwrites the personal columns of a row that must exist.
    ///
    /// # Errors
    /// As [`Manager::erase`]; and when there is no such row ([`Error::is_not_found`]).
    pub async fn erase_strict(&self, key: &T::Key) -> Result<Effects> {
        self.erase(key).await?.strict()
    }

    /// Really deletes all rows that were marked before `time` and are past retention, in one statement: all or nothing. For so many that
    /// this would take too long, purge in batches.
    ///
    /// `time` is a [`SystemTime`], or a point in time of `chrono`, `jiff` or `time`.
    ///
    /// # Errors
    /// As [`Manager::hard_delete`]; and when the table does not say when rows were marked.
    pub async fn hard_delete_before(&self, time: impl Into<SystemTime>) -> Result<Effects> {
        let time: SystemTime = time.into();
        let Some(statement) = &T::statements().hard_delete_before else {
            return Err(Error::unmet(Unmet::Undated));
        };
        self.check(Change::HardDelete)?;
        #[cfg(feature = "seal")]
        self.not_sealed()?;
        let event = self.event(&[]);
        Change::HardDelete.before(&self.hooks, &event).await?;
        let params = [
            crate::bind::bind::<crate::sql::Timestamptz, _>(&time),
            crate::bind::bind::<crate::sql::Interval, _>(&self.config.retention),
        ];
        let effects = self.sender().effects(statement, &params).await?;
        Change::HardDelete
            .after(&self.hooks, &event, &effects)
            .await?;
        Ok(effects)
    }

    /// Makes a change to the rows of one statement's keys. That it is `Send` is said here, where rustc can see it; with the types of a caller's own task
    /// in place it sometimes cannot.
    #[expect(
        clippy::manual_async_fn,
        reason = "an `async fn` does not say that its future is `Send`"
    )]
    fn change<'s>(
        &'s self,
        change: Change,
        keys: &'s [T::Key],
    ) -> impl Future<Output = Result<Effects>> + Send + 's {
        async move {
            let statement = self.check(change)?;
            let event = self.event(keys);
            change.before(&self.hooks, &event).await?;
            let given = self.given(keys);
            let params = self.params(change, &given);
            let effects = self.send(change, statement, &params, keys).await?;
            change.after(&self.hooks, &event, &effects).await?;
            Ok(effects)
        }
    }

    #[cfg(not(feature = "seal"))]
    async fn send(
        &self,
        _: Change,
        statement: &'static Statement,
        params: &[Param<'_>],
        _: &[T::Key],
    ) -> Result<Effects> {
        self.sender().effects(statement, params).await
    }

    fn given<'g>(&'g self, keys: &'g [T::Key]) -> Given<'g, T> {
        Given {
            keys: Keys(keys),
            reason: self.reason.as_deref(),
        }
    }

    /// The user's parameters of a change's statement.
    fn params<'p>(&'p self, change: Change, given: &'p Given<'_, T>) -> Vec<Param<'p>> {
        let mut params: Vec<Param<'p>> = given.keys.params().collect();
        let statements = T::statements();
        if change == Change::HardDelete && statements.timed {
            params.push(crate::bind::bind::<crate::sql::Interval, _>(
                &self.config.retention,
            ));
        }
        if change.takes_reason(statements) {
            params.push(crate::bind::bind_nullable::<crate::sql::Text, _>(
                &given.reason,
            ));
        }
        params
    }

    /// The statement of a change, unless the settings forbid the change or it would lose what was asked for.
    fn check(&self, change: Change) -> Result<&'static Statement> {
        let statements = T::statements();
        let statement = change.statement(statements)?;
        let refuse = |unmet| Err(Error::unmet(unmet).during(statement));
        forbids::<T>(&self.config).map_err(|error| error.during(statement))?;
        if change == Change::Delete && self.config.cascade == Cascade::Refuse && spreads(statement)
        {
            return refuse(Unmet::Spreads);
        }
        if self.reason.is_some() && !change.takes_reason(statements) {
            return refuse(Unmet::NoReason);
        }
        let lengthened = self.config.retention != Interval::default();
        if change == Change::HardDelete && lengthened && !statements.timed {
            return refuse(Unmet::Undated);
        }
        Ok(statement)
    }

    fn restoration(&self) -> Change {
        if self.with_parents {
            Change::RestoreWithParents
        } else {
            Change::Restore
        }
    }

    fn event<'e>(&'e self, keys: &'e [T::Key]) -> Event<'e, T> {
        Event {
            keys,
            actor: self.actor.as_deref(),
            reason: self.reason.as_deref(),
        }
    }

    fn sender(&self) -> Sender<'_, E> {
        Sender {
            db: self.db,
            actor: self.actor.as_deref(),
            config: &self.config,
        }
    }
}

/// The values that parameters refer to.
struct Given<'g, T: Lifecycle> {
    keys: Keys<'g, T>,
    reason: Option<&'g str>,
}

/// A key as a chunk of one.
fn single<T: Lifecycle>(key: &T::Key) -> &[T::Key] {
    std::slice::from_ref(key)
}

/// Refuses what the settings forbid to do to the table's rows, whatever it is.
fn forbids<T: Lifecycle>(config: &Config) -> Result<()> {
    if config.audit == Audit::Required && T::statements().history.is_none() {
        return Err(Error::unmet(Unmet::NoAudit));
    }
    Ok(())
}

/// What became of the one row that a statement names.
enum Found {
    Changed,
    Unchanged,
    Nothing,
}

fn found(effects: &Effects) -> Found {
    if changed(effects) > 0 {
        Found::Changed
    } else if effects.by(Action::Named) > 0 {
        Found::Unchanged
    } else {
        Found::Nothing
    }
}

/// How many of the rows named were changed: the first effect is on them.
fn changed(effects: &Effects) -> u64 {
    effects.iter().next().map_or(0, |counted| counted.rows)
}

/// Whether a deletion changes rows that it does not name.
fn spreads(statement: &Statement) -> bool {
    let mut effects = statement.effects.iter().skip(1);
    effects.any(|effect| matches!(effect.action, Action::Delete | Action::Unlink))
}

impl<T, E: ?Sized, H> fmt::Debug for Manager<'_, T, E, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manager")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
