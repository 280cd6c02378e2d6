//! UNION, INTERSECT, EXCEPT.

use super::Type;
use super::checker::Checker;
use super::compare::counted;
use super::convert::UNKNOWN;
use super::query::OutColumn;
use crate::ast::{Expr, SetOperation, SetOperator};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::types;
use crate::gather::Gather as _;
use crate::span::Span;

impl<'a> Checker<'a, '_> {
    /// Both arms, in one type a column. The names are the left arm's.
    pub(super) fn set_operation(&mut self, operation: &'a SetOperation) -> Vec<OutColumn<'a>> {
        let left = self.arm(&operation.left);
        for recursion in &mut self.recursions {
            match operation.op {
                SetOperator::Except => recursion.forbidden.push("in the right arm of EXCEPT"),
                SetOperator::Union | SetOperator::Intersect => {}
            }
        }
        let right = self.arm(&operation.right);
        for recursion in &mut self.recursions {
            match operation.op {
                SetOperator::Except => {
                    recursion.forbidden.pop();
                }
                SetOperator::Union | SetOperator::Intersect => {}
            }
        }
        self.unify(operation.op, operation.span, left, right)
    }

    /// Brings the columns of two arms together.
    pub(super) fn unify(
        &mut self,
        op: SetOperator,
        span: Span,
        left: Vec<OutColumn<'a>>,
        right: Vec<OutColumn<'a>>,
    ) -> Vec<OutColumn<'a>> {
        let word = match op {
            SetOperator::Union => "UNION",
            SetOperator::Intersect => "INTERSECT",
            SetOperator::Except => "EXCEPT",
        };
        if left.len() != right.len() {
            // An arm without columns is one with a mistake in its target list.
            if !left.is_empty() && !right.is_empty() && !self.broken {
                self.report(
                    &types::SET_OPERATION_COLUMNS,
                    right.first().map_or(span, |column| column.span),
                    format!("each arm of {word} must have as many columns: the left has {}, the right {}", counted(left.len()), counted(right.len())),
                );
            }
            return left
                .into_iter()
                .map(|column| OutColumn {
                    ty: None,
                    row: None,
                    target: None,
                    ..column
                })
                .gather();
        }
        left.into_iter()
            .zip(right)
            .map(|(left, right)| self.unify_column(op, word, left, &right))
            .gather()
    }

    fn unify_column(
        &mut self,
        op: SetOperator,
        word: &str,
        left: OutColumn<'a>,
        right: &OutColumn<'a>,
    ) -> OutColumn<'a> {
        let mut exprs: Vec<&'a Expr> = left.exprs.clone();
        exprs.extend(&right.exprs);
        let (Some(a), Some(b)) = (left.ty, right.ty) else {
            return OutColumn {
                ty: None,
                exprs,
                row: None,
                target: None,
                ..left
            };
        };
        let common = if let Ok(common) = self.types.common_type(&[a.id, b.id]) {
            Some(common)
        } else {
            let (chosen, other) = (self.name_of(a.id), self.name_of(b.id));
            self.report_with(
                &types::NO_COMMON_TYPE,
                right.span,
                format!(
                    "column `{}` of {word} cannot be both `{chosen}` and `{other}`",
                    left.name
                ),
                format!("cast one of them: `(…)::{chosen}`"),
            );
            None
        };
        if let Some(common) = common {
            self.settle_arm(&left, a, common);
            self.settle_arm(right, b, common);
        }
        let nullable = match op {
            SetOperator::Union => a.nullable || b.nullable,
            // A row comes back that both arms have; NULL counts as equal to NULL there.
            SetOperator::Intersect => a.nullable && b.nullable,
            SetOperator::Except => a.nullable,
        };
        let origin = a.origin.filter(|origin| b.origin == Some(*origin));
        let ty = common.map(|id| Type {
            id,
            nullable,
            origin: origin.filter(|_| a.id == id),
        });
        OutColumn {
            ty,
            exprs,
            row: None,
            target: None,
            marked: left.marked && right.marked,
            ..left
        }
    }

    fn settle_arm(&mut self, column: &OutColumn<'a>, ty: Type, common: TypeId) {
        if ty.id == UNKNOWN {
            for expr in &column.exprs {
                self.settle(expr, common);
            }
        }
    }
}
