//! Indexes for what statements of a row's life look for.

use super::Statement;
use super::active::{deleted, deleted_at};
use super::name::{derived, list, quote};
use super::target::{Target, Unsuited};
use crate::catalog::Schema;
use crate::gather::Gather as _;

/// Indexes that cascades, restorations and purge need of the table at index `table` of [`Schema::tables`]:
///
/// - deleted rows by the time of deletion, for purge and for `deleted between`;
/// - deleted rows by their deletion, for exact restoration;
/// - the columns of each reference, for a cascade from above and for the purge of what is above. None is made where the
///   primary key begins with them.
///
/// # Errors
/// A name is one that no database has.
///
/// # Panics
/// Panics if there is no such table.
pub fn indexes(schema: &Schema, table: usize) -> Result<Vec<Statement>, Unsuited> {
    let target = Target::new(schema, table)?;
    let mut made = Vec::new();
    if let Ok(soft_delete) = target.soft_delete()
        && let Some(deleted) = deleted(target.table, soft_delete)
    {
        if let Some(at) = deleted_at(soft_delete) {
            made.push(of_deleted(
                target,
                target.column(at),
                &deleted,
                "Purge and restoration by time find deleted rows",
            ));
        }
        if let Some(id) = soft_delete.id {
            let id = target.column(id);
            let given = format!("{} IS NOT NULL", quote(id));
            made.push(of_deleted(
                target,
                id,
                &given,
                "An exact restoration finds what one deletion marked",
            ));
        }
    }
    for reference in &target.table.references {
        let covered = target.table.primary_key.starts_with(&reference.columns);
        let columns: Vec<&str> = reference
            .columns
            .iter()
            .map(|it| target.column(*it))
            .gather();
        if covered || columns.is_empty() {
            continue;
        }
        let statement = on(
            target,
            &columns,
            &columns,
            format!(
                "A deletion above finds the rows of {} below it.",
                target.called()
            ),
        );
        if !made.contains(&statement) {
            made.push(statement);
        }
    }
    Ok(made)
}

/// An index of every row.
pub(super) fn on(target: Target<'_>, columns: &[&str], called: &[&str], why: String) -> Statement {
    let name = derived(&target.table.name, &[called, &["idx"]].concat());
    Statement {
        sql: format!(
            "CREATE INDEX IF NOT EXISTS {} ON {} ({})",
            quote(&name),
            target.sql(),
            list(columns.iter().copied())
        ),
        why,
        name,
    }
}

/// An index of deleted rows alone: as small as they are few.
fn of_deleted(target: Target<'_>, column: &str, condition: &str, why: &str) -> Statement {
    let name = derived(&target.table.name, &[column, "deleted_idx"]);
    Statement {
        sql: format!(
            "CREATE INDEX IF NOT EXISTS {} ON {} ({}) WHERE {condition}",
            quote(&name),
            target.sql(),
            quote(column)
        ),
        why: format!("{why} of {}.", target.called()),
        name,
    }
}
