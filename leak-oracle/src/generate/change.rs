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
            let made = self.select(None);
            return Made {
                sql: format!("with {name} as ({}) {}", change.sql, made.sql),
                ..made
            };
        }
        self.change_of_rows(false)
    }

    fn change_of_rows(&mut self, returning: bool) -> Made {
        match self.random.below(12) {
            0..=3 => self.update(returning),
            4..=6 => self.delete(returning),
            7 | 8 => self.insert_values(returning),
            9 | 10 => self.insert_query(returning),
            _ if self.features.merge && !returning => self.merge(),
            _ => self.insert_query(returning),
        }
    }

    fn update(&mut self, returning: bool) -> Made {
        let table = self.table();
        let alias = self.fresh("t");
        let target = visible(table, &alias);
        let (from, others) = self.others("from");
        let set = self.within(certain(&target), |this| this.assignments(table, ""));
        let mut all = target.clone();
        all.extend(others);
        let condition = self.within(all, Self::choosing);
        let (returning, columns) = self.returning(&target, returning);
        Made {
            sql: format!(
                "update {} {alias} set {set}{from} where {condition}{returning}",
                table.name
            ),
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
        let condition = self.within(all, Self::choosing);
        let (returning, columns) = self.returning(&target, returning);
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
            sql: format!(
                "{hard}delete from {} {alias}{using} where {condition}{attribution}{returning}",
                table.name
            ),
            columns,
            ordered: false,
        }
    }

    /// A condition that is not always true, which the compiler would refuse.
    fn choosing(&mut self) -> String {
        let condition = self.condition(2);
        match self.column(Type::Int) {
            Some(column) => format!("({condition}) and {column} <> 1000"),
            None => condition,
        }
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
        let (returning, columns) = self.returning(&visible(table, &alias), returning);
        Made {
            sql: format!(
                "insert into {} as {alias}{list} values {}{conflict}{returning}",
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
        value(of.ty, of.nullable, &mut self.random)
    }

    fn on_conflict(&mut self, table: &TableOf, alias: &str) -> String {
        if !table.key || !self.random.chance(65) {
            return String::new();
        }
        let target = match table.unique {
            Some(unique) if self.random.chance(65) => format!(" ({})", table.columns[unique].name),
            _ if self.random.chance(15) => return " on conflict do nothing".to_owned(),
            _ => " (id)".to_owned(),
        };
        if self.random.chance(30) {
            return format!(" on conflict{target} do nothing");
        }
        let mut both = certain(&visible(table, alias));
        both.extend(certain(&visible(table, "excluded")));
        let (set, condition) = self.within(both, |this| {
            let set = this.assignments(table, "excluded.");
            let condition = if this.random.chance(40) {
                format!(" where {}", this.condition(1))
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

    /// A MERGE in which a row of the target meets one row of the source at most.
    fn merge(&mut self) -> Made {
        let keyed: Vec<&TableOf> = self.world.tables.iter().filter(|table| table.key).collect();
        let (Some(table), Some(source)) = (
            self.world.tables.iter().find(|table| !table.key),
            self.random.pick_any(&keyed).copied(),
        ) else {
            return self.update(false);
        };
        let (alias, other) = (self.fresh("t"), self.fresh("s"));
        let target = certain(&visible(table, &alias));
        let from = certain(&visible(source, &other));
        let mut both = target.clone();
        both.extend(from.clone());
        // A MERGE does not move rows to an archive.
        let deletes = table.marks.is_some() && table.archive().is_none();
        let mut whens = Vec::new();
        let on = self.within(both.clone(), |this| {
            let more = if this.random.chance(30) {
                format!(" and ({})", this.condition(1))
            } else {
                String::new()
            };
            format!("{alias}.k = {other}.id{more}")
        });
        for _ in 0..=self.random.below(2) {
            let matched = self.within(both.clone(), |this| {
                // Nothing may follow a WHEN without a condition, so each has one.
                let condition = format!(" and {}", this.condition(0));
                let action = match this.random.below(4) {
                    0 => "do nothing".to_owned(),
                    1 if deletes => "delete".to_owned(),
                    _ => format!("update set {}", this.assignments(table, "")),
                };
                format!(" when matched{condition} then {action}")
            });
            whens.push(matched);
        }
        if self.random.chance(60) {
            let insert = self.within(from, |this| {
                let condition = if this.random.chance(40) {
                    format!(" and {}", this.condition(0))
                } else {
                    String::new()
                };
                let values: Vec<_> = table
                    .columns
                    .iter()
                    .map(|column| this.scalar(column.ty, 1))
                    .collect();
                let names: Vec<_> = table
                    .columns
                    .iter()
                    .map(|column| column.name.as_str())
                    .collect();
                let list = if this.random.chance(70) {
                    format!(" ({})", names.join(", "))
                } else {
                    String::new()
                };
                format!(
                    " when not matched{condition} then insert{list} values ({})",
                    values.join(", ")
                )
            });
            whens.push(insert);
        }
        if self.features.merge_by_source && self.random.chance(40) {
            let unmatched = self.within(target, |this| {
                let condition = if this.random.chance(40) {
                    format!(" and {}", this.condition(0))
                } else {
                    String::new()
                };
                let action = if deletes && this.random.chance(50) {
                    "delete".to_owned()
                } else {
                    format!("update set {}", this.assignments(table, ""))
                };
                format!(" when not matched by source{condition} then {action}")
            });
            whens.push(unmatched);
        }
        Made {
            sql: format!(
                "merge into {} {alias} using {} {other} on {on}{}",
                table.name,
                source.name,
                whens.concat()
            ),
            ..Made::default()
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
    fn assignments(&mut self, table: &TableOf, prefix: &str) -> String {
        let free: Vec<usize> = (0..table.columns.len())
            .filter(|column| table.unique != Some(*column) && !(table.key && *column == 0))
            .collect();
        let first = *self.random.pick(&free);
        let second = *self.random.pick(&free);
        let mut set = vec![self.assignment(&table.columns[first], prefix)];
        if second != first {
            set.push(self.assignment(&table.columns[second], prefix));
        }
        set.join(", ")
    }

    fn assignment(&mut self, column: &ColumnOf, prefix: &str) -> String {
        let value = if !prefix.is_empty() && self.random.chance(50) {
            format!("{prefix}{}", column.name)
        } else {
            self.scalar(column.ty, 1)
        };
        if column.nullable {
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
        if !wanted && self.random.chance(50) {
            return (String::new(), Vec::new());
        }
        let types: Vec<Type> = (0..=self.random.below(3))
            .map(|_| self.any_type())
            .collect();
        let (targets, columns) = self.within(certain(target), |this| {
            this.targets(&types, |this, ty| this.scalar(ty, 1))
        });
        (format!(" returning {targets}"), columns)
    }
}

pub(super) fn visible(table: &TableOf, alias: &str) -> Vec<Visible> {
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| (column.name.clone(), column.ty))
        .collect();
    columns_of(alias, &columns)
}

/// Columns that are always qualified, because others may have the same names.
fn certain(columns: &[Visible]) -> Vec<Visible> {
    let columns = columns.iter().cloned().map(|column| Visible {
        ambiguous: true,
        ..column
    });
    columns.collect()
}
