//! MERGE. A row of the target meets one row of the source at most.

use super::change::{certain, visible};
use super::{Generator, Made, Visible, from::columns_of};
use crate::world::{TableOf, Type};

impl Generator<'_> {
    /// A MERGE, from a table or a query into any table.
    pub(super) fn merge(&mut self, returning: bool) -> Made {
        let table = self.table();
        let keyed: Vec<&TableOf> = self
            .world
            .tables
            .iter()
            .filter(|other| other.key && other.name != table.name)
            .collect();
        let Some(source) = self.random.pick_any(&keyed).copied() else {
            return self.update(returning);
        };
        let (alias, other) = (self.fresh("t"), self.fresh("s"));
        let target = certain(&visible(table, &alias));
        let (using, from) = self.merge_source(source, &other);
        let mut both = target.clone();
        both.extend(from.clone());
        let met = if table.key && self.random.chance(50) {
            "id"
        } else {
            "k"
        };
        let on = self.within(both.clone(), |this| {
            let more = if this.random.chance(30) {
                format!(" and ({})", this.filter(1))
            } else {
                String::new()
            };
            format!("{alias}.{met} = {other}.id{more}")
        });
        let whens = self.whens(table, &other, &target, &from, &both);
        let deletes = table.marks.is_some();
        let (returning, columns) = self.merge_returning(&both, returning, deletes);
        Made {
            sql: format!(
                "merge into {} {alias} using {using} {other} on {on}{whens}{returning}",
                table.name
            ),
            columns,
            ..Made::default()
        }
    }

    /// What a MERGE compares with; its column `id` is a key.
    fn merge_source(&mut self, source: &TableOf, alias: &str) -> (String, Vec<Visible>) {
        if !self.random.chance(25) {
            return (source.name.clone(), certain(&visible(source, alias)));
        }
        let inner = self.fresh("t");
        let condition = self.within(visible(source, &inner), |this| this.filter(1));
        let columns = [("id".to_owned(), Type::Int), ("k".to_owned(), Type::Int)];
        (
            format!(
                "(select {inner}.id, {inner}.k from {} {inner} where {condition})",
                source.name
            ),
            certain(&columns_of(alias, &columns)),
        )
    }

    fn whens(
        &mut self,
        table: &TableOf,
        other: &str,
        target: &[Visible],
        from: &[Visible],
        both: &[Visible],
    ) -> String {
        // A MERGE does not move rows to an archive.
        let deletes = table.marks.is_some() && table.archive().is_none();
        let mut whens = String::new();
        for _ in 0..=self.random.below(2) {
            // Nothing may follow a WHEN without a condition, so each has one.
            let matched = self.within(both.to_vec(), |this| {
                let condition = format!(" and {}", this.condition(0));
                let action = match this.random.below(4) {
                    0 => "do nothing".to_owned(),
                    1 if deletes => "delete".to_owned(),
                    _ => format!("update set {}", this.merge_assignments(table, &whens)),
                };
                format!(" when matched{condition} then {action}")
            });
            whens.push_str(&matched);
        }
        if self.random.chance(60) {
            let by_target = self.features.version >= 17 && self.random.chance(30);
            let insert = self.within(from.to_vec(), |this| {
                let condition = if this.random.chance(40) {
                    format!(" and {}", this.condition(0))
                } else {
                    String::new()
                };
                let action = this.merge_insert(table, other);
                let by = if by_target { " by target" } else { "" };
                format!(" when not matched{by}{condition} then {action}")
            });
            whens.push_str(&insert);
        }
        if self.features.version >= 17 && self.random.chance(40) {
            let unmatched = self.within(target.to_vec(), |this| {
                let condition = if this.random.chance(40) {
                    format!(" and {}", this.condition(0))
                } else {
                    String::new()
                };
                let action = match this.random.below(5) {
                    0 | 1 if deletes => "delete".to_owned(),
                    2 => "do nothing".to_owned(),
                    _ => format!("update set {}", this.merge_assignments(table, &whens)),
                };
                format!(" when not matched by source{condition} then {action}")
            });
            whens.push_str(&unmatched);
        }
        whens
    }

    /// Where two actions of a MERGE set several columns from a query each, PostgreSQL 15 ends with a segmentation fault.
    fn merge_assignments(&mut self, table: &TableOf, before: &str) -> String {
        let of_query = |text: &str| {
            let queries = ["select", "values", "with"];
            queries
                .map(|word| format!(") = ({word} "))
                .iter()
                .any(|form| text.contains(form))
        };
        loop {
            let set = self.assignments(table, "");
            if !(of_query(&set) && of_query(before)) {
                return set;
            }
        }
    }

    fn merge_insert(&mut self, table: &TableOf, other: &str) -> String {
        match self.random.below(8) {
            0 => return "do nothing".to_owned(),
            1 if !table.key => return "insert default values".to_owned(),
            _ => {}
        }
        let values: Vec<_> = table
            .columns
            .iter()
            .enumerate()
            .map(|(number, column)| {
                // Keys are new; a deleted row keeps its key.
                if table.key && number == 0 {
                    format!("{other}.id + 20000")
                } else if table.unique == Some(number) {
                    format!("'m' || {other}.id")
                } else if column.nullable {
                    if self.random.chance(8) {
                        "default".to_owned()
                    } else {
                        self.scalar(column.ty, 1)
                    }
                } else {
                    format!(
                        "coalesce({}, {})",
                        self.scalar(column.ty, 1),
                        self.literal(column.ty)
                    )
                }
            })
            .collect();
        let names: Vec<_> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let list = if self.random.chance(70) {
            format!(" ({})", names.join(", "))
        } else {
            String::new()
        };
        let overriding = *self.random.pick(&[
            "",
            "",
            "",
            " overriding user value",
            " overriding system value",
        ]);
        format!("insert{list}{overriding} values ({})", values.join(", "))
    }

    fn merge_returning(
        &mut self,
        both: &[Visible],
        wanted: bool,
        deletes: bool,
    ) -> (String, Vec<(String, Type)>) {
        if self.features.version < 17 {
            return (String::new(), Vec::new());
        }
        self.returning_versions(both, wanted, deletes, |this, ty| {
            if ty == Type::Text && this.random.chance(30) {
                "merge_action()".to_owned()
            } else {
                this.scalar(ty, 1)
            }
        })
    }
}
