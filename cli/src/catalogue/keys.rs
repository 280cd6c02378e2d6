//! Keys: primary, unique, and unique among active rows.

use softdelete_compiler::catalog::{Column, Marker, SoftDelete};
use softdelete_compiler::render::identifier;

use super::facts::{Attribute, Key};

/// The keys of a table, as indexes of its columns.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) primary: Vec<usize>,
    /// Among active rows only, if the table is a soft-delete one.
    pub(super) unique: Vec<Vec<usize>>,
}

/// The keys of a relation.
pub(super) fn of(
    found: &[&Key],
    attributes: &[&Attribute],
    columns: &[Column],
    soft_delete: Option<&SoftDelete>,
) -> Keys {
    let mut keys = Keys::default();
    for key in found {
        let index = |number: &i16| {
            attributes
                .iter()
                .position(|attribute| attribute.number == *number)
        };
        // A key over a system column is none of these.
        let Some(mut key_columns) = key
            .columns
            .iter()
            .map(index)
            .collect::<Option<Vec<usize>>>()
        else {
            continue;
        };
        if key.primary {
            keys.primary = key_columns;
            continue;
        }
        let among_active = match (
            soft_delete.map(|soft_delete| &soft_delete.marker),
            &key.predicate,
        ) {
            // Where deleted rows stand in another table, every key is one among active rows.
            (None | Some(Marker::Archive { .. }), None) => true,
            // The sentinel is a column of the key itself.
            (Some(Marker::Sentinel { at }), None) => {
                let with_marker = key_columns.contains(at);
                key_columns.retain(|column| column != at);
                with_marker
            }
            (Some(Marker::Timestamp { at }), Some(predicate)) => {
                is_active(predicate, &columns[*at].name, &["# IS NULL"])
            }
            (Some(Marker::Flag { flag, .. }), Some(predicate)) => is_active(
                predicate,
                &columns[*flag].name,
                &["NOT #", "# = false", "# IS NOT TRUE"],
            ),
            (Some(Marker::Timestamp { .. } | Marker::Flag { .. }), None)
            | (None | Some(Marker::Sentinel { .. } | Marker::Archive { .. }), Some(_)) => false,
        };
        if among_active && !key_columns.is_empty() {
            keys.unique.push(key_columns);
        }
    }
    keys
}

/// Whether the condition of an index is one of these, `#` being the column.
fn is_active(predicate: &str, column: &str, conditions: &[&str]) -> bool {
    let bare = predicate
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(predicate);
    let quoted = format!("\"{}\"", column.replace('"', "\"\""));
    let spellings = [identifier(column), quoted];
    spellings.iter().any(|spelling| {
        conditions
            .iter()
            .any(|condition| condition.replace('#', spelling) == bare)
    })
}

#[cfg(test)]
mod tests {
    use super::is_active;

    #[test]
    fn the_condition_is_compared_as_the_server_prints_it() {
        assert!(is_active(
            "(deleted_at IS NULL)",
            "deleted_at",
            &["# IS NULL"]
        ));
        assert!(is_active("(\"Gone\" IS NULL)", "Gone", &["# IS NULL"]));
        assert!(is_active(
            "(NOT is_deleted)",
            "is_deleted",
            &["NOT #", "# = false"]
        ));
        assert!(!is_active(
            "((deleted_at IS NULL) AND (id > 3))",
            "deleted_at",
            &["# IS NULL"]
        ));
        assert!(!is_active(
            "(deleted_at IS NOT NULL)",
            "deleted_at",
            &["# IS NULL"]
        ));
    }
}
