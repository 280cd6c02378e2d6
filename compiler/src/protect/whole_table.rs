//! Nothing is destroyed by accident: a statement that would touch a whole table needs the word `all`.

use super::{
    Protect, scope_of,
    target::Target,
    tautology::{self, Known, State},
};
use crate::ast::{Expr, ExprKind, FromItem, Scope};
use crate::check::{Analysis, ColumnUse};
use crate::diagnostic::{Diagnostic, protection};
use crate::span::Span;
use crate::visit::{Visitor, walk_expr};

impl Protect<'_> {
    /// Refuses a statement on a whole table without the word `all`, and the word beside a WHERE that chooses.
    pub(super) fn require_where(
        &mut self,
        verb: &str,
        all: Option<Span>,
        where_clause: Option<&Expr>,
        table: &FromItem,
    ) {
        let target = self.target_of(table);
        let guard = target.and_then(Target::guard);
        let known = Known::new(self.analysis, guard, state_of(verb, scope_of(table)));
        let always_true =
            where_clause.is_some_and(|condition| tautology::is_always_true(condition, &known));
        let name = target.map_or("…", |target| &target.table.local_name);
        let with_all = match verb {
            "delete" | "hard delete" => format!("`{verb} all from {name} …`"),
            _ => format!("`{verb} all {name} …`"),
        };
        match (all, where_clause) {
            (None, None) => self.errors.push(
                Diagnostic::new(
                    &protection::WHOLE_TABLE,
                    table.span,
                    format!("this would {verb} every row of `{name}`: there is no WHERE"),
                )
                .help(format!(
                    "add `where …`, or write {with_all} if every row is meant"
                )),
            ),
            (None, Some(condition)) if always_true && has_optional_parts(condition) => {
                self.errors.push(
                    Diagnostic::new(
                        &protection::ALWAYS_TRUE,
                        condition.span,
                        format!(
                            "this might {verb} every row of `{name}`: all that its WHERE says may be left out"
                        ),
                    )
                    .help(format!(
                        "add a condition that is always there, or write {with_all} if every row may be meant"
                    )),
                );
            }
            (None, Some(condition)) if always_true => self.errors.push(
                Diagnostic::new(
                    &protection::ALWAYS_TRUE,
                    condition.span,
                    format!("this would {verb} every row of `{name}`: its WHERE is always true"),
                )
                .help(format!(
                    "write the condition that is meant, or {with_all} if every row is meant"
                )),
            ),
            (None, Some(condition))
                if target.is_some_and(|target| !self.chooses(condition, target)) =>
            {
                self.errors.push(
                    Diagnostic::new(
                        &protection::ALWAYS_TRUE,
                        condition.span,
                        format!(
                            "this would {verb} every row of `{name}` or none: its WHERE says nothing of the row"
                        ),
                    )
                    .help(format!(
                        "compare a column of `{name}`, or write {with_all} if every row is meant"
                    )),
                );
            }
            (Some(all), Some(_)) if !always_true => self.errors.push(
                Diagnostic::new(
                    &protection::ALL_AND_WHERE,
                    all,
                    "`all` says that every row is meant, but the WHERE chooses among them",
                )
                .help("remove `all`, or the WHERE"),
            ),
            (None | Some(_), Some(_)) | (Some(_), None) => {}
        }
    }

    /// Whether a condition looks at the row of the target at all, be it from within a subquery.
    fn chooses(&self, condition: &Expr, target: Target<'_>) -> bool {
        let mut looks = LooksAt {
            analysis: self.analysis,
            target,
            found: false,
        };
        looks.expr(condition);
        looks.found
    }
}

/// Whether a member of a conjunction may be left out.
fn has_optional_parts(condition: &Expr) -> bool {
    match &condition.kind {
        ExprKind::And(left, right) => has_optional_parts(left) || has_optional_parts(right),
        ExprKind::When(..) => true,
        _ => false,
    }
}

/// Looks for references to a target.
struct LooksAt<'a> {
    analysis: &'a Analysis,
    target: Target<'a>,
    found: bool,
}

impl Visitor for LooksAt<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn expr(&mut self, expr: &Expr) {
        if matches!(expr.kind, ExprKind::When(..)) {
            // It may drop out.
            return;
        }
        self.found |= match self.analysis.columns.get(&expr.id) {
            Some(ColumnUse::Column {
                qualifier: Some(qualifier),
                ..
            }) => qualifier == self.target.reference,
            // What cannot be qualified may be the target's.
            Some(ColumnUse::Column {
                qualifier: None,
                column,
                ..
            }) => column.is_none_or(|column| column.table == self.target.index),
            Some(ColumnUse::WholeRow { qualifier, .. }) => qualifier == self.target.reference,
            Some(ColumnUse::Merged) | None => match &expr.kind {
                // A column that was written out in place of `u.*`.
                ExprKind::Column(name) => match name.parts.as_slice() {
                    [.., qualifier, _] => qualifier.text == self.target.reference,
                    [_] | [] => false,
                },
                kind => matches!(kind, ExprKind::CurrentOf(_) | ExprKind::Error),
            },
        };
        walk_expr(self, expr);
    }
}

/// Which rows a statement acts on: what its verb says, and its scope.
pub(super) fn state_of(verb: &str, scope: &Scope) -> State {
    match scope {
        Scope::Active if verb == "hard delete" || verb == "restore" => State::Deleted,
        // An erasure means the row whatever its state.
        Scope::Active if verb == "erase" => State::Any,
        Scope::Active => State::Active,
        Scope::OnlyDeleted(_)
        | Scope::DeletedAfter(..)
        | Scope::DeletedBefore(..)
        | Scope::DeletedBetween(..) => State::Deleted,
        Scope::WithDeleted(_) | Scope::AsOf(..) => State::Any,
    }
}
