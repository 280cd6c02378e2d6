//! Statements that change data.

use super::{ATTRIBUTION, Generator, HARD, Made, Visible, from::columns_of};
use crate::world::{ColumnOf, TableOf, Type, value};

impl Generator<'_> {
    /// A statement that changes data, alone or in front of a query.
    pub(super) fn change(&mut self) -> Made {
        if self.random.chance(25) {
            let change = self.change_of_rows(true);
            let name = self.fresh("m");
            self.ctes.push((name.clone(), change.columns));
            // New rows are not what the change of the common table expression sees.
            let made = if self.random.chance(30) {
                self.insert_query(false)
            } else {
                self.select(None)
            };
            return Made {
                sql: format!("with {name} as ({}) {}", change.sql, made.sql),
                ..made
            };
        }
        let with = self.with_clause();
        let made = if with.contains("recursive ") {
            // PostgreSQL has no MERGE with it.
            self.update(false)
        } else {
            self.change_of_rows(false)
        };
        Made {
            sql: format!("{with}{}", made.sql),
            ..made
        }
    }

    fn change_of_rows(&mut self, returning: bool) -> Made {
        match self.random.below(13) {
            0..=3 => self.update(returning),
            4..=6 => self.delete(returning),
            7 | 8 => self.insert_values(returning),
            9 | 10 => self.insert_query(returning),
            _ if self.features.version >= 17 || self.features.version >= 15 && !returning => {
                self.merge(returning)
            }
            _ => self.insert_query(returning),
        }
    }

    pub(super) fn update(&mut self, returning: bool) -> Made {
        let table = self.table();
        let alias = self.fresh("t");
        let target = visible(table, &alias);
        let (from, others) = self.others("from");
        let set = self.within(certain(&target), |this| this.assignments(table, ""));
        let mut all = target.clone();
        all.extend(others);
        let condition = self.within(all, |this| this.choosing(&alias));
        let (returning, columns) = self.returning(&target, returning);
        Made {
            sql: if from.is_empty() && self.random.chance(5) {
                let all = self.place("all ".to_owned(), String::new());
                format!("update {all}{} {alias} set {set}{returning}", table.name)
            } else {
                format!(
                    "update {} {alias} set {set}{from} where {condition}{returning}",
                    table.name
                )
            },
            columns,
            ordered: false,
        }
    }

    fn delete(&mut self, returning: bool) -> Made {
        let table = self.table();
        // A table without soft deletion takes a hard delete, which to PostgreSQL is a plain one.
        let hard = if table.marks.is_none() { HARD } else { "" };
        let alias = self.fresh("t");
        let target = visible(table, &alias);
        let (using, others) = self.others("using");
        let mut all = target.clone();
        all.extend(others);
        let condition = self.within(all, |this| this.choosing(&alias));
        let before_only = table.marks.is_some();
        let (returning, columns) =
            self.returning_versions(&target, returning, before_only, |this, ty| {
                this.scalar(ty, 1)
            });
        let records = table
            .marks
            .as_ref()
            .is_some_and(|marks| marks.by.is_some() && marks.rest.is_some());
        let attribution = if records && self.random.chance(30) {
            ATTRIBUTION
        } else {
            ""
        };
        Made {
            sql: if using.is_empty() && self.random.chance(5) {
                let all = self.place("all ".to_owned(), String::new());
                format!(
                    "{hard}delete {all}from {} {alias}{attribution}{returning}",
                    table.name
                )
            } else {
                format!(
                    "{hard}delete from {} {alias}{using} where {condition}{attribution}{returning}",
                    table.name
                )
            },
            columns,
            ordered: false,
        }
    }

    /// A condition that is not always true, which the compiler would refuse.
    fn choosing(&mut self, alias: &str) -> String {
        let condition = self.filter(2);
        format!("({condition}) and {alias}.k is distinct from 1000")
    }

    fn insert_values(&mut self, returning: bool) -> Made {
        let table = self.table();
        let rows = 1 + self.random.below(2);
        let listed = self.random.chance(85);
        let rows: Vec<String> = (0..rows)
            .map(|_| {
                let values: Vec<String> = (0..table.columns.len())
                    .map(|number| self.new_value(table, number))
                    .collect();
                format!("({})", values.join(", "))
            })
            .collect();
        let names: Vec<_> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let list = if listed {
            format!(" ({})", names.join(", "))
        } else {
            String::new()
        };
        let alias = self.fresh("t");
        let conflict = self.on_conflict(table, &alias);
        let overriding = self.overriding();
        let (returning, columns) = self.returning(&visible(table, &alias), returning);
        Made {
            sql: format!(
                "insert into {} as {alias}{list}{overriding} values {}{conflict}{returning}",
                table.name,
                rows.join(", ")
            ),
            columns,
            ordered: false,
        }
    }

    /// A value for a column of a new row. Keys are new, or those of active rows: a deleted row keeps its key.
    fn new_value(&mut self, table: &TableOf, column: usize) -> String {
        let of: &ColumnOf = &table.columns[column];
        if table.key && column == 0 {
            let active: Vec<_> = table.rows.iter().filter(|row| !row.deleted).collect();
            return match self.random.pick_any(&active) {
                Some(row) if self.random.chance(20) => row.values[0].clone(),
                _ => (1000 + self.random.below(1000)).to_string(),
            };
        }
        if table.unique == Some(column)
            && let Some(row) = self.random.pick_any(&table.rows)
            && self.random.chance(60)
            && row.values[column] != "null"
        {
            return row.values[column].clone();
        }
        if of.nullable && self.random.chance(8) {
            return "default".to_owned();
        }
        value(of.ty, of.nullable, &mut self.random)
    }

    /// OVERRIDING, which means nothing where no column is generated.
    fn overriding(&mut self) -> &'static str {
        match self.random.below(12) {
            0 => " overriding system value",
            1 => " overriding user value",
            _ => "",
        }
    }

    fn on_conflict(&mut self, table: &TableOf, alias: &str) -> String {
        if !table.key || !self.random.chance(65) {
            return String::new();
        }
        let target = match table.unique {
            Some(unique) if self.random.chance(65) => {
                let collation = *self.random.pick(&["", "", "", " collate \"default\""]);
                format!(" ({}{collation})", table.columns[unique].name)
            }
            _ if self.random.chance(15) => return " on conflict do nothing".to_owned(),
            _ => match self.random.below(8) {
                0 => format!(" on constraint \"{}_pkey\"", table.name.trim_matches('"')),
                1 => " (id) where id > 0".to_owned(),
                2 => " (id int8_ops)".to_owned(),
                3 => " ((id))".to_owned(),
                _ => " (id)".to_owned(),
            },
        };
        if self.random.chance(30) {
            return format!(" on conflict{target} do nothing");
        }
        let mut both = certain(&visible(table, alias));
        both.extend(certain(&visible(table, "excluded")));
        let (set, condition) = self.within(both, |this| {
            let set = this.assignments(table, "excluded.");
            let condition = if this.random.chance(40) {
                format!(" where {}", this.filter(1))
            } else {
                String::new()
            };
            (set, condition)
        });
        format!(" on conflict{target} do update set {set}{condition}")
    }

    fn insert_query(&mut self, returning: bool) -> Made {
        let Some(table) = self.world.tables.iter().find(|table| !table.key) else {
            return self.update(returning);
        };
        let columns: Vec<&ColumnOf> = table
            .columns
            .iter()
            .filter(|_| self.random.chance(70))
            .collect();
        if self.random.chance(8) {
            let alias = self.fresh("t");
            let (returning, columns) = self.returning(&visible(table, &alias), returning);
            return Made {
                sql: format!(
                    "insert into {} as {alias} default values{returning}",
                    table.name
                ),
                columns,
                ordered: false,
            };
        }
        if columns.is_empty() {
            return self.update(returning);
        }
        let types: Vec<Type> = columns.iter().map(|column| column.ty).collect();
        let made = self.subselect(Some(&types));
        let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
        let alias = self.fresh("t");
        let (returning, columns) = self.returning(&visible(table, &alias), returning);
        Made {
            sql: format!(
                "insert into {} as {alias} ({}) {}{returning}",
                table.name,
                names.join(", "),
                made.sql
            ),
            columns,
            ordered: false,
        }
    }

    /// FROM or USING of a statement that changes a table, or nothing.
    fn others(&mut self, word: &str) -> (String, Vec<Visible>) {
        if !self.random.chance(35) {
            return (String::new(), Vec::new());
        }
        let item = self.item(1);
        (format!(" {word} {}", item.sql), item.columns)
    }

    /// SET, keys left alone.
    pub(super) fn assignments(&mut self, table: &TableOf, prefix: &str) -> String {
        let free: Vec<usize> = (0..table.columns.len())
            .filter(|column| table.unique != Some(*column) && !(table.key && *column == 0))
            .collect();
        if free.len() > 1 && self.random.chance(20) {
            return self.assignment_of_row(table, free[0], free[1]);
        }
        let first = *self.random.pick(&free);
        let second = *self.random.pick(&free);
        let mut set = vec![self.assignment(&table.columns[first], prefix)];
        if second != first {
            set.push(self.assignment(&table.columns[second], prefix));
        }
        set.join(", ")
    }

    /// `(a, b) = …`
    fn assignment_of_row(&mut self, table: &TableOf, first: usize, second: usize) -> String {
        let columns = [&table.columns[first], &table.columns[second]];
        let [first, second] = columns.map(|column| column.ty);
        let query = columns.iter().all(|column| column.nullable) && self.spend();
        let value = if query {
            // No row sets both to NULL.
            let query = if self.random.chance(50) {
                self.single_values(&[first, second])
            } else {
                let made = self.select(Some(&[first, second]));
                format!("{} limit 1", self.sorted(&made))
            };
            format!("({query})")
        } else {
            let values = columns.map(|column| {
                let value = self.scalar(column.ty, 1);
                match column.nullable {
                    true if self.random.chance(15) => "default".to_owned(),
                    true => value,
                    false => format!("coalesce({value}, {})", self.literal(column.ty)),
                }
            });
            let row = *self.random.pick(&["", "row"]);
            format!("{row}({})", values.join(", "))
        };
        let [first, second] = columns.map(|column| column.name.as_str());
        format!("({first}, {second}) = {value}")
    }

    fn assignment(&mut self, column: &ColumnOf, prefix: &str) -> String {
        let value = if !prefix.is_empty() && self.random.chance(50) {
            format!("{prefix}{}", column.name)
        } else {
            self.scalar(column.ty, 1)
        };
        if column.nullable && self.random.chance(6) {
            format!("{} = default", column.name)
        } else if column.nullable {
            format!("{} = {value}", column.name)
        } else {
            format!(
                "{} = coalesce({value}, {})",
                column.name,
                self.literal(column.ty)
            )
        }
    }

    fn returning(&mut self, target: &[Visible], wanted: bool) -> (String, Vec<(String, Type)>) {
        self.returning_versions(target, wanted, false, |this, ty| this.scalar(ty, 1))
    }

    /// RETURNING. To PostgreSQL there is no new version of a row that is deleted, and to a soft deletion it is the marked one.
    pub(super) fn returning_versions(
        &mut self,
        target: &[Visible],
        wanted: bool,
        before_only: bool,
        value: impl FnMut(&mut Self, Type) -> String,
    ) -> (String, Vec<(String, Type)>) {
        if !wanted && self.random.chance(50) {
            return (String::new(), Vec::new());
        }
        let types: Vec<Type> = (0..=self.random.below(3))
            .map(|_| self.any_type())
            .collect();
        let (aliases, columns) = self.versions(target, before_only);
        let (targets, columns) = self.within(columns, |this| this.targets(&types, value));
        (format!(" returning {aliases}{targets}"), columns)
    }

    /// What RETURNING may name: the columns, and those of the row before and after. And the names of these two.
    pub(super) fn versions(
        &mut self,
        target: &[Visible],
        before_only: bool,
    ) -> (String, Vec<Visible>) {
        let mut columns = certain(target);
        if self.features.version < 18 || !self.random.chance(50) {
            return (String::new(), columns);
        }
        let mut names = ["old".to_owned(), "new".to_owned()];
        let mut aliases = String::new();
        if self.random.chance(30) {
            names = [self.fresh("old"), self.fresh("new")];
            aliases = format!("with (old as {}, new as {}) ", names[0], names[1]);
        }
        let table = target.first().and_then(|column| column.qualifier.clone());
        let seen = if before_only { 1 } else { 2 };
        for name in names.into_iter().take(seen) {
            let of_table = target.iter().filter(|column| column.qualifier == table);
            columns.extend(of_table.map(|column| Visible {
                qualifier: Some(name.clone()),
                ambiguous: true,
                // PostgreSQL 18.0 takes `(old).k` for the column of the new version.
                whole: false,
                ..column.clone()
            }));
        }
        (aliases, columns)
    }
}

pub(super) fn visible(table: &TableOf, alias: &str) -> Vec<Visible> {
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| (column.name.clone(), column.ty))
        .collect();
    let columns = columns_of(alias, &columns).into_iter();
    columns
        .map(|column| Visible {
            whole: true,
            ..column
        })
        .collect()
}

/// Columns that are always qualified, because others may have the same names.
pub(super) fn certain(columns: &[Visible]) -> Vec<Visible> {
    let columns = columns.iter().cloned().map(|column| Visible {
        ambiguous: true,
        ..column
    });
    columns.collect()
}
