//! One SELECT.

use super::{Generator, Made, Visible};
use crate::world::Type;

impl Generator<'_> {
    /// A SELECT with columns of these types, or of any.
    pub(super) fn select(&mut self, types: Option<&[Type]>) -> Made {
        let from = self.items_of_from();
        let types: Vec<Type> = match types {
            Some(types) => types.to_vec(),
            None => (0..=self.random.below(3))
                .map(|_| self.any_type())
                .collect(),
        };
        let sql = from.sql;
        let keyed = from.keyed;
        self.within(from.columns, |this| {
            let condition = if this.random.chance(60) {
                format!(" where {}", this.filter(2))
            } else {
                String::new()
            };
            let body = format!(" from {sql}{condition}");
            match this.random.below(20) {
                0..=4 => this.grouped(&body, &types, &keyed),
                5 | 6 => this.windowed(&body, &types),
                _ => this.plain(&body, &types),
            }
        })
    }

    fn plain(&mut self, body: &str, types: &[Type]) -> Made {
        let (targets, columns) = self.targets(types, |this, ty| this.scalar(ty, 2));
        let distinct = match self.random.below(16) {
            0 | 1 => "distinct ",
            2 => "all ",
            _ => "",
        };
        Made {
            sql: format!("select {distinct}{targets}{body}"),
            columns,
            ordered: false,
        }
    }

    /// A target list of these types.
    pub(super) fn targets(
        &mut self,
        types: &[Type],
        mut value: impl FnMut(&mut Self, Type) -> String,
    ) -> (String, Vec<(String, Type)>) {
        let mut targets = Vec::new();
        let mut columns = Vec::new();
        for ty in types {
            let name = self.fresh("o");
            let value = value(self, *ty);
            let nullness = if self.random.chance(2) {
                let mark = *self.random.pick(&["?", "!"]);
                self.place(mark.to_owned(), String::new())
            } else {
                String::new()
            };
            targets.push(format!("{value} as {name}{nullness}"));
            columns.push((name, *ty));
        }
        (targets.join(", "), columns)
    }
}

/// A column with its qualifier.
pub(super) fn written(column: &Visible) -> String {
    match &column.qualifier {
        Some(qualifier) => format!("{qualifier}.{}", column.name),
        None => column.name.clone(),
    }
}
