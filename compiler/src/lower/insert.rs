//! INSERT: a column list always, and rows of Rust as VALUES or as arrays.

use super::{Lower, build::Build};
use crate::ast::{
    ConflictTarget, Expr, ExprKind, Insert, InsertColumn, InsertSource, MergeAction, MergeWhen,
    NodeId, OnConflict, QueryBody, Statement, Values,
};
use crate::check::ColumnId;
use crate::gather::Gather as _;
use crate::span::Span;
use crate::visit::{Visitor, walk_statement};

/// The parameters of the source that are slices of rows.
pub(super) fn parameters_of_rows(statement: &Statement) -> Vec<usize> {
    struct Rows(Vec<usize>);
    impl Visitor for Rows {
        fn as_visitor(&mut self) -> &mut dyn Visitor {
            self
        }

        fn statement(&mut self, statement: &Statement) {
            if let Statement::Insert(insert) = statement
                && let InsertSource::Rows(index, _) = insert.source
            {
                self.0.push(index);
            }
            walk_statement(self, statement);
        }
    }
    let mut rows = Rows(Vec::new());
    rows.statement(statement);
    rows.0
}

impl Lower<'_> {
    /// Spells an INSERT whose parts have been spelled.
    pub(super) fn lower_insert(&mut self, insert: &mut Insert) {
        if let Some(OnConflict {
            target: Some(ConflictTarget::Columns { elements, .. }),
            ..
        }) = &mut insert.on_conflict
        {
            for element in elements {
                keep_bare(&mut element.expr);
            }
        }
        match &insert.source {
            InsertSource::Default => {}
            InsertSource::Query(_) => {
                if insert.columns.is_empty() {
                    insert.columns = self.written_columns(insert.id, insert.table.span);
                }
            }
            InsertSource::Struct(index, span) => {
                let (index, span) = (*index, *span);
                let columns = self.columns_of_parameter(index);
                let first = self.params.first(index);
                let values = (first..first + columns.len())
                    .map(|value| {
                        self.params
                            .value(self.schema, value, &mut Build::new(self.ids, span))
                    })
                    .gather();
                if insert.columns.is_empty() {
                    insert.columns = self.column_list(&columns, span);
                }
                let body = QueryBody::Values(Values {
                    id: self.ids.next(),
                    span,
                    rows: vec![values],
                });
                insert.source =
                    InsertSource::Query(Box::new(Build::new(self.ids, span).query(body)));
            }
            InsertSource::Rows(index, span) => {
                let (index, span) = (*index, *span);
                let columns = self.columns_of_parameter(index);
                if insert.columns.is_empty() {
                    insert.columns = self.column_list(&columns, span);
                }
                let rows = self.rows(self.params.first(index), columns.len(), span);
                insert.source = InsertSource::Query(Box::new(rows));
            }
        }
    }

    /// Writes out the values of the INSERT of a MERGE, and gives it its column list.
    pub(super) fn lower_merge_insert(&mut self, when: &mut MergeWhen, place: Span) {
        let MergeAction::Insert {
            columns,
            values: Some(values),
            ..
        } = &mut when.action
        else {
            return;
        };
        self.lower_fields(values);
        if columns.is_empty() {
            *columns = self.written_columns(when.id, place);
        }
    }

    /// The list of the columns that an INSERT without one writes: the struct's, as many as there are values.
    fn written_columns(&mut self, id: NodeId, place: Span) -> Vec<InsertColumn> {
        let columns = self.analysis.insert_columns.get(&id).cloned();
        self.column_list(&columns.unwrap_or_default(), place)
    }

    /// The columns that a parameter, a struct or rows, gives.
    fn columns_of_parameter(&self, index: usize) -> Vec<ColumnId> {
        let known = self.analysis.params.get(index).and_then(Option::as_ref);
        known
            .and_then(|known| known.rows.clone())
            .unwrap_or_default()
    }

    fn column_list(&mut self, columns: &[ColumnId], span: Span) -> Vec<InsertColumn> {
        let schema = self.schema;
        let names = columns
            .iter()
            .map(|id| schema.tables[id.table].columns[id.column].name.as_str());
        self.insert_columns(names, span)
    }

    fn insert_columns<'n>(
        &mut self,
        names: impl Iterator<Item = &'n str>,
        span: Span,
    ) -> Vec<InsertColumn> {
        let columns = names.map(|name| InsertColumn {
            id: self.ids.next(),
            name: Build::new(self.ids, span).name(name),
            indirection: Vec::new(),
        });
        columns.gather()
    }
}

/// Takes the qualifier off a column of a conflict target, where the grammar takes bare names only.
fn keep_bare(expr: &mut Expr) {
    if let ExprKind::Column(name) = &mut expr.kind {
        let last = name.parts.len().saturating_sub(1);
        name.parts.drain(..last);
    }
}
