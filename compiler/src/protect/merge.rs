//! MERGE: deleted rows of the target match nothing, and its source sees what it would see anywhere else.
//!
//! The condition of the target stands in ON, so that a source row that would only meet a deleted row is not matched, as if
//! the deleted row were not there. NOT MATCHED BY SOURCE takes every row of the target that met no source row, deleted ones
//! among them, and repeats the condition.

use super::{Protect, placement::Sink, target::Target};
use crate::ast::{Attribution, Expr, Merge, MergeAction, MergeMatch};
use crate::diagnostic::{Diagnostic, protection};
use crate::span::Span;

impl Protect<'_> {
    /// Protects a MERGE.
    pub(super) fn merge(&mut self, merge: &mut Merge) {
        let mut wrapped = Vec::new();
        // A source row that is left out must not count as unmatched, so ON is no place for its condition.
        self.place(&mut merge.source, Sink::None, &mut wrapped);
        let Some(target) = self.target_of(&merge.table) else {
            return;
        };
        let condition = self.condition_of(&mut merge.table);
        self.guard(&mut merge.on, condition.clone().into_iter().collect());
        for when in &mut merge.whens {
            if when.matched == MergeMatch::NotMatchedBySource {
                self.guard_where(&mut when.condition, condition.clone().into_iter().collect());
            }
            self.merge_action(&mut when.action, target);
        }
    }

    fn merge_action(&mut self, action: &mut MergeAction, target: Target<'_>) {
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
        self.refuse_children(target.table, span, "deleting");
        Some(self.marks(guard, target, Attribution::default(), span))
    }

    /// The condition of WHERE that filters rows of a target, put before the user's.
    pub(super) fn guard_target(
        &mut self,
        where_clause: &mut Option<Expr>,
        item: &mut crate::ast::FromItem,
        others: Vec<Expr>,
    ) {
        let mut guards: Vec<Expr> = self.condition_of(item).into_iter().collect();
        guards.extend(others);
        self.guard_where(where_clause, guards);
    }
}
