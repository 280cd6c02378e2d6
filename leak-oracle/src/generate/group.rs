//! GROUP BY, and what may stand beside it.

use super::select::written;
use super::{Generator, Made, Visible};
use crate::world::Type;

impl Generator<'_> {
    /// GROUP BY: what is not grouped by stands in aggregates only.
    pub(super) fn grouped(&mut self, body: &str, types: &[Type], keyed: &[String]) -> Made {
        if self.random.chance(10) {
            return self.grouped_by_output(body, types);
        }
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
                for _ in 0..self.random.below(4) {
                    keys.extend(self.random.pick_any(&all).cloned());
                }
                keys.retain(|key| !key.merged);
                let names: Vec<_> = keys.iter().map(written).collect();
                self.group_by(&names)
            }
        };
        let sets = group_by.contains('(');
        for key in &mut keys {
            key.ambiguous = true;
            // Of a row, only the columns that are grouped by may be named.
            key.whole = false;
        }
        let (targets, columns) = self.targets(types, |this, ty| {
            if let Some(key) = this.random.pick_any(&keys).map(written)
                && ty == Type::Int
                && sets
                && this.random.chance(30)
            {
                return format!("grouping({key})");
            }
            if this.random.chance(50) {
                return this.aggregate(ty);
            }
            this.of_keys(&keys, |this| this.scalar(ty, 1))
        });
        let having = match self.random.below(6) {
            0 => format!("{} > 0", self.aggregate(Type::Int)),
            1 => format!("{} is not null", self.aggregate(Type::Text)),
            2 if self.spend() => {
                let aggregate = self.aggregate(Type::Int);
                let query = self.of_keys(&keys, |this| this.subselect(Some(&[Type::Int])).sql);
                format!("{aggregate} in ({query}) or count(*) > 1")
            }
            3 => self.of_keys(&keys, |this| this.filter(1)),
            _ => String::new(),
        };
        let having = if having.is_empty() {
            having
        } else {
            format!(" having {having}")
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

    /// A GROUP BY of columns.
    fn group_by(&mut self, names: &[String]) -> String {
        let all = names.join(", ");
        match names {
            [] => String::new(),
            [one, rest @ ..] => match self.random.below(14) {
                0 => format!(" group by grouping sets (({one}), ({all}))"),
                1 => format!(" group by rollup ({all})"),
                2 => format!(" group by cube ({all})"),
                3 => format!(" group by distinct rollup ({all}), cube ({one})"),
                4 => format!(
                    " group by all grouping sets ((), {one}, rollup ({all}), grouping sets (cube ({all}), ()))"
                ),
                5 if !rest.is_empty() => {
                    format!(" group by {one}, cube (({}), {one})", rest.join(", "))
                }
                6 => format!(" group by {all}, ()"),
                _ => format!(" group by {all}"),
            },
        }
    }

    /// GROUP BY the number or the name of an output column.
    fn grouped_by_output(&mut self, body: &str, types: &[Type]) -> Made {
        let Some((first, rest)) = types.split_first() else {
            return Made::default();
        };
        let (key, mut columns) = self.targets(&[*first], |this, ty| this.scalar(ty, 1));
        let (aggregates, more) = self.targets(rest, Self::aggregate);
        // A name that a column of FROM has as well would mean that one; these are new.
        let by = if self.random.chance(50) {
            "1".to_owned()
        } else {
            columns[0].0.clone()
        };
        columns.extend(more);
        let targets = if aggregates.is_empty() {
            key
        } else {
            format!("{key}, {aggregates}")
        };
        Made {
            sql: format!("select {targets}{body} group by {by}"),
            columns,
            ordered: false,
        }
    }

    /// Does something where only the columns that are grouped by can be named.
    fn of_keys<R>(&mut self, keys: &[Visible], work: impl FnOnce(&mut Self) -> R) -> R {
        let level = self.levels.len() - 1;
        let whole = std::mem::replace(&mut self.levels[level], keys.to_vec());
        let result = work(self);
        self.levels[level] = whole;
        result
    }
}
