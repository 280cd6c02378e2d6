//! Bringing values to the types that are wanted of them.

use super::Type;
use super::checker::Checker;
use super::clause::Clause;
use super::convert::{Context, UNKNOWN};
use crate::ast::{Expr, ExprKind};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::types;
use crate::gather::Gather as _;

/// An expression and its type; `None` after a mistake.
pub(super) type Typed<'t> = (&'t Expr, Option<Type>);

impl<'a> Checker<'a, '_> {
    /// Gives an expression of unknown type (a string, NULL, a parameter) its type.
    pub(super) fn settle(&mut self, expr: &Expr, ty: TypeId) {
        if ty == UNKNOWN {
            return;
        }
        match &expr.kind {
            ExprKind::Param(index) => self.decide(*index, expr.span, ty),
            ExprKind::String(text) => self.check_literal(text, ty, expr.span),
            _ => {}
        }
        if let Some(known) = self.analysis.types.get_mut(&expr.id) {
            known.id = ty;
        }
    }

    /// Whether an expression may be converted to a type there. Of unknown type, it becomes of that type.
    pub(super) fn fits(&mut self, (expr, ty): Typed<'_>, to: TypeId, context: Context) -> bool {
        let Some(ty) = ty else {
            return true;
        };
        if ty.id == UNKNOWN {
            self.settle(expr, to);
            return true;
        }
        self.types.can_coerce(ty.id, to, context)
    }

    /// Settles an expression that nothing else gave a type: it is a text.
    pub(super) fn settled(&mut self, (expr, ty): Typed<'_>) -> Option<Type> {
        let mut ty = ty?;
        if ty.id == UNKNOWN {
            ty.id = TypeId::TEXT;
            self.settle(expr, TypeId::TEXT);
        }
        Some(ty)
    }

    /// The same where the server gives a parameter no type: it stays open.
    pub(super) fn tolerated(&mut self, (expr, ty): Typed<'_>) -> Option<Type> {
        if matches!(expr.kind, ExprKind::Param(_)) {
            return ty;
        }
        self.settled((expr, ty))
    }

    /// Checks an expression and wants a certain type of it.
    pub(super) fn expect(&mut self, expr: &'a Expr, to: TypeId, what: &str) -> Option<Type> {
        let ty = self.expr(expr);
        if !self.fits((expr, ty), to, Context::Implicit) {
            let given = self.name_of(ty?.id);
            let wanted = self.name_of(to);
            self.report(
                &types::WRONG_TYPE,
                expr.span,
                format!("{what} must be of type `{wanted}`, but this is of type `{given}`"),
            );
            return None;
        }
        ty.map(|ty| Type { id: to, ..ty })
    }

    /// Checks a condition: it must be boolean.
    pub(super) fn condition(&mut self, expr: &'a Expr, clause: Clause) {
        self.within(clause, |checker| checker.conjunct(expr, clause));
    }

    /// A member of a condition that may be a conjunction. Parts that may drop out stand only here.
    fn conjunct(&mut self, expr: &'a Expr, clause: Clause) {
        let inner = match &expr.kind {
            ExprKind::And(left, right) if clause.may_drop_conditions() => {
                self.conjunct(left, clause);
                self.conjunct(right, clause);
                return;
            }
            ExprKind::When(_, inner) if clause.may_drop_conditions() => inner,
            _ => expr,
        };
        let ty = self.expr(inner);
        self.must_be_boolean((inner, ty), clause.name());
    }

    /// Wants a boolean.
    pub(super) fn must_be_boolean(&mut self, typed: Typed<'_>, what: &str) {
        if !self.fits(typed, TypeId::BOOL, Context::Implicit)
            && let Some(ty) = typed.1
        {
            let given = self.name_of(ty.id);
            self.report_with(
                &types::NOT_BOOLEAN,
                typed.0.span,
                format!("{what} must be a condition, but this is of type `{given}`"),
                "compare it with something: `… = …`, `… is not null`",
            );
        }
    }

    /// The type that several values have in common, which those of unknown type become. `None` after a mistake.
    pub(super) fn common(&mut self, values: &[Typed<'_>], what: &str) -> Option<TypeId> {
        let known: Vec<usize> = (0..values.len())
            .filter(|&index| values[index].1.is_some())
            .gather();
        let ids: Vec<TypeId> = known
            .iter()
            .filter_map(|&index| values[index].1)
            .map(|ty| ty.id)
            .gather();
        if ids.is_empty() {
            return None;
        }
        match self.types.common_type(&ids) {
            Ok(common) => {
                // With a mistake among the values, the type may only seem to be the common one.
                if known.len() < values.len() && ids.iter().all(|id| *id == UNKNOWN) {
                    for (expr, _) in values {
                        self.hush(expr);
                    }
                    return None;
                }
                for &index in &known {
                    let (expr, ty) = values[index];
                    if ty.is_some_and(|ty| ty.id == UNKNOWN) {
                        self.settle(expr, common);
                    }
                }
                (known.len() == values.len()).then_some(common)
            }
            Err(clash) => {
                let (first, second) = (known[clash.first], known[clash.second]);
                let chosen = self.name_of(ids[clash.first]);
                let other = self.name_of(ids[clash.second]);
                let _ = first;
                self.report_with(
                    &types::NO_COMMON_TYPE,
                    values[second].0.span,
                    format!("{what} cannot be both `{chosen}` and `{other}`"),
                    format!("cast one of them: `(…)::{chosen}`"),
                );
                for (expr, _) in values {
                    self.hush(expr);
                }
                None
            }
        }
    }
}
