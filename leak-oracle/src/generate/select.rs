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
                format!(" where {}", this.condition(2))
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
        let distinct = if self.random.chance(12) {
            "distinct "
        } else {
            ""
        };
        Made {
            sql: format!("select {distinct}{targets}{body}"),
            columns,
            ordered: false,
        }
    }

    fn windowed(&mut self, body: &str, types: &[Type]) -> Made {
        let named = self.random.chance(30);
        let window = self.fresh("win");
        let spec = self.window();
        let (targets, columns) = self.targets(types, |this, ty| {
            if !this.random.chance(60) {
                return this.scalar(ty, 1);
            }
            let over = if named {
                window.clone()
            } else {
                format!("({})", this.window())
            };
            let function = match ty {
                Type::Int => match this.random.below(4) {
                    0 => "rank()".to_owned(),
                    1 => "dense_rank()".to_owned(),
                    _ => "count(*)".to_owned(),
                },
                Type::Text | Type::Time => format!("max({})", this.scalar(ty, 0)),
                Type::Bool => format!("bool_or({})", this.scalar(ty, 0)),
            };
            format!("{function} over {over}")
        });
        let clause = if named {
            format!(" window {window} as ({spec})")
        } else {
            String::new()
        };
        Made {
            sql: format!("select {targets}{body}{clause}"),
            columns,
            ordered: false,
        }
    }

    fn window(&mut self) -> String {
        let (by, order) = (self.any_type(), self.any_type());
        let mut spec = String::new();
        if self.random.chance(60) {
            spec.push_str("partition by ");
            let value = self.scalar(by, 0);
            spec.push_str(&value);
        }
        if self.random.chance(60) {
            let value = self.scalar(order, 1);
            spec.push_str(" order by ");
            spec.push_str(&value);
        }
        spec
    }

    /// GROUP BY: what is not grouped by stands in aggregates only.
    fn grouped(&mut self, body: &str, types: &[Type], keyed: &[String]) -> Made {
        let all = self.levels.last().cloned().unwrap_or_default();
        let mut keys: Vec<Visible> = Vec::new();
        let group_by = match self.random.pick_any(keyed).cloned() {
            // The other columns are decided by the key.
            Some(alias) if self.random.chance(25) => {
                keys = all
                    .iter()
                    .filter(|column| column.qualifier.as_deref() == Some(&alias))
                    .cloned()
                    .collect();
                format!(" group by {alias}.id")
            }
            _ => {
                for _ in 0..self.random.below(3) {
                    keys.extend(self.random.pick_any(&all).cloned());
                }
                keys.retain(|key| !key.merged);
                let names: Vec<_> = keys.iter().map(written).collect();
                match names.as_slice() {
                    [] => String::new(),
                    [one, two] if self.random.chance(20) => {
                        format!(" group by grouping sets (({one}), ({one}, {two}))")
                    }
                    names if self.random.chance(10) => {
                        format!(" group by rollup ({})", names.join(", "))
                    }
                    names => format!(" group by {}", names.join(", ")),
                }
            }
        };
        for key in &mut keys {
            key.ambiguous = true;
        }
        let (targets, columns) = self.targets(types, |this, ty| {
            if this.random.chance(50) {
                return this.aggregate(ty);
            }
            let level = this.levels.len() - 1;
            let whole = std::mem::replace(&mut this.levels[level], keys.clone());
            let value = this.scalar(ty, 1);
            this.levels[level] = whole;
            value
        });
        let having = match self.random.below(6) {
            0 => format!(" having {} > 0", self.aggregate(Type::Int)),
            1 => format!(" having {} is not null", self.aggregate(Type::Text)),
            2 if self.spend() => {
                let aggregate = self.aggregate(Type::Int);
                let level = self.levels.len() - 1;
                let whole = std::mem::replace(&mut self.levels[level], keys.clone());
                let query = self.subselect(Some(&[Type::Int])).sql;
                self.levels[level] = whole;
                format!(" having {aggregate} in ({query}) or count(*) > 1")
            }
            _ => String::new(),
        };
        // Without an aggregate and without GROUP BY it would be no grouping at all.
        let group_by = if group_by.is_empty() {
            " group by ()".to_owned()
        } else {
            group_by
        };
        Made {
            sql: format!("select {targets}{body}{group_by}{having}"),
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
            targets.push(format!("{} as {name}", value(self, *ty)));
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
