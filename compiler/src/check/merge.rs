//! MERGE.

use super::assign::Destination;
use super::checker::Checker;
use super::clause::Clause;
use super::compare::mismatch;
use super::query::OutColumn;
use super::statement::Versions;
use crate::ast::{Expr, InsertColumn, Merge, MergeAction, MergeMatch, MergeWhen};
use crate::diagnostic::types;
use crate::gather::Gather as _;
use crate::resolve::{EntryId, NamespaceItem};

impl<'a> Checker<'a, '_> {
    /// MERGE: each WHEN sees the rows that there are for it.
    pub(super) fn merge_statement(
        &mut self,
        merge: &'a Merge,
        outermost: bool,
    ) -> Vec<OutColumn<'a>> {
        if let Some(with) = &merge.with {
            self.with(with);
        }
        let (entry, table) = self.target(&merge.table);
        self.others(std::slice::from_ref(&merge.source), entry);
        self.condition(&merge.on, Clause::On);
        let all = self.resolver.level().items.clone();
        let (target, source): (Vec<NamespaceItem>, Vec<NamespaceItem>) =
            all.iter().copied().partition(|item| item.entry == entry);
        for when in &merge.whens {
            self.resolver.level().items = match when.matched {
                MergeMatch::Matched => all.clone(),
                MergeMatch::NotMatchedByTarget => source.clone(),
                MergeMatch::NotMatchedBySource => target.clone(),
            };
            self.merge_when(when, table);
        }
        self.resolver.level().items = all;
        // A row that NOT MATCHED BY SOURCE changed has no source.
        let sourceless = merge
            .whens
            .iter()
            .any(|when| when.matched == MergeMatch::NotMatchedBySource);
        if sourceless {
            let members: Vec<EntryId> = source.iter().map(|item| item.entry).gather();
            self.resolver.null_extend(&members);
        }
        let does =
            |wanted: fn(&MergeAction) -> bool| merge.whens.iter().any(|when| wanted(&when.action));
        let versions = Versions {
            old_missing: does(|action| matches!(action, MergeAction::Insert { .. })),
            new_missing: does(|action| matches!(action, MergeAction::Delete(_))),
        };
        self.returning(merge.returning.as_ref(), entry, versions, outermost)
    }

    fn merge_when(&mut self, when: &'a MergeWhen, table: Option<usize>) {
        if let Some(condition) = &when.condition {
            self.condition(condition, Clause::When);
        }
        match &when.action {
            MergeAction::Nothing | MergeAction::Delete(_) => {}
            MergeAction::Update(set) => self.assignments(set, table),
            MergeAction::Insert {
                columns,
                overriding,
                values,
            } => {
                self.overriding = overriding.is_some();
                self.merge_insert(when, columns, values.as_deref(), table);
                self.overriding = false;
            }
        }
    }

    fn merge_insert(
        &mut self,
        when: &'a MergeWhen,
        columns: &'a [InsertColumn],
        values: Option<&'a [Expr]>,
        table: Option<usize>,
    ) {
        let written: Vec<&InsertColumn> = columns.iter().gather();
        self.report_repeated(&written);
        let destinations: Vec<Option<Destination>> = match table {
            Some(table) if columns.is_empty() => self
                .writable(table)
                .into_iter()
                .map(|column| {
                    let ty = self.declared_type(column);
                    Some(Destination {
                        column,
                        ty,
                        whole: true,
                    })
                })
                .gather(),
            Some(table) => columns
                .iter()
                .map(|column| self.written_column(table, column))
                .gather(),
            None => columns.iter().map(|_| None).gather(),
        };
        let (given, values) = (values.is_some(), values.unwrap_or_default());
        let assigned = self.within(Clause::InsertValues, |checker| {
            checker.assign_list(columns, &destinations, values)
        });
        let Some(assigned) = assigned else {
            return;
        };
        self.note_written(when.id, &destinations, assigned.len());
        let listed = !columns.is_empty();
        let wrong =
            assigned.len() > destinations.len() || listed && assigned.len() < destinations.len();
        if given && wrong && (table.is_some() || listed) {
            let span = values
                .last()
                .map_or_else(|| columns[0].name.span, |value| value.span);
            self.report(
                &types::INSERT_LENGTHS,
                span,
                mismatch(assigned.len(), destinations.len()),
            );
        }
    }
}
