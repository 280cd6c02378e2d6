//! Whether the elements of an array that the statement makes may be NULL.
//!
//! The elements of a declared column are what its declaration says. Those of an array made by an expression may be NULL unless
//! the expression shows that they are not: most functions that return arrays can put a NULL in (`regexp_match` does for a
//! group that took no part).

use super::checker::Checker;
use super::query::OutColumn;
use crate::ast::{Expr, ExprKind, FunctionCall, Query, QueryBody};

impl Checker<'_, '_> {
    /// Whether a column of the result is an array whose elements may be NULL.
    pub(super) fn has_null_elements(&self, column: &OutColumn<'_>) -> bool {
        let Some(ty) = column.ty else {
            return false;
        };
        let asserted = column.marked && !ty.nullable;
        let made = ty.origin.is_none() && self.types.element(ty.id).is_some();
        made && !asserted
            && (column.exprs.is_empty()
                || column
                    .exprs
                    .iter()
                    .any(|expr| !self.has_no_null_elements(expr)))
    }

    fn has_no_null_elements(&self, expr: &Expr) -> bool {
        let is_array = |ty: &super::Type| self.types.element(ty.id).is_some();
        match &expr.kind {
            ExprKind::Null => true,
            ExprKind::Array(elements) => elements.iter().all(|element| self.is_never_null(element)),
            ExprKind::ArraySubquery(query) => self.gives_no_null(query),
            ExprKind::Function(call) => self.makes_no_null_elements(call),
            ExprKind::Coalesce(list) => list.iter().all(|expr| self.has_no_null_elements(expr)),
            // The cast of an array casts its elements; the text of one may have NULL in it.
            ExprKind::Cast { expr, .. } => {
                self.analysis.types.get(&expr.id).is_some_and(is_array)
                    && self.has_no_null_elements(expr)
            }
            _ => self
                .analysis
                .types
                .get(&expr.id)
                .is_some_and(|ty| ty.origin.is_some()),
        }
    }

    fn is_never_null(&self, expr: &Expr) -> bool {
        let ty = self.analysis.types.get(&expr.id);
        ty.is_some_and(|ty| !ty.nullable)
    }

    fn makes_no_null_elements(&self, call: &FunctionCall) -> bool {
        let arg = |index: usize| call.args.get(index).map(|arg| &arg.value);
        match call.name.last().text.as_str() {
            "array_agg" => arg(0).is_some_and(|value| self.is_never_null(value)),
            "string_to_array" => call.args.len() == 2,
            "regexp_split_to_array" | "array_positions" => true,
            _ => false,
        }
    }

    /// Whether the one column of a query is never NULL.
    fn gives_no_null(&self, query: &Query) -> bool {
        match &query.body {
            QueryBody::Select(select) => select
                .targets
                .iter()
                .all(|target| self.is_never_null(&target.expr)),
            QueryBody::Nested(query) => self.gives_no_null(query),
            QueryBody::Values(_) | QueryBody::Table(_) | QueryBody::SetOperation(_) => false,
        }
    }
}
