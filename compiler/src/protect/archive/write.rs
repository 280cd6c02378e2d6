//! INSERT, UPDATE and MERGE of archived tables: they change active rows, of which nothing is marked.

use super::{marks::Values, target_archive};
use crate::ast::{
    Assignment, ConflictAction, Expr, Insert, InsertSource, Merge, MergeAction, Scope, Update,
};
use crate::diagnostic::{Diagnostic, protection};
use crate::protect::predicate::Guard;
use crate::protect::target::Target;
use crate::protect::{Protect, scope, scope_of};
use crate::span::Span;

impl<'a> Protect<'a> {
    /// Takes the marks out of an INSERT that speaks of them.
    pub(in crate::protect) fn insert_without_marks(
        &mut self,
        insert: &mut Insert,
        target: Target<'a>,
    ) {
        // What is inserted cannot see the target.
        match &insert.source {
            InsertSource::Default
            | InsertSource::Query(_)
            | InsertSource::Struct(..)
            | InsertSource::Rows(..) => {}
        }
        if let Some(on_conflict) = &mut insert.on_conflict {
            match &mut on_conflict.action {
                ConflictAction::Nothing | ConflictAction::Restore { .. } => {}
                ConflictAction::Update { set, where_clause } => {
                    for value in values_of(set).chain(where_clause) {
                        self.replace_marks_as(value, target, "excluded");
                        self.replace_marks(value, target, &Values::new());
                    }
                }
            }
        }
        if let Some(returning) = &mut insert.returning {
            self.replace_marks_in_returning(returning, target, &[]);
        }
    }

    /// What becomes of an UPDATE: one of active rows, or of rows of the archive, but not of both.
    pub(in crate::protect) fn update_archived(
        &mut self,
        update: &mut Update,
        target: Target<'a>,
        guard: Guard<'a>,
        conditions: Vec<Expr>,
    ) {
        self.met.insert(update.table.id);
        let scope = scope_of(&update.table).clone();
        let mut guards = Vec::new();
        match &scope {
            Scope::Active => {
                for value in values_of(&mut update.set).chain(&mut update.where_clause) {
                    self.replace_marks(value, target, &Values::new());
                }
                self.replace_marks_beside(&mut update.from, target);
                if let Some(returning) = &mut update.returning {
                    self.replace_marks_in_returning(returning, target, &update.from);
                }
            }
            Scope::WithDeleted(span) => {
                self.two_tables(
                    target,
                    *span,
                    "updated",
                    "update active rows and deleted ones in statements of their own: without the scope, and `only deleted`",
                );
            }
            // Refused already.
            Scope::AsOf(..) => {}
            Scope::OnlyDeleted(_) => target_archive(&mut update.table, target, guard),
            Scope::DeletedAfter(..) | Scope::DeletedBefore(..) | Scope::DeletedBetween(..) => {
                guards.extend(self.condition_of_scope(guard, &scope, update.table.span));
                target_archive(&mut update.table, target, guard);
            }
        }
        guards.extend(conditions);
        self.guard_where(&mut update.where_clause, guards);
    }

    /// Protects a MERGE whose source is protected.
    pub(in crate::protect) fn merge_archived(
        &mut self,
        merge: &mut Merge,
        target: Target<'a>,
        _guard: Guard<'a>,
    ) {
        self.met.insert(merge.table.id);
        let scope = scope_of(&merge.table);
        if let Some(span) = scope::span(scope)
            && !matches!(scope, Scope::AsOf(..))
        {
            self.two_tables(
                target,
                span,
                "merged into",
                "leave out the scope, and change deleted rows in a statement of their own",
            );
        }
        let none = Values::new();
        self.replace_marks(&mut merge.on, target, &none);
        self.replace_marks_beside(std::slice::from_mut(&mut merge.source), target);
        for when in &mut merge.whens {
            self.merge_action(&mut when.action, target);
            if let Some(condition) = &mut when.condition {
                self.replace_marks(condition, target, &none);
            }
            match &mut when.action {
                MergeAction::Nothing | MergeAction::Delete(_) | MergeAction::Insert { .. } => {}
                MergeAction::Update(set) => {
                    for value in values_of(set) {
                        self.replace_marks(value, target, &none);
                    }
                }
            }
        }
        if let Some(returning) = &mut merge.returning {
            let beside = std::slice::from_ref(&merge.source);
            self.replace_marks_in_returning(returning, target, beside);
        }
    }

    /// Refuses DELETE in a MERGE: it would have to move rows.
    pub(in crate::protect) fn refuse_merge_delete_archived(
        &mut self,
        target: Target<'_>,
        span: Span,
    ) {
        let help = format!(
            "write a statement of its own: `delete from {} using … where …`",
            target.table.local_name
        );
        self.two_tables(target, span, "moved to the archive by a MERGE", &help);
    }

    /// Refuses DO RESTORE: the row that conflicts is an active one.
    pub(in crate::protect) fn refuse_restore_archived(&mut self, guard: Guard<'_>, span: Span) {
        let name = &guard.table.local_name;
        self.errors.push(
            Diagnostic::new(
                &protection::RESTORE_CONFLICT,
                span,
                format!("deleted rows of `{name}` stand in another table, so none can conflict"),
            )
            .help(format!("restore the row first: `restore {name} where …`")),
        );
    }

    /// Refuses HARD DELETE of both where more than the rows themselves is looked at or recorded.
    pub(in crate::protect) fn refuse_removal_of_both(&mut self, target: Target<'_>, span: Span) {
        let help = format!(
            "delete active rows first, `delete from {0} …`, and remove those of the archive: `hard delete from {0} only deleted …`",
            target.table.local_name
        );
        self.two_tables(target, span, "removed", &help);
    }

    fn two_tables(&mut self, target: Target<'_>, span: Span, done: &str, help: &str) {
        let name = &target.table.local_name;
        let message = format!(
            "deleted rows of `{name}` stand in another table, so that both cannot be {done} at once"
        );
        self.errors
            .push(Diagnostic::new(&protection::TWO_TABLES, span, message).help(help));
    }
}

/// The values that SET gives.
fn values_of(set: &mut [Assignment]) -> impl Iterator<Item = &mut Expr> {
    set.iter_mut().map(|assignment| match assignment {
        Assignment::Column(_, value) | Assignment::Row(_, value) => value,
    })
}
