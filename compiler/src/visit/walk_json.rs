//! The walks over SQL/JSON and SQL/XML.

/// Writes the `walk_*` functions that those of [`super::walk`] call.
macro_rules! walkers {
    ([$($m:tt)?]) => {
        use crate::ast::json::{JsonBehavior, JsonExpr, JsonReturning, JsonTable, JsonTableColumn, JsonValue};
        use crate::ast::xml::XmlExpr;

        fn walk_json_value(visitor: &mut dyn Visitor, value: &$($m)? JsonValue) {
            visitor.expr(&$($m)? value.expr);
        }

        fn walk_json_returning(visitor: &mut dyn Visitor, returning: &$($m)? Option<JsonReturning>) {
            if let Some(returning) = returning {
                visitor.type_name(&$($m)? returning.type_name);
            }
        }

        fn walk_json_behavior(visitor: &mut dyn Visitor, behavior: &$($m)? Option<JsonBehavior>) {
            match behavior {
                Some(JsonBehavior::Default(value)) => visitor.expr(value),
                Some(
                    JsonBehavior::Error
                    | JsonBehavior::Null
                    | JsonBehavior::True
                    | JsonBehavior::False
                    | JsonBehavior::Unknown
                    | JsonBehavior::EmptyArray
                    | JsonBehavior::EmptyObject,
                )
                | None => {}
            }
        }

        fn walk_json_expr(visitor: &mut dyn Visitor, json: &$($m)? JsonExpr) {
            match json {
                JsonExpr::Parse { value, unique: _ } => walk_json_value(visitor, value),
                JsonExpr::Scalar(value) => visitor.expr(value),
                JsonExpr::Serialize(value, returning) => {
                    walk_json_value(visitor, value);
                    walk_json_returning(visitor, returning);
                }
                JsonExpr::Object { members, absent_on_null: _, unique: _, returning } => {
                    for (key, value) in members {
                        visitor.expr(key);
                        walk_json_value(visitor, value);
                    }
                    walk_json_returning(visitor, returning);
                }
                JsonExpr::Array { elements, absent_on_null: _, returning } => {
                    for element in elements {
                        walk_json_value(visitor, element);
                    }
                    walk_json_returning(visitor, returning);
                }
                JsonExpr::ArrayQuery { query, format: _, returning } => {
                    visitor.query(query);
                    walk_json_returning(visitor, returning);
                }
                JsonExpr::ObjectAgg { member, absent_on_null: _, unique: _, returning, filter, over } => {
                    let (key, value) = &$($m)? **member;
                    visitor.expr(key);
                    walk_json_value(visitor, value);
                    walk_json_returning(visitor, returning);
                    walk_optional_expr(visitor, filter);
                    walk_over(visitor, over);
                }
                JsonExpr::ArrayAgg { value, order_by, absent_on_null: _, returning, filter, over } => {
                    walk_json_value(visitor, value);
                    walk_sort(visitor, order_by);
                    walk_json_returning(visitor, returning);
                    walk_optional_expr(visitor, filter);
                    walk_over(visitor, over);
                }
                JsonExpr::Path(path) => {
                    walk_json_value(visitor, &$($m)? path.context);
                    visitor.expr(&$($m)? path.path);
                    for (value, _) in &$($m)? path.passing {
                        walk_json_value(visitor, value);
                    }
                    walk_json_returning(visitor, &$($m)? path.returning);
                    walk_json_behavior(visitor, &$($m)? path.on_empty);
                    walk_json_behavior(visitor, &$($m)? path.on_error);
                }
            }
        }

        fn walk_json_table(visitor: &mut dyn Visitor, table: &$($m)? JsonTable) {
            walk_json_value(visitor, &$($m)? table.context);
            visitor.expr(&$($m)? table.path);
            for (value, _) in &$($m)? table.passing {
                walk_json_value(visitor, value);
            }
            walk_json_columns(visitor, &$($m)? table.columns);
            walk_json_behavior(visitor, &$($m)? table.on_error);
        }

        fn walk_json_columns(visitor: &mut dyn Visitor, columns: &$($m)? [JsonTableColumn]) {
            for column in columns {
                match column {
                    JsonTableColumn::Ordinality(_) => {}
                    JsonTableColumn::Value { type_name, on_empty, on_error, .. } => {
                        visitor.type_name(type_name);
                        walk_json_behavior(visitor, on_empty);
                        walk_json_behavior(visitor, on_error);
                    }
                    JsonTableColumn::Exists { type_name, on_error, .. } => {
                        visitor.type_name(type_name);
                        walk_json_behavior(visitor, on_error);
                    }
                    JsonTableColumn::Nested { columns, .. } => walk_json_columns(visitor, columns),
                }
            }
        }

        fn walk_xml_expr(visitor: &mut dyn Visitor, xml: &$($m)? XmlExpr) {
            match xml {
                XmlExpr::Concat(list) => walk_exprs(visitor, list),
                XmlExpr::Element { name: _, attributes, content } => {
                    for attribute in attributes {
                        visitor.expr(&$($m)? attribute.expr);
                    }
                    walk_exprs(visitor, content);
                }
                XmlExpr::Exists(path, document) => {
                    visitor.expr(path);
                    visitor.expr(document);
                }
                XmlExpr::Forest(list) => {
                    for element in list {
                        visitor.expr(&$($m)? element.expr);
                    }
                }
                XmlExpr::Parse { document: _, expr, preserve_whitespace: _ } => visitor.expr(expr),
                XmlExpr::Pi(_, content) => walk_optional_expr(visitor, content),
                XmlExpr::Root { expr, version, standalone: _ } => {
                    visitor.expr(expr);
                    walk_optional_expr(visitor, version);
                }
                XmlExpr::Serialize { document: _, expr, type_name, indent: _ } => {
                    visitor.expr(expr);
                    visitor.type_name(type_name);
                }
            }
        }
    };
}

pub(super) use walkers;
