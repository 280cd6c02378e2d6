//! Queries: WITH, the body, and the clauses after it.

use super::Type;
use super::checker::Checker;
use super::clause::Clause;
use crate::ast::{Expr, Locking, Query, QueryBody, SortBy, Target, Values};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::{grouping, name, types};
use crate::gather::Gather as _;
use crate::resolve::{EntryId, EntryKind, RangeColumn};
use crate::span::Span;

/// A column of a query's result.
#[derive(Clone, Debug)]
pub(super) struct OutColumn<'a> {
    /// Its name, as the server would give it.
    pub(super) name: String,
    /// Whether the server found one; else it is `?column?`.
    pub(super) named: bool,
    /// Its place.
    pub(super) span: Span,
    /// Its type; `None` after a mistake.
    pub(super) ty: Option<Type>,
    /// The expressions that give its values, those of unknown type among them.
    pub(super) exprs: Vec<&'a Expr>,
    /// The entry of the target list.
    pub(super) target: Option<&'a Target>,
    /// For a whole row as an entry of the target list, the range table entry.
    pub(super) row: Option<EntryId>,
    /// A mark at the alias says whether it may be NULL.
    pub(super) marked: bool,
}

/// How the result of a query is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It is the result of the statement.
    Outermost,
    /// Its columns are read: those of unknown type are texts.
    Columns,
    /// Its columns become something else, which tells the types of unknown ones.
    Open,
}

/// What checking a query gave.
#[derive(Clone, Debug, Default)]
pub(super) struct QueryResult<'a> {
    /// Its columns.
    pub(super) columns: Vec<OutColumn<'a>>,
    /// Whether it surely gives exactly one row.
    pub(super) one_row: bool,
    /// For `select from users` as the outermost statement: the entry that it gives whole.
    pub(super) table: Option<EntryId>,
    /// Whether there are more columns, which a mistake hides.
    pub(super) broken: bool,
}

/// The clauses after a query's body, of the query itself and of those around it in parentheses.
#[derive(Clone, Copy)]
pub(super) struct Tail<'t, 'a> {
    queries: &'t [&'a Query],
}

/// The clauses of these queries.
pub(super) fn tail<'t, 'a>(queries: &'t [&'a Query]) -> Tail<'t, 'a> {
    Tail { queries }
}

impl<'a> Tail<'_, 'a> {
    /// ORDER BY
    pub(super) fn order_by(self) -> &'a [SortBy] {
        self.queries
            .iter()
            .map(|query| query.order_by.as_slice())
            .find(|sorts| !sorts.is_empty())
            .unwrap_or_default()
    }

    /// Whether LIMIT or OFFSET may leave rows out.
    pub(super) fn limits(self) -> bool {
        self.queries
            .iter()
            .any(|query| query.limit.is_some() || query.offset.is_some())
    }

    /// FOR UPDATE and its kin.
    pub(super) fn locking(self) -> impl Iterator<Item = &'a Locking> {
        self.queries.iter().flat_map(|query| &query.locking)
    }
}

impl<'a> Checker<'a, '_> {
    /// Checks a query in a level of its own.
    pub(super) fn query(&mut self, query: &'a Query, usage: Use) -> QueryResult<'a> {
        self.open();
        let before = std::mem::replace(&mut self.broken, false);
        let mut result = self.nested_query(query, &[], usage);
        result.broken = std::mem::replace(&mut self.broken, before);
        if usage != Use::Open {
            self.settle_columns(&mut result.columns);
        }
        self.close();
        result
    }

    /// A query whose level is open already: parentheses around a query add clauses to it.
    fn nested_query(
        &mut self,
        query: &'a Query,
        around: &[&'a Query],
        usage: Use,
    ) -> QueryResult<'a> {
        if let Some(with) = &query.with {
            self.with(with);
        }
        let mut queries = around.to_vec();
        queries.push(query);
        let tail = Tail { queries: &queries };
        match &query.body {
            QueryBody::Nested(inner) => self.nested_query(inner, &queries, usage),
            QueryBody::Select(select) => {
                let mut result = self.select(select, tail, usage);
                self.limits(&queries);
                result.one_row &= !tail.limits();
                result
            }
            QueryBody::Values(values) => {
                let columns = self.values(values, usage);
                self.order_outputs(tail, &columns, "VALUES");
                self.limits(&queries);
                QueryResult {
                    columns,
                    one_row: values.rows.len() == 1 && !tail.limits(),
                    table: None,
                    broken: false,
                }
            }
            QueryBody::Table(item) => {
                let ranged = self.from_item(item);
                self.resolver.show(&ranged.items, self.errors);
                let columns = self.star_columns(&ranged.items, item.span);
                self.order_by(tail.order_by(), &[], &columns, None);
                self.limits(&queries);
                QueryResult {
                    columns,
                    one_row: false,
                    table: None,
                    broken: false,
                }
            }
            QueryBody::SetOperation(operation) => {
                let columns = self.set_operation(operation);
                self.order_outputs(tail, &columns, "a set operation");
                self.limits(&queries);
                QueryResult {
                    columns,
                    one_row: false,
                    table: None,
                    broken: false,
                }
            }
        }
    }

    /// An arm of a set operation, in a level of its own.
    pub(super) fn arm(&mut self, body: &'a QueryBody) -> Vec<OutColumn<'a>> {
        match body {
            QueryBody::Nested(query) => self.query(query, Use::Open).columns,
            QueryBody::Select(select) => {
                self.open();
                let result = self.select(select, Tail { queries: &[] }, Use::Open);
                self.close();
                result.columns
            }
            QueryBody::Values(values) => {
                self.open();
                let columns = self.values(values, Use::Open);
                self.close();
                columns
            }
            QueryBody::Table(item) => {
                self.open();
                let ranged = self.from_item(item);
                self.resolver.show(&ranged.items, self.errors);
                let columns = self.star_columns(&ranged.items, item.span);
                self.close();
                columns
            }
            QueryBody::SetOperation(operation) => self.set_operation(operation),
        }
    }

    /// VALUES: every row has as many values, each column one type.
    pub(super) fn values(&mut self, values: &'a Values, usage: Use) -> Vec<OutColumn<'a>> {
        let mut rows = Vec::new();
        for row in &values.rows {
            rows.push(self.within(Clause::Values, |checker| checker.list(row)));
        }
        let width = rows.first().map_or(0, |row| row.values.len());
        self.broken |= rows.first().is_some_and(|row| row.broken);
        for (row, given) in values.rows.iter().zip(&rows) {
            if !given.is_as_wide_as(&rows[0]) {
                self.check_width(row, given.values.len(), width);
            }
        }
        if !self.frame().aggregates.is_empty() {
            self.frame().aggregates.clear();
        }
        (0..width)
            .map(|index| {
                let column: Vec<_> = rows
                    .iter()
                    .filter_map(|row| row.values.get(index).copied())
                    .gather();
                let open = usage == Use::Open && column.len() == 1;
                let id = if open {
                    column[0].1.map(|ty| ty.id)
                } else {
                    self.common(&column, "the values of a column")
                };
                let nullable = column.iter().any(|(_, ty)| ty.is_none_or(|ty| ty.nullable));
                let origin = (column.len() == 1)
                    .then(|| column[0].1.and_then(|ty| ty.origin))
                    .flatten();
                OutColumn {
                    name: format!("column{}", index + 1),
                    named: true,
                    span: column.first().map_or(values.span, |(expr, _)| expr.span),
                    ty: id.map(|id| Type {
                        id,
                        nullable,
                        origin,
                    }),
                    exprs: column.iter().map(|(expr, _)| *expr).gather(),
                    target: None,
                    row: None,
                    marked: false,
                }
            })
            .gather()
    }

    /// Reports a row of VALUES that has not as many values as the first.
    pub(super) fn check_width(&mut self, row: &'a [Expr], given: usize, width: usize) {
        if given != width {
            let span = row
                .iter()
                .map(|value| value.span)
                .reduce(Span::to)
                .unwrap_or_default();
            self.report(
                &types::VALUES_LENGTHS,
                span,
                format!(
                    "this row of VALUES has {}, but the first has {width}",
                    super::subquery::values_counted(given)
                ),
            );
        }
    }

    /// Makes texts of columns whose type is not known.
    pub(super) fn settle_columns(&mut self, columns: &mut [OutColumn<'a>]) {
        for column in columns {
            if let Some(ty) = &mut column.ty
                && ty.id == super::convert::UNKNOWN
            {
                ty.id = TypeId::TEXT;
                for expr in &column.exprs {
                    self.settle(expr, TypeId::TEXT);
                }
            }
        }
    }

    /// LIMIT and OFFSET, which see no columns.
    pub(super) fn limits(&mut self, queries: &[&'a Query]) {
        for query in queries {
            if let Some(count) = query.limit.as_ref().and_then(|it| it.count.as_ref()) {
                self.limit_value(count, Clause::Limit);
            }
            if let Some(offset) = &query.offset {
                self.limit_value(offset, Clause::Offset);
            }
        }
    }

    fn limit_value(&mut self, value: &'a Expr, clause: Clause) {
        let value = match &value.kind {
            crate::ast::ExprKind::When(_, value) => value,
            _ => value,
        };
        let candidates = self.frame().candidates.len();
        self.within(clause, |checker| {
            checker.expect(value, TypeId::INT8, clause.name());
        });
        self.frame().candidates.truncate(candidates);
        // A column of the query itself has no one value there.
        let level = self.frames.len() - 1;
        let own = self.found.get(&value.id).is_some_and(|found| match found {
            crate::resolve::lookup::Found::Column(at, ..)
            | crate::resolve::lookup::Found::System(at, ..)
            | crate::resolve::lookup::Found::Row(at, _) => *at == level,
        });
        if own {
            self.report(
                &grouping::CLAUSE_NOT_ALLOWED,
                value.span,
                format!("{} cannot use columns of the query", clause.name()),
            );
        }
    }

    /// FOR UPDATE and its kin on a SELECT.
    pub(super) fn locking(&mut self, tail: Tail<'_, 'a>, obstacle: Option<&str>) {
        for locking in tail.locking() {
            if let Some(obstacle) = obstacle {
                self.report(
                    &grouping::CLAUSE_NOT_ALLOWED,
                    locking.span,
                    format!("FOR UPDATE and its kin cannot stand with {obstacle}"),
                );
            }
            for target in &locking.of {
                let written = target.last();
                let items = self.resolver.level().items.clone();
                let found = items
                    .iter()
                    .filter(|item| item.by_name)
                    .map(|item| &self.resolver.entries[item.entry.0])
                    .find(|entry| entry.name.as_deref() == Some(written.text.as_str()));
                match found.map(|entry| entry.kind) {
                    Some(EntryKind::Table { .. } | EntryKind::Subquery) => {}
                    Some(
                        kind @ (EntryKind::Cte | EntryKind::Function { .. } | EntryKind::Join),
                    ) => {
                        let what = match kind {
                            EntryKind::Cte => "a common table expression",
                            EntryKind::Function { .. } => "a function",
                            EntryKind::Join | EntryKind::Table { .. } | EntryKind::Subquery => {
                                "a join"
                            }
                        };
                        self.report(
                            &name::UNKNOWN_LOCK_TARGET,
                            written.span,
                            format!("`{}` is {what}, whose rows cannot be locked", written.text),
                        );
                    }
                    None => self.report(
                        &name::UNKNOWN_LOCK_TARGET,
                        written.span,
                        format!("`{}` is not in FROM", written.text),
                    ),
                }
            }
        }
    }

    /// The columns that a FROM item made of a query has.
    pub(super) fn range_columns(columns: &[OutColumn<'a>]) -> Vec<RangeColumn> {
        columns
            .iter()
            .map(|column| RangeColumn::new(column.name.clone(), column.ty))
            .gather()
    }
}
