//! Tables whose deleted rows stand in another table, the archive.
//!
//! The table itself has active rows only and none of the marks of deletion; the archive has deleted rows only, with every
//! declared column and the marks. So no condition tells the two apart: a scope chooses the tables to read, and to delete and to
//! restore is to move. Whatever a statement says of marks of an active row is NULL.

use std::collections::BTreeSet;

use super::{Protect, predicate::Guard, target::Target};
use crate::ast::{
    Alias, Expr, ExprKind, FromItem, FromItemKind, JoinCondition, Name, ObjectName, RangeTable,
    Scope, Statement,
};
use crate::catalog::{Marker, Schema, Table};
use crate::check::ColumnId;
use crate::gather::Gather as _;
use crate::lower::{build::Build, types};
use crate::span::Span;
use crate::visit::{self, Visitor};

mod marks;
mod moving;
mod read;
mod refuse;
mod remove;
mod write;

pub(super) use refuse::refuse;

/// What a statement mentions, by the names it uses. Two things of one name are not told apart here: to hand on a column that
/// nobody asks for costs nothing.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// `qualifier.column`
    columns: BTreeSet<(String, String)>,
    /// Names that stand alone: whole rows, columns that no qualified name reaches, columns of USING.
    bare: BTreeSet<String>,
    /// `u.*`
    stars: BTreeSet<String>,
    /// `*`
    star: bool,
}

impl Mentions {
    /// What a statement mentions whose names have been qualified; nothing where no table has an archive, as nobody asks then.
    pub(super) fn of(statement: &Statement, schema: &Schema) -> Self {
        let mut mentions = Self::default();
        let mut policies = schema
            .tables
            .iter()
            .filter_map(|table| table.soft_delete.as_ref());
        if policies.any(|policy| matches!(policy.marker, Marker::Archive { .. })) {
            mentions.statement(statement);
        }
        mentions
    }

    /// Whether a reference to a table is asked for more than the plain columns that the table of active rows has.
    fn asks_for_marks(&self, reference: &str, table: &Table) -> bool {
        let marks = table.marker_columns();
        let mut marks = marks.iter().map(|column| &table.columns[*column].name);
        self.asks_for_row(reference)
            || marks.any(|mark| {
                self.bare.contains(mark)
                    || self.columns.contains(&(reference.to_owned(), mark.clone()))
            })
    }

    /// Whether a reference to a table is used as a whole row.
    fn asks_for_row(&self, reference: &str) -> bool {
        self.star || self.bare.contains(reference) || self.stars.contains(reference)
    }
}

impl Visitor for Mentions {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn from_item(&mut self, item: &FromItem) {
        match &item.kind {
            FromItemKind::Join(join) => {
                if let JoinCondition::Using(columns, _) = &join.condition {
                    self.bare
                        .extend(columns.iter().map(|column| column.text.clone()));
                }
            }
            FromItemKind::Table(_)
            | FromItemKind::Subquery { .. }
            | FromItemKind::Function(_)
            | FromItemKind::JsonTable { .. }
            | FromItemKind::XmlTable { .. }
            | FromItemKind::Error => {}
        }
        visit::walk_from_item(self, item);
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Column(name) = &expr.kind {
            match name.parts.as_slice() {
                [.., qualifier, column] => {
                    self.columns
                        .insert((qualifier.text.clone(), column.text.clone()));
                }
                [name] => {
                    self.bare.insert(name.text.clone());
                }
                [] => {}
            }
        } else if let ExprKind::Star(qualifier) = &expr.kind {
            match qualifier {
                Some(qualifier) => {
                    self.stars.insert(qualifier.last().text.clone());
                }
                None => self.star = true,
            }
        }
        visit::walk_expr(self, expr);
    }
}

impl<'a> Guard<'a> {
    /// The archive, if deleted rows stand in one: its schema and its name.
    pub(super) fn archive(&self) -> Option<(Option<&'a str>, &'a str)> {
        match &self.soft_delete.marker {
            Marker::Archive { table, schema, .. } => Some((schema.as_deref(), table)),
            Marker::Timestamp { .. } | Marker::Flag { .. } | Marker::Sentinel { .. } => None,
        }
    }
}

impl<'a> Protect<'a> {
    /// The guard of a target whose deleted rows stand in an archive.
    #[expect(
        clippy::unused_self,
        reason = "every rule asks it of the walk it is in"
    )]
    pub(super) fn archived(&self, target: Target<'a>) -> Option<Guard<'a>> {
        target.guard().filter(|guard| guard.archive().is_some())
    }

    /// NULL, of the type of a column.
    pub(super) fn null_of(&mut self, column: ColumnId, span: Span) -> Expr {
        let null = Build::new(self.ids, span).null();
        self.of_column_type(null, column, span)
    }

    /// A value cast to the type of a column, as which a common table expression is to hand it on.
    fn of_column_type(&mut self, value: Expr, column: ColumnId, span: Span) -> Expr {
        let id = types::column_type(self.schema, column);
        let mut build = Build::new(self.ids, span);
        match id.and_then(|id| types::type_name(self.schema, id, &build)) {
            Some(ty) => build.cast(value, ty),
            None => value,
        }
    }
}

/// Makes a reference to the table of active rows one to the archive, under the name that it had.
fn to_archive(range: &mut RangeTable, reference: &str, guard: Guard<'_>, span: Span) {
    let Some((schema, table)) = guard.archive() else {
        return;
    };
    let parts = schema.into_iter().chain([table]);
    range.name = ObjectName {
        parts: parts.map(|part| Name::new(part, span)).gather(),
    };
    if range.alias.is_none() && reference != table {
        range.alias = Some(Alias {
            name: Name::new(reference, span),
            columns: Vec::new(),
        });
    }
}

/// Makes the target of a statement the archive.
pub(super) fn target_archive(item: &mut FromItem, target: Target<'_>, guard: Guard<'_>) {
    let span = item.span;
    if let FromItemKind::Table(range) = &mut item.kind {
        range.scope = Scope::Active;
        to_archive(range, target.reference, guard, span);
    }
}
