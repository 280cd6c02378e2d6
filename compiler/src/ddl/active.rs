//! What tells active rows from deleted ones, in the text that partial indexes and generated columns are made with. It is the
//! condition that statements are guarded with, or the indexes would not serve them.

use super::name::quote;
use crate::catalog::{Marker, SoftDelete, Table};

/// The row is active.
pub(super) fn active(table: &Table, soft_delete: &SoftDelete) -> String {
    let column = |index: usize| quote(&table.columns[index].name);
    match &soft_delete.marker {
        Marker::Timestamp { at } => format!("{} IS NULL", column(*at)),
        Marker::Flag { flag, at: _ } => format!("NOT {}", column(*flag)),
        Marker::Sentinel { at } => format!("{} = 'infinity'", column(*at)),
        // Deleted rows stand elsewhere.
        Marker::Archive { .. } => "true".to_owned(),
    }
}

/// The row is deleted. `None` where the table holds no deleted rows.
pub(super) fn deleted(table: &Table, soft_delete: &SoftDelete) -> Option<String> {
    let column = |index: usize| quote(&table.columns[index].name);
    match &soft_delete.marker {
        Marker::Timestamp { at } => Some(format!("{} IS NOT NULL", column(*at))),
        Marker::Flag { flag, at: _ } => Some(column(*flag)),
        Marker::Sentinel { at } => Some(format!("{} <> 'infinity'", column(*at))),
        Marker::Archive { .. } => None,
    }
}

/// The column that says when a row was deleted.
pub(super) fn deleted_at(soft_delete: &SoftDelete) -> Option<usize> {
    match &soft_delete.marker {
        Marker::Timestamp { at } | Marker::Sentinel { at } | Marker::Archive { at, .. } => {
            Some(*at)
        }
        Marker::Flag { flag: _, at } => *at,
    }
}
