//! ERASE: personal columns are overwritten, downwards over every link, unless a row is on hold.

use std::collections::BTreeSet;

use super::{Detail, Expected, Id, State, Value, in_scope};
use crate::life::statement::Step;
use crate::life::world::{Personal, Policy, World};

impl State {
    pub(super) fn erase(&mut self, world: &World, step: &Step) -> Expected {
        let named = self.named(world, step, |row| in_scope(step, row));
        let mut expected = Expected {
            affected: named.len(),
            ..Expected::default()
        };
        let below = self.with_all_below(world, named.clone());
        let concerned = below
            .into_iter()
            .filter(|id| id.0 == step.template.table || world.tables[id.0].has_personal());
        for id in concerned {
            let table = &world.tables[id.0];
            expected.count("Erase", id.0, &[], 1);
            let hold = table.marks.as_ref().and_then(|marks| marks.hold);
            if hold.is_some_and(|hold| self.row(id).values[hold] == Value::Bool(true)) {
                expected.count("Held", id.0, &[], 1);
            }
            for (column, declared) in table.columns.iter().enumerate() {
                let value = match declared.personal {
                    None => continue,
                    Some(Personal::Null) => Value::Null,
                    Some(Personal::Gone) => {
                        let number = self.row(id).values[table.number()].text();
                        Value::Text(format!("gone {number}"))
                    }
                };
                self.row_mut(id).values[column] = value;
            }
            self.record(world, step, "erase", id, Detail::Erased);
        }
        expected.rows = self.returned(world, step, &named);
        expected
    }

    /// Rows, and all that refer to them, deleted or not, or did until a deletion cut the link.
    fn with_all_below(&self, world: &World, mut found: BTreeSet<Id>) -> BTreeSet<Id> {
        loop {
            let before = found.len();
            for id in self.ids() {
                let mut references = 0..world.tables[id.0].references.len();
                if references
                    .any(|key| hangs(world, id.0, key) && self.refers_into(world, id, key, &found))
                {
                    found.insert(id);
                }
            }
            let cut = self.cut_links(world, &found).into_iter();
            let cut = cut.filter(|(id, key, _)| hangs(world, id.0, *key));
            found.extend(cut.map(|(id, _, _)| id));
            if found.len() == before {
                return found;
            }
        }
    }
}

/// Whether an erasure follows a link: back to a table that it comes from only if it is deleted along.
fn hangs(world: &World, child: usize, key: usize) -> bool {
    let reference = &world.tables[child].references[key];
    reference.policy == Policy::Cascade || !is_below(world, child, reference.parent)
}

/// Whether a table refers to another, perhaps by way of others, or is the same.
fn is_below(world: &World, from: usize, table: usize) -> bool {
    let (mut seen, mut waiting) = (BTreeSet::from([from]), vec![from]);
    while let Some(next) = waiting.pop() {
        waiting.extend(
            world
                .children(next)
                .into_iter()
                .filter(|child| seen.insert(*child)),
        );
    }
    seen.contains(&table)
}
