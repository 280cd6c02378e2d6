//! RESTORE: takes the marks off deleted rows. Rows that nothing hangs on need an UPDATE and no more; what becomes of others is
//! in `lifecycle`.

use super::archive::target_archive;
use super::lifecycle::conflict_plan::keys_of;
use super::lifecycle::report::{self, Counted};
use super::lifecycle::restore_kin::Kin;
use super::lifecycle::restore_sets::Named;
use super::{Protect, effect, predicate::Guard, target};
use crate::ast::{Assignment, Expr, ExprKind, Restore, Scope, Statement, Update};
use crate::catalog::Marker;
use crate::diagnostic::{Diagnostic, protection};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

impl<'a> Protect<'a> {
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
        self.refuse_unrecorded_restore(target, &restore);
        let in_any_state = restore.where_clause.clone();
        let condition = self.condition_of_restore(guard, &scope, restore.table.span);
        self.guard_where(&mut restore.where_clause, condition.into_iter().gather());
        let with_parents = restore.with_parents.is_some();
        let Some(kin) = self.kin(target.index, with_parents, restore.table.span) else {
            return Statement::Restore(restore);
        };
        let table = target.table;
        let is_plain = kin.is_alone() && !table.audit && !table.outbox;
        let is_whole = self.depth == 1 && restore.with.is_none() && restore.returning.is_none();
        if is_plain && is_whole && self.count_named && guard.archive().is_none() {
            return self.restore_counted(restore, target, guard, &kin, in_any_state);
        }
        if !is_plain || self.count_named {
            let condition = restore.where_clause.take();
            return self.restore_family(restore, target, &kin, condition, in_any_state);
        }
        if guard.archive().is_some() {
            let live = restore.table.clone();
            target_archive(&mut restore.table, target, guard);
            self.plan_of_restore(&kin, target, &restore);
            restore.table = live;
            return self.unarchive(restore, guard, target);
        }
        self.plan_of_restore(&kin, target, &restore);
        let set = self.unmarks(guard, target, restore.span);
        Statement::Update(Box::new(Update {
            id: restore.id,
            span: restore.span,
            with: restore.with,
            all: None,
            table: restore.table,
            set,
            from: Vec::new(),
            where_clause: restore.where_clause,
            returning: restore.returning,
        }))
    }

    /// Which rows a restoration acts on, by its scope: deleted ones.
    fn condition_of_restore(
        &mut self,
        guard: Guard<'_>,
        scope: &Scope,
        table: Span,
    ) -> Option<Expr> {
        match scope {
            // An archive has deleted rows alone.
            Scope::Active | Scope::OnlyDeleted(_) if guard.archive().is_some() => None,
            Scope::Active | Scope::OnlyDeleted(_) => {
                Some(guard.deleted(&mut Build::new(self.ids, table)))
            }
            Scope::DeletedAfter(..) | Scope::DeletedBefore(..) | Scope::DeletedBetween(..) => {
                self.condition_of_scope(guard, scope, table)
            }
            Scope::WithDeleted(span) | Scope::AsOf(_, span) => {
                self.errors.push(
                    Diagnostic::new(
                        &protection::SCOPE_MISPLACED,
                        *span,
                        "`restore` revives rows that are deleted now, so this scope means nothing here",
                    )
                    .help("remove it, or name the time of deletion: `deleted after $t`"),
                );
                None
            }
        }
    }

    /// The effects and the dry run of an UPDATE that needs nothing else.
    fn plan_of_restore(&mut self, kin: &Kin, target: target::Target<'a>, restore: &Restore) {
        // A statement within another is no part of what that one says of itself.
        if self.depth > 1 {
            return;
        }
        let named = Named {
            table: restore.table.clone(),
            condition: restore.where_clause.clone(),
            in_any_state: None,
        };
        let span = restore.span;
        let name = self.names.fresh(&format!("{}_named", target.table.name));
        let columns = kin.columns(self.schema, 0, true);
        let rows = self.named_rows(target, &named, &columns, &name, false, span);
        let mut counted = vec![Counted::new(
            effect::Effect {
                action: effect::Action::Restore,
                table: target.index,
                cause: None,
                columns: Vec::new(),
            },
            self.count_set(Some(&name), span),
        )];
        for unique in keys_of(target.table) {
            let effect = effect::Effect {
                action: effect::Action::Conflict,
                table: target.index,
                cause: Some(0),
                columns: unique.clone(),
            };
            let back = std::slice::from_ref(&name);
            let rows = self.conflicting(target.index, &unique, back, span);
            counted.push(Counted::new(effect, rows));
        }
        self.protected.effects = report::effects(&counted);
        let user = restore.with.as_ref().map_or(&[][..], |with| &with.ctes);
        let recursive = restore.with.as_ref().is_some_and(|with| with.recursive);
        self.protected.plan = self.planned(user, recursive, vec![rows], counted, span);
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

    /// Refuses `by` and `because` where no history keeps them: a restored row has no marks left.
    fn refuse_unrecorded_restore(&mut self, target: target::Target<'_>, restore: &Restore) {
        if target.table.audit {
            return;
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
                .help(
                    "declare the table with `audit`, so that history records it, or leave this out",
                ),
            );
        }
    }
}
