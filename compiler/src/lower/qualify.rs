//! Column references by the range table entry they mean, declared types and functions by their schemas.

use super::{Lower, build::Build};
use crate::ast::{Expr, ExprKind, FunctionCall, InList, QuantifiedSet, TypeName};
use crate::check::ColumnUse;

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
            self.lower_function(call);
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

    /// A declared type by its schema.
    pub(super) fn lower_type_name(&mut self, name: &mut TypeName) {
        if let [written] = name.name.parts.as_slice()
            && let Some(declared) = self.schema.types.iter().find(|ty| ty.name == written.text)
            && let Some(schema) = &declared.schema
        {
            name.name = Build::new(self.ids, name.span).object_name(Some(schema), &declared.name);
        }
    }

    /// A declared function by its schema.
    fn lower_function(&mut self, call: &mut FunctionCall) {
        if let [written] = call.name.parts.as_slice()
            && let Some(declared) = self
                .schema
                .functions
                .iter()
                .find(|function| function.name == written.text)
            && let Some(schema) = &declared.schema
        {
            call.name =
                Build::new(self.ids, written.span).object_name(Some(schema), &declared.name);
        }
    }
}
