//! RESTORE: what the deletion of the rows named did is undone, unless a row would come back under one that stays deleted.

use std::collections::BTreeSet;

use super::{Detail, Expected, Id, Row, State, Value, in_scope};
use crate::life::statement::Step;
use crate::life::world::{MarkKind, Policy, World};

impl State {
    pub(super) fn restore(&mut self, world: &World, step: &Step, parents: bool) -> Expected {
        let named = self.named(world, step, |row| row.mark.is_some() && in_scope(step, row));
        let mut expected = Expected {
            affected: named.len(),
            ..Expected::default()
        };
        let restored = self.with_companions(world, named);
        let revived = if parents {
            self.ancestors(world, &restored)
        } else {
            BTreeSet::new()
        };
        let back: BTreeSet<Id> = restored.union(&revived).copied().collect();
        for id in &restored {
            expected.count("Restore", id.0, &[], 1);
        }
        for id in &revived {
            expected.count("RestoreParent", id.0, &[], 1);
        }
        for id in &restored {
            for (reference, key) in world.tables[id.0].references.iter().enumerate() {
                let parent_stays = key.policy != Policy::Keep
                    && world.tables[key.parent].marks.is_some()
                    && self.refers_to_any(world, *id, reference)
                    && !self.is_under_active(world, *id, reference)
                    && !self.refers_into(world, *id, reference, &back);
                if parent_stays {
                    expected.count("ParentDeleted", id.0, &key.columns, 1);
                }
            }
        }
        self.conflicts(world, &back, &mut expected);
        let ties = self.cut_links(world, &restored);
        for (id, reference, _) in &ties {
            let columns = &world.tables[id.0].references[*reference].columns;
            expected.count("Relink", id.0, columns, 1);
        }
        for id in &back {
            let recorded = world.tables[id.0].marks.as_ref().is_some_and(|it| it.id);
            let undone = self.row(*id).mark.as_ref().filter(|_| recorded);
            let detail = Detail::Undone(undone.map(|mark| mark.at));
            self.record(world, step, "restore", *id, detail);
        }
        for (id, reference, values) in ties {
            let detail = Detail::Link(reference, values.clone());
            let record = self.record_of(world, step, "relink", id, detail);
            self.history.push(record);
            let columns = &world.tables[id.0].references[reference].columns;
            for (column, value) in columns.iter().zip(values) {
                self.row_mut(id).values[*column] = value;
            }
        }
        for id in back {
            self.row_mut(id).mark = None;
        }
        // All rows of the table that come back, also those that follow from a row named.
        let own = restored
            .into_iter()
            .filter(|id| id.0 == step.template.table);
        expected.rows = self.returned(world, step, &own.collect());
        expected
    }

    /// Deleted rows, and those that the same deletion marked because of them.
    fn with_companions(&self, world: &World, mut restored: BTreeSet<Id>) -> BTreeSet<Id> {
        loop {
            let before = restored.len();
            for id in self.ids() {
                let Some(mark) = self.row(id).mark.as_ref() else {
                    continue;
                };
                let mut references = world.tables[id.0].references.iter().enumerate();
                let comes = references.any(|(reference, key)| {
                    let mut parents = restored.iter();
                    key.policy == Policy::Cascade
                        && parents.any(|parent| {
                            let above = self.row(*parent).mark.as_ref();
                            above.is_some_and(|above| above.at == mark.at)
                                && self.refers(world, id, reference, *parent)
                        })
                });
                if comes {
                    restored.insert(id);
                }
            }
            if restored.len() == before {
                return restored;
            }
        }
    }

    /// The deleted rows that rows refer to, at whatever distance.
    fn ancestors(&self, world: &World, restored: &BTreeSet<Id>) -> BTreeSet<Id> {
        let mut revived = BTreeSet::new();
        let mut waiting: Vec<Id> = restored.iter().copied().collect();
        while let Some(id) = waiting.pop() {
            for (reference, key) in world.tables[id.0].references.iter().enumerate() {
                if key.policy == Policy::Keep
                    || self.is_under_active(world, id, reference)
                    || self.refers_into(world, id, reference, restored)
                {
                    continue;
                }
                for parent in self.ids() {
                    let deleted = self.row(parent).mark.is_some();
                    if deleted
                        && self.refers(world, id, reference, parent)
                        && revived.insert(parent)
                    {
                        waiting.push(parent);
                    }
                }
            }
        }
        revived
    }

    fn refers_to_any(&self, world: &World, id: Id, reference: usize) -> bool {
        let mut columns = world.tables[id.0].references[reference].columns.iter();
        columns.all(|column| self.row(id).values[*column] != Value::Null)
    }

    /// Whether the row that another refers to is there and active.
    fn is_under_active(&self, world: &World, id: Id, reference: usize) -> bool {
        let parent = world.tables[id.0].references[reference].parent;
        let mut rows = (0..self.rows[parent].len()).map(|place| (parent, place));
        rows.any(|row| self.row(row).mark.is_none() && self.refers(world, id, reference, row))
    }

    /// Keys that rows would have in common with active rows, or with each other.
    fn conflicts(&self, world: &World, back: &BTreeSet<Id>, expected: &mut Expected) {
        for id in back {
            let table = &world.tables[id.0];
            let archived = table.marks.as_ref().map(|it| it.kind) == Some(MarkKind::Archive);
            // Elsewhere a deleted row keeps its primary key.
            let key = archived.then(|| table.key.clone());
            let unique = table.unique.map(|column| vec![column]);
            for columns in key.into_iter().chain(unique) {
                let of = |row: &Row| -> Vec<Value> {
                    columns.iter().map(|it| row.values[*it].clone()).collect()
                };
                let own = of(self.row(*id));
                let mut others = (0..self.rows[id.0].len()).map(|place| (id.0, place));
                let taken = others.any(|other| {
                    let comes = self.row(other).mark.is_none() || back.contains(&other);
                    other != *id && comes && of(self.row(other)) == own
                });
                if taken && !own.contains(&Value::Null) {
                    expected.count("Conflict", id.0, &columns, 1);
                    expected.clash = true;
                }
            }
        }
    }

    /// The links to rows that come back which the deletion of those cut, as far as history says so and they are NULL still: row,
    /// number of the reference, values.
    pub(super) fn cut_links(
        &self,
        world: &World,
        restored: &BTreeSet<Id>,
    ) -> Vec<(Id, usize, Vec<Value>)> {
        let mut links = Vec::new();
        for record in self.history.iter().filter(|it| it.action == "unlink") {
            let Detail::Link(reference, values) = &record.detail else {
                continue;
            };
            let child = &world.tables[record.table];
            let key = &child.references[*reference];
            let parent = &world.tables[key.parent];
            let known = parent.marks.as_ref().is_some_and(|marks| marks.id);
            let undone = restored.iter().any(|id| {
                let row = self.row(*id);
                let mut pairs = parent.key.iter().zip(values);
                id.0 == key.parent
                    && row.mark.as_ref().is_some_and(|mark| mark.at == record.hour)
                    && pairs.all(|(column, value)| row.values[*column] == *value)
            });
            if !known || !undone {
                continue;
            }
            for place in 0..self.rows[record.table].len() {
                let id = (record.table, place);
                let row = self.row(id);
                let mut own = child.key.iter().zip(&record.key);
                let is_row = own.all(|(column, value)| row.values[*column] == *value);
                let mut columns = key.columns.iter();
                let is_cut = columns.all(|column| row.values[*column] == Value::Null);
                // What has moved into an archive is left as it is.
                let moved = row.mark.is_some() && child.archive().is_some();
                if is_row && is_cut && !moved {
                    links.push((id, *reference, values.clone()));
                }
            }
        }
        links
    }
}
