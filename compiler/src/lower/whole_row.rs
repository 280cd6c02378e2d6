//! Rows of a table as its struct: `select from users`, `select u, o from …`.

use super::{Lower, build::Build};
use crate::ast::{Select, Target};
use crate::gather::Gather as _;
use crate::span::Span;

impl Lower<'_> {
    /// The columns of a table's struct, as a target list.
    pub(super) fn columns_of_struct(
        &mut self,
        table: usize,
        qualifier: &str,
        span: Span,
    ) -> Vec<Target> {
        let schema = self.schema;
        let mut build = Build::new(self.ids, span);
        let fields = schema.tables[table]
            .columns
            .iter()
            .filter(|column| column.field.is_some());
        let targets = fields.map(|column| {
            let expr = build.column(Some(qualifier), &column.name);
            build.target(expr, None)
        });
        targets.gather()
    }

    /// Gives `select from users` its target list, where it means the struct.
    pub(super) fn lower_struct(&mut self, select: &mut Select) {
        let columns = self
            .analysis
            .stars
            .get(&select.id)
            .filter(|_| self.struct_rows && select.targets.is_empty());
        if let Some(columns) = columns {
            select.targets = self.star_columns(columns, select.span);
        }
    }
}
