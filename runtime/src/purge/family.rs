//! The statements of a purge, as the derive left them in the binary.

use crate::declared::Table;
use crate::statement::Statement;

/// A table with `soft_delete`, whose deleted rows can be removed for good.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table that can be purged",
    note = "derive `Table` on it, with `#[table(…, soft_delete, retention = \"…\")]` and a `#[column(primary_key)]`"
)]
pub trait Purgeable: Table {
    /// The statements; always the same, because a connection knows them by their addresses.
    ///
    /// # Errors
    /// Why rows of the table cannot be purged.
    fn purge_family() -> Result<&'static PurgeFamily, &'static str>;
}

/// The statements that purge a table and what refers to it.
///
/// Each has the parameters that the compiler states (`PURGE_PARAMS`), of which the last is `Slot::Actor`.
#[derive(Debug)]
pub struct PurgeFamily {
    /// Children before their parents.
    pub stages: &'static [PurgeStage],
    /// Counts what a purge would remove: a row of `int8`, one for each table in the order of the stages.
    pub plan: Statement,
}

/// Tables that are purged together.
#[derive(Debug)]
pub struct PurgeStage {
    /// The tables.
    pub tables: &'static [PurgeTable],
    /// Removes rows that refer to one another: a row of `int8`, how many were picked, then how many were removed of each of `tables`.
    pub groups: Option<Statement>,
}

/// How one table is purged.
#[derive(Debug)]
pub struct PurgeTable {
    /// Its schema, if one was declared.
    pub schema: Option<&'static str>,
    /// Its name in the database.
    pub table: &'static str,
    /// Its retention, as declared.
    pub retention: Option<&'static str>,
    /// Removes a batch: a row of how many were picked and removed (`int8`), and the latest deletion among them (`timestamptz`).
    pub batch: Statement,
    /// Counts what is kept: a row of four `int8`.
    pub kept: Statement,
}

impl PurgeFamily {
    /// Its tables, in the order in which they are purged.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &'static PurgeTable> {
        let stages: &'static [PurgeStage] = self.stages;
        stages.iter().flat_map(|stage| stage.tables)
    }
}
