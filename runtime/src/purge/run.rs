//! The order of a purge: stage after stage, in each batches and groups by turns until nothing is left.

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::try_join_all;
use tokio_postgres::Row;
use uuid::Uuid;

use super::Settings;
use super::family::{PurgeFamily, PurgeStage, PurgeTable};
use super::instant::Instant;
use super::report::{Kept, PurgeProgress, PurgeReport, PurgedTable};
use super::send::Sender;
use crate::effects::read_count;
use crate::error::Result;
use crate::executor::Executor;
use crate::{decode, sql};

/// How often rows may be picked and none removed before a table is left as it is: another transaction has changed them each time, or a
/// trigger of the table's owner keeps them.
const IN_VAIN: u32 = 8;

/// A purge under way.
struct Run<'a, E: ?Sized> {
    family: &'static PurgeFamily,
    settings: &'a Settings,
    db: &'a E,
    operation: Uuid,
    /// For each table of the family, how many rows are removed.
    removed: Vec<AtomicU64>,
}

/// What a worker's pass over a table comes to.
struct Batch {
    picked: u64,
    removed: u64,
    latest: Option<Instant>,
}

/// Purges.
pub(super) async fn run<E: Executor + ?Sized>(
    family: &'static PurgeFamily,
    settings: &Settings,
    db: &E,
) -> Result<PurgeReport> {
    let run = Run::new(family, settings, db);
    let mut first = 0;
    for stage in family.stages {
        run.stage(stage, first).await?;
        first += stage.tables.len();
    }
    run.report(settings.count_kept && !run.is_cancelled()).await
}

/// Counts what a purge would do.
pub(super) async fn plan<E: Executor + ?Sized>(
    family: &'static PurgeFamily,
    settings: &Settings,
    db: &E,
) -> Result<PurgeReport> {
    let run = Run::new(family, settings, db);
    let row = run.sender().row(&family.plan, None).await?;
    let mut report = run.report(true).await?;
    report.planned = true;
    for (nth, table) in report.tables.iter_mut().enumerate() {
        table.removed = read_count(&row, nth)?;
        if let Some(kept) = &mut table.kept {
            // What is past retention, not held, and would stay nonetheless, is kept by rows that refer to it and stay as well.
            kept.referenced = (kept.referenced + kept.due).saturating_sub(table.removed);
            kept.due = 0;
        }
    }
    Ok(report)
}

impl<'a, E: Executor + ?Sized> Run<'a, E> {
    fn new(family: &'static PurgeFamily, settings: &'a Settings, db: &'a E) -> Run<'a, E> {
        Run {
            family,
            settings,
            db,
            operation: Uuid::now_v7(),
            removed: family.tables().map(|_| AtomicU64::new(0)).collect(),
        }
    }

    fn is_cancelled(&self) -> bool {
        self.settings.cancel.is_cancelled()
    }

    fn sender(&self) -> Sender<'a, E> {
        Sender::new(self.db, self.settings, self.operation)
    }

    /// Removes what can be removed of the tables of a stage, the first of which is the family's table number `first`.
    async fn stage(&self, stage: &'static PurgeStage, first: usize) -> Result<()> {
        loop {
            let workers = (0..self.settings.workers).map(|_| self.sweep(stage, first));
            let swept: u64 = Box::pin(try_join_all(workers)).await?.into_iter().sum();
            // One worker is enough for groups: of two, the second would wait for the rows of the first, and then find them gone.
            let grouped = self.groups(stage, first).await?;
            if swept + grouped == 0 || self.is_cancelled() {
                return Ok(());
            }
        }
    }

    /// One worker's turn at batches.
    async fn sweep(&self, stage: &'static PurgeStage, first: usize) -> Result<u64> {
        let mut sender = self.sender();
        let mut total = 0;
        for (nth, table) in stage.tables.iter().enumerate() {
            let tied = stage.groups.is_some();
            total += self.batches(&mut sender, table, first + nth, tied).await?;
        }
        Ok(total)
    }

    /// Removes batches of a table until none is left. In a table whose rows refer to one another, a chain would give up one row at a
    /// time: there a batch that is not full is the last, and groups come next.
    async fn batches(
        &self,
        sender: &mut Sender<'a, E>,
        table: &'static PurgeTable,
        index: usize,
        tied: bool,
    ) -> Result<u64> {
        let (mut total, mut in_vain) = (0, 0);
        // Where to go on, so that rows that are kept are not read again for each batch.
        let mut after = None;
        while !self.is_cancelled() && in_vain < IN_VAIN {
            let asked = sender.batch_size();
            let batch = Batch::read(&sender.row(&table.batch, after).await?)?;
            total += batch.removed;
            self.removed(index, table, batch.removed);
            in_vain = match batch {
                Batch {
                    picked: 1..,
                    removed: 0,
                    ..
                } => in_vain + 1,
                Batch { .. } => 0,
            };
            if batch.picked > 0 {
                after = batch.latest;
                if tied && batch.picked < asked {
                    break;
                }
            } else if after.take().is_none() {
                // Nothing is there from the beginning on. Where it was not the beginning, rows before may have become free.
                break;
            }
            self.rest().await;
        }
        Ok(total)
    }

    /// Removes groups of a stage until none is left, or batches have something to do again.
    async fn groups(&self, stage: &'static PurgeStage, first: usize) -> Result<u64> {
        let Some(statement) = &stage.groups else {
            return Ok(0);
        };
        let mut sender = self.sender();
        for _ in 0..IN_VAIN {
            if self.is_cancelled() {
                break;
            }
            let row = sender.row(statement, None).await?;
            let picked = read_count(&row, 0)?;
            let mut total = 0;
            for (nth, table) in stage.tables.iter().enumerate() {
                let removed = read_count(&row, 1 + nth)?;
                total += removed;
                self.removed(first + nth, table, removed);
            }
            if total > 0 || picked == 0 {
                return Ok(total);
            }
            self.rest().await;
        }
        Ok(0)
    }

    async fn rest(&self) {
        if !self.settings.pause.is_zero() {
            tokio::time::sleep(self.settings.pause).await;
        }
    }

    /// Notes that rows were removed.
    fn removed(&self, index: usize, table: &'static PurgeTable, batch: u64) {
        if batch == 0 {
            return;
        }
        let before = self.removed[index].fetch_add(batch, Ordering::Relaxed);
        if let Some(progress) = &self.settings.progress {
            progress(&PurgeProgress {
                schema: table.schema,
                table: table.table,
                batch,
                removed: before + batch,
                total: self.removed.iter().map(load).sum(),
            });
        }
    }

    async fn report(&self, count_kept: bool) -> Result<PurgeReport> {
        let mut sender = self.sender();
        let mut tables = Vec::new();
        for (table, removed) in self.family.tables().zip(&self.removed) {
            let kept = if count_kept {
                Some(Kept::read(&sender.row(&table.kept, None).await?)?)
            } else {
                None
            };
            tables.push(PurgedTable {
                schema: table.schema,
                table: table.table,
                removed: load(removed),
                kept,
            });
        }
        Ok(PurgeReport {
            tables,
            operation: self.operation,
            planned: false,
            cancelled: self.is_cancelled(),
        })
    }
}

impl Batch {
    fn read(row: &Row) -> Result<Batch> {
        Ok(Batch {
            picked: read_count(row, 0)?,
            removed: read_count(row, 1)?,
            latest: decode::get::<sql::Timestamptz, Option<Instant>>(row, 2)?,
        })
    }
}

impl Kept {
    fn read(row: &Row) -> Result<Kept> {
        Ok(Kept {
            retained: read_count(row, 0)?,
            held: read_count(row, 1)?,
            referenced: read_count(row, 2)?,
            due: read_count(row, 3)?,
        })
    }
}

fn load(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}
