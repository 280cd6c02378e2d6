//! Functions and their like in FROM.

use super::{Generator, Item, from::columns_of};
use crate::world::Type;

impl Generator<'_> {
    /// A function, whose arguments are of what can be named here.
    pub(super) fn function(&mut self) -> Item {
        match self.random.below(14) {
            0 | 1 => {
                if let Some(item) = self.json_table() {
                    return item;
                }
            }
            2 | 3 => {
                if let Some(item) = self.xml_table() {
                    return item;
                }
            }
            _ => {}
        }
        let alias = self.fresh("f");
        let one = |sql: String| (sql, vec![("g".to_owned(), Type::Int)], false);
        let (sql, columns, open) = match self.random.below(11) {
            0 => (
                format!(
                    "unnest(array[{}, 2, null]) with ordinality {alias}(g, o)",
                    self.scalar(Type::Int, 0)
                ),
                vec![("g".to_owned(), Type::Int), ("o".to_owned(), Type::Int)],
                false,
            ),
            1 => (
                format!(
                    "rows from (generate_series(1, 2), unnest(array['a', 'b', {}])) with ordinality as {alias}(g, name, o)",
                    self.scalar(Type::Text, 0)
                ),
                vec![("g".to_owned(), Type::Int), ("name".to_owned(), Type::Text)],
                true,
            ),
            2 => (
                format!(
                    "jsonb_to_recordset(jsonb_build_array(jsonb_build_object('k', {}, 'name', {}), '{{}}'::jsonb)) as {alias}(k bigint, name text collate \"default\")",
                    self.scalar(Type::Int, 0),
                    self.scalar(Type::Text, 0)
                ),
                vec![("k".to_owned(), Type::Int), ("name".to_owned(), Type::Text)],
                false,
            ),
            3 => (
                format!(
                    "rows from (jsonb_to_record('{{\"k\": 2}}') as (k bigint), generate_series(1, least({}, 3))) as {alias}",
                    self.scalar(Type::Int, 0)
                ),
                vec![("k".to_owned(), Type::Int)],
                true,
            ),
            4 => (
                format!(
                    "string_to_table(concat({}, ',b'), ',') as {alias}(name)",
                    self.scalar(Type::Text, 0)
                ),
                vec![("name".to_owned(), Type::Text)],
                false,
            ),
            5 => (
                format!(
                    "rows from (unnest(array[{}, 3])) {alias}(g)",
                    self.scalar(Type::Int, 0)
                ),
                vec![("g".to_owned(), Type::Int)],
                false,
            ),
            6 => (
                format!(
                    "unnest(array[1, 2]::bigint[], array['x', {}]) as {alias}(k, name)",
                    self.scalar(Type::Text, 0)
                ),
                vec![("k".to_owned(), Type::Int), ("name".to_owned(), Type::Text)],
                false,
            ),
            7 => (
                format!("coalesce({}, 1) as {alias}(k)", self.scalar(Type::Int, 0)),
                vec![("k".to_owned(), Type::Int)],
                false,
            ),
            9 => (
                format!(
                    "(select (jsonb_each_text('{{\"a\": 1, \"b\": null}}')).*) as {alias}(name, code)"
                ),
                vec![
                    ("name".to_owned(), Type::Text),
                    ("code".to_owned(), Type::Text),
                ],
                false,
            ),
            8 => (
                format!(
                    "jsonb_each_text(jsonb_build_object('a', {})) as {alias}(name, code)",
                    self.scalar(Type::Bool, 0)
                ),
                vec![
                    ("name".to_owned(), Type::Text),
                    ("code".to_owned(), Type::Text),
                ],
                false,
            ),
            _ => one(format!(
                "generate_series(0, {}) {alias}(g)",
                self.random.below(4)
            )),
        };
        Item {
            sql,
            columns: columns_of(&alias, &columns),
            open,
            ..Item::default()
        }
    }
}
