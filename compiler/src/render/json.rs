//! SQL/JSON.

use super::Writer;
use crate::ast::Name;
use crate::ast::json::{
    JsonBehavior, JsonExpr, JsonFormat, JsonPath, JsonPathFunction, JsonReturning, JsonTable,
    JsonTableColumn, JsonValue, JsonWrapper,
};

impl Writer<'_> {
    pub(super) fn json(&mut self, json: &JsonExpr) {
        match json {
            JsonExpr::Parse { value, unique } => {
                self.push("JSON(");
                self.json_value(value);
                self.unique_keys(*unique);
                self.push(")");
            }
            JsonExpr::Scalar(value) => {
                self.push("JSON_SCALAR(");
                self.expr(value);
                self.push(")");
            }
            JsonExpr::Serialize(value, returning) => {
                self.push("JSON_SERIALIZE(");
                self.json_value(value);
                self.json_returning(returning.as_ref());
                self.push(")");
            }
            JsonExpr::Object {
                members,
                absent_on_null,
                unique,
                returning,
            } => {
                self.push("JSON_OBJECT(");
                let start = self.out.len();
                self.list(members, |writer, (key, value)| {
                    writer.json_member(key, value);
                });
                self.absent_on_null(*absent_on_null);
                self.unique_keys(*unique);
                self.json_returning(returning.as_ref());
                self.trim_start(start);
                self.push(")");
            }
            JsonExpr::Array {
                elements,
                absent_on_null,
                returning,
            } => {
                self.push("JSON_ARRAY(");
                let start = self.out.len();
                self.list(elements, Self::json_value);
                self.absent_on_null(*absent_on_null);
                self.json_returning(returning.as_ref());
                self.trim_start(start);
                self.push(")");
            }
            JsonExpr::ArrayQuery {
                query,
                format,
                returning,
            } => {
                self.push("JSON_ARRAY(");
                self.query(query);
                self.json_format(format.as_ref());
                self.json_returning(returning.as_ref());
                self.push(")");
            }
            JsonExpr::ObjectAgg {
                member,
                absent_on_null,
                unique,
                returning,
                filter,
                over,
            } => {
                self.push("JSON_OBJECTAGG(");
                self.json_member(&member.0, &member.1);
                self.absent_on_null(*absent_on_null);
                self.unique_keys(*unique);
                self.json_returning(returning.as_ref());
                self.push(")");
                self.filter_and_over(filter.as_ref(), over.as_ref());
            }
            JsonExpr::ArrayAgg {
                value,
                order_by,
                absent_on_null,
                returning,
                filter,
                over,
            } => {
                self.push("JSON_ARRAYAGG(");
                self.json_value(value);
                self.order_by(order_by);
                self.absent_on_null(*absent_on_null);
                self.json_returning(returning.as_ref());
                self.push(")");
                self.filter_and_over(filter.as_ref(), over.as_ref());
            }
            JsonExpr::Path(path) => self.json_path(path),
        }
    }

    fn json_path(&mut self, path: &JsonPath) {
        self.push(match path.function {
            JsonPathFunction::Value => "JSON_VALUE(",
            JsonPathFunction::Query => "JSON_QUERY(",
            JsonPathFunction::Exists => "JSON_EXISTS(",
        });
        self.json_value(&path.context);
        self.push(", ");
        self.expr(&path.path);
        self.json_passing(&path.passing);
        self.json_returning(path.returning.as_ref());
        self.json_wrapper(path.wrapper);
        self.json_quotes(path.keep_quotes);
        self.json_behaviors(path.on_empty.as_ref(), path.on_error.as_ref());
        self.push(")");
    }

    fn json_member(&mut self, key: &crate::ast::Expr, value: &JsonValue) {
        // With a space before it, the colon joins with nothing.
        self.expr(key);
        self.push(" : ");
        self.json_value(value);
    }

    fn json_value(&mut self, value: &JsonValue) {
        self.expr(&value.expr);
        self.json_format(value.format.as_ref());
    }

    fn json_format(&mut self, format: Option<&JsonFormat>) {
        let Some(format) = format else { return };
        self.push(" FORMAT JSON");
        if let Some(encoding) = &format.encoding {
            self.push(" ENCODING ");
            self.name(encoding);
        }
    }

    fn json_returning(&mut self, returning: Option<&JsonReturning>) {
        let Some(returning) = returning else { return };
        self.push(" RETURNING ");
        self.type_name(&returning.type_name);
        self.json_format(returning.format.as_ref());
    }

    fn absent_on_null(&mut self, absent: Option<bool>) {
        match absent {
            Some(true) => self.push(" ABSENT ON NULL"),
            Some(false) => self.push(" NULL ON NULL"),
            None => {}
        }
    }

    fn unique_keys(&mut self, unique: Option<bool>) {
        match unique {
            Some(true) => self.push(" WITH UNIQUE KEYS"),
            Some(false) => self.push(" WITHOUT UNIQUE KEYS"),
            None => {}
        }
    }

    fn json_passing(&mut self, passing: &[(JsonValue, Name)]) {
        if passing.is_empty() {
            return;
        }
        self.push(" PASSING ");
        self.list(passing, |writer, (value, name)| {
            writer.json_value(value);
            writer.push(" AS ");
            writer.name(name);
        });
    }

    fn json_wrapper(&mut self, wrapper: JsonWrapper) {
        self.push(match wrapper {
            JsonWrapper::Unspecified => "",
            JsonWrapper::Without => " WITHOUT WRAPPER",
            JsonWrapper::Conditional => " WITH CONDITIONAL WRAPPER",
            JsonWrapper::Unconditional => " WITH UNCONDITIONAL WRAPPER",
        });
    }

    fn json_quotes(&mut self, keep: Option<bool>) {
        match keep {
            Some(true) => self.push(" KEEP QUOTES"),
            Some(false) => self.push(" OMIT QUOTES"),
            None => {}
        }
    }

    fn json_behaviors(&mut self, on_empty: Option<&JsonBehavior>, on_error: Option<&JsonBehavior>) {
        if let Some(behavior) = on_empty {
            self.json_behavior(behavior);
            self.push(" ON EMPTY");
        }
        if let Some(behavior) = on_error {
            self.json_behavior(behavior);
            self.push(" ON ERROR");
        }
    }

    fn json_behavior(&mut self, behavior: &JsonBehavior) {
        match behavior {
            JsonBehavior::Error => self.push(" ERROR"),
            JsonBehavior::Null => self.push(" NULL"),
            JsonBehavior::True => self.push(" TRUE"),
            JsonBehavior::False => self.push(" FALSE"),
            JsonBehavior::Unknown => self.push(" UNKNOWN"),
            JsonBehavior::EmptyArray => self.push(" EMPTY ARRAY"),
            JsonBehavior::EmptyObject => self.push(" EMPTY OBJECT"),
            JsonBehavior::Default(value) => {
                self.push(" DEFAULT ");
                self.expr(value);
            }
        }
    }

    pub(super) fn json_table(&mut self, table: &JsonTable) {
        self.push("JSON_TABLE(");
        self.json_value(&table.context);
        self.push(", ");
        self.expr(&table.path);
        if let Some(name) = &table.path_name {
            self.push(" AS ");
            self.name(name);
        }
        self.json_passing(&table.passing);
        self.push(" COLUMNS ");
        self.paren_list(&table.columns, Self::json_table_column);
        self.json_behaviors(None, table.on_error.as_ref());
        self.push(")");
    }

    fn json_table_column(&mut self, column: &JsonTableColumn) {
        match column {
            JsonTableColumn::Ordinality(name) => {
                self.name(name);
                self.push(" FOR ORDINALITY");
            }
            JsonTableColumn::Value {
                name,
                type_name,
                format,
                path,
                wrapper,
                keep_quotes,
                on_empty,
                on_error,
            } => {
                self.name(name);
                self.push(" ");
                self.type_name(type_name);
                self.json_format(format.as_ref());
                self.json_column_path(path.as_deref());
                self.json_wrapper(*wrapper);
                self.json_quotes(*keep_quotes);
                self.json_behaviors(on_empty.as_ref(), on_error.as_ref());
            }
            JsonTableColumn::Exists {
                name,
                type_name,
                path,
                on_error,
            } => {
                self.name(name);
                self.push(" ");
                self.type_name(type_name);
                self.push(" EXISTS");
                self.json_column_path(path.as_deref());
                self.json_behaviors(None, on_error.as_ref());
            }
            JsonTableColumn::Nested {
                path,
                name,
                columns,
            } => {
                self.push("NESTED PATH ");
                self.string(path);
                if let Some(name) = name {
                    self.push(" AS ");
                    self.name(name);
                }
                self.push(" COLUMNS ");
                self.paren_list(columns, Self::json_table_column);
            }
        }
    }

    fn json_column_path(&mut self, path: Option<&str>) {
        if let Some(path) = path {
            self.push(" PATH ");
            self.string(path);
        }
    }
}
