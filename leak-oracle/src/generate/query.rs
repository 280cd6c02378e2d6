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
            5 if !self.scoped && self.random.chance(50) => return self.struct_rows(&with),
            5 if !self.scoped => return self.whole_rows(&with),
            6 if !self.scoped => return self.locked(&with),
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
    fn with_clause(&mut self) -> String {
        if !self.random.chance(30) {
            return String::new();
        }
        let mut recursive = false;
        let mut ctes = Vec::new();
        for _ in 0..=self.random.below(2) {
            let name = self.fresh("q");
            if self.random.chance(35) {
                recursive = true;
                ctes.push(format!("{name}(n, d) as ({})", self.recursive(&name)));
                self.ctes.push((
                    name,
                    vec![("n".to_owned(), Type::Int), ("d".to_owned(), Type::Int)],
                ));
            } else {
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

    /// A recursive query of numbers and depths.
    fn recursive(&mut self, name: &str) -> String {
        let start = self.select(Some(&[Type::Int]));
        let item = self.table_item();
        let key = |this: &mut Self| this.own_column(Type::Int).unwrap_or_else(|| "0".to_owned());
        let from = item.sql;
        // The recursive query has a column `n` as well.
        let next = item
            .columns
            .into_iter()
            .map(|column| Visible {
                ambiguous: true,
                ..column
            })
            .collect();
        let (meet, value, condition) =
            self.within(next, |this| (key(this), key(this), this.condition(1)));
        let union = *self.random.pick(&["union", "union all"]);
        let join = match self.random.below(3) {
            0 => format!("{from} join {name} r on {meet} = r.n where r.d < 3 and ({condition})"),
            1 => format!("{name} r left join {from} on {meet} = r.n where r.d < 3"),
            _ => format!("{name} r, {from} where {meet} = r.n and r.d < 2 and ({condition})"),
        };
        let first = &start.columns[0].0;
        format!(
            "select s.{first}::bigint, 0 from ({}) s {union} select ({value})::bigint, r.d + 1 from {join}",
            start.sql
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
        let condition = self.within(columns, |this| this.condition(2));
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
        let (on, condition) = self.within(columns, |this| (this.condition(1), this.condition(1)));
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

    /// `TABLE users`
    fn table_command(&mut self) -> Made {
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
