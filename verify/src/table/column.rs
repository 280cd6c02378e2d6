//! Columns: that they are there, their types, whether they may be NULL, and who fills them in.

use softdelete_compiler::catalog::Column as Declared;
use tokio_postgres::Error;

use super::{Compared, types};
use crate::catalogue::Column;

/// Compares the declared columns given by their indexes with those of the table.
pub(super) async fn compare(
    compared: &mut Compared<'_, '_>,
    name: &str,
    columns: &[usize],
) -> Result<(), Error> {
    compare_types(compared, name, columns).await?;
    // A view does not say whether its columns may be NULL.
    if !compared.found.is_stored() {
        return Ok(());
    }
    for index in columns {
        let declared = &compared.declared.columns[*index];
        let Some(found) = compared.found.column(&declared.name) else {
            continue;
        };
        let not_null = found.not_null || compared.catalogue.forbids_null(found.ty).await?;
        let place = compared.place;
        for message in disagreements(declared, found, not_null) {
            compared.report.disagree(place, message);
        }
        if !declared.nullable && !not_null {
            let origin = (compared.found.oid, found.number);
            compared.catalogue.nullable.insert(origin);
        }
    }
    Ok(())
}

/// Compares only that the columns are there, and their types.
pub(super) async fn compare_types(
    compared: &mut Compared<'_, '_>,
    table: &str,
    columns: &[usize],
) -> Result<(), Error> {
    for index in columns {
        let declared = &compared.declared.columns[*index];
        let name = &declared.name;
        let Some(found) = compared.found.column(name) else {
            let implied = match declared.field {
                Some(_) => "",
                None => ", which `soft_delete` implies,",
            };
            compared.report.disagree(
                compared.place,
                format!("column `{name}`{implied} does not exist in {table}"),
            );
            continue;
        };
        let difference = types::difference(
            &declared.ty,
            compared.types,
            (found.ty, found.modifier),
            compared.catalogue,
        )
        .await?;
        if let Some(difference) = difference {
            compared.report.disagree(
                compared.place,
                format!(
                    "column `{name}` is declared as {}, and is {} in {table}{}",
                    difference.declared, found.shown, difference.more
                ),
            );
        }
    }
    Ok(())
}

fn disagreements(declared: &Declared, found: &Column, not_null: bool) -> Vec<String> {
    let name = &declared.name;
    let mut said = Vec::new();
    match (declared.nullable, not_null) {
        (false, false) => said.push(format!(
            "column `{name}` is declared never to be NULL, and may be NULL in the database: declare an `Option`, or add NOT NULL there"
        )),
        (true, true) => said.push(format!(
            "column `{name}` is declared as one that may be NULL, and is NOT NULL in the database: declare it without `Option`"
        )),
        (true, false) | (false, true) => {}
    }
    if declared.has_default && not_null && !found.filled {
        said.push(format!(
            "column `{name}` is declared as one that the database fills in, and has no default there"
        ));
    } else if declared.generated && !found.filled {
        said.push(format!(
            "column `{name}` is declared `generated`, and the database neither generates it nor has a default"
        ));
    }
    if found.always && !declared.generated && declared.field.is_some() {
        said.push(format!(
            "column `{name}` is GENERATED ALWAYS in the database, and cannot be written: declare it `#[column(generated)]`"
        ));
    }
    said
}

/// Columns that an INSERT of this program cannot know of, and would have to fill in.
pub(super) fn compare_undeclared(compared: &mut Compared<'_, '_>) {
    for found in &compared.found.columns {
        let known = compared.declared.column(&found.name).is_some();
        if !known && found.not_null && !found.filled {
            compared.report.disagree(
                compared.place,
                format!(
                    "column `{}` is NOT NULL without a default in the database, and is not declared: no row can be inserted",
                    found.name
                ),
            );
        }
    }
}
