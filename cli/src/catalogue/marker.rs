//! Which tables mark rows as deleted, and how.

use softdelete_compiler::catalog::{Column, Marker, SoftDelete};

use super::facts::Attribute;
use super::types::Types;

/// Whether a table marks rows.
pub(super) enum Marked {
    /// It has no marker column.
    No,
    /// It does.
    Yes(SoftDelete),
    /// It has a column of that name, of a type that marks nothing: the column and the type.
    Unclear(String, String),
}

/// Looks for the marker column among the columns of a table, and for those that record who, why and by which deletion.
pub(super) fn find(
    attributes: &[&Attribute],
    columns: &[Column],
    types: &Types<'_>,
    marker: &str,
) -> Marked {
    let base = |index: usize| types.own_base(attributes[index].ty).unwrap_or_default();
    // A column that cannot be written records nothing.
    let named = |name: &str, fits: &[&str]| {
        let index = columns.iter().position(|column| column.name == name)?;
        (!attributes[index].generated && fits.contains(&base(index))).then_some(index)
    };
    let Some(at) = columns.iter().position(|column| column.name == marker) else {
        return Marked::No;
    };
    let marker = match (base(at), columns[at].nullable) {
        ("bool", _) => {
            let time = named("deleted_at", TIMES).filter(|time| columns[*time].nullable);
            Marker::Flag { flag: at, at: time }
        }
        (ty, true) if TIMES.contains(&ty) => Marker::Timestamp { at },
        (ty, false) if TIMES.contains(&ty) => Marker::Sentinel { at },
        (ty, _) => {
            let ty = if ty.is_empty() { "of its own" } else { ty };
            return Marked::Unclear(columns[at].name.clone(), ty.to_owned());
        }
    };
    Marked::Yes(SoftDelete {
        marker,
        by: named("deleted_by", ACTORS),
        reason: named("deletion_reason", TEXTS),
        id: named("deletion_id", &["uuid"]),
        created: named("created_at", TIMES),
        retention: None,
        hold: None,
    })
}

const TIMES: &[&str] = &["timestamptz", "timestamp", "date"];

const TEXTS: &[&str] = &["text", "varchar", "bpchar"];

const ACTORS: &[&str] = &[
    "text", "varchar", "bpchar", "name", "uuid", "int2", "int4", "int8",
];
