//! How rows of `softdelete.history` are read that are about one table.

use super::History;
use super::key::{Key, value_type};
use crate::catalog::Table;
use crate::compile::{Compiled, Param, ParamSource, StatementKind};
use crate::gather::Gather as _;

impl Key {
    /// The statements for the history of a table with this key.
    pub(super) fn history(&self, table: &Table) -> History {
        let columns = self.columns.len();
        let numbers = || 1..=columns;
        let pairs: Vec<String> = self
            .columns
            .iter()
            .zip(numbers())
            .map(|(column, n)| format!("{}, k.c{n}", literal(&column.name)))
            .gather();
        let arrays: Vec<String> = self
            .columns
            .iter()
            .zip(numbers())
            .map(|(column, n)| format!("${n}::{}[]", column.wire))
            .gather();
        let names: Vec<String> = numbers().map(|n| format!("c{n}")).gather();
        let of_keys = format!(
            "h.row_key = ANY (ARRAY(SELECT jsonb_build_object({}) FROM unnest({}) AS k({})))",
            pairs.join(", "),
            arrays.join(", "),
            names.join(", ")
        );
        let keys = self
            .columns
            .iter()
            .map(|column| (column.wire.as_str(), true));
        History {
            of_keys: self.read(table, &of_keys, keys.gather()),
            since: self.read(
                table,
                "h.at >= $1::timestamptz",
                vec![("timestamptz", false)],
            ),
        }
    }

    /// Reads the rows that meet a condition over the first parameters, in pages.
    fn read(&self, table: &Table, condition: &str, mut params: Vec<(&str, bool)>) -> Compiled {
        // As values travel both ways: a client does not know the enum types of a database.
        let keys: Vec<String> = self
            .columns
            .iter()
            .map(|column| {
                let (name, ty) = (literal(&column.name), &column.wire);
                format!("(h.row_key ->> {name})::{ty}")
            })
            .gather();
        let schema = table.schema.as_deref().map_or("NULL".to_owned(), literal);
        let (after, count) = (params.len() + 1, params.len() + 2);
        let sql = format!(
            "SELECT h.id, h.operation, h.action, h.actor, h.reason, h.at, h.detail::text, {} \
             FROM softdelete.history AS h \
             WHERE h.schema_name IS NOT DISTINCT FROM {schema} AND h.table_name = {} AND {condition} \
             AND h.id > ${after}::int8 ORDER BY h.id LIMIT ${count}::int8",
            keys.join(", "),
            literal(&table.name),
        );
        params.extend([("int8", false), ("int8", false)]);
        let params = params.into_iter().enumerate();
        Compiled {
            kind: StatementKind::Select,
            tables: Vec::new(),
            sql,
            params: params
                .map(|(index, (ty, array))| Param {
                    source: ParamSource::User(index),
                    ty: value_type(ty, array),
                    nullable: false,
                })
                .gather(),
            effects: Vec::new(),
            reports: false,
            plan: None,
            choices: Vec::new(),
            regions: Vec::new(),
            plan_regions: Vec::new(),
        }
    }
}

impl History {
    /// The names of the columns of both, before those of the key.
    pub const COLUMNS: [&'static str; 7] = [
        "id",
        "operation",
        "action",
        "actor",
        "reason",
        "at",
        "detail",
    ];
}

/// A constant, also where a session reads backslashes as escapes.
fn literal(text: &str) -> String {
    let quoted = format!("'{}'", text.replace('\'', "''"));
    if quoted.contains('\\') {
        format!("E{}", quoted.replace('\\', "\\\\"))
    } else {
        quoted
    }
}
