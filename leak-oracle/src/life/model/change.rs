//! INSERT and UPDATE, and queries.

use super::{Expected, Row, Scope, State, Value};
use crate::life::statement::{Step, Verb};
use crate::life::world::{MarkKind, World};

impl State {
    pub(super) fn insert(&mut self, world: &World, step: &Step) -> Expected {
        let table = step.template.table;
        let columns = world.tables[table].columns.iter();
        let values = columns.map(|column| step.arg(&format!("c_{}", column.name)));
        let row = Row {
            values: values.collect(),
            mark: None,
        };
        self.rows[table].push(row);
        Expected {
            affected: 1,
            clash: self.clashes(world, table, self.rows[table].len() - 1),
            ..Expected::default()
        }
    }

    pub(super) fn update(&mut self, world: &World, step: &Step) -> Expected {
        let table = step.template.table;
        let named = self.named(world, step, |row| row.mark.is_none());
        let described = &world.tables[table];
        for id in &named {
            let row = self.row_mut(*id);
            if let Verb::Refer(reference) = step.template.verb {
                let columns = described.references[reference].columns.iter();
                for (number, column) in columns.enumerate() {
                    row.values[*column] = step.arg(&format!("f_{number}"));
                }
            } else {
                row.values[described.number()] = step.arg("number");
                if let Some(unique) = described.unique {
                    row.values[unique] = step.arg("code");
                }
            }
        }
        Expected {
            affected: named.len(),
            clash: named.iter().any(|id| self.clashes(world, table, id.1)),
            ..Expected::default()
        }
    }

    /// Whether an active row has a key that another row of its table has.
    fn clashes(&self, world: &World, table: usize, place: usize) -> bool {
        let described = &world.tables[table];
        let archived = described.marks.as_ref().map(|it| it.kind) == Some(MarkKind::Archive);
        let row = &self.rows[table][place];
        let others = self.rows[table].iter().enumerate();
        let mut others = others.filter(|(other, _)| *other != place);
        others.any(|(_, other)| {
            let there = other.mark.is_none() || !archived;
            let mut key = described.key.iter();
            let key = there && key.all(|it| row.values[*it] == other.values[*it]);
            let unique = described.unique.is_some_and(|it| {
                other.mark.is_none()
                    && row.values[it] != Value::Null
                    && row.values[it] == other.values[it]
            });
            key || unique
        })
    }

    pub(super) fn read(&self, world: &World, step: &Step) -> Expected {
        let table = step.template.table;
        let own = &world.tables[table];
        let id = |table: usize, row: &Row| {
            let key = world.tables[table].key.last().copied().unwrap_or_default();
            row.values[key].text()
        };
        let active = |table: usize| self.rows[table].iter().filter(|row| row.mark.is_none());
        let joined = |child: &Row, reference: usize, parent: &Row| {
            let key = &own.references[reference];
            let mut pairs = key.columns.iter().zip(&world.tables[key.parent].key);
            pairs.all(|(here, there)| {
                child.values[*here] != Value::Null && child.values[*here] == parent.values[*there]
            })
        };
        let mut found = Vec::new();
        match step.template.verb {
            Verb::Join { reference, left } => {
                let parent = own.references[reference].parent;
                for child in active(table) {
                    let mine = [id(table, child), child.values[own.number()].text()];
                    let mut alone = true;
                    for above in active(parent).filter(|above| joined(child, reference, above)) {
                        let number = world.tables[parent].number();
                        let theirs = [id(parent, above), above.values[number].text()];
                        found.push([mine.clone(), theirs].concat());
                        alone = false;
                    }
                    if alone && left {
                        found.push([mine, ["-".to_owned(), "-".to_owned()]].concat());
                    }
                }
            }
            Verb::Exists { reference } => {
                let parent = own.references[reference].parent;
                for above in active(parent) {
                    if active(table).any(|child| joined(child, reference, above)) {
                        let number = world.tables[parent].number();
                        found.push(vec![id(parent, above), above.values[number].text()]);
                    }
                }
            }
            _ => {
                let rows = self.rows[table]
                    .iter()
                    .filter(|row| match step.template.scope {
                        Scope::Default => row.mark.is_none(),
                        Scope::OnlyDeleted
                        | Scope::WithDeleted
                        | Scope::Between
                        | Scope::Before
                        | Scope::After => super::in_scope(step, row),
                    });
                let numbers = rows.map(|row| match row.values[own.number()] {
                    Value::Int(number) => number,
                    _ => 0,
                });
                let numbers: Vec<i64> = numbers.collect();
                let total: i64 = numbers.iter().sum();
                found.push(vec![numbers.len().to_string(), total.to_string()]);
            }
        }
        Expected {
            rows: Some(found),
            ..Expected::default()
        }
    }
}
