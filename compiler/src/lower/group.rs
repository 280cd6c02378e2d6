//! GROUP BY of an output name. PostgreSQL takes a column of FROM first, and the database may have one of that name that was
//! never declared; the number of the output cannot be mistaken.

use super::{Lower, build::Build};
use crate::ast::{Expr, ExprKind, GroupItem, Select, Target};

impl Lower<'_> {
    /// Writes output names in GROUP BY as numbers.
    pub(super) fn lower_group_by(&mut self, select: &mut Select) {
        if let Some(group_by) = &mut select.group_by {
            for item in &mut group_by.items {
                self.lower_group_item(item, &select.targets);
            }
        }
    }

    fn lower_group_item(&mut self, item: &mut GroupItem, targets: &[Target]) {
        match item {
            GroupItem::Expr(expr) => self.number_output(expr, targets),
            GroupItem::Empty(_) => {}
            GroupItem::Rollup(exprs, _) | GroupItem::Cube(exprs, _) => {
                for expr in exprs {
                    self.number_output(expr, targets);
                }
            }
            GroupItem::Sets(items, _) => {
                for item in items {
                    self.lower_group_item(item, targets);
                }
            }
        }
    }

    fn number_output(&mut self, expr: &mut Expr, targets: &[Target]) {
        let ExprKind::Column(name) = &expr.kind else {
            return;
        };
        let [name] = name.parts.as_slice() else {
            return;
        };
        // A column of FROM was found to be one.
        if self.analysis.columns.contains_key(&expr.id) {
            return;
        }
        let output = targets
            .iter()
            .position(|target| target.alias.as_ref() == Some(name));
        if let Some(output) = output {
            *expr =
                Build::new(self.ids, expr.span).expr(ExprKind::Integer((output + 1).to_string()));
        }
    }
}
