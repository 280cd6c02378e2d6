//! Column references as written, for editors. Columns that are unknown, because they are still being typed, are for whoever knows how an
//! editor asks.

use super::Reference;
use crate::ast::{Expr, ExprKind, InsertColumn, Statement};
use crate::check::{Analysis, ColumnUse};
use crate::visit::{Visitor, walk_expr};

/// The references to known columns of declared tables.
pub(super) fn of(statement: &Statement, analysis: &Analysis) -> Vec<Reference> {
    let mut references = References {
        analysis,
        found: Vec::new(),
    };
    references.statement(statement);
    references
        .found
        .sort_by_key(|reference| reference.span.start);
    references.found
}

struct References<'a> {
    analysis: &'a Analysis,
    found: Vec<Reference>,
}

impl Visitor for References<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Column(name) = &expr.kind {
            let known = self.analysis.columns.get(&expr.id);
            if let Some(ColumnUse::Column {
                column: Some(id), ..
            }) = known
            {
                let column = name.last();
                self.found.push(Reference {
                    span: column.span,
                    table: id.table,
                    name: column.text.clone(),
                });
            }
        }
        walk_expr(self, expr);
    }

    fn insert_column(&mut self, column: &InsertColumn) {
        let known = self.analysis.columns.get(&column.id);
        if let Some(ColumnUse::Column {
            column: Some(id), ..
        }) = known
        {
            self.found.push(Reference {
                span: column.name.span,
                table: id.table,
                name: column.name.text.clone(),
            });
        }
    }
}
