//! Foreign keys: those of the database between declared tables must be declared, as deletions follow the declarations.

use softdelete_compiler::catalog::describe::decode_table;
use softdelete_runtime::registry::{Registered, What};
use tokio_postgres::Error;

use super::{Compared, Name, display, list};
use crate::catalogue::Catalogue;

/// `parents` are the tables that the declared foreign keys refer to, `soft_deleted` the numbers of those whose rows are only marked.
pub(super) async fn compare(
    compared: &mut Compared<'_, '_>,
    parents: &[Name<'_>],
    soft_deleted: &[u32],
) -> Result<(), Error> {
    let declared = compared.declared;
    let mut known = Vec::new();
    for (reference, parent) in declared.references.iter().zip(parents) {
        let columns: Vec<&str> = reference
            .columns
            .iter()
            .map(|column| declared.columns[*column].name.as_str())
            .collect();
        let oid = compared.catalogue.find(parent.0, parent.1).await?;
        let pairs = columns.iter().zip(&reference.target);
        let enforced = compared.found.foreign.iter().any(|key| {
            Some(key.parent) == oid
                && pairs
                    .clone()
                    .all(|(here, there)| key.columns.contains(&((*here).to_owned(), there.clone())))
        });
        // Another key of these columns says that they refer to something else.
        let other = compared.found.foreign.iter().find(|key| {
            let of = |name: &&str| key.columns.iter().any(|(here, _)| here == name);
            columns.iter().all(of) && key.columns.len() == columns.len()
        });
        if let (false, Some(other)) = (enforced, other) {
            let there: Vec<&str> = other
                .columns
                .iter()
                .map(|(_, there)| there.as_str())
                .collect();
            let targets: Vec<&str> = reference.target.iter().map(String::as_str).collect();
            compared.report.disagree(
                compared.place,
                format!(
                    "{} is declared to refer to {}{}, and refers to {}{} in the database",
                    list(&columns),
                    display(*parent),
                    list(&targets),
                    other.shown,
                    list(&there)
                ),
            );
        } else if !enforced && compared.found.is_stored() {
            compared.report.note(
                compared.place,
                format!(
                    "{} refers to {} by declaration only: the database has no foreign key",
                    list(&columns),
                    display(*parent)
                ),
            );
        }
        known.push((oid, columns));
    }
    for key in &compared.found.foreign {
        // What is declared to refer elsewhere has been said.
        let said = known.iter().any(|(_, columns)| {
            let of = |name: &&str| key.columns.iter().any(|(here, _)| here == name);
            columns.iter().all(of)
        });
        if soft_deleted.contains(&key.parent) && !said {
            let columns: Vec<&str> = key.columns.iter().map(|(here, _)| here.as_str()).collect();
            compared.report.disagree(
                compared.place,
                format!(
                    "{} refers to {} in the database (constraint `{}`), and that is not declared: deletions there do not find these rows; write `references(…)`",
                    list(&columns),
                    key.shown,
                    key.name
                ),
            );
        }
    }
    Ok(())
}

/// The numbers of all declared tables whose rows are soft-deleted.
pub(crate) async fn soft_deleted(
    catalogue: &Catalogue<'_>,
    entries: &[&Registered],
) -> Result<Vec<u32>, Error> {
    let mut tables = Vec::new();
    for entry in entries {
        let What::Table { description, .. } = entry.what else {
            continue;
        };
        let Ok(description) = decode_table(description) else {
            continue;
        };
        let table = description.table;
        if table.soft_delete.is_some() {
            let schema = table.schema.as_deref();
            tables.extend(catalogue.find(schema, &table.name).await?);
        }
    }
    Ok(tables)
}
