//! Rows as values: composite selection, whole rows, comparisons of rows.

use super::{Generator, Visible};
use crate::world::Type;

impl Generator<'_> {
    /// A value taken from a row.
    pub(super) fn value_of_row(&mut self, ty: Type) -> Option<String> {
        let level = self.levels.len().checked_sub(1)?;
        let columns: Vec<Visible> = self.levels[level]
            .iter()
            .filter(|column| column.whole)
            .cloned()
            .collect();
        let column = self.random.pick_any(&columns)?.clone();
        let alias = column.qualifier.clone()?;
        // Two entries of one name cannot be told apart by it.
        let field: Vec<&Visible> = columns
            .iter()
            .filter(|other| other.ty == ty && other.qualifier.as_ref() == Some(&alias))
            .collect();
        let chosen = self
            .random
            .pick_any(&field)
            .map(|column| column.name.clone());
        match ty {
            Type::Int if self.random.chance(20) => Some(format!("num_nonnulls({alias})")),
            Type::Int if self.random.chance(10) => Some(format!(
                "(select count(*) from (values ({alias}.*), ({alias}.*)) v)::integer"
            )),
            Type::Bool => Some(match self.random.below(8) {
                0 => format!("{alias} = {alias}"),
                1 => format!("{alias}.* is not distinct from {alias}"),
                2 => format!("({alias}).{} is null", column.name),
                3 => format!(
                    "row({alias}.{}, 1) = row(({alias}).{}, 1)",
                    column.name, column.name
                ),
                4 => format!("row({alias}.*) in (row({alias}.*), row({alias}.*))"),
                5 => format!("row({alias}.*) = any (values ({alias}.*))"),
                6 => format!("row({alias}.*, 1) not in (select {alias}.*, 1)"),
                _ => format!("row({alias}.*) = row({alias}.*)"),
            }),
            Type::Int | Type::Text | Type::Time => {
                let chosen = chosen?;
                Some(format!("({alias}).{chosen}"))
            }
        }
    }
}
