//! `*` and whole rows in target lists, written out.

use super::{Lower, build::Build};
use crate::ast::{Expr, ExprKind, FromItem, FromItemKind, Indirection, Query, QueryBody, Target};
use crate::check::StarColumn;
use crate::gather::Gather as _;
use crate::span::Span;

impl Lower<'_> {
    /// Writes out what stands for several columns.
    pub(super) fn lower_targets(&mut self, targets: &mut Vec<Target>) {
        let written = std::mem::take(targets);
        for mut target in written {
            target.nullness = None;
            if let Some(row) = self.analysis.whole_rows.get(&target.id) {
                targets.extend(self.columns_of_struct(row.table, &row.qualifier, target.span));
                continue;
            }
            let known = self.analysis.stars.get(&target.expr.id);
            let Some(columns) = known.filter(|_| is_star(&target.expr)) else {
                targets.push(target);
                continue;
            };
            // Outside of Rust every column of a table is declared, so that what cannot be written out may stay.
            if !self.struct_rows && is_ambiguous(columns) {
                targets.push(target);
                continue;
            }
            targets.extend(self.star_columns(columns, target.span));
        }
    }

    /// Writes out what stands for several values of ROW or VALUES. Some of a derived table may have one name, and stay as they are.
    pub(super) fn lower_fields(&mut self, fields: &mut Vec<Expr>) {
        for field in std::mem::take(fields) {
            let known = self.analysis.stars.get(&field.id);
            match known.filter(|_| is_star(&field)) {
                Some(columns) if !is_ambiguous(columns) => {
                    let targets = self.star_columns(columns, field.span).into_iter();
                    fields.extend(targets.map(|target| target.expr));
                }
                Some(_) | None => fields.push(field),
            }
        }
    }

    /// What a star stands for, as a target list.
    pub(super) fn star_columns(&mut self, columns: &[StarColumn], span: Span) -> Vec<Target> {
        let mut build = Build::new(self.ids, span);
        let targets = columns.iter().map(|column| {
            let expr = build.column(column.qualifier.as_deref(), &column.name);
            build.target(expr, None)
        });
        targets.gather()
    }

    /// `TABLE users` as a SELECT of the struct's columns. A common table expression has no columns but its own.
    pub(super) fn lower_table_command(&mut self, body: &mut QueryBody) {
        let QueryBody::Table(item) = body else {
            return;
        };
        let Some(used) = self.analysis.tables.get(&item.id) else {
            return;
        };
        let targets = self.columns_of_struct(used.table, &used.reference, item.span);
        let mut build = Build::new(self.ids, item.span);
        let nothing = build.item_of_from(FromItemKind::Error);
        let item: FromItem = std::mem::replace(item, nothing);
        let query: Query = build.select(targets, vec![item], None);
        *body = query.body;
    }
}

/// Whether an expression is a star whose columns are known: of `(u).*`, where `u` is of FROM.
fn is_star(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Indirection(_, steps) => matches!(steps.as_slice(), [Indirection::Star(_)]),
        kind => matches!(kind, ExprKind::Star(_)),
    }
}

/// Whether a name of one of the columns would mean another one as well: those of a derived table may have the same name,
/// and some have nothing to be qualified with.
fn is_ambiguous(columns: &[StarColumn]) -> bool {
    columns.iter().enumerate().any(|(index, column)| {
        columns[..index].iter().any(|other| {
            let told_apart = other.qualifier.is_some()
                && column.qualifier.is_some()
                && other.qualifier != column.qualifier;
            other.name == column.name && !told_apart
        })
    })
}
