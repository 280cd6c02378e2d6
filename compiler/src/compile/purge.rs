//! The statements by which purge removes the deleted rows of a table and of all that refers to it.
//!
//! They are written as text, because nothing of a user's stands in them: every name is quoted as the renderer quotes it, every
//! value is a parameter. Source: the page "Deletion, recovery, retention", "Purge and erase".

use crate::catalog::Schema;
use crate::gather::Gather as _;

mod batch;
mod family;
mod groups;
mod kept;
mod plan;
mod text;

use family::Family;
use text::Text;

/// The types of the parameters of each statement of a purge, in order:
///
/// 1. `int8`: how many rows are taken at most; for groups, with how many rows they begin.
/// 2. `interval` or NULL: how old a deletion must be beside what the table's retention says. A table without retention needs it,
///    and without it loses nothing.
/// 3. `timestamptz` or NULL: rows deleted before this are passed over. Batches alone heed it.
/// 4. `text` or NULL: why.
/// 5. `uuid`: the operation, for history and outbox.
/// 6. `text` or NULL: who. Last, because the runtime fills it in.
///
/// A statement may leave some of them unused.
pub const PURGE_PARAMS: [&str; 6] = ["int8", "interval", "timestamptz", "text", "uuid", "text"];

/// How the deleted rows of a table, and of the tables that refer to it at whatever distance, are removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purge {
    /// Children before their parents: a stage is done when nothing of it is left to remove, and then comes the next.
    pub stages: Vec<PurgeStage>,
    /// Counts what a purge would remove, and removes nothing: one row of `int8`, one for each table in the order of the stages.
    pub plan: String,
}

/// Tables that are purged together: one, or those of a circle of references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurgeStage {
    /// The tables.
    pub tables: Vec<PurgeTable>,
    /// Removes rows that refer to one another, in chains and circles, each group whole: what batches cannot do, which only take
    /// rows that nothing refers to. `None` where no table of the stage refers to one of the stage.
    ///
    /// Returns one row: how many rows were picked, and for each of `tables` how many were removed (all `int8`). Where another
    /// transaction has changed one of the rows picked, none is removed, and the statement is to be sent again.
    pub groups: Option<String>,
}

/// How one table is purged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurgeTable {
    /// The table, as an index into the schema's tables.
    pub table: usize,
    /// Its retention, as declared.
    pub retention: Option<String>,
    /// Removes a batch of rows that are past retention, not held, and that no row refers to, the oldest deletions first. Rows that
    /// another transaction has locked are passed over.
    ///
    /// Returns one row: how many rows were picked, how many of them were removed (`int8`), and the latest time of deletion among
    /// those picked (`timestamptz` or NULL), from which the next batch can go on.
    pub batch: String,
    /// Counts the deleted rows that are there: those not past retention, those past it but held, those past it to which a row refers,
    /// and the rest, which a purge would take. Returns one row of four `int8`.
    pub kept: String,
}

/// The statements that purge a table and what refers to it. Of a relative whose rows cannot be purged, rows are left where they
/// are, and keep the rows that they refer to.
///
/// ```
/// use softdelete_compiler::catalog::{Marker, Schema, SoftDelete, Table, Column};
/// use softdelete_compiler::compile::purge;
///
/// let column = |name: &str| Column { name: name.to_owned(), ..Column::default() };
/// let notes = Table {
///     name: "notes".to_owned(),
///     columns: vec![column("id"), column("deleted_at")],
///     primary_key: vec![0],
///     soft_delete: Some(SoftDelete {
///         marker: Marker::Timestamp { at: 1 },
///         by: None, reason: None, id: None, created: None, hold: None,
///         retention: Some("90 days".to_owned()),
///     }),
///     ..Table::default()
/// };
/// let schema = Schema { tables: vec![notes], ..Schema::default() };
/// let purge = purge(&schema, 0).unwrap();
/// assert_eq!(purge.stages.len(), 1);
/// assert!(purge.stages[0].tables[0].batch.contains("FOR UPDATE OF t SKIP LOCKED"));
/// ```
///
/// # Errors
/// Why rows of the table cannot be purged, as a message for the user: it has no soft deletion, no primary key, or does not record
/// when a row was deleted; or a table that refers to it is not known.
pub fn purge(schema: &Schema, table: usize) -> Result<Purge, String> {
    let family = Family::of(schema, table)?;
    let text = Text::new(schema, &family);
    let stages = family.stages.iter().map(|stage| PurgeStage {
        tables: stage
            .iter()
            .map(|&table| PurgeTable {
                table,
                retention: text.retention(table).map(str::to_owned),
                batch: batch::statement(&text, table),
                kept: kept::statement(&text, table),
            })
            .gather(),
        groups: family
            .is_tied(stage)
            .then(|| groups::statement(&text, stage)),
    });
    Ok(Purge {
        stages: stages.gather(),
        plan: plan::statement(&text),
    })
}
