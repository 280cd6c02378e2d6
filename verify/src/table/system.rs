//! The tables of this library that `audit` and `outbox` need.

use tokio_postgres::Error;

use super::Compared;

/// What statements write into both.
const BOTH: [&str; 7] = [
    "operation",
    "action",
    "schema_name",
    "table_name",
    "row_key",
    "actor",
    "at",
];

/// What only history has.
const HISTORY: [&str; 2] = ["reason", "detail"];

pub(super) async fn compare(compared: &mut Compared<'_, '_>) -> Result<(), Error> {
    let declared = compared.declared;
    if declared.audit {
        demand(compared, "audit", "history", &HISTORY).await?;
    }
    if declared.outbox {
        demand(compared, "outbox", "outbox", &[]).await?;
    }
    Ok(())
}

async fn demand(
    compared: &mut Compared<'_, '_>,
    attribute: &str,
    name: &str,
    more: &[&str],
) -> Result<(), Error> {
    let Some(oid) = compared.catalogue.find(Some("softdelete"), name).await? else {
        compared.report.disagree(
            compared.place,
            format!("`{attribute}` needs the table `softdelete.{name}`, which the database has not; the statements of `softdelete::schema::SYSTEM` make it"),
        );
        return Ok(());
    };
    let found = compared.catalogue.table(oid).await?;
    for column in BOTH.iter().chain(more) {
        if found.column(column).is_none() {
            compared.report.disagree(
                compared.place,
                format!("`{attribute}` needs the column `{column}` of `softdelete.{name}`, which the database has not"),
            );
        }
    }
    Ok(())
}
