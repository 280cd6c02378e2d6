//! Outermost queries, with their common table expressions.

use super::change::visible;
use super::{Generator, Made, Visible};
use crate::world::Type;

impl Generator<'_> {
    /// An outermost query.
    pub(super) fn outermost_query(&mut self) -> Made {
        let with = self.with_clause();
        let made = match self.random.below(20) {
            0..=2 => self.set_operation(None),
            3 => self.star(),
            4 => self.distinct_on(),
            // To the command line these mean something else.
            5 if !self.scoped && !self.plain && self.random.chance(50) => {
                return self.struct_rows(&with);
            }
            5 if !self.scoped && !self.plain => return self.whole_rows(&with),
            6 if !self.scoped && self.random.chance(30) => return self.locked_join(&with),
            6 if !self.scoped => return self.locked(&with),
            8 if self.random.chance(30) => self.values(None),
            9 if self.random.chance(60) => return self.with_ties(&with),
            7 if !self.scoped => self.table_command(),
            _ => self.select(None),
        };
        let made = match self.random.below(10) {
            0..=2 if !made.ordered => self.cut(made),
            3 | 4 if !made.ordered => Made {
                sql: self.sorted(&made),
                columns: made.columns,
                ordered: true,
            },
            _ => made,
        };
        Made {
            sql: format!("{with}{}", made.sql),
            ..made
        }
    }

    /// WITH, or nothing. What it defines can be used from now on.
    pub(super) fn with_clause(&mut self) -> String {
        if !self.random.chance(30) {
            return String::new();
        }
        let mut recursive = false;
        let mut ctes = Vec::new();
        for _ in 0..=self.random.below(2) {
            if self.random.chance(35) {
                recursive = true;
                let (name, sql, columns) = self.recursive_cte();
                ctes.push(sql);
                self.ctes.push((name, columns));
            } else {
                let name = self.fresh("q");
                let made = self.subselect(None);
                let how = *self
                    .random
                    .pick(&["", "", "materialized ", "not materialized "]);
                ctes.push(format!("{name} as {how}({})", made.sql));
                self.ctes.push((name, made.columns));
            }
        }
        format!(
            "with {}{} ",
            if recursive { "recursive " } else { "" },
            ctes.join(", ")
        )
    }

    fn distinct_on(&mut self) -> Made {
        let types: Vec<Type> = (0..2).map(|_| self.any_type()).collect();
        let from = self.items_of_from();
        let sql = from.sql;
        self.within(from.columns, |this| {
            let key = this.own_column(types[0]).unwrap_or_else(|| "1".to_owned());
            let other = this.scalar(types[1], 1);
            let (first, second) = (this.fresh("o"), this.fresh("o"));
            let condition = if this.random.chance(50) { format!(" where {}", this.condition(1)) } else { String::new() };
            Made {
                sql: format!("select distinct on ({key}) {key} as {first}, {other} as {second} from {sql}{condition} order by 1, 2 desc"),
                columns: vec![(first, types[0]), (second, types[1])],
                ordered: true,
            }
        })
    }

    /// `select from users`: rows as the table's struct.
    fn struct_rows(&mut self, with: &str) -> Made {
        let (table, alias) = (self.table(), self.fresh("t"));
        let columns = visible(table, &alias);
        let targets = self.place(String::new(), format!(" {}", written(&columns)));
        let condition = self.within(columns, |this| this.filter(2));
        Made {
            sql: format!(
                "{with}select{targets} from {} {alias} where {condition}",
                table.name
            ),
            ..Made::default()
        }
    }

    /// `select u, o from …`: rows as several structs.
    fn whole_rows(&mut self, with: &str) -> Made {
        let (left, right) = (self.table(), self.table());
        let (first, second) = (self.fresh("t"), self.fresh("t"));
        let mut columns = visible(left, &first);
        columns.extend(visible(right, &second));
        let targets = self.place(format!("{first}, {second}"), written(&columns));
        let join = *self.random.pick(&["join", "left join", "right join"]);
        let (on, condition) = self.within(columns, |this| (this.filter(1), this.filter(1)));
        Made {
            sql: format!(
                "{with}select {targets} from {} {first} {join} {} {second} on ({on}) and {first}.k = {second}.k where {condition}",
                left.name, right.name
            ),
            ..Made::default()
        }
    }

    /// A query that locks its rows.
    fn locked(&mut self, with: &str) -> Made {
        let item = self.table_item();
        let alias = item
            .columns
            .first()
            .and_then(|column| column.qualifier.clone())
            .unwrap_or_default();
        let sql = item.sql;
        let made = self.within(item.columns, |this| {
            let (targets, columns) =
                this.targets(&[Type::Int, Type::Text], |this, ty| this.scalar(ty, 1));
            let condition = this.condition(2);
            let lock = *this.random.pick(&[
                "for update",
                "for share",
                "for no key update",
                "for key share",
            ]);
            let wait = *this.random.pick(&["", " skip locked", " nowait"]);
            Made {
                sql: format!(
                    "select {targets} from {sql} where {condition} {lock} of {alias}{wait}"
                ),
                columns,
                ordered: false,
            }
        });
        Made {
            sql: format!("{with}{}", made.sql),
            ..made
        }
    }

    /// A query of two tables that locks rows of both.
    fn locked_join(&mut self, with: &str) -> Made {
        let (left, right) = (self.table_item(), self.table_item());
        let alias = |item: &super::Item| {
            let first = item.columns.first();
            first.and_then(|column| column.qualifier.clone())
        };
        let (Some(first), Some(second)) = (alias(&left), alias(&right)) else {
            return self.locked(with);
        };
        let from = format!("{}, {}", left.sql, right.sql);
        let mut columns = left.columns;
        columns.extend(right.columns);
        let (targets, condition) = self.within(columns, |this| {
            let targets = this.targets(&[Type::Int, Type::Text], |this, ty| this.scalar(ty, 1));
            (targets, this.filter(2))
        });
        let locks = match self.random.below(4) {
            0 => "for update".to_owned(),
            1 => format!("for no key update of {first}, {second} nowait"),
            2 => format!("for share of {second} for update of {first} skip locked"),
            _ => "for key share skip locked".to_owned(),
        };
        Made {
            sql: format!(
                "{with}select {} from {from} where {condition} {locks}",
                targets.0
            ),
            columns: targets.1,
            ordered: false,
        }
    }

    /// As many rows as asked for, and those of equal rank with the last.
    fn with_ties(&mut self, with: &str) -> Made {
        let made = self.select(None);
        if made.sql.contains(" group by ()") {
            // PostgreSQL 15 reads `max (…)` off an index as a subquery of one row, to which it gives the WITH TIES of the query.
            return Made {
                sql: format!("{with}{}", made.sql),
                ..made
            };
        }
        let key = 1 + self.random.below(made.columns.len());
        let count = self.random.below(4);
        // Of rows of equal rank, nobody knows which OFFSET leaves out.
        let offset = if made.columns.len() == 1 {
            *self.random.pick(&["", " offset 1 row", " offset 1 rows"])
        } else {
            ""
        };
        Made {
            sql: format!(
                "{with}{} order by {key}{offset} fetch first {count} rows with ties",
                made.sql
            ),
            columns: made.columns,
            ordered: false,
        }
    }

    /// `TABLE users`
    pub(super) fn table_command(&mut self) -> Made {
        let table = self.table();
        Made {
            sql: format!("table {}", table.name),
            columns: table
                .columns
                .iter()
                .map(|column| (column.name.clone(), column.ty))
                .collect(),
            ordered: false,
        }
    }
}

fn written(columns: &[Visible]) -> String {
    let columns: Vec<_> = columns.iter().map(super::select::written).collect();
    columns.join(", ")
}
