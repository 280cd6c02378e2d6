//! Text that drops out unless its arm of a choice is taken.
//!
//! The text is written with every arm in it, and the places of those that may drop out are noted. Whatever is taken away, what
//! is left is a statement: a comma or AND that is needed only beside an optional piece drops out with it.

use super::Writer;
use crate::ast::{Expr, ExprKind, Level, SortBy};
use crate::gather::Gather as _;
use crate::token::Arm;

/// A part of the text that is there only if its arm is taken. Parts do not overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The arm.
    pub arm: Arm,
}

impl Writer<'_> {
    /// Writes what is there only if `arm` is taken.
    fn region(&mut self, arm: Arm, write: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        write(self);
        let end = self.out.len();
        self.regions.push(Region { start, end, arm });
    }

    /// A conjunction some of whose members may drop out: each of those brings the AND before it, behind a member that stays.
    pub(super) fn optional_conjunction(&mut self, expr: &Expr) {
        let mut members = Vec::new();
        conjuncts(expr, &mut members);
        let stays = |member: &&Expr| !matches!(member.kind, ExprKind::When(..));
        match members.iter().position(stays) {
            Some(first) => {
                let first = members.remove(first);
                self.operand(first, Level::And);
            }
            None => self.push("TRUE"),
        }
        for member in members {
            if let ExprKind::When(arm, inner) = &member.kind {
                self.region(*arm, |writer| {
                    writer.push(" AND ");
                    writer.operand(inner, Level::And.above());
                });
            } else {
                self.push(" AND ");
                self.operand(member, Level::And.above());
            }
        }
    }

    /// A clause of one value that drops out with it.
    pub(super) fn optional_clause(&mut self, word: &str, value: &Expr) {
        if let ExprKind::When(arm, inner) = &value.kind {
            self.region(*arm, |writer| {
                writer.push(word);
                writer.expr(inner);
            });
        } else {
            self.push(word);
            self.expr(value);
        }
    }

    /// ORDER BY with keys that may drop out.
    pub(super) fn optional_order_by(&mut self, keys: &[SortBy]) {
        let groups = groups(keys);
        let stays = |group: &&[SortBy]| group[0].when.is_none() || self.is_exhaustive(group);
        let Some(anchor) = groups.iter().position(stays) else {
            // There is only one choice, which the parser has seen to.
            for arm in arms(keys) {
                self.region(arm[0].when.unwrap_or(NO_ARM), |writer| {
                    writer.push(" ORDER BY ");
                    writer.list(arm, Self::sort_key);
                });
            }
            return;
        };
        let anchored: Vec<bool> = groups.iter().map(stays).gather();
        self.push(" ORDER BY ");
        for (index, group) in groups.iter().enumerate() {
            // Before the first that stays, the comma follows a piece; behind it, the comma leads.
            let (before, after) = match index.cmp(&anchor) {
                std::cmp::Ordering::Less => ("", ", "),
                std::cmp::Ordering::Equal => ("", ""),
                std::cmp::Ordering::Greater => (", ", ""),
            };
            if anchored[index] {
                self.push(before);
            }
            for arm in arms(group) {
                let Some(when) = arm[0].when else {
                    self.list(arm, Self::sort_key);
                    continue;
                };
                self.region(when, |writer| {
                    if !anchored[index] {
                        writer.push(before);
                    }
                    writer.list(arm, Self::sort_key);
                    if !anchored[index] {
                        writer.push(after);
                    }
                });
            }
        }
    }

    /// Whether a choice always leaves a key.
    fn is_exhaustive(&self, group: &[SortBy]) -> bool {
        let Some(Arm { choice, .. }) = group[0].when else {
            return true;
        };
        let Some(choices) = self.options.choices.get(choice) else {
            return false;
        };
        let has = |arm| {
            group
                .iter()
                .any(|key| key.when == Some(Arm { choice, arm }))
        };
        choices.exhaustive && (0..choices.arms).all(has)
    }
}

const NO_ARM: Arm = Arm { choice: 0, arm: 0 };

/// Whether an expression is a conjunction of which a member may drop out.
pub(super) fn has_optional_members(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::And(left, right) => has_optional_members(left) || has_optional_members(right),
        ExprKind::When(..) => true,
        _ => false,
    }
}

/// The members of a conjunction, in their order.
fn conjuncts<'a>(expr: &'a Expr, into: &mut Vec<&'a Expr>) {
    match &expr.kind {
        ExprKind::And(left, right) => {
            conjuncts(left, into);
            conjuncts(right, into);
        }
        _ => into.push(expr),
    }
}

/// Keys of one choice, or keys that stay, which stand together.
fn groups(keys: &[SortBy]) -> Vec<&[SortBy]> {
    let choice = |key: &SortBy| key.when.map(|arm| arm.choice);
    keys.chunk_by(|one, next| choice(one) == choice(next))
        .gather()
}

/// Keys of one arm.
fn arms(keys: &[SortBy]) -> Vec<&[SortBy]> {
    keys.chunk_by(|one, next| one.when == next.when).gather()
}
