//! What a purge has done.

use std::fmt;

use uuid::Uuid;

/// A step of a purge: a statement has removed rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PurgeProgress {
    /// The table's schema, if one was declared.
    pub schema: Option<&'static str>,
    /// The table's name in the database.
    pub table: &'static str,
    /// How many rows the statement removed of it.
    pub batch: u64,
    /// How many rows of the table are removed so far.
    pub removed: u64,
    /// How many rows of all tables are removed so far.
    pub total: u64,
}

/// What a purge has done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PurgeReport {
    /// The tables, in the order in which they were purged: children before their parents.
    pub tables: Vec<PurgedTable>,
    /// The operation under which history and outbox have the rows removed.
    pub operation: Uuid,
    /// Whether this is what a purge would do ([`Purge::plan`](crate::Purge::plan)): then nothing has been removed, and
    /// [`PurgedTable::removed`] and [`PurgedTable::kept`] say what would be.
    pub planned: bool,
    /// Whether the purge was stopped before its end ([`PurgeCancel`](crate::PurgeCancel)).
    pub cancelled: bool,
}

/// What a purge has done to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PurgedTable {
    /// Its schema, if one was declared.
    pub schema: Option<&'static str>,
    /// Its name in the database.
    pub table: &'static str,
    /// How many rows were removed. Where a connection was lost or a statement took too long, the rows of that statement may be
    /// missing from it.
    pub removed: u64,
    /// How many deleted rows are left, and why; `None` where that was not counted.
    pub kept: Option<Kept>,
}

/// Deleted rows by what keeps them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kept {
    /// Not past retention, or not older than was asked for.
    pub retained: u64,
    /// Past retention, but on hold.
    pub held: u64,
    /// Past retention and not on hold, but a row refers to them.
    pub referenced: u64,
    /// Nothing keeps them: another transaction has them locked, they came to be past retention meanwhile, or the purge has not run or
    /// not come to its end.
    pub due: u64,
}

impl PurgeReport {
    /// How many rows were removed in all.
    pub fn removed(&self) -> u64 {
        self.tables.iter().map(|table| table.removed).sum()
    }

    /// What was done to a table, by its name in the database.
    pub fn of(&self, table: &str) -> Option<&PurgedTable> {
        self.tables.iter().find(|purged| purged.table == table)
    }
}

/// A line for each table.
impl fmt::Display for PurgeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, table) in self.tables.iter().enumerate() {
            if nth > 0 {
                f.write_str("\n")?;
            }
            let done = if self.planned { "to remove" } else { "removed" };
            table.write(f, done)?;
        }
        if self.cancelled {
            f.write_str("\nstopped before its end")?;
        }
        Ok(())
    }
}

/// `users: 100 rows removed; kept 3 for retention, 1 on hold, 2 referred to`
impl fmt::Display for PurgedTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "removed")
    }
}

impl PurgedTable {
    fn write(&self, f: &mut fmt::Formatter<'_>, done: &str) -> fmt::Result {
        write_table(f, self.schema, self.table)?;
        write!(f, ": {} rows {done}", self.removed)?;
        let Some(kept) = self.kept else {
            return Ok(());
        };
        write!(
            f,
            "; kept {} for retention, {} on hold, {} referred to",
            kept.retained, kept.held, kept.referenced
        )?;
        match kept.due {
            0 => Ok(()),
            due => write!(f, "; {due} due"),
        }
    }
}

/// `users: 1000 rows removed, 53000 so far`
impl fmt::Display for PurgeProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_table(f, self.schema, self.table)?;
        write!(f, ": {} rows removed, {} so far", self.batch, self.removed)
    }
}

fn write_table(f: &mut fmt::Formatter<'_>, schema: Option<&str>, table: &str) -> fmt::Result {
    match schema {
        Some(schema) => write!(f, "{schema}.{table}"),
        None => f.write_str(table),
    }
}
