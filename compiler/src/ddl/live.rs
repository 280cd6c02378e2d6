//! Live foreign keys: the database refuses an active row under a deleted one.
//!
//! Both tables get a generated column that is true while the row is active and NULL once it is deleted, and the foreign key
//! goes over it. A deleted child has a NULL in its key and refers to nothing; a deleted parent has one in its, and nothing
//! active can refer to it. The check runs when the statement is complete, so a cascade passes in whatever order it marks, and it
//! locks the parent, so that an insert waits for a deletion that is under way and then is refused.

use super::active::active;
use super::name::{block, derived, list, literal, quote};
use super::target::{Target, Unsuited};
use super::{Statement, index};
use crate::catalog::{OnDelete, Schema};
use crate::gather::Gather as _;

/// The generated column.
pub const LIVE: &str = "softdelete_live";

/// When a constraint is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deferral {
    /// At the end of each statement.
    #[default]
    NotDeferrable,
    /// At the end of each statement, unless the transaction says SET CONSTRAINTS … DEFERRED.
    Immediate,
    /// At the end of the transaction, unless it says otherwise.
    Deferred,
}

impl Deferral {
    pub(super) fn clause(self) -> &'static str {
        match self {
            Self::NotDeferrable => "",
            Self::Immediate => " DEFERRABLE INITIALLY IMMEDIATE",
            Self::Deferred => " DEFERRABLE INITIALLY DEFERRED",
        }
    }
}

/// A live foreign key for the reference `reference` of the table `child`, indexes into [`Schema::tables`] and its
/// [`references`](crate::catalog::Table::references).
///
/// The generated column is stored, so that the table is written anew when it is added. The constraint is added without a
/// look at the rows that are there and validated by a statement of its own, which blocks nobody; it fails if there are active rows
/// under deleted ones.
///
/// A plain foreign key beside it still keeps parents of deleted rows from being removed.
///
/// # Errors
/// - The parent has no soft deletion: a plain foreign key says all.
/// - The policy is `keep`, so active rows under deleted ones are meant.
/// - The parent is not in the schema, or has no such columns.
/// - One of the tables declares a column [`LIVE`] itself.
///
/// # Panics
/// Panics if there is no such table or reference.
pub fn live_foreign_key(
    schema: &Schema,
    child: usize,
    reference: usize,
    deferral: Deferral,
) -> Result<Vec<Statement>, Unsuited> {
    let child = Target::new(schema, child)?;
    let reference = &child.table.references[reference];
    let unknown = || Unsuited::UnknownParent {
        table: reference.table.clone(),
    };
    let parent = Target::new(schema, reference.parent.ok_or_else(unknown)?)?;
    parent.soft_delete()?;
    if reference.on_delete == OnDelete::Keep {
        return Err(Unsuited::Kept {
            table: child.called(),
        });
    }
    for column in &reference.target {
        if parent.table.column(column).is_none() {
            return Err(Unsuited::UnknownColumn {
                table: parent.called(),
                column: column.clone(),
            });
        }
    }
    let mut made = vec![live_column(parent)?];
    if !std::ptr::eq(child.table, parent.table) {
        made.push(live_column(child)?);
    }
    made.push(live_key(parent, &reference.target));
    let columns: Vec<&str> = reference
        .columns
        .iter()
        .map(|it| child.column(*it))
        .gather();
    made.push(index::on(
        child,
        &[&columns[..], &[LIVE]].concat(),
        &[&columns[..], &["live"]].concat(),
        format!(
            "The check of a live foreign key looks for active rows of {} below a row that is marked.",
            child.called()
        ),
    ));
    let name = derived(&child.table.name, &[&columns[..], &["live_fkey"]].concat());
    let constraint = quote(&name);
    let own = child.sql();
    let body = format!(
        "    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint
        WHERE conrelid = {}::pg_catalog.regclass AND conname = {}
    ) THEN
        ALTER TABLE {own} ADD CONSTRAINT {constraint}
            FOREIGN KEY ({}) REFERENCES {} ({}){} NOT VALID;
    END IF;",
        literal(&own),
        literal(&name),
        list(columns.iter().copied().chain([LIVE])),
        parent.sql(),
        list(reference.target.iter().map(String::as_str).chain([LIVE])),
        deferral.clause(),
    );
    made.push(Statement {
        sql: block(&body),
        why: format!(
            "An active row of {} is refused under a deleted row of {}.",
            child.called(),
            parent.called()
        ),
        name: name.clone(),
    });
    made.push(Statement {
        sql: format!("ALTER TABLE {own} VALIDATE CONSTRAINT {constraint}"),
        why: "Rows that were there before are checked as well.".to_owned(),
        name,
    });
    Ok(made)
}

/// The generated column of a table. All rows of a table without soft deletion are active.
fn live_column(target: Target<'_>) -> Result<Statement, Unsuited> {
    if target.table.column(LIVE).is_some() {
        return Err(Unsuited::NameTaken {
            table: target.called(),
            column: LIVE.to_owned(),
        });
    }
    let soft_delete = target.table.soft_delete.as_ref();
    let expression = match soft_delete.map(|it| active(target.table, it)) {
        Some(active) if active != "true" => format!("CASE WHEN {active} THEN true END"),
        Some(_) | None => "true".to_owned(),
    };
    Ok(Statement {
        sql: format!(
            "ALTER TABLE {} ADD COLUMN IF NOT EXISTS {LIVE} boolean GENERATED ALWAYS AS ({expression}) STORED",
            target.sql()
        ),
        why: format!(
            "It is true while a row of {} is active and NULL once it is deleted, so that a foreign key can tell.",
            target.called()
        ),
        name: LIVE.to_owned(),
    })
}

/// The key that live foreign keys refer to.
fn live_key(parent: Target<'_>, columns: &[String]) -> Statement {
    let columns: Vec<&str> = columns.iter().map(String::as_str).gather();
    let name = derived(&parent.table.name, &[&columns[..], &["live_key"]].concat());
    Statement {
        sql: format!(
            "CREATE UNIQUE INDEX IF NOT EXISTS {} ON {} ({})",
            quote(&name),
            parent.sql(),
            list(columns.iter().copied().chain([LIVE])),
        ),
        why: format!(
            "Live foreign keys refer to it: a deleted row of {} has no such key.",
            parent.called()
        ),
        name,
    }
}
