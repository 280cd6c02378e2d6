//! INSERT.

use super::ColumnId;
use super::assign::Destination;
use super::checker::Checker;
use super::clause::Clause;
use super::compare::{mismatch, query_mismatch};
use super::query::{OutColumn, Use};
use super::statement::{Versions, table_name};
use crate::ast::{Expr, Insert, InsertColumn, InsertSource, NodeId, Query, QueryBody, Values};
use crate::diagnostic::types;
use crate::gather::Gather as _;
use crate::resolve::report::listed;

impl<'a> Checker<'a, '_> {
    /// INSERT: what it inserts does not see the table; ON CONFLICT and RETURNING do.
    pub(super) fn insert(&mut self, insert: &'a Insert, outermost: bool) -> Vec<OutColumn<'a>> {
        if let Some(with) = &insert.with {
            self.with(with);
        }
        let target = self.target_table(&insert.table);
        let (entry, table) = match target {
            Some((entry, table)) => (entry, Some(table)),
            None => (self.broken_target(&insert.table), None),
        };
        let destinations = self.destinations(insert, table);
        self.overriding = insert.overriding.is_some();
        self.insert_source(insert, table, &destinations);
        self.overriding = false;
        self.show_target(entry);
        if let Some(on_conflict) = &insert.on_conflict {
            self.on_conflict(on_conflict, entry, table);
        }
        // A row that was inserted has no old version; one that was updated instead has.
        let versions = Versions {
            old_missing: true,
            new_missing: false,
        };
        self.returning(insert.returning.as_ref(), entry, versions, outermost)
    }

    /// The columns that values go to: those of the list, else the fields of the table's struct that can be written, in
    /// their order. PostgreSQL takes the order of the columns in the database there, which a declaration does not know;
    /// the statement that is sent names the columns.
    fn destinations(
        &mut self,
        insert: &'a Insert,
        table: Option<usize>,
    ) -> Vec<Option<Destination>> {
        let Some(table) = table else {
            return insert.columns.iter().map(|_| None).gather();
        };
        if insert.columns.is_empty() {
            return self
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
                .gather();
        }
        let written: Vec<&InsertColumn> = insert.columns.iter().gather();
        self.report_repeated(&written);
        written
            .into_iter()
            .map(|column| self.written_column(table, column))
            .gather()
    }

    /// The fields of a table's struct that an INSERT writes. Those with a default are among them, as the struct has a value
    /// for them.
    pub(super) fn writable(&self, table: usize) -> Vec<ColumnId> {
        let columns = self.schema.tables[table].written_by_insert().into_iter();
        columns.map(|column| ColumnId { table, column }).gather()
    }

    fn insert_source(
        &mut self,
        insert: &'a Insert,
        table: Option<usize>,
        destinations: &[Option<Destination>],
    ) {
        let listed = !insert.columns.is_empty();
        let mut written = destinations.len();
        match &insert.source {
            InsertSource::Default => {
                if let Some(table) = table {
                    self.report_missing_columns(insert, table, &[]);
                }
            }
            InsertSource::Struct(index, span) | InsertSource::Rows(index, span) => {
                let columns: Vec<ColumnId> = destinations
                    .iter()
                    .flatten()
                    .map(|destination| destination.column)
                    .gather();
                for (written, destination) in insert.columns.iter().zip(destinations) {
                    if let Some(found) = destination {
                        self.refuse_generated(found.column, written.name.span, "leave it out");
                    }
                }
                let state = self.param_state(*index);
                state.span.get_or_insert(*span);
                let conflict = state.ty.is_some()
                    || state.rows.as_ref().is_some_and(|known| *known != columns);
                if conflict {
                    self.report(
                        &types::PARAM_CONFLICT,
                        *span,
                        "a parameter that is a struct or rows cannot be used as a value too",
                    );
                } else if table.is_some() {
                    state.rows = Some(columns.clone());
                    state.not_null = true;
                } else {
                    state.quiet = true;
                }
                if let Some(table) = table {
                    self.report_missing_columns(insert, table, &columns);
                }
            }
            InsertSource::Query(query) => {
                let known = if let Some(values) = plain_values(query) {
                    self.insert_values(insert, table, values, destinations, listed)
                } else {
                    self.insert_query(insert, table, query, destinations, listed)
                };
                written = known.unwrap_or(written);
            }
        }
        self.note_written(insert.id, destinations, written);
    }

    /// Notes which columns as many values go to.
    pub(super) fn note_written(
        &mut self,
        id: NodeId,
        destinations: &[Option<Destination>],
        values: usize,
    ) {
        let written = destinations.iter().take(values).flatten();
        let columns = written.map(|destination| destination.column).gather();
        self.analysis.insert_columns.insert(id, columns);
    }

    /// VALUES: each value is assigned by itself. Gives how many a row has; `None` if a mistake hides it.
    fn insert_values(
        &mut self,
        insert: &'a Insert,
        table: Option<usize>,
        values: &'a Values,
        destinations: &[Option<Destination>],
        listed: bool,
    ) -> Option<usize> {
        let clause = if values.rows.len() == 1 {
            Clause::InsertValues
        } else {
            Clause::Values
        };
        self.open();
        let mut rows = Vec::new();
        for row in &values.rows {
            rows.push(self.within(clause, |checker| {
                checker.assign_list(&insert.columns, destinations, row)
            }));
        }
        self.close();
        let first = rows.first().and_then(Option::as_ref)?;
        let width = first.len();
        for (row, given) in values.rows.iter().zip(&rows) {
            if let Some(given) = given {
                self.check_width(row, given.len(), width);
            }
        }
        let known = table.is_some() || listed;
        if known && (width > destinations.len() || listed && width < destinations.len()) {
            self.report_width(insert, first, destinations.len());
        } else if let Some(table) = table {
            let columns: Vec<ColumnId> = destinations
                .iter()
                .take(width)
                .flatten()
                .map(|found| found.column)
                .gather();
            self.report_missing_columns(insert, table, &columns);
        }
        Some(width)
    }

    fn report_width(&mut self, insert: &'a Insert, row: &[&'a Expr], columns: usize) {
        let width = row.len();
        let (span, message) = if width > columns {
            let extra = row[columns].span;
            (extra, mismatch(width, columns))
        } else {
            let extra = insert
                .columns
                .get(width)
                .map_or(insert.span, |column| column.name.span);
            (extra, mismatch(width, columns))
        };
        self.report(&types::INSERT_LENGTHS, span, message);
    }

    fn insert_query(
        &mut self,
        insert: &'a Insert,
        table: Option<usize>,
        query: &'a Query,
        destinations: &[Option<Destination>],
        listed: bool,
    ) -> Option<usize> {
        let before = self.errors.len();
        let result = self.query(query, Use::Open);
        let columns = result.columns;
        for (index, column) in columns.iter().enumerate() {
            if let Some(destination) = destinations.get(index).copied().flatten() {
                let place = insert
                    .columns
                    .get(index)
                    .map_or(column.span, |column| column.name.span);
                self.assign_column(destination, place, &column.exprs, column.ty, column.span);
            }
        }
        if result.broken || columns.is_empty() && self.errors.len() > before {
            return None;
        }
        let known = table.is_some() || listed;
        if known
            && (columns.len() > destinations.len() || listed && columns.len() < destinations.len())
        {
            let span = if columns.len() > destinations.len() {
                columns
                    .get(destinations.len())
                    .map_or(query.span, |column| column.span)
            } else {
                insert
                    .columns
                    .get(columns.len())
                    .map_or(query.span, |column| column.name.span)
            };
            self.report(
                &types::INSERT_LENGTHS,
                span,
                query_mismatch(columns.len(), destinations.len()),
            );
        } else if let Some(table) = table {
            let written: Vec<ColumnId> = destinations
                .iter()
                .take(columns.len())
                .flatten()
                .map(|found| found.column)
                .gather();
            self.report_missing_columns(insert, table, &written);
        }
        Some(columns.len())
    }

    /// Columns that take no NULL, have no default and get no value.
    fn report_missing_columns(&mut self, insert: &'a Insert, table: usize, written: &[ColumnId]) {
        let declared = &self.schema.tables[table];
        let marks = declared.marker_columns();
        let missing: Vec<&str> = declared
            .columns
            .iter()
            .enumerate()
            .filter(|(index, column)| {
                !column.nullable
                    && !column.has_default
                    && !column.generated
                    && !marks.contains(index)
                    && !written.contains(&ColumnId { table, column: *index })
                    // One that was misspelled is reported at the word.
                    && !insert.columns.iter().any(|written| written.name.text == column.name)
            })
            .map(|(_, column)| column.name.as_str())
            .gather();
        if missing.is_empty() {
            return;
        }
        let misspelled = insert
            .columns
            .iter()
            .any(|column| declared.column(&column.name.text).is_none());
        if misspelled {
            return;
        }
        let list = listed(&missing);
        let message = if missing.len() == 1 {
            format!(
                "column {list} of `{}` takes no NULL and has no default, but gets no value",
                table_name(self.schema, table)
            )
        } else {
            format!(
                "columns {list} of `{}` take no NULL and have no default, but get no value",
                table_name(self.schema, table)
            )
        };
        self.report_with(
            &types::MISSING_COLUMN,
            insert.table.span,
            message,
            "add them to the column list, or declare their default: `#[column(default)]`",
        );
    }
}

/// VALUES and nothing around it: its values are assigned one by one, and may be DEFAULT.
fn plain_values(query: &Query) -> Option<&Values> {
    let plain = query.with.is_none()
        && query.order_by.is_empty()
        && query.limit.is_none()
        && query.offset.is_none()
        && query.locking.is_empty();
    match &query.body {
        QueryBody::Values(values) if plain => Some(values),
        QueryBody::Nested(inner) if plain => plain_values(inner),
        QueryBody::Values(_)
        | QueryBody::Nested(_)
        | QueryBody::Select(_)
        | QueryBody::Table(_)
        | QueryBody::SetOperation(_) => None,
    }
}
