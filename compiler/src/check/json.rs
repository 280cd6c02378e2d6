//! SQL/JSON.

use super::Type;
use super::checker::Checker;
use super::clause::Clause;
use crate::ast::json::{
    JsonBehavior, JsonExpr, JsonPath, JsonPathFunction, JsonReturning, JsonTable, JsonTableColumn,
    JsonValue,
};
use crate::ast::{Expr, Name, SortBy, TypeName, WindowRef};
use crate::catalog::builtin::TypeId;
use crate::resolve::RangeColumn;

impl<'a> Checker<'a, '_> {
    /// The type of an SQL/JSON expression.
    pub(super) fn json(&mut self, expr: &'a Expr, json: &'a JsonExpr) -> Option<Type> {
        match json {
            JsonExpr::Parse { value, unique: _ } => {
                let ty = self.json_value(value)?;
                Some(Type::computed(TypeId::JSON, ty.nullable))
            }
            JsonExpr::Scalar(value) => {
                let ty = self.expr(value);
                let ty = self.settled((value, ty))?;
                Some(Type::computed(TypeId::JSON, ty.nullable))
            }
            JsonExpr::Serialize(value, returning) => {
                let ty = self.json_value(value)?;
                let id = self.json_type(returning.as_ref(), TypeId::TEXT)?;
                Some(Type::computed(id, ty.nullable))
            }
            JsonExpr::Object {
                members,
                absent_on_null: _,
                unique: _,
                returning,
            } => {
                for (key, value) in members {
                    let ty = self.expr(key);
                    self.settled((key, ty));
                    self.json_value(value);
                }
                let id = self.json_type(returning.as_ref(), TypeId::JSON)?;
                Some(Type::computed(id, false))
            }
            JsonExpr::Array {
                elements,
                absent_on_null: _,
                returning,
            } => {
                for element in elements {
                    self.json_value(element);
                }
                let id = self.json_type(returning.as_ref(), TypeId::JSON)?;
                Some(Type::computed(id, false))
            }
            JsonExpr::ArrayQuery {
                query,
                format: _,
                returning,
            } => {
                self.single_column(query);
                let id = self.json_type(returning.as_ref(), TypeId::JSON)?;
                // Without rows it is NULL.
                Some(Type::computed(id, true))
            }
            JsonExpr::ObjectAgg {
                member,
                absent_on_null: _,
                unique: _,
                returning,
                filter,
                over,
            } => {
                let (key, value) = &**member;
                let work = |checker: &mut Self| {
                    let ty = checker.expr(key);
                    checker.settled((key, ty));
                    checker.json_value(value);
                };
                self.json_aggregate(
                    expr,
                    returning.as_ref(),
                    &[],
                    filter.as_ref(),
                    over.as_ref(),
                    work,
                )
            }
            JsonExpr::ArrayAgg {
                value,
                order_by,
                absent_on_null: _,
                returning,
                filter,
                over,
            } => {
                let work = |checker: &mut Self| {
                    checker.json_value(value);
                };
                self.json_aggregate(
                    expr,
                    returning.as_ref(),
                    order_by,
                    filter.as_ref(),
                    over.as_ref(),
                    work,
                )
            }
            JsonExpr::Path(path) => self.json_path(path),
        }
    }

    fn json_aggregate(
        &mut self,
        expr: &'a Expr,
        returning: Option<&'a JsonReturning>,
        order_by: &'a [SortBy],
        filter: Option<&'a Expr>,
        over: Option<&'a WindowRef>,
        args: impl FnOnce(&mut Self),
    ) -> Option<Type> {
        if over.is_none() {
            self.open_aggregate();
        }
        args(self);
        for sort in order_by {
            let ty = self.expr(&sort.expr);
            self.settled((&sort.expr, ty));
        }
        if let Some(filter) = filter {
            self.condition(filter, Clause::Filter);
        }
        match over {
            None => {
                self.close_aggregate(expr.span);
            }
            Some(over) => self.over(over, expr.span),
        }
        let id = self.json_type(returning, TypeId::JSON)?;
        Some(Type::computed(id, true))
    }

    fn json_path(&mut self, path: &'a JsonPath) -> Option<Type> {
        let context = self.json_value(&path.context);
        self.json_path_operands(&path.path, &path.passing);
        for behavior in [&path.on_empty, &path.on_error].into_iter().flatten() {
            self.json_behavior(behavior);
        }
        let default = match path.function {
            JsonPathFunction::Value => TypeId::TEXT,
            JsonPathFunction::Query => TypeId::JSONB,
            JsonPathFunction::Exists => TypeId::BOOL,
        };
        let id = self.json_type(path.returning.as_ref(), default)?;
        context?;
        Some(Type::computed(id, true))
    }

    fn json_path_operands(&mut self, path: &'a Expr, passing: &'a [(JsonValue, Name)]) {
        let ty = self.expr(path);
        // A text that is computed becomes a path when it is evaluated.
        if ty.is_none_or(|ty| ty.id != TypeId::TEXT) {
            self.wants((path, ty), TypeId::JSONPATH, "the path");
        }
        for (value, _) in passing {
            self.json_value(value);
        }
    }

    /// A value, which as an unknown literal or a parameter is a text.
    fn json_value(&mut self, value: &'a JsonValue) -> Option<Type> {
        let ty = self.expr(&value.expr);
        self.settled((&value.expr, ty))
    }

    fn json_behavior(&mut self, behavior: &'a JsonBehavior) {
        match behavior {
            JsonBehavior::Default(expr) => {
                let ty = self.expr(expr);
                self.settled((expr, ty));
            }
            JsonBehavior::Error
            | JsonBehavior::Null
            | JsonBehavior::True
            | JsonBehavior::False
            | JsonBehavior::Unknown
            | JsonBehavior::EmptyArray
            | JsonBehavior::EmptyObject => {}
        }
    }

    fn json_type(&mut self, returning: Option<&JsonReturning>, default: TypeId) -> Option<TypeId> {
        match returning {
            Some(returning) => self.types.type_name(&returning.type_name, self.errors),
            None => Some(default),
        }
    }

    /// The columns of `JSON_TABLE`.
    pub(super) fn json_table(&mut self, table: &'a JsonTable) -> Vec<RangeColumn> {
        self.json_value(&table.context);
        self.json_path_operands(&table.path, &table.passing);
        if let Some(behavior) = &table.on_error {
            self.json_behavior(behavior);
        }
        let mut columns = Vec::new();
        self.json_columns(&table.columns, false, &mut columns);
        columns
    }

    fn json_columns(
        &mut self,
        written: &'a [JsonTableColumn],
        nested: bool,
        columns: &mut Vec<RangeColumn>,
    ) {
        for column in written {
            match column {
                JsonTableColumn::Ordinality(name) => {
                    columns.push(RangeColumn::new(
                        &*name.text,
                        Some(Type::computed(TypeId::INT4, nested)),
                    ));
                }
                JsonTableColumn::Value {
                    name,
                    type_name,
                    format: _,
                    path: _,
                    wrapper: _,
                    keep_quotes: _,
                    on_empty,
                    on_error,
                } => {
                    for behavior in [on_empty, on_error].into_iter().flatten() {
                        self.json_behavior(behavior);
                    }
                    columns.push(self.json_column(name, type_name));
                }
                JsonTableColumn::Exists {
                    name,
                    type_name,
                    path: _,
                    on_error,
                } => {
                    if let Some(behavior) = on_error {
                        self.json_behavior(behavior);
                    }
                    columns.push(self.json_column(name, type_name));
                }
                JsonTableColumn::Nested {
                    path: _,
                    name: _,
                    columns: inner,
                } => self.json_columns(inner, true, columns),
            }
        }
    }

    fn json_column(&mut self, name: &Name, type_name: &TypeName) -> RangeColumn {
        let id = self.types.type_name(type_name, self.errors);
        RangeColumn::new(&*name.text, id.map(|id| Type::computed(id, true)))
    }
}
