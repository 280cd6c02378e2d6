//! DELETE: rows are marked, with those that refer to them, unless a row that stays forbids it; other links are cut.

use std::collections::BTreeSet;

use super::{Detail, Expected, Id, Mark, State, Value, who, why};
use crate::life::statement::Step;
use crate::life::world::{Policy, World};

impl State {
    pub(super) fn delete(&mut self, world: &World, step: &Step) -> Expected {
        let named = self.named(world, step, |row| row.mark.is_none());
        let mut expected = Expected {
            affected: named.len(),
            rows: self.returned(world, step, &named),
            ..Expected::default()
        };
        let marked = self.with_dependents(world, named);
        for id in &marked {
            expected.count("Delete", id.0, &[], 1);
        }
        // Every link to a marked row of an active one that stays.
        let mut links: Vec<(Id, usize)> = Vec::new();
        for id in self.ids() {
            if self.row(id).mark.is_some() || marked.contains(&id) {
                continue;
            }
            for (reference, key) in world.tables[id.0].references.iter().enumerate() {
                if !self.refers_into(world, id, reference, &marked) {
                    continue;
                }
                match key.policy {
                    // It would have been marked.
                    Policy::Cascade | Policy::Keep => {}
                    Policy::Restrict => expected.count("Restrict", id.0, &key.columns, 1),
                    Policy::SetNull => {
                        expected.count("Unlink", id.0, &key.columns, 1);
                        links.push((id, reference));
                    }
                }
            }
        }
        self.cut(world, step, &links);
        for id in marked {
            self.record(world, step, "delete", id, Detail::Nothing);
            self.row_mut(id).mark = Some(Mark {
                at: step.hour,
                by: who(step),
                reason: why(step),
            });
        }
        expected
    }

    /// Active rows, and those that go with them.
    fn with_dependents(&self, world: &World, mut marked: BTreeSet<Id>) -> BTreeSet<Id> {
        loop {
            let before = marked.len();
            for id in self.ids() {
                if self.row(id).mark.is_some() || marked.contains(&id) {
                    continue;
                }
                let mut references = world.tables[id.0].references.iter().enumerate();
                let goes = references.any(|(reference, key)| {
                    key.policy == Policy::Cascade && self.refers_into(world, id, reference, &marked)
                });
                if goes {
                    marked.insert(id);
                }
            }
            if marked.len() == before {
                return marked;
            }
        }
    }

    /// Cuts links, of which history is told if either side keeps one.
    fn cut(&mut self, world: &World, step: &Step, links: &[(Id, usize)]) {
        let old = self.clone();
        for (id, reference) in links {
            let key = &world.tables[id.0].references[*reference];
            let values = key.columns.iter();
            let values = values.map(|it| old.row(*id).values[*it].clone()).collect();
            if world.tables[id.0].audit || world.tables[key.parent].audit {
                let detail = Detail::Link(*reference, values);
                let record = old.record_of(world, step, "unlink", *id, detail);
                self.history.push(record);
            }
            for column in &key.columns {
                self.row_mut(*id).values[*column] = Value::Null;
            }
        }
    }
}
