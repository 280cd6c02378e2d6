//! Declared tables beside those of the database.

use softdelete_compiler::catalog::describe::{Description, decode_table};
use softdelete_compiler::catalog::{Marker, Table};
use softdelete_runtime::StatementKind;
use softdelete_runtime::registry::{Registered, What};
use tokio_postgres::Error;

use crate::catalogue::{self, Catalogue};
use crate::report::{Place, Report};

mod column;
mod foreign;
mod key;
mod system;
pub(crate) mod types;

pub(crate) use foreign::soft_deleted;

/// The name of a table, perhaps with its schema.
type Name<'a> = (Option<&'a str>, &'a str);

/// What a table is compared by.
struct Compared<'a, 'c> {
    place: Place,
    declared: &'a Table,
    types: &'a [softdelete_compiler::catalog::UserType],
    found: &'a catalogue::Table,
    catalogue: &'a mut Catalogue<'c>,
    report: &'a mut Report,
}

/// Compares a table as its derive described it.
pub(crate) async fn verify(
    place: Place,
    description: &str,
    parents: &[Name<'_>],
    entries: &[&Registered],
    soft_deleted: &[u32],
    catalogue: &mut Catalogue<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    report.tables += 1;
    let Ok(Description {
        table: declared,
        types,
        // Each is compared where it is declared.
        operators: _,
    }) = decode_table(description)
    else {
        report.disagree(
            place,
            "the declaration was made by another version of this library",
        );
        return Ok(());
    };
    let name = display((declared.schema.as_deref(), &declared.name));
    let Some(oid) = catalogue
        .find(declared.schema.as_deref(), &declared.name)
        .await?
    else {
        report.disagree(
            place,
            format!("table {name} does not exist in the database"),
        );
        return Ok(());
    };
    let found = catalogue.table(oid).await?;
    let mut compared = Compared {
        place,
        declared: &declared,
        types: &types.all,
        found: &found,
        catalogue,
        report,
    };
    // What is archived has its marks only in the archive.
    let archive = match declared.soft_delete.as_ref().map(|it| &it.marker) {
        Some(Marker::Archive { table, schema, .. }) => Some((schema.as_deref(), table.as_str())),
        Some(Marker::Timestamp { .. } | Marker::Flag { .. } | Marker::Sentinel { .. }) | None => {
            None
        }
    };
    let marks = declared.marker_columns();
    let here = |column: &usize| archive.is_none() || !marks.contains(column);
    let columns: Vec<usize> = (0..declared.columns.len()).filter(here).collect();
    column::compare(&mut compared, &name, &columns).await?;
    if is_inserted_into(&declared.name, entries) {
        column::compare_undeclared(&mut compared);
    }
    if found.is_stored() {
        key::compare(&mut compared);
    } else {
        let message = format!(
            "{name} is no table that stores its rows: nullability, keys and foreign keys could not be compared"
        );
        compared.report.note(place, message);
    }
    foreign::compare(&mut compared, parents, soft_deleted).await?;
    if let Some(archive) = archive {
        compare_archive(&mut compared, archive).await?;
    }
    system::compare(&mut compared).await
}

/// An archive has every column of the table, and the marks of deletion.
async fn compare_archive(compared: &mut Compared<'_, '_>, archive: Name<'_>) -> Result<(), Error> {
    let name = display(archive);
    let Some(oid) = compared.catalogue.find(archive.0, archive.1).await? else {
        compared.report.disagree(
            compared.place,
            format!("the archive {name} does not exist in the database"),
        );
        return Ok(());
    };
    let found = compared.catalogue.table(oid).await?;
    // A row in the archive is written by the archiving alone, so what it needs of defaults and NOT NULL is not the declaration's.
    let mut compared = Compared {
        place: compared.place,
        declared: compared.declared,
        types: compared.types,
        found: &found,
        catalogue: compared.catalogue,
        report: compared.report,
    };
    let columns: Vec<usize> = (0..compared.declared.columns.len()).collect();
    column::compare_types(&mut compared, &name, &columns).await
}

/// Whether a statement of this program inserts into the table.
fn is_inserted_into(name: &str, entries: &[&Registered]) -> bool {
    entries.iter().any(|entry| match entry.what {
        What::Statement { statement, .. } => {
            statement.kind == StatementKind::Insert && statement.tables.first() == Some(&name)
        }
        What::Table { .. }
        | What::Functions { .. }
        | What::Type { .. }
        | What::Lifecycle { .. }
        | What::Purge { .. } => false,
    })
}

/// A name as messages show it.
fn display((schema, name): Name<'_>) -> String {
    match schema {
        Some(schema) => format!("`{schema}.{name}`"),
        None => format!("`{name}`"),
    }
}

/// Names of columns as messages show them.
fn list(columns: &[&str]) -> String {
    format!("({})", columns.join(", "))
}
