//! MERGE: deleted rows of the target match nothing, and its source sees what it would see anywhere else.
//!
//! The condition of the target stands in ON, so that a source row that would only meet a deleted row is not matched, as if
//! the deleted row were not there. NOT MATCHED BY SOURCE takes every row of the target that met no source row, deleted ones
//! among them, and repeats the condition.

use super::{
    Protect,
    placement::Sink,
    predicate::Guard,
    scope, scope_of,
    target::Target,
    tautology::{self, Known},
    whole_table::state_of,
};
use crate::ast::{
    Attribution, Expr, ExprKind, Merge, MergeAction, MergeMatch, NodeIds, Scope, SqlValue,
};
use crate::diagnostic::{Diagnostic, protection};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;
use crate::visit::mutable::{Visitor, walk_expr};

impl Protect<'_> {
    /// Protects a MERGE.
    pub(super) fn merge(&mut self, merge: &mut Merge) {
        let mut wrapped = Vec::new();
        // A source row that is left out must not count as unmatched, so ON is no place for its condition.
        self.place(&mut merge.source, Sink::None, &mut wrapped);
        let Some(target) = self.target_of(&merge.table) else {
            return;
        };
        self.refuse_scope_of_merge(merge, target);
        self.refuse_merge_of_all(merge, target);
        if let Some(guard) = target.guard() {
            name_actions(merge, guard, self.ids);
        }
        if let Some(guard) = self.archived(target) {
            self.merge_archived(merge, target, guard);
            return;
        }
        let condition = self.condition_of(&mut merge.table);
        self.guard(&mut merge.on, condition.clone().into_iter().gather());
        for when in &mut merge.whens {
            if when.matched == MergeMatch::NotMatchedBySource {
                self.guard_where(&mut when.condition, condition.clone().into_iter().gather());
            }
            self.merge_action(&mut when.action, target);
        }
    }

    pub(super) fn merge_action(&mut self, action: &mut MergeAction, target: Target<'_>) {
        match action {
            MergeAction::Nothing => {}
            MergeAction::Delete(span) => {
                let span = *span;
                if let Some(set) = self.merge_delete(target, span) {
                    *action = MergeAction::Update(set);
                }
            }
            MergeAction::Update(set) => self.refuse_marks(set, target),
            MergeAction::Insert { columns, .. } => {
                for column in columns {
                    self.refuse_mark(column, target);
                }
            }
        }
    }

    fn merge_delete(
        &mut self,
        target: Target<'_>,
        span: Span,
    ) -> Option<Vec<crate::ast::Assignment>> {
        let Some(guard) = target.guard() else {
            let name = &target.table.local_name;
            self.errors.push(
                Diagnostic::new(
                    &protection::MERGE_DELETES,
                    span,
                    format!("`{name}` has no soft deletion, so this would really delete its rows"),
                )
                .help(format!("use `hard delete from {name} using … where …`")),
            );
            return None;
        };
        if guard.archive().is_some() {
            self.refuse_merge_delete_archived(target, span);
            return None;
        }
        self.refuse_without_course(target, span, "deleting", "delete from … using … where …");
        Some(self.marks(guard, target, Attribution::default(), span))
    }

    /// Refuses a scope of the target under which a WHEN would mark deleted rows anew, or change the past.
    fn refuse_scope_of_merge(&mut self, merge: &Merge, target: Target<'_>) {
        let scope = scope_of(&merge.table);
        let (Some(span), Some(_)) = (scope::span(scope), target.guard()) else {
            return;
        };
        if matches!(scope, Scope::AsOf(..)) {
            self.errors.push(
                Diagnostic::new(
                    &protection::SCOPE_MISPLACED,
                    span,
                    "what was active in the past cannot be changed any more",
                )
                .help("remove `as of`, or choose the rows in ON"),
            );
        } else if merge.whens.iter().any(|when| deletes(&when.action)) {
            let words = scope::words(scope);
            self.errors.push(
                Diagnostic::new(
                    &protection::SCOPE_MISPLACED,
                    span,
                    format!("`delete` acts on active rows, so `{words}` means nothing here"),
                )
                .help(format!(
                    "remove `{words}`, or delete in a statement of its own"
                )),
            );
        }
    }

    /// Refuses a MERGE that changes every row of the table: its ON is true of all of them, or of none and it changes those that
    /// no row of the source meets. MERGE has no place for the word `all`.
    fn refuse_merge_of_all(&mut self, merge: &Merge, target: Target<'_>) {
        let state = state_of("merge", scope_of(&merge.table));
        let known = Known::new(self.analysis, target.guard(), state);
        let (matched, met) = if tautology::is_always_true(&merge.on, &known) {
            (MergeMatch::Matched, "always true")
        } else if tautology::is_never_true(&merge.on, &known) {
            (MergeMatch::NotMatchedBySource, "never true")
        } else {
            return;
        };
        let name = &target.table.local_name;
        for when in merge.whens.iter().filter(|when| when.matched == matched) {
            let every = when
                .condition
                .as_ref()
                .is_none_or(|condition| tautology::is_always_true(condition, &known));
            let (verb, instead) = match &when.action {
                MergeAction::Delete(_) => ("delete", format!("delete all from {name} …")),
                MergeAction::Update(_) => ("update", format!("update all {name} set …")),
                MergeAction::Insert { .. } | MergeAction::Nothing => continue,
            };
            if every {
                self.errors.push(
                    Diagnostic::new(
                        &protection::ALWAYS_TRUE,
                        merge.on.span,
                        format!("this would {verb} every row of `{name}`: its ON is {met}"),
                    )
                    .help(format!(
                        "write the condition that is meant, or `{instead}` if every row is meant"
                    )),
                );
                return;
            }
        }
    }

    /// The condition of WHERE that filters rows of a target, put before the user's.
    pub(super) fn guard_target(
        &mut self,
        where_clause: &mut Option<Expr>,
        item: &mut crate::ast::FromItem,
        others: Vec<Expr>,
    ) {
        let mut guards: Vec<Expr> = self.condition_of(item).into_iter().gather();
        guards.extend(others);
        self.guard_where(where_clause, guards);
    }
}

fn deletes(action: &MergeAction) -> bool {
    matches!(action, MergeAction::Delete(_))
}

/// Lets `merge_action()` go on saying `DELETE` where a WHEN deletes: to PostgreSQL the row is updated, and among the rows that
/// are updated the deleted ones are those that now are marked.
fn name_actions(merge: &mut Merge, guard: Guard<'_>, ids: &mut NodeIds) {
    let deletes = merge.whens.iter().any(|when| deletes(&when.action));
    if let Some(returning) = merge.returning.as_mut().filter(|_| deletes) {
        let mut name = NameActions { guard, ids };
        for target in &mut returning.targets {
            if is_merge_action(&target.expr) && target.alias.is_none() {
                let build = Build::new(name.ids, target.span);
                target.alias = Some(build.name("merge_action"));
            }
            name.expr(&mut target.expr);
        }
    }
}

fn is_merge_action(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::SqlValue(SqlValue::MergeAction))
}

struct NameActions<'a> {
    guard: Guard<'a>,
    ids: &'a mut NodeIds,
}

impl Visitor for NameActions<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn expr(&mut self, expr: &mut Expr) {
        if !is_merge_action(expr) {
            walk_expr(self, expr);
            return;
        }
        let mut build = Build::new(self.ids, expr.span);
        let updated = build.string("UPDATE");
        let updated = build.binary(expr.clone(), "=", updated);
        let marked = self.guard.deleted(&mut build);
        let deleted = build.and(updated, marked);
        let says = build.string("DELETE");
        *expr = build.expr(ExprKind::Case {
            operand: None,
            whens: vec![(deleted, says)],
            default: Some(Box::new(expr.clone())),
        });
    }
}
