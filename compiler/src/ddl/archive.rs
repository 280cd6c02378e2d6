//! The table that the deleted rows of another move to.

use super::Statement;
use super::name::{derived, list, qualified, quote};
use super::target::{Target, Unsuited};
use crate::catalog::Schema;
use crate::gather::Gather as _;

/// The archive of the table at index `table` of [`Schema::tables`]: its declared columns with the types they have in the
/// database, and the marks of deletion, with indexes for restoration and purge.
///
/// Nothing but the time of deletion is NOT NULL and no key is unique there: a row was checked when it was active, and a row of the
/// same key may be deleted again and again.
///
/// # Errors
/// Its deleted rows do not move.
///
/// # Panics
/// Panics if there is no such table.
pub fn archive(schema: &Schema, table: usize) -> Result<Vec<Statement>, Unsuited> {
    let target = Target::new(schema, table)?;
    let soft_delete = target.soft_delete()?;
    let archive = target.archive().ok_or_else(|| Unsuited::NoArchive {
        table: target.called(),
    })?;
    let own = qualified(archive.schema, archive.table);
    let marks = target.table.marker_columns();
    let declared: Vec<usize> = (0..target.table.columns.len())
        .filter(|column| !marks.contains(column))
        .gather();
    let mut made = vec![Statement {
        sql: format!(
            "CREATE TABLE IF NOT EXISTS {own} AS SELECT {} FROM {} WITH NO DATA",
            target.columns(&declared),
            target.sql()
        ),
        why: format!("Deleted rows of {} stand there.", target.called()),
        name: archive.table.to_owned(),
    }];
    for mark in &marks {
        let column = &target.table.columns[*mark];
        let not_null = if *mark == archive.at { " NOT NULL" } else { "" };
        made.push(Statement {
            sql: format!(
                "ALTER TABLE {own} ADD COLUMN IF NOT EXISTS {} {}{not_null}",
                quote(&column.name),
                target.type_of(column)
            ),
            why: "It is a mark of deletion, which active rows have none of.".to_owned(),
            name: column.name.clone(),
        });
    }
    let mut index = |columns: &[usize], condition: Option<usize>, why: &str| {
        let names: Vec<&str> = columns.iter().map(|it| target.column(*it)).gather();
        if names.is_empty() {
            return;
        }
        let name = derived(archive.table, &[&names[..], &["idx"]].concat());
        let tail = condition.map_or_else(String::new, |column| {
            format!(" WHERE {} IS NOT NULL", quote(target.column(column)))
        });
        let sql = format!(
            "CREATE INDEX IF NOT EXISTS {} ON {own} ({}){tail}",
            quote(&name),
            list(names.iter().copied())
        );
        if made.iter().all(|it| it.sql != sql) {
            made.push(Statement {
                sql,
                why: format!("{why} of {}.", target.called()),
                name,
            });
        }
    };
    index(
        &target.table.primary_key,
        None,
        "Restoration finds a deleted row",
    );
    index(&[archive.at], None, "Purge finds old deleted rows");
    if let Some(id) = soft_delete.id {
        index(
            &[id],
            Some(id),
            "An exact restoration finds what one deletion marked",
        );
    }
    for reference in &target.table.references {
        index(
            &reference.columns,
            None,
            "Purge of what is above finds the deleted rows",
        );
    }
    Ok(made)
}
