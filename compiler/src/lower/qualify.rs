//! Column references by the range table entry they mean, declared types and functions by their schemas.

use super::{Lower, build::Build, types};
use crate::ast::{Expr, ExprKind, FunctionCall, InList, NodeId, QuantifiedSet, TypeName};
use crate::catalog::ColumnType;
use crate::catalog::builtin::{functions, type_by_name};
use crate::check::ColumnUse;
use crate::check::convert::Types;

impl Lower<'_> {
    /// Spells an expression whose parts have been spelled.
    pub(super) fn lower_expr(&mut self, expr: &mut Expr) {
        if let ExprKind::Column(name) = &mut expr.kind {
            if let Some(ColumnUse::Column {
                qualifier: Some(qualifier),
                name: column,
                ..
            }) = self.analysis.columns.get(&expr.id)
            {
                *name = Build::new(self.ids, expr.span).object_name(Some(qualifier), column);
            }
        } else if let ExprKind::Param(index) = expr.kind {
            let index = self.params.first(index);
            *expr = self
                .params
                .value(self.schema, index, &mut Build::new(self.ids, expr.span));
        } else if let ExprKind::Function(call) = &mut expr.kind {
            self.lower_function(expr.id, call);
        } else if let ExprKind::Row { fields, .. } = &mut expr.kind {
            self.lower_fields(fields);
        } else if let ExprKind::Indirection(..) = &expr.kind {
            self.lower_field_of_row(expr);
        } else if let ExprKind::In {
            list: InList::Param(index, span),
            ..
        } = expr.kind
        {
            self.in_list(expr, index, span);
        }
    }

    /// `(u).name` is `u.name`, as PostgreSQL takes it. Where the row itself has to be made anew, its fields have no names.
    fn lower_field_of_row(&mut self, expr: &mut Expr) {
        let Some(ColumnUse::Column {
            qualifier: Some(qualifier),
            name,
            ..
        }) = self.analysis.columns.get(&expr.id)
        else {
            return;
        };
        let ExprKind::Indirection(row, steps) = &mut expr.kind else {
            return;
        };
        let mut column = Build::new(self.ids, row.span).column(Some(qualifier), name);
        // What was found out of the field is true of the column.
        column.id = expr.id;
        steps.remove(0);
        if steps.is_empty() {
            *expr = column;
        } else {
            **row = column;
            expr.id = self.ids.next();
        }
    }

    /// `x in $list` is `x = any ($1)`, `x not in $list` is `x <> all ($1)`.
    fn in_list(&mut self, expr: &mut Expr, index: usize, span: crate::span::Span) {
        let index = self.params.first(index);
        let mut build = Build::new(self.ids, span);
        let array = self.params.value(self.schema, index, &mut build);
        let nothing = ExprKind::Error;
        if let ExprKind::In {
            expr: left,
            negated,
            ..
        } = std::mem::replace(&mut expr.kind, nothing)
        {
            expr.kind = ExprKind::Quantified {
                left,
                op: build.operator(if negated { "<>" } else { "=" }),
                all: negated,
                right: QuantifiedSet::Array(Box::new(array)),
            };
        }
    }

    /// A declared type by its name in the database and its schema. A newtype that is no domain there is the type it stands for.
    pub(super) fn lower_type_name(&mut self, name: &mut TypeName) {
        let written = name.name.last();
        let schema = match name.name.parts.as_slice() {
            [.., schema, _] => Some(schema.text.as_str()),
            [_] | [] => None,
        };
        // PostgreSQL's own are found first, as on the server.
        if matches!(schema, None | Some("pg_catalog")) && type_by_name(&written.text).is_some() {
            return;
        }
        let Some(index) = self.schema.type_called(schema, &written.text) else {
            return;
        };
        let declared = &self.schema.types[index];
        let build = Build::new(self.ids, name.span);
        if declared.name.is_empty() {
            let types = Types {
                schema: self.schema,
            };
            let base = types.column_type(&ColumnType::User(index)).ok();
            if let Some(mut base) = base.and_then(|id| types::type_name(self.schema, id, &build)) {
                base.array.append(&mut name.array);
                *name = base;
            }
        } else if schema.is_none() || declared.schema.is_some() || declared.name != written.text {
            let schema = declared.schema.as_deref().or(schema);
            name.name = build.object_name(schema, &declared.name);
        }
    }

    /// A call of a declared type's name is a cast.
    fn lower_cast(&mut self, call: &mut FunctionCall) {
        if let [written] = call.name.parts.as_slice()
            && functions(&written.text).next().is_none()
            && let Some(index) = self.schema.type_called(None, &written.text)
            && let declared = &self.schema.types[index]
            && !declared.name.is_empty()
        {
            let build = Build::new(self.ids, written.span);
            call.name = build.object_name(declared.schema.as_deref(), &declared.name);
        }
    }

    /// A declared function by its name in the database and its schema.
    fn lower_function(&mut self, id: NodeId, call: &mut FunctionCall) {
        let Some(declared) = self.analysis.functions.get(&id) else {
            self.lower_cast(call);
            return;
        };
        let declared = &self.schema.functions[*declared];
        let written = match call.name.parts.as_slice() {
            [.., schema, _] => Some(schema.text.clone()),
            [_] | [] => None,
        };
        let schema = declared.schema.as_deref().or(written.as_deref());
        call.name = Build::new(self.ids, call.name.span()).object_name(schema, &declared.name);
    }
}
