//! A step to rows whose link to those already found was cut by a deletion: the foreign key is NULL, and history has what it was.

use super::super::Protect;
use super::restore_kin::deletion_id;
use super::restore_walk::Node;
use crate::ast::Expr;
use crate::lower::build::Build;
use crate::span::Span;

/// The name by which conditions call the row of history.
pub(super) const RECORD: &str = "h";

impl Protect<'_> {
    /// What holds of a row `row` of a node, a record of history and the row `origin` to which the link led. `on` has the columns that were
    /// equal, there and here; `there` tells what a column of the other table, which is at index `parent`, is called.
    pub(super) fn was_linked(
        &mut self,
        node: &Node,
        on: &[(String, String)],
        (row, origin): (&str, &str),
        (parent, there): (usize, &dyn Fn(&str) -> String),
        span: Span,
    ) -> Vec<Expr> {
        let schema = self.schema;
        let (table, parent) = (&schema.tables[node.table], &schema.tables[parent]);
        let mut conditions = self.unlink_of(table, span);
        let mut build = Build::new(self.ids, span);
        if let Some(id) = deletion_id(parent) {
            let operation = build.column(Some(RECORD), "operation");
            let id = build.column(Some(origin), &there(&parent.columns[id].name));
            conditions.push(build.binary(operation, "=", id));
        }
        for column in &table.primary_key {
            let value = self.field_of("row_key", node.table, *column, span);
            let mut build = Build::new(self.ids, span);
            let key = build.column(Some(row), &table.columns[*column].name);
            conditions.push(build.binary(key, "=", value));
        }
        for (target, own) in on {
            let Some(column) = table.column(own) else {
                continue;
            };
            let value = self.field_of("detail", node.table, column, span);
            let mut build = Build::new(self.ids, span);
            let key = build.column(Some(origin), &there(target));
            conditions.push(build.binary(key, "=", value));
            // What refers to another row by now is no business of this one.
            let now = build.column(Some(row), own);
            conditions.push(build.is_null(now, false));
        }
        conditions
    }
}
