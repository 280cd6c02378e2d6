//! RESTORE: an UPDATE that takes the marks off deleted rows. ERASE, which is not available yet.

use super::{Protect, predicate::Guard, target};
use crate::ast::{Assignment, Erase, ExprKind, Restore, Scope, Statement, Update};
use crate::catalog::Marker;
use crate::diagnostic::{Diagnostic, protection};
use crate::lower::build::Build;
use crate::span::Span;

impl Protect<'_> {
    /// What becomes of a RESTORE.
    pub(super) fn restore(&mut self, mut restore: Box<Restore>) -> Statement {
        self.require_where(
            "restore",
            restore.all,
            restore.where_clause.as_ref(),
            &restore.table,
        );
        self.refuse_current_of(restore.where_clause.as_ref());
        let Some(target) = self.target_of(&restore.table) else {
            return Statement::Restore(restore);
        };
        self.met.insert(restore.table.id);
        let scope = target::take_scope(&mut restore.table);
        let Some(guard) = target.guard() else {
            let name = &target.table.local_name;
            self.errors.push(
                Diagnostic::new(
                    &protection::NOT_SOFT,
                    restore.table.span,
                    format!("`{name}` has no soft deletion, so it has no deleted rows to restore"),
                )
                .help("add `soft_delete` to the table"),
            );
            return Statement::Restore(restore);
        };
        self.refuse_children(target.table, restore.table.span, "restoring");
        self.refuse_extras(&restore);
        let condition = match scope {
            Scope::Active | Scope::OnlyDeleted(_) if guard.archive().is_some() => None,
            Scope::Active | Scope::OnlyDeleted(_) => {
                Some(guard.deleted(&mut Build::new(self.ids, restore.table.span)))
            }
            Scope::DeletedAfter(..) | Scope::DeletedBefore(..) | Scope::DeletedBetween(..) => {
                self.condition_of_scope(guard, &scope, restore.table.span)
            }
            Scope::WithDeleted(span) | Scope::AsOf(_, span) => {
                self.errors.push(
                    Diagnostic::new(
                        &protection::SCOPE_MISPLACED,
                        span,
                        "`restore` revives rows that are deleted now, so this scope means nothing here",
                    )
                    .help("remove it, or name the time of deletion: `deleted after $t`"),
                );
                None
            }
        };
        if guard.archive().is_some() {
            self.guard_where(&mut restore.where_clause, condition.into_iter().collect());
            return self.unarchive(restore, guard, target);
        }
        let set = self.unmarks(guard, target, restore.span);
        let mut where_clause = restore.where_clause;
        self.guard_where(&mut where_clause, condition.into_iter().collect());
        Statement::Update(Box::new(Update {
            id: restore.id,
            span: restore.span,
            with: restore.with,
            all: None,
            table: restore.table,
            set,
            from: Vec::new(),
            where_clause,
            returning: restore.returning,
        }))
    }

    /// The assignments that take the marks off a row.
    pub(super) fn unmarks(
        &mut self,
        guard: Guard<'_>,
        target: target::Target<'_>,
        span: Span,
    ) -> Vec<Assignment> {
        let soft_delete = guard.soft_delete;
        let mut build = Build::new(self.ids, span);
        let mut set = Vec::new();
        match soft_delete.marker {
            Marker::Timestamp { at } | Marker::Archive { at, .. } => set.push((at, build.null())),
            Marker::Sentinel { at } => set.push((at, build.string("infinity"))),
            Marker::Flag { flag, at } => {
                set.push((flag, build.expr(ExprKind::Boolean(false))));
                set.extend(at.map(|at| (at, build.null())));
            }
        }
        for column in [soft_delete.by, soft_delete.reason, soft_delete.id]
            .into_iter()
            .flatten()
        {
            set.push((column, build.null()));
        }
        self.assignments(target, set, span)
    }

    fn refuse_extras(&mut self, restore: &Restore) {
        if let Some(span) = restore.with_parents {
            self.errors.push(
                Diagnostic::new(
                    &protection::WITH_PARENTS,
                    span,
                    "`with parents` is not available yet",
                )
                .help("restore the parents first, in a statement of their own"),
            );
        }
        for given in [&restore.attribution.by, &restore.attribution.because]
            .into_iter()
            .flatten()
        {
            self.errors.push(
                Diagnostic::new(
                    &protection::NOWHERE_TO_RECORD,
                    given.span,
                    "a restored row has no marks left that could record who restored it and why",
                )
                .help("leave this out"),
            );
        }
    }

    /// Refuses ERASE.
    pub(super) fn erase(&mut self, erase: &Erase) {
        self.require_where(
            "erase",
            erase.all,
            erase.where_clause.as_ref(),
            &erase.table,
        );
        self.errors.push(
            Diagnostic::new(
                &protection::ERASE,
                erase.span,
                "`erase` is not available yet",
            )
            .help("set the personal columns with `update … set …`"),
        );
    }
}
