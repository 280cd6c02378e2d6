//! What a condition that holds says about NULL.

use std::collections::HashSet;

use super::checker::Checker;
use crate::ast::{Expr, ExprKind, InList, IsTest, LikeKind, QuantifiedSet};
use crate::resolve::EntryId;
use crate::resolve::lookup::Found;

/// Columns that cannot be NULL.
type Facts = HashSet<(EntryId, usize)>;

impl Checker<'_, '_> {
    /// Notes what follows from a condition that every row fulfils. `about` tells for which entries it may be used: the
    /// condition of an outer join says nothing about the side that is kept anyway.
    pub(super) fn learn(&mut self, condition: &Expr, about: Option<&[EntryId]>) {
        let mut facts = Facts::new();
        self.facts_if_true(condition, &mut facts);
        for (entry, column) in facts {
            if about.is_none_or(|about| about.contains(&entry)) {
                self.resolver.prove_not_null(entry, column);
            }
        }
    }

    /// The columns that are not NULL if the condition is true.
    fn facts_if_true(&self, condition: &Expr, facts: &mut Facts) {
        match &condition.kind {
            ExprKind::And(left, right) => {
                self.facts_if_true(left, facts);
                self.facts_if_true(right, facts);
            }
            ExprKind::Or(left, right) => {
                let (mut a, mut b) = (Facts::new(), Facts::new());
                self.facts_if_true(left, &mut a);
                self.facts_if_true(right, &mut b);
                facts.extend(a.intersection(&b));
            }
            ExprKind::Is {
                expr,
                test,
                negated,
            } => match (test, negated) {
                (IsTest::Null, true) => self.facts_if_not_null(expr, facts),
                (IsTest::True, false) => self.facts_if_true(expr, facts),
                (IsTest::False, false) | (IsTest::Unknown, true) => {
                    self.facts_if_not_null(expr, facts);
                }
                (IsTest::Document | IsTest::Normalized(_) | IsTest::Json { .. }, _) => {
                    self.facts_if_not_null(expr, facts);
                }
                (IsTest::Null | IsTest::Unknown, false) | (IsTest::True | IsTest::False, true) => {}
            },
            // The value NULL is equal to nothing; how the right side is, is another matter.
            ExprKind::In {
                expr,
                list,
                negated: false,
            } => match list {
                InList::List(_) | InList::Subquery(_) | InList::Param(..) => {
                    self.facts_if_not_null(expr, facts);
                }
            },
            ExprKind::In {
                expr,
                list: InList::List(_),
                negated: true,
            } => self.facts_if_not_null(expr, facts),
            ExprKind::Quantified {
                left,
                all: false,
                right,
                op: _,
            } => match right {
                QuantifiedSet::Array(_) | QuantifiedSet::Subquery(_) => {
                    if is_comparison(condition) {
                        self.facts_if_not_null(left, facts);
                    }
                }
            },
            _ => self.facts_if_not_null(condition, facts),
        }
    }

    /// The columns that are not NULL if the expression is not.
    fn facts_if_not_null(&self, expr: &Expr, facts: &mut Facts) {
        match &expr.kind {
            ExprKind::Column(_) => {
                if let Some(Found::Column(_, entry, column)) = self.found.get(&expr.id) {
                    facts.insert(self.resolver.underlying(*entry, *column));
                }
            }
            ExprKind::Not(operand) => self.facts_if_not_null(operand, facts),
            ExprKind::Binary(left, _, right) if self.strict.contains_key(&expr.id) => {
                self.facts_if_not_null(left, facts);
                self.facts_if_not_null(right, facts);
            }
            ExprKind::Unary(_, operand) if self.strict.contains_key(&expr.id) => {
                self.facts_if_not_null(operand, facts);
            }
            ExprKind::Cast { expr: operand, .. } | ExprKind::Collate(operand, _)
                if self.strict.contains_key(&expr.id) =>
            {
                self.facts_if_not_null(operand, facts);
            }
            // BETWEEN is two comparisons joined by AND, which may be false with one bound NULL: the value itself is not
            // NULL in any case. Negated, NULL bounds may still give true.
            ExprKind::Between { expr: operand, .. } if self.strict.contains_key(&expr.id) => {
                self.facts_if_not_null(operand, facts);
            }
            ExprKind::Like {
                kind,
                expr: operand,
                pattern,
                escape: _,
                negated: _,
            } if self.strict.contains_key(&expr.id) => {
                self.facts_if_not_null(operand, facts);
                match kind {
                    LikeKind::Like | LikeKind::ILike | LikeKind::SimilarTo => {
                        self.facts_if_not_null(pattern, facts);
                    }
                }
            }
            ExprKind::In {
                expr: operand,
                list,
                negated: _,
            } => match list {
                // Of an empty set it is false, even for NULL.
                InList::List(_) => self.facts_if_not_null(operand, facts),
                InList::Subquery(_) | InList::Param(..) => {}
            },
            ExprKind::Function(call)
                if self.strict.contains_key(&expr.id) && call.over.is_none() =>
            {
                for arg in &call.args {
                    if !arg.variadic {
                        self.facts_if_not_null(&arg.value, facts);
                    }
                }
            }
            ExprKind::AtTimeZone(operand, zone) if self.strict.contains_key(&expr.id) => {
                self.facts_if_not_null(operand, facts);
                if let Some(zone) = zone {
                    self.facts_if_not_null(zone, facts);
                }
            }
            _ => {}
        }
    }
}

/// `any` with one of the operators that are never true of NULL.
fn is_comparison(condition: &Expr) -> bool {
    match &condition.kind {
        ExprKind::Quantified { op, .. } => {
            super::operator::COMPARISONS.contains(&op.symbol.as_str())
                || op.symbol.starts_with(['~', '!'])
        }
        _ => false,
    }
}
