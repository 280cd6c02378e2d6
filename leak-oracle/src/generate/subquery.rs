//! Queries inside of others.

use std::fmt::Write;

use super::{Generator, Made};
use crate::world::Type;

impl Generator<'_> {
    /// A query with columns of these types, or of any.
    pub(super) fn subselect(&mut self, types: Option<&[Type]>) -> Made {
        match self.random.below(20) {
            0 | 1 if self.spend() => self.set_operation(types),
            2 | 3 => {
                let made = self.select(types);
                self.cut(made)
            }
            4 if self.spend() => self.with_inside(types),
            5 if types.is_none() && !self.scoped && self.random.chance(15) => self.table_command(),
            5 if types.is_none() => self.star(),
            6 if self.random.chance(25) => self.values(types),
            6 => self.without_from(types),
            _ => self.select(types),
        }
    }

    /// UNION, INTERSECT, EXCEPT.
    pub(super) fn set_operation(&mut self, types: Option<&[Type]>) -> Made {
        let types: Vec<Type> = match types {
            Some(types) => types.to_vec(),
            None => (0..=self.random.below(2))
                .map(|_| self.any_type())
                .collect(),
        };
        let left = self.select(Some(&types));
        let right = if self.random.chance(25) && self.spend() {
            let nested = self.set_operation(Some(&types));
            format!("({})", nested.sql)
        } else if self.random.chance(15) {
            let made = self.select(Some(&types));
            format!("({})", self.cut(made).sql)
        } else {
            self.select(Some(&types)).sql
        };
        let op = *self.random.pick(&[
            "union",
            "union all",
            "union all",
            "intersect",
            "except",
            "except all",
        ]);
        Made {
            sql: format!("{} {op} {right}", left.sql),
            columns: left.columns,
            ordered: false,
        }
    }

    /// Orders a query by all of its columns, so that rows of equal rank are equal, and takes some.
    pub(super) fn cut(&mut self, made: Made) -> Made {
        let mut sql = self.sorted(&made);
        if self.random.chance(80) {
            let count = self.random.below(4);
            match self.random.below(12) {
                0 => {
                    // Writing to a String cannot fail.
                    let _ = write!(sql, " fetch first {count} rows only");
                }
                1 => sql.push_str(" limit all"),
                2 => {
                    let _ = write!(sql, " limit (select {count})");
                }
                _ => {
                    let limit = self.optional_limit(count);
                    sql.push_str(&limit);
                }
            }
        }
        if self.random.chance(30) {
            let _ = write!(sql, " offset {}", self.random.below(3));
        }
        Made {
            sql,
            columns: made.columns,
            ordered: true,
        }
    }

    /// A query ordered by all of its columns.
    pub(super) fn sorted(&mut self, made: &Made) -> String {
        let keys: Vec<String> = (1..=made.columns.len())
            .map(|number| {
                let direction = *self.random.pick(&[
                    "",
                    " desc",
                    " nulls first",
                    " desc nulls last",
                    " asc",
                    " using <",
                ]);
                format!("{number}{direction}")
            })
            .collect();
        format!("{} order by {}", made.sql, self.optional_keys(&keys))
    }

    fn with_inside(&mut self, types: Option<&[Type]>) -> Made {
        let inner = self.subselect(None);
        let name = self.fresh("q");
        let ctes = self.ctes.len();
        self.ctes.push((name.clone(), inner.columns));
        let made = self.select(types);
        self.ctes.truncate(ctes);
        Made {
            sql: format!("with {name} as ({}) {}", inner.sql, made.sql),
            columns: made.columns,
            ordered: false,
        }
    }

    /// `select *`, where no two columns have one name.
    pub(super) fn star(&mut self) -> Made {
        let from = self.items_of_from();
        let columns: Vec<_> = from
            .columns
            .iter()
            .filter(|column| !column.merged)
            .map(|column| (column.name.clone(), column.ty))
            .collect();
        let mut names: Vec<_> = columns.iter().map(|column| column.0.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return self.select(None);
        }
        let (open, single, keyed) = (from.open, from.simple, from.keyed);
        let sql = from.sql;
        // A function may have more columns than statements use, and a merged one may be ambiguous on the server.
        if open
            || sql.contains("natural")
                && self
                    .world
                    .tables
                    .iter()
                    .any(|table| !table.undeclared.is_empty())
        {
            return self.select(None);
        }
        let condition = self.within(from.columns, |this| {
            if this.random.chance(50) {
                format!(" where {}", this.filter(2))
            } else {
                String::new()
            }
        });
        let star = match keyed.as_slice() {
            [alias] if single => {
                let written = [
                    "*".to_owned(),
                    format!("{alias}.*"),
                    format!("({alias}).*"),
                    format!("({alias}.*).*"),
                ];
                self.random.pick(&written).clone()
            }
            _ => "*".to_owned(),
        };
        Made {
            sql: format!("select {star} from {sql}{condition}"),
            columns,
            ordered: false,
        }
    }

    /// VALUES
    pub(super) fn values(&mut self, types: Option<&[Type]>) -> Made {
        let types: Vec<Type> = match types {
            Some(types) => types.to_vec(),
            None => (0..=self.random.below(2))
                .map(|_| self.any_type())
                .collect(),
        };
        let rows: Vec<String> = (0..=self.random.below(2))
            .map(|_| {
                let values: Vec<_> = types.iter().map(|ty| self.scalar(*ty, 1)).collect();
                format!("({})", values.join(", "))
            })
            .collect();
        let columns = types.iter().zip(1..);
        let columns = columns.map(|(ty, number)| (format!("column{number}"), *ty));
        Made {
            sql: format!("values {}", rows.join(", ")),
            columns: columns.collect(),
            ordered: false,
        }
    }

    fn without_from(&mut self, types: Option<&[Type]>) -> Made {
        let types: Vec<Type> = types.map_or_else(|| vec![Type::Int], <[Type]>::to_vec);
        let (targets, columns) = self.targets(&types, |this, ty| this.scalar(ty, 1));
        Made {
            sql: format!("select {targets}"),
            columns,
            ordered: false,
        }
    }
}
