//! HARD DELETE: the only statement that removes rows. Of a soft-delete table it takes those that are marked and past
//! retention; a row that is held, or that another row refers to, forbids the whole.

use super::{Protect, predicate::Guard, scope, target};
use crate::ast::{Delete, Expr, Scope, Statement};
use crate::diagnostic::{Diagnostic, protection};
use crate::lower::build::Build;
use crate::span::Span;

impl<'a> Protect<'a> {
    /// What becomes of HARD DELETE, given the conditions of its USING.
    pub(super) fn hard_delete(
        &mut self,
        mut delete: Box<Delete>,
        target: target::Target<'a>,
        conditions: Vec<Expr>,
    ) -> Statement {
        self.refuse_unrecorded_removal(&delete, target);
        // To PostgreSQL it is a plain DELETE.
        (delete.hard, delete.all) = (None, None);
        let scope = target::take_scope(&mut delete.table);
        if let Some(guard) = self.archived(target) {
            self.refuse_current_of(delete.where_clause.as_ref());
            return self.remove_archived(delete, target, guard, &scope, conditions);
        }
        let named = self.count_named.then(|| delete.where_clause.clone());
        let mut guards = Vec::new();
        if let Some(guard) = target.guard() {
            self.refuse_current_of(delete.where_clause.as_ref());
            guards = self.conditions_of_removal(guard, &scope, delete.table.span);
        } else {
            scope::refuse_without_soft_delete(&scope, &target.table.local_name, self.errors);
        }
        guards.extend(conditions);
        self.guard_where(&mut delete.where_clause, guards);
        self.remove(delete, target, named)
    }

    /// Refuses `by` and `because` where nothing is left that could say it.
    fn refuse_unrecorded_removal(&mut self, delete: &Delete, target: target::Target<'_>) {
        if target.table.audit {
            return;
        }
        let given = [&delete.attribution.by, &delete.attribution.because];
        for given in given.into_iter().flatten() {
            self.errors.push(
                Diagnostic::new(
                    &protection::NOWHERE_TO_RECORD,
                    given.span,
                    "a hard delete leaves no row that could record who and why",
                )
                .help("add `audit` to the table, which keeps that in `softdelete.history`, or leave this out"),
            );
        }
    }

    /// What a row must meet to be removed.
    pub(super) fn conditions_of_removal(
        &mut self,
        guard: Guard<'_>,
        scope: &Scope,
        span: Span,
    ) -> Vec<Expr> {
        let mut guards = Vec::new();
        match scope {
            Scope::Active => {
                if guard.archive().is_none() {
                    guards.push(guard.deleted(&mut Build::new(self.ids, span)));
                }
                guards.extend(self.past_retention(guard, span));
            }
            // An archive has deleted rows alone.
            Scope::OnlyDeleted(_) if guard.archive().is_some() => {}
            Scope::WithDeleted(_) | Scope::OnlyDeleted(_) => {
                guards.extend(self.condition_of_scope(guard, scope, span));
            }
            Scope::DeletedAfter(..) | Scope::DeletedBefore(..) | Scope::DeletedBetween(..) => {
                guards.extend(self.condition_of_scope(guard, scope, span));
                guards.extend(self.past_retention(guard, span));
            }
            Scope::AsOf(_, place) => {
                self.errors.push(
                    Diagnostic::new(
                        &protection::SCOPE_MISPLACED,
                        *place,
                        "`hard delete` takes rows that are deleted now, so `as of` means nothing here",
                    )
                    .help("write `only deleted` or `with deleted`, or name the time: `deleted before $t`"),
                );
            }
        }
        guards
    }

    /// The row was deleted longer ago than the table keeps deleted rows.
    fn past_retention(&mut self, guard: Guard<'_>, span: Span) -> Option<Expr> {
        let retention = guard.soft_delete.retention.as_deref()?;
        let Some(at) = guard.deleted_at() else {
            let name = &guard.table.local_name;
            self.errors.push(
                Diagnostic::new(
                    &protection::TIME_NOT_RECORDED,
                    span,
                    format!("`{name}` keeps deleted rows for {retention}, but does not record when they were deleted"),
                )
                .help(format!(
                    "write `hard delete from {name} only deleted …` to take them whatever their age, or declare the column, \
                     `soft_delete(flag = \"…\", at = \"deleted_at\")`"
                )),
            );
            return None;
        };
        let mut build = Build::new(self.ids, span);
        let at = guard.column(&mut build, at);
        let now = build.call("now", Vec::new());
        let retention = build.constant("interval", retention);
        let limit = build.binary(now, "-", retention);
        Some(build.binary(at, "<", limit))
    }
}
