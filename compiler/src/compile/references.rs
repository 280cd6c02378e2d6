//! Column references as written, for editors.

use super::Reference;
use crate::ast::{Expr, ExprKind, InsertColumn, ObjectName, Statement};
use crate::check::{Analysis, ColumnUse};
use crate::visit::{Visitor, walk_expr};

/// The references to columns of declared tables, known columns or not.
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
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Column(name) = &expr.kind {
            let table = match self.analysis.columns.get(&expr.id) {
                Some(ColumnUse::Column { column, .. }) => column.map(|column| column.table),
                Some(ColumnUse::Merged | ColumnUse::WholeRow { .. }) => None,
                None => self.probable_table(name),
            };
            if let Some(table) = table {
                let column = name.last();
                self.found.push(Reference {
                    span: column.span,
                    table,
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

impl References<'_> {
    /// The table that an unknown column was probably looked for in: the one its qualifier names, or the only one there is. An
    /// output name of a known column is no reference to a table.
    fn probable_table(&self, name: &ObjectName) -> Option<usize> {
        let column = name.last();
        let mut used: Vec<_> = self
            .analysis
            .tables
            .values()
            .map(|used| (used.table, used.reference.as_str()))
            .collect();
        if let [.., qualifier, _] = name.parts.as_slice() {
            used.retain(|(_, reference)| *reference == qualifier.text);
        } else if self
            .analysis
            .outputs
            .iter()
            .any(|output| output.name == column.text)
        {
            return None;
        }
        used.sort_unstable();
        used.dedup_by_key(|(table, _)| *table);
        match used.as_slice() {
            [(table, _)] => Some(*table),
            _ => None,
        }
    }
}
