//! Purge: deleted rows past retention are removed for good, children before their parents, batch by batch.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::Interval;
use crate::error::{Error, Kind, Result};
use crate::executor::Executor;

mod cancel;
mod family;
mod instant;
mod report;
mod run;
mod send;

pub use cancel::PurgeCancel;
pub use family::{PurgeFamily, PurgeStage, PurgeTable, Purgeable};
pub use report::{Kept, PurgeProgress, PurgeReport, PurgedTable};

/// Removes the rows of a table, and of all tables that refer to it, that were deleted longer ago than their table's retention, are not on
/// hold, and that no row refers to any more.
///
/// Children go before their parents; rows that refer to one another in chains or circles go together. A batch is one statement and one
/// transaction, with its rows of history and outbox in it, so that a purge may be stopped at any point, by dropping its future too, loses
/// nothing, and goes on when it is run again. Any number of purges may run at once, also from several programs: each passes over the rows that
/// another has locked. What is kept in memory does not grow with the number of rows.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example<User: softdelete_runtime::Purgeable>(pool: softdelete_runtime::Pool) -> softdelete_runtime::Result<()> {
/// use softdelete_runtime::Purge;
///
/// let report = Purge::of::<User>()
///     .workers(4)
///     .because("retention has passed")
///     .on_progress(|progress| println!("{progress}"))
///     .run(&pool.as_actor("nightly purge"))
///     .await?;
/// println!("{report}");
/// # Ok(()) }
/// ```
///
/// Source: the manual's chapter "Retention and purge".
#[derive(Clone)]
#[must_use = "a purge does nothing until `run` is called"]
pub struct Purge {
    family: Result<&'static PurgeFamily, &'static str>,
    settings: Settings,
}

/// What is told of each step.
type OnProgress = dyn Fn(&PurgeProgress) + Send + Sync;

/// How a purge runs.
#[derive(Clone)]
struct Settings {
    batch_size: u32,
    workers: usize,
    older_than: Option<Interval>,
    because: Option<String>,
    time_limit: Option<Duration>,
    pause: Duration,
    retries: usize,
    count_kept: bool,
    cancel: PurgeCancel,
    progress: Option<Arc<OnProgress>>,
}

impl Purge {
    /// A purge of the table whose rows are `T`, and of what refers to it.
    pub fn of<T: Purgeable>() -> Purge {
        Purge {
            family: T::purge_family(),
            settings: Settings {
                batch_size: 1_000,
                workers: 1,
                older_than: None,
                because: None,
                time_limit: None,
                pause: Duration::ZERO,
                retries: 8,
                count_kept: true,
                cancel: PurgeCancel::default(),
                progress: None,
            },
        }
    }

    /// How many rows a statement removes at most. 1,000 unless set; 0 means 1. A group of rows that refer to one another goes whole,
    /// however many they are.
    pub fn batch_size(mut self, rows: u32) -> Purge {
        self.settings.batch_size = rows.max(1);
        self
    }

    /// How many statements run at a time, each on a connection of its own if the executor is a pool, which should have as many. 1 unless
    /// set; 0 means 1.
    pub fn workers(mut self, workers: usize) -> Purge {
        self.settings.workers = workers.max(1);
        self
    }

    /// Takes only rows that were deleted longer ago than this, beside what the tables' retention says. Where a table declares no retention,
    /// this is needed.
    pub fn older_than(mut self, age: impl Into<Interval>) -> Purge {
        self.settings.older_than = Some(age.into());
        self
    }

    /// Why, for history. Who is the actor of the executor ([`Executor::as_actor`]).
    pub fn because(mut self, reason: impl Into<String>) -> Purge {
        self.settings.because = Some(reason.into());
        self
    }

    /// How long a statement may take. One that takes longer is given up and sent again for half as many rows; if it takes too long with
    /// a single row, the purge ends with [`Error::is_timeout`]. None unless set.
    pub fn time_limit(mut self, limit: Duration) -> Purge {
        self.settings.time_limit = Some(limit);
        self
    }

    /// How long each worker rests after a statement, for the good of others. Not at all unless set.
    pub fn pause(mut self, pause: Duration) -> Purge {
        self.settings.pause = pause;
        self
    }

    /// How often in a row a statement is sent again after a deadlock, a serialization failure, a row that came to refer to one of the batch
    /// meanwhile, or a lost connection, with growing random pauses. 8 unless set.
    pub fn retries(mut self, retries: usize) -> Purge {
        self.settings.retries = retries;
        self
    }

    /// Whether to count in the end what is kept and why ([`PurgedTable::kept`]), which reads every deleted row that is left. Yes unless set.
    pub fn count_kept(mut self, count: bool) -> Purge {
        self.settings.count_kept = count;
        self
    }

    /// What is called after each statement that removed rows.
    pub fn on_progress(mut self, call: impl Fn(&PurgeProgress) + Send + Sync + 'static) -> Purge {
        self.settings.progress = Some(Arc::new(call));
        self
    }

    /// What stops the purge from elsewhere, after the statements that are under way; the report says so then.
    pub fn cancelled_by(mut self, cancel: &PurgeCancel) -> Purge {
        self.settings.cancel = cancel.clone();
        self
    }

    /// Runs the purge to its end.
    ///
    /// # Errors
    /// When the table cannot be purged, or one of the tables declares no retention and [`Purge::older_than`] was not given
    /// ([`Error::is_not_purgeable`]); nothing is sent then. When the server refuses a statement for good. What earlier statements have
    /// removed stays removed.
    pub async fn run<E: Executor + ?Sized>(self, db: &E) -> Result<PurgeReport> {
        let family = self.checked()?;
        run::run(family, &self.settings, db).await
    }

    /// What [`Purge::run`] would remove, and what it would leave and why, counted without removing anything. The report is marked as
    /// [`planned`](PurgeReport::planned).
    ///
    /// # Errors
    /// As [`Purge::run`].
    pub async fn plan<E: Executor + ?Sized>(self, db: &E) -> Result<PurgeReport> {
        let family = self.checked()?;
        run::plan(family, &self.settings, db).await
    }

    /// The statements, if the purge may run.
    fn checked(&self) -> Result<&'static PurgeFamily> {
        let family = self
            .family
            .map_err(|why| Error::new(Kind::NotPurgeable(why.to_owned())))?;
        let endless = family.tables().find(|table| table.retention.is_none());
        match endless {
            Some(table) if self.settings.older_than.is_none() => {
                Err(Error::new(Kind::NotPurgeable(format!(
                    "`{}` declares no retention, so it is not known which of its deleted rows may be purged",
                    table.table
                ))))
            }
            Some(_) | None => Ok(family),
        }
    }
}

impl fmt::Debug for Purge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Purge")
            .field("batch_size", &self.settings.batch_size)
            .field("workers", &self.settings.workers)
            .field("older_than", &self.settings.older_than)
            .finish_non_exhaustive()
    }
}
