//! The values of ROW (…) and of VALUES, where `u.*` and `(v).*` stand for several.

use super::assign::Destination;
use super::checker::Checker;
use super::coerce::Typed;
use crate::ast::{Expr, ExprKind, InsertColumn};

/// Values side by side.
pub(super) struct List<'a> {
    /// Each with the expression that gives it, which may give its neighbours too.
    pub(super) values: Vec<Typed<'a>>,
    /// Whether there are more, which a mistake hides.
    pub(super) broken: bool,
}

impl List<'_> {
    /// Whether both have as many values, as far as can be told.
    pub(super) fn is_as_wide_as(&self, other: &List<'_>) -> bool {
        self.broken || other.broken || self.values.len() == other.values.len()
    }
}

impl<'a> Checker<'a, '_> {
    /// Checks a list in which a star stands for what it does in a target list.
    pub(super) fn list(&mut self, exprs: &'a [Expr]) -> List<'a> {
        let before = std::mem::replace(&mut self.broken, false);
        let mut values = Vec::new();
        for expr in exprs {
            let errors = self.errors.len();
            if let Some(columns) = self.star(expr) {
                self.broken |= columns.is_empty() && self.errors.len() > errors;
                values.extend(columns.into_iter().map(|column| (expr, column.ty)));
            } else {
                let ty = self.expr(expr);
                values.push((expr, ty));
            }
        }
        let broken = std::mem::replace(&mut self.broken, before);
        List { values, broken }
    }

    /// The fields of `row (…)`, or the value itself as the only one.
    pub(super) fn fields_or_value(&mut self, expr: &'a Expr) -> List<'a> {
        if let ExprKind::Row { fields, .. } = &expr.kind {
            return self.list(fields);
        }
        let ty = self.expr(expr);
        List {
            values: vec![(expr, ty)],
            broken: false,
        }
    }

    /// Assigns values to columns one by one, and gives the expression of each; `None` if a mistake hides how many there are.
    pub(super) fn assign_list(
        &mut self,
        columns: &'a [InsertColumn],
        destinations: &[Option<Destination>],
        exprs: &'a [Expr],
    ) -> Option<Vec<&'a Expr>> {
        let mut written = Vec::new();
        let mut broken = false;
        for expr in exprs {
            let at = written.len();
            let to = |index: usize| destinations.get(index).copied().flatten();
            let place = |index: usize| {
                columns
                    .get(index)
                    .map_or(expr.span, |column| column.name.span)
            };
            if !is_star(expr) {
                self.assign(to(at), place(at), expr);
                written.push(expr);
                continue;
            }
            let list = self.list(std::slice::from_ref(expr));
            broken |= list.broken;
            for (index, typed) in (at..).zip(list.values) {
                if let Some(destination) = to(index) {
                    self.assign_typed(destination, place(index), typed);
                }
                written.push(expr);
            }
        }
        (!broken).then_some(written)
    }
}

/// Whether an expression stands for several values, where several may stand.
fn is_star(expr: &Expr) -> bool {
    use crate::ast::Indirection;
    match &expr.kind {
        ExprKind::Star(_) => true,
        ExprKind::Indirection(_, steps) => matches!(steps.as_slice(), [.., Indirection::Star(_)]),
        _ => false,
    }
}
