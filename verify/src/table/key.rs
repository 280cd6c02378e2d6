//! Keys: what is declared to be unique must be, among the rows that it is declared for.

use softdelete_compiler::catalog::Marker;

use super::{Compared, list};

pub(super) fn compare(compared: &mut Compared<'_, '_>) {
    let declared = compared.declared;
    let names = |key: &[usize]| -> Vec<&str> {
        key.iter()
            .map(|column| declared.columns[*column].name.as_str())
            .collect()
    };
    let primary = names(&declared.primary_key);
    let whole = |columns: &[&str]| {
        let mut unique = compared.found.unique.iter();
        unique.any(|it| it.condition.is_none() && same(&it.columns, columns))
    };
    let mut said = Vec::new();
    if !primary.is_empty() && !whole(&primary) {
        said.push(format!(
            "the primary key {} is not unique in the database: there is neither a primary key nor a unique index of these columns alone",
            list(&primary)
        ));
    }
    for key in &declared.unique {
        let columns = names(key);
        // Only the table of active rows has such a row, if deleted ones are elsewhere.
        let marker = declared
            .soft_delete
            .as_ref()
            .and_then(|it| match it.marker {
                Marker::Timestamp { at } => Some((at, false)),
                Marker::Flag { flag, .. } => Some((flag, false)),
                Marker::Sentinel { at } => Some((at, true)),
                Marker::Archive { .. } => None,
            });
        let Some((marker, plain)) = marker else {
            if !whole(&columns) {
                said.push(format!(
                    "{} is declared unique, and no unique index of the database says so",
                    list(&columns)
                ));
            }
            continue;
        };
        let marker = declared.columns[marker].name.as_str();
        let among_active = compared.found.unique.iter().any(|it| {
            let condition = it.condition.as_deref();
            condition.is_some_and(|condition| condition.contains(marker))
                && same(&it.columns, &columns)
        });
        // With a marker that is never NULL, it may be a column of the key instead.
        let with_marker: Vec<&str> = columns.iter().copied().chain([marker]).collect();
        if among_active || plain && whole(&with_marker) {
            continue;
        }
        said.push(if whole(&columns) {
            format!(
                "{} is declared unique, which is among active rows; in the database it is among all, so that a deleted row stands in the way of a new one",
                list(&columns)
            )
        } else {
            format!(
                "{} is declared unique among active rows, and no unique index of the database says so; `sd_ddl!` makes one",
                list(&columns)
            )
        });
    }
    for message in said {
        compared.report.disagree(compared.place, message);
    }
}

/// Whether they are the same columns, in whatever order.
fn same(found: &[String], declared: &[&str]) -> bool {
    found.len() == declared.len() && found.iter().all(|name| declared.contains(&name.as_str()))
}
