//! Keys that are unique among active rows: whoever deleted a row may make a new one of the same key.

use super::Statement;
use super::active::active;
use super::live::Deferral;
use super::name::{block, derived, literal, quote};
use super::target::{Target, Unsuited};
use crate::catalog::{Marker, Schema};
use crate::gather::Gather as _;

/// Whether two rows whose key is NULL have the same key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NullKeys {
    /// They have not, as SQL has it.
    #[default]
    Distinct,
    /// They have. PostgreSQL 15 and later.
    NotDistinct,
}

/// A key of the table at index `table` of [`Schema::tables`] that is unique among active rows. `key` has indexes of
/// columns, such as one of [`Table::unique`](crate::catalog::Table::unique).
///
/// It is a partial unique index, the one that `on conflict` infers; for a marker that is `infinity` while the row is active it is
/// a plain one with the marker as its last column, and for a table with an archive a plain one. With a [`Deferral`] it is an
/// exclusion constraint, since PostgreSQL defers no unique index that is partial; `on conflict` cannot use that.
///
/// # Errors
/// The table has no soft deletion, or NULL is to equal NULL in a key that is deferred.
///
/// # Panics
/// Panics if there is no such table or column.
pub fn unique_among_active(
    schema: &Schema,
    table: usize,
    key: &[usize],
    null_keys: NullKeys,
    deferral: Deferral,
) -> Result<Vec<Statement>, Unsuited> {
    let target = Target::new(schema, table)?;
    let soft_delete = target.soft_delete()?;
    let mut named: Vec<&str> = key.iter().map(|it| target.column(*it)).gather();
    named.push("active_key");
    let name = derived(&target.table.name, &named);
    let condition = active(target.table, soft_delete);
    let own = target.sql();
    let sql = if deferral == Deferral::NotDeferrable {
        let (columns, tail) = match &soft_delete.marker {
            // The key that statements name in ON CONFLICT: it needs no condition, as all that is active has the same time.
            Marker::Sentinel { at } => (target.columns(&[key, &[*at]].concat()), String::new()),
            Marker::Archive { .. } => (target.columns(key), String::new()),
            Marker::Timestamp { .. } | Marker::Flag { .. } => {
                (target.columns(key), format!(" WHERE {condition}"))
            }
        };
        let nulls = match null_keys {
            NullKeys::Distinct => "",
            NullKeys::NotDistinct => " NULLS NOT DISTINCT",
        };
        format!(
            "CREATE UNIQUE INDEX IF NOT EXISTS {} ON {own} ({columns}){nulls}{tail}",
            quote(&name)
        )
    } else {
        if null_keys == NullKeys::NotDistinct {
            return Err(Unsuited::DeferredNulls {
                table: target.called(),
            });
        }
        let equal: Vec<String> = key
            .iter()
            .map(|it| format!("{} WITH =", quote(target.column(*it))))
            .gather();
        block(&format!(
            "    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint
        WHERE conrelid = {}::pg_catalog.regclass AND conname = {}
    ) THEN
        ALTER TABLE {own} ADD CONSTRAINT {}
            EXCLUDE USING btree ({}) WHERE ({condition}){};
    END IF;",
            literal(&own),
            literal(&name),
            quote(&name),
            equal.join(", "),
            deferral.clause(),
        ))
    };
    Ok(vec![Statement {
        sql,
        why: format!(
            "No two active rows of {} have the same key; a deleted row stands in nobody's way.",
            target.called()
        ),
        name,
    }])
}
