//! DELETE: an UPDATE that marks active rows, with who, why, when and by which deletion.

use super::effect::Action;
use super::lifecycle::{deletion::effect_of_named, who::Who};
use super::{Protect, predicate::Guard, target::Target};
use crate::ast::{
    Assignment, Attribution, Delete, Expr, ExprKind, InsertColumn, Statement, Update,
};
use crate::catalog::Marker;
use crate::diagnostic::{Diagnostic, protection};
use crate::gather::Gather as _;
use crate::lower::{build::Build, params::ParamSource};
use crate::span::Span;

impl Protect<'_> {
    /// What becomes of a DELETE.
    pub(super) fn delete(&mut self, mut delete: Box<Delete>) -> Statement {
        let verb = match delete.hard {
            Some(_) => "hard delete",
            None => "delete",
        };
        self.require_where(
            verb,
            delete.all,
            delete.where_clause.as_ref(),
            &delete.table,
        );
        let conditions = self.place_all(&mut delete.using, &mut Vec::new());
        let Some(target) = self.target_of(&delete.table) else {
            return Statement::Delete(delete);
        };
        self.met.insert(delete.table.id);
        if delete.hard.is_some() {
            return self.hard_delete(delete, target, conditions);
        }
        let Some(guard) = target.guard() else {
            self.refuse_unmarkable(target, delete.table.span);
            return Statement::Delete(delete);
        };
        self.refuse_scope_of_target(&mut delete.table, "delete", "active");
        self.refuse_current_of(delete.where_clause.as_ref());
        let Some(family) = self.family_of_deletion(&delete, target) else {
            return Statement::Delete(delete);
        };
        let named = delete.where_clause.clone();
        let mut guards = Vec::new();
        if guard.archive().is_none() {
            guards.push(guard.active(&mut Build::new(self.ids, delete.table.span)));
        }
        guards.extend(conditions);
        self.guard_where(&mut delete.where_clause, guards);
        if guard.archive().is_some() {
            self.delete_without_marks(&mut delete, target);
        }
        if !self.is_alone(target, &family) {
            return self.delete_family(delete, target, guard, &family, named);
        }
        if self.depth == 1 {
            self.protected.plan =
                self.plan_of_deletion(&delete, target, &family, &Who::default(), None);
            self.protected.effects = vec![effect_of_named(Action::Delete, target.index)];
        }
        if guard.archive().is_some() {
            return self.archive(delete, guard, target);
        }
        let set = self.marks(guard, target, delete.attribution, delete.span);
        Statement::Update(Box::new(Update {
            id: delete.id,
            span: delete.span,
            with: delete.with,
            all: None,
            table: delete.table,
            set,
            from: delete.using,
            where_clause: delete.where_clause,
            returning: delete.returning,
        }))
    }

    /// The assignments that mark a row as deleted.
    pub(super) fn marks(
        &mut self,
        guard: Guard<'_>,
        target: Target<'_>,
        attribution: Attribution,
        span: Span,
    ) -> Vec<Assignment> {
        let soft_delete = guard.soft_delete;
        self.refuse_unrecorded(
            target,
            soft_delete.by,
            attribution.by.as_ref(),
            "who deleted a row",
            "by",
        );
        self.refuse_unrecorded(
            target,
            soft_delete.reason,
            attribution.because.as_ref(),
            "why a row was deleted",
            "reason",
        );
        let set = self.mark_values(guard, target, attribution.into(), span);
        self.assignments(target, set, span)
    }

    /// The values of the columns that mark a row as deleted.
    pub(super) fn mark_values(
        &mut self,
        guard: Guard<'_>,
        target: Target<'_>,
        who: Who,
        span: Span,
    ) -> Vec<(usize, Expr)> {
        let soft_delete = guard.soft_delete;
        let mut set = Vec::new();
        match soft_delete.marker {
            Marker::Timestamp { at } | Marker::Sentinel { at } | Marker::Archive { at, .. } => {
                let now = Build::new(self.ids, span).call("now", Vec::new());
                set.push((at, now));
            }
            Marker::Flag { flag, at } => {
                set.push((
                    flag,
                    Build::new(self.ids, span).expr(ExprKind::Boolean(true)),
                ));
                if let Some(at) = at {
                    set.push((at, Build::new(self.ids, span).call("now", Vec::new())));
                }
            }
        }
        if let Some(by) = soft_delete.by {
            let by_whom = match who.by {
                Some(by_whom) => by_whom,
                None => self.actor(target, by, span),
            };
            set.push((by, by_whom));
        }
        if let Some(reason) = soft_delete.reason {
            let why = who.because;
            set.push((
                reason,
                why.unwrap_or_else(|| Build::new(self.ids, span).null()),
            ));
        }
        if let Some(id) = soft_delete.id {
            let id_of_deletion = self.slot(ParamSource::DeletionId, "uuid", false, span);
            set.push((id, id_of_deletion));
        }
        set
    }

    /// `SET column = value, …`
    pub(super) fn assignments(
        &mut self,
        target: Target<'_>,
        set: Vec<(usize, Expr)>,
        span: Span,
    ) -> Vec<Assignment> {
        let set = set.into_iter().map(|(column, value)| {
            let column = InsertColumn {
                id: self.ids.next(),
                name: Build::new(self.ids, span).name(&target.table.columns[column].name),
                indirection: Vec::new(),
            };
            Assignment::Column(column, value)
        });
        set.gather()
    }

    fn refuse_unmarkable(&mut self, target: Target<'_>, span: Span) {
        let name = &target.table.local_name;
        let message =
            format!("`{name}` has no soft deletion, so its rows cannot be marked as deleted");
        self.errors.push(
            Diagnostic::new(&protection::NOT_SOFT, span, message).help(format!(
                "write `hard delete from {name} …` to remove the rows for good, or add `soft_delete` to the table"
            )),
        );
    }

    /// Refuses `by` and `because` where no column keeps them.
    pub(super) fn refuse_unrecorded(
        &mut self,
        target: Target<'_>,
        column: Option<usize>,
        given: Option<&Expr>,
        what: &str,
        attribute: &str,
    ) {
        if let (None, Some(given)) = (column, given) {
            let message = format!(
                "`{}` has no column that records {what}",
                target.table.local_name
            );
            self.errors.push(
                Diagnostic::new(&protection::NOWHERE_TO_RECORD, given.span, message).help(format!(
                    "declare one, `soft_delete({attribute} = \"…\")`, or leave this out"
                )),
            );
        }
    }
}
