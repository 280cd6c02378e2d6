//! ON CONFLICT.

use super::checker::Checker;
use super::clause::Clause;
use crate::ast::{ConflictAction, ConflictElement, ConflictTarget, Expr, ExprKind, OnConflict};
use crate::diagnostic::types;
use crate::gather::Gather as _;
use crate::resolve::lookup::Found;
use crate::resolve::{EntryId, NamespaceItem};
use crate::span::Span;

impl<'a> Checker<'a, '_> {
    /// The target must be a declared key; the action sees the row that is there and the one that was to be inserted.
    pub(super) fn on_conflict(
        &mut self,
        conflict: &'a OnConflict,
        entry: EntryId,
        table: Option<usize>,
    ) {
        match &conflict.target {
            Some(ConflictTarget::Columns {
                elements,
                where_clause,
                span,
            }) => {
                self.within(Clause::Conflict, |checker| {
                    for element in elements {
                        let ty = checker.expr(&element.expr);
                        checker.settled((&element.expr, ty));
                        if let Some(order) = &element.order {
                            checker.report_with(
                                &types::CONFLICT_TARGET,
                                order.span,
                                "an order cannot stand in `on conflict`",
                                "leave it out: a unique index conflicts whatever its order",
                            );
                        }
                    }
                });
                if let Some(condition) = where_clause {
                    self.condition(condition, Clause::Conflict);
                }
                if let Some(table) = table {
                    self.check_conflict_target(elements, where_clause.as_ref(), *span, table);
                }
            }
            // The names of constraints are not declared; the server knows them.
            Some(ConflictTarget::Constraint(_)) => {}
            None => {
                if !matches!(conflict.action, ConflictAction::Nothing) {
                    self.report_with(
                        &types::CONFLICT_TARGET,
                        conflict.span,
                        "only `do nothing` may leave out what conflicts",
                        "name the columns of the unique key: `on conflict (email) do …`",
                    );
                }
            }
        }
        let shown = self.show_excluded(entry);
        match &conflict.action {
            ConflictAction::Nothing => {}
            ConflictAction::Update { set, where_clause } => {
                self.assignments(set, table);
                if let Some(condition) = where_clause {
                    self.condition(condition, Clause::Where);
                }
            }
            ConflictAction::Restore { set, span: _ } => self.assignments(set, table),
        }
        self.resolver.level().items.truncate(shown);
    }

    /// EXCLUDED: the row that was to be inserted. Gives how many items there were before.
    fn show_excluded(&mut self, target: EntryId) -> usize {
        let before = self.resolver.level().items.len();
        let mut excluded = self.resolver.entries[target.0].clone();
        excluded.name = Some("excluded".to_owned());
        let excluded = self.resolver.add(excluded);
        self.resolver
            .level()
            .items
            .push(NamespaceItem::visible(excluded));
        before
    }

    /// The columns must be those of the primary key or of a unique key. Expressions and conditions are of indexes that
    /// are not declared.
    fn check_conflict_target(
        &mut self,
        elements: &'a [ConflictElement],
        condition: Option<&'a Expr>,
        span: Span,
        table: usize,
    ) {
        let mut columns = Vec::new();
        for element in elements {
            if !matches!(element.expr.kind, ExprKind::Column(_)) {
                return;
            }
            match self.found.get(&element.expr.id) {
                Some(Found::Column(_, _, column)) => columns.push(*column),
                Some(Found::System(..) | Found::Row(..)) | None => return,
            }
        }
        if condition.is_some() {
            return;
        }
        columns.sort_unstable();
        columns.dedup();
        let declared = &self.schema.tables[table];
        let is_key = |key: &[usize]| {
            let mut key = key.to_vec();
            key.sort_unstable();
            key == columns
        };
        if is_key(&declared.primary_key) || declared.unique.iter().any(|key| is_key(key)) {
            return;
        }
        let spell = |key: &[usize]| {
            let names: Vec<&str> = key
                .iter()
                .map(|&column| declared.columns[column].name.as_str())
                .gather();
            format!("`({})`", names.join(", "))
        };
        let mut keys: Vec<String> = Vec::new();
        if !declared.primary_key.is_empty() {
            keys.push(spell(&declared.primary_key));
        }
        keys.extend(declared.unique.iter().map(|key| spell(key)));
        let written = spell(&columns);
        let help = if keys.is_empty() {
            "the table has no declared key; declare one with `#[column(unique)]` or `#[column(primary_key)]`".to_owned()
        } else {
            format!(
                "the keys are {}; another is declared with `#[column(unique)]`",
                keys.join(", ")
            )
        };
        self.report_with(
            &types::CONFLICT_TARGET,
            span,
            format!(
                "{written} is no primary key and no unique key of `{}`",
                declared.local_name
            ),
            help,
        );
    }
}
