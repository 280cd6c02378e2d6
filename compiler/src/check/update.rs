//! UPDATE, and SET wherever it stands.

use super::assign::Destination;
use super::checker::Checker;
use super::clause::Clause;
use super::compare::{counted, mismatch, query_mismatch};
use super::query::{OutColumn, Use};
use super::statement::Versions;
use crate::ast::{Assignment, Expr, ExprKind, FromItem, InsertColumn, Update};
use crate::diagnostic::types;
use crate::gather::Gather as _;
use crate::resolve::EntryId;

impl<'a> Checker<'a, '_> {
    /// UPDATE: everything sees the table and the items of FROM, but FROM itself does not see the table.
    pub(super) fn update(&mut self, update: &'a Update, outermost: bool) -> Vec<OutColumn<'a>> {
        if let Some(with) = &update.with {
            self.with(with);
        }
        let (entry, table) = self.target(&update.table);
        self.others(&update.from, entry);
        if let Some(condition) = &update.where_clause {
            self.condition(condition, Clause::Where);
            self.learn(condition, None);
        }
        self.assignments(&update.set, table);
        self.forget(entry);
        self.returning(
            update.returning.as_ref(),
            entry,
            Versions::default(),
            outermost,
        )
    }

    /// The target of a statement, made visible.
    pub(super) fn target(&mut self, item: &'a FromItem) -> (EntryId, Option<usize>) {
        let (entry, table) = match self.target_table(item) {
            Some((entry, table)) => (entry, Some(table)),
            None => (self.broken_target(item), None),
        };
        self.show_target(entry);
        (entry, table)
    }

    /// FROM of UPDATE, USING of DELETE.
    pub(super) fn others(&mut self, items: &'a [FromItem], target: EntryId) {
        for item in &mut self.resolver.level().items {
            if item.entry == target {
                item.lateral_only = true;
                item.lateral_ok = false;
            }
        }
        self.from_list(items);
        for item in &mut self.resolver.level().items {
            item.lateral_only = false;
        }
    }

    /// SET
    pub(super) fn assignments(&mut self, set: &'a [Assignment], table: Option<usize>) {
        let written: Vec<&InsertColumn> = set
            .iter()
            .flat_map(|assignment| match assignment {
                Assignment::Column(column, _) => vec![column],
                Assignment::Row(columns, _) => columns.iter().gather(),
            })
            .gather();
        self.report_repeated(&written);
        self.within(Clause::Set, |checker| {
            for assignment in set {
                match assignment {
                    Assignment::Column(column, value) => {
                        let destination =
                            table.and_then(|table| checker.written_column(table, column));
                        checker.assign(destination, column.name.span, value);
                    }
                    Assignment::Row(columns, value) => {
                        let destinations: Vec<Option<Destination>> = columns
                            .iter()
                            .map(|column| {
                                table.and_then(|table| checker.written_column(table, column))
                            })
                            .gather();
                        checker.assign_row(columns, &destinations, value);
                    }
                }
            }
        });
    }

    /// `(a, b) = (…)`: a row or a query.
    fn assign_row(
        &mut self,
        columns: &'a [InsertColumn],
        destinations: &[Option<Destination>],
        value: &'a Expr,
    ) {
        match &value.kind {
            ExprKind::Row {
                explicit: _,
                fields,
            } => {
                if let Some(written) = self.assign_list(columns, destinations, fields)
                    && written.len() != columns.len()
                {
                    self.report(
                        &types::INSERT_LENGTHS,
                        value.span,
                        mismatch(written.len(), columns.len()),
                    );
                }
                self.note(
                    value,
                    Some(super::Type::computed(
                        crate::catalog::builtin::TypeId::RECORD,
                        false,
                    )),
                );
            }
            ExprKind::Subquery(query) => {
                let given = self.query(query, Use::Open).columns;
                if given.len() != columns.len() && !given.is_empty() {
                    self.report(
                        &types::INSERT_LENGTHS,
                        query.span,
                        query_mismatch(given.len(), columns.len()),
                    );
                }
                for (index, column) in given.iter().enumerate() {
                    if let Some(destination) = destinations.get(index).copied().flatten() {
                        let place = columns
                            .get(index)
                            .map_or(column.span, |column| column.name.span);
                        self.assign_column(
                            destination,
                            place,
                            &column.exprs,
                            column.ty,
                            column.span,
                        );
                    }
                }
            }
            _ => {
                if let ([column], [destination]) = (columns, destinations) {
                    self.assign(*destination, column.name.span, value);
                } else {
                    self.expr(value);
                    self.report_with(
                        &types::INSERT_LENGTHS,
                        value.span,
                        format!(
                            "{} are written, but this is one value",
                            counted(columns.len())
                        ),
                        "write a row or a query: `(a, b) = ($a, $b)`",
                    );
                }
            }
        }
    }
}
