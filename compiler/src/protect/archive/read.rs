//! What a reference to an archived table reads: the table of active rows, the archive, or both, as its scope says.

use super::to_archive;
use crate::ast::{
    Alias, Expr, FromItem, FromItemKind, Query, QueryBody, RangeTable, Scope, SetOperation,
    SetOperator,
};
use crate::check::ColumnId;
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::protect::placement::{Sink, Wrapped};
use crate::protect::predicate::Guard;
use crate::protect::{Protect, scope};

/// Which of the two tables is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// Active rows.
    Live,
    /// Deleted rows.
    Archive,
}

impl Protect<'_> {
    /// Makes a reference to an archived table read what its scope says. Returns the conditions for the sink above; `None` if it is
    /// a reference to something else.
    pub(in crate::protect) fn place_archived(
        &mut self,
        item: &mut FromItem,
        sink: Sink,
        wrapped: &mut Vec<Wrapped>,
    ) -> Option<Vec<Expr>> {
        let (schema, analysis) = (self.schema, self.analysis);
        let FromItemKind::Table(range) = &mut item.kind else {
            return None;
        };
        let used = analysis.tables.get(&item.id)?;
        let table = &schema.tables[used.table];
        let guard = Guard::of(table, Some(&used.reference)).filter(|it| it.archive().is_some())?;
        self.met.insert(item.id);
        let scope = std::mem::take(&mut range.scope);
        let reading = Reading {
            index: used.table,
            reference: &used.reference,
            guard,
        };
        let mut note = || {
            wrapped.push(Wrapped {
                reference: used.reference.clone(),
                table: used.table,
            });
        };
        match &scope {
            Scope::Active => {
                if self.mentions.asks_for_marks(&used.reference, table) {
                    note();
                    let query = self.rows_of(item, reading, Side::Live, None);
                    replace(item, query, &used.reference);
                }
                Some(Vec::new())
            }
            Scope::WithDeleted(_) => {
                note();
                self.both(item, reading, None, None);
                Some(Vec::new())
            }
            Scope::AsOf(time, _) => {
                note();
                let created = guard.soft_delete.created;
                let Some(created) = created else {
                    // Reports that the time is not recorded.
                    self.condition_of_scope(guard, &scope, item.span);
                    return Some(Vec::new());
                };
                let mut build = Build::new(self.ids, scope::span(&scope).unwrap_or(item.span));
                let mut existed = || {
                    let created = guard.column(&mut build, created);
                    build.binary(created, "<=", (**time).clone())
                };
                let (live, archived) = (existed(), existed());
                let archived = match guard.deleted_when(&mut build, ">", (**time).clone()) {
                    Some(not_yet) => build.and(archived, not_yet),
                    None => archived,
                };
                self.both(item, reading, Some(live), Some(archived));
                Some(Vec::new())
            }
            Scope::OnlyDeleted(_)
            | Scope::DeletedAfter(..)
            | Scope::DeletedBefore(..)
            | Scope::DeletedBetween(..) => {
                // An archive may have rows of one key twice, deleted one after the other.
                note();
                let condition = match &scope {
                    Scope::OnlyDeleted(_) => None,
                    Scope::DeletedAfter(..)
                    | Scope::DeletedBefore(..)
                    | Scope::DeletedBetween(..)
                    | Scope::Active
                    | Scope::WithDeleted(_)
                    | Scope::AsOf(..) => self.condition_of_scope(guard, &scope, item.span),
                };
                if self.mentions.asks_for_row(&used.reference)
                    || (condition.is_some() && sink == Sink::None)
                {
                    let query = self.rows_of(item, reading, Side::Archive, condition);
                    replace(item, query, &used.reference);
                    return Some(Vec::new());
                }
                let span = item.span;
                if let FromItemKind::Table(range) = &mut item.kind {
                    to_archive(range, &used.reference, guard, span);
                }
                Some(condition.into_iter().gather())
            }
        }
    }

    /// Makes a reference read both tables, each under a condition.
    fn both(
        &mut self,
        item: &mut FromItem,
        reading: Reading<'_>,
        live: Option<Expr>,
        archived: Option<Expr>,
    ) {
        let left = self.rows_of(item, reading, Side::Live, live).body;
        let right = self.rows_of(item, reading, Side::Archive, archived).body;
        let body = QueryBody::SetOperation(Box::new(SetOperation {
            id: self.ids.next(),
            span: item.span,
            op: SetOperator::Union,
            all: true,
            left,
            right,
        }));
        let query = Build::new(self.ids, item.span).query(body);
        replace(item, query, reading.reference);
    }

    /// The declared columns of the rows of one of the tables; marks of active rows are NULL.
    fn rows_of(
        &mut self,
        item: &FromItem,
        reading: Reading<'_>,
        side: Side,
        condition: Option<Expr>,
    ) -> Query {
        let Reading {
            index,
            reference,
            guard,
        } = reading;
        let span = item.span;
        let table = guard.table;
        let marks = table.marker_columns();
        let mut targets = Vec::new();
        for (column, declared) in table.columns.iter().enumerate() {
            let (value, alias) = if side == Side::Live && marks.contains(&column) {
                let column = ColumnId {
                    table: index,
                    column,
                };
                let alias = Build::new(self.ids, span).name(&declared.name);
                (self.null_of(column, span), Some(alias))
            } else {
                let mut build = Build::new(self.ids, span);
                (build.column(Some(reference), &declared.name), None)
            };
            targets.push(Build::new(self.ids, span).target(value, alias));
        }
        let system = self
            .system_columns
            .iter()
            .filter(|(qualifier, _)| qualifier == reference);
        let system: Vec<String> = system.map(|(_, name)| name.clone()).gather();
        let mut build = Build::new(self.ids, span);
        for name in &system {
            let column = build.column(Some(reference), name);
            targets.push(build.target(column, None));
        }
        let mut range = match &item.kind {
            FromItemKind::Table(range) => range.clone(),
            FromItemKind::Subquery { .. }
            | FromItemKind::Function(_)
            | FromItemKind::JsonTable { .. }
            | FromItemKind::XmlTable { .. }
            | FromItemKind::Join(_)
            | FromItemKind::Error => return build.select(targets, Vec::new(), condition),
        };
        if side == Side::Archive {
            to_archive(&mut range, reference, guard, span);
        }
        let inside = build.item_of_from(FromItemKind::Table(RangeTable {
            scope: Scope::Active,
            ..range
        }));
        build.select(targets, vec![inside], condition)
    }
}

/// A reference that is being made to read something.
#[derive(Clone, Copy)]
struct Reading<'a> {
    /// Index into the schema's tables.
    index: usize,
    /// The name it has in the statement.
    reference: &'a str,
    /// The table.
    guard: Guard<'a>,
}

/// Puts a query in the place of a table, under its name.
fn replace(item: &mut FromItem, query: Query, reference: &str) {
    let alias = Alias {
        name: crate::ast::Name::new(reference, item.span),
        columns: Vec::new(),
    };
    item.kind = FromItemKind::Subquery {
        lateral: false,
        query: Box::new(query),
        alias: Some(alias),
    };
}
