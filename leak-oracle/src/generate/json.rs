//! SQL/JSON, as far as the server has it.

use super::{Generator, Item, from::columns_of};
use crate::world::Type;

impl Generator<'_> {
    /// A value by way of JSON.
    pub(super) fn json_value(&mut self, ty: Type, depth: usize) -> Option<String> {
        let new = self.features.version;
        Some(match (ty, self.random.below(10)) {
            (Type::Text, 0 | 1) if new >= 16 => format!("({})::text", self.json_constructor(depth)),
            (Type::Text, 2 | 3) if new >= 17 => {
                let json = self.json_constructor(depth);
                let wrapper = *self.random.pick(&[
                    "",
                    " with wrapper",
                    " without array wrapper",
                    " with conditional wrapper",
                    " with unconditional array wrapper",
                    " keep quotes",
                    " omit quotes on scalar string",
                ]);
                let otherwise = *self.random.pick(&[
                    " null on error",
                    " empty array on empty null on error",
                    " empty object on error",
                    " default '[1]' on empty null on error",
                ]);
                format!("json_query({json}, '$.a'{wrapper}{otherwise})::text")
            }
            (Type::Text, 4) if new >= 17 => {
                let json = self.json_constructor(depth);
                let returning = *self.random.pick(&["", " returning text"]);
                format!("cast(json_serialize({json}{returning}) as text)")
            }
            (Type::Text, 5) if new >= 17 => {
                let unique = *self
                    .random
                    .pick(&["", " with unique keys", " without unique"]);
                format!(
                    "(json('{{\"a\": 1}}'{unique})::text || {})",
                    self.scalar(ty, depth)
                )
            }
            (Type::Text, 7) if new >= 17 => format!(
                "json(convert_to(concat('[', {}, ']'), 'UTF8') format json encoding utf8)::text",
                self.scalar(Type::Int, depth)
            ),
            (Type::Text, 6) if new >= 17 => {
                format!("json_scalar({})::text", self.scalar(Type::Int, depth))
            }
            (Type::Int, 0..=2) if new >= 17 => {
                let json = self.json_constructor(depth);
                format!(
                    "json_value({json}, '$.b' returning bigint default {} on empty null on error)",
                    self.random.below(9)
                )
            }
            (Type::Int, 3) if new >= 17 => {
                let json = self.json_constructor(depth);
                format!(
                    "json_value({json} format json, '$.b ? (@ > $x)' passing {} as x returning bigint null on empty default -1 on error)",
                    self.scalar(Type::Int, depth)
                )
            }
            (Type::Bool, 0..=2) if new >= 17 => {
                let json = self.json_constructor(depth);
                let otherwise = *self.random.pick(&[
                    "",
                    " false on error",
                    " true on error",
                    " unknown on error",
                    " error on error",
                ]);
                format!(
                    "json_exists({json}, '$.b ? (@ > $x)' passing {} as x{otherwise})",
                    self.scalar(Type::Int, depth)
                )
            }
            (Type::Bool, 3..=5) if new >= 16 => {
                let kind = *self.random.pick(&[
                    "json",
                    "json value",
                    "json array",
                    "json object with unique keys",
                    "json scalar",
                    "json object without unique keys",
                ]);
                let not = if self.random.chance(30) { "not " } else { "" };
                format!("({}) is {not}{kind}", self.scalar(Type::Text, depth))
            }
            (Type::Text, _) => format!(
                "(jsonb_build_object('a', {}, 'b', {}) ->> 'a')",
                self.scalar(ty, depth),
                self.scalar(Type::Int, depth)
            ),
            (Type::Int, _) => format!(
                "(jsonb_build_array({}, {}) ->> {})::bigint",
                self.scalar(ty, depth),
                self.scalar(ty, depth),
                self.random.below(3)
            ),
            (Type::Bool, _) => format!(
                "jsonb_build_object('a', {}) @> '{{\"a\": \"b\"}}'",
                self.scalar(Type::Text, depth)
            ),
            (Type::Time, _) => return None,
        })
    }

    /// A JSON object with the keys a and b, of type jsonb or json.
    fn json_constructor(&mut self, depth: usize) -> String {
        let (text, int) = (
            self.scalar(Type::Text, depth),
            self.scalar(Type::Int, depth),
        );
        match self.random.below(6) {
            0 => {
                format!("json_object('a': {text}, 'b' value {int} absent on null returning jsonb)")
            }
            1 => format!("json_object('a' value {text}, 'b': {int} null on null with unique keys)"),
            2 => format!("json_array({text}, {int} null on null returning jsonb)"),
            3 => format!("json_array({text}, '[1]' format json, {int} absent on null)"),
            4 if self.spend() => {
                let made = self.select(Some(&[Type::Int]));
                let sql = self.sorted(&made);
                let (cast, format) = *self.random.pick(&[("", ""), ("::text", " format json")]);
                let sql = format!("select v{cast} from ({sql}) v(v) order by v.v");
                format!("json_array({sql}{format} returning jsonb)")
            }
            _ => format!("json_object('a': {text}, 'b': {int} returning json format json)"),
        }
    }

    /// An aggregate that makes JSON of a column, as text.
    pub(super) fn json_aggregate(&mut self, argument: &str, filter: &str) -> String {
        if self.features.version < 16 {
            return format!("(jsonb_agg({argument} order by {argument}){filter})::text");
        }
        match self.random.below(3) {
            0 => format!(
                "(json_arrayagg({argument} order by {argument} null on null returning jsonb){filter})::text"
            ),
            1 => format!(
                "(json_arrayagg({argument} order by {argument} desc absent on null){filter})::text"
            ),
            // Of one key the last value wins, and all are the same.
            _ => format!(
                "(json_objectagg(coalesce(({argument})::text, '-') value {argument} null on null{} returning jsonb){filter})::text",
                *self.random.pick(&["", " without unique keys"])
            ),
        }
    }

    /// A window function that makes JSON of a column, as text.
    pub(super) fn json_over(&mut self, argument: &str, over: &str) -> String {
        if self.features.version < 16 {
            return format!("(jsonb_agg({argument}) over {over})::text");
        }
        match self.random.below(2) {
            0 => format!("(json_arrayagg({argument} null on null) over {over})::text"),
            _ => format!(
                "(json_objectagg('a' value {argument} absent on null returning jsonb) over {over})::text"
            ),
        }
    }

    /// `JSON_TABLE`
    pub(super) fn json_table(&mut self) -> Option<Item> {
        if self.features.version < 17 {
            return None;
        }
        let (first, second) = (self.scalar(Type::Int, 0), self.scalar(Type::Text, 0));
        let context = format!(
            "jsonb_build_object('k', {first}, 'list', jsonb_build_array({second}, 'n', 1))"
        );
        let alias = self.fresh("jt");
        let (passing, path) = if self.random.chance(40) {
            (
                format!(" passing {} as low", self.scalar(Type::Int, 0)),
                "$ ? (@.k >= $low)",
            )
        } else {
            (String::new(), "$")
        };
        let path_name = if self.random.chance(30) {
            " as top"
        } else {
            ""
        };
        let nested = *self.random.pick(&[
            "nested path '$.list[*]' columns (name text path '$')",
            "nested '$.list[*]' as inner_path columns (o for ordinality, name text path '$' default '-' on empty null on error)",
            "name text path '$.list[0]' null on empty, whole jsonb path '$.list' with unconditional array wrapper",
            "name text path '$.none' default 'd' on empty, raw text format json path '$.list' keep quotes, bare text format json path '$.list[0]' omit quotes on scalar string",
        ]);
        let value = *self.random.pick(&[
            "k bigint",
            "k bigint path '$.k' default 0 on error",
            "k int path '$.k' null on error",
        ]);
        let otherwise = *self
            .random
            .pick(&["", " empty on error", " empty array on error"]);
        Some(Item {
            sql: format!(
                "json_table({context}, '{path}'{path_name}{passing} columns (r for ordinality, {value}, ok boolean exists path '$.list' false on error, {nested}){otherwise}) as {alias}"
            ),
            columns: columns_of(
                &alias,
                &[
                    ("k".to_owned(), Type::Int),
                    ("ok".to_owned(), Type::Bool),
                    ("name".to_owned(), Type::Text),
                ],
            ),
            open: true,
            ..Item::default()
        })
    }
}
