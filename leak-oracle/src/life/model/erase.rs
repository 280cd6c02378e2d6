//! ERASE: personal columns are overwritten, downwards over every link, unless a row is on hold.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

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
        let below = self.with_all_below(world, step.template.table, named);
        let own = below.iter().copied();
        let own: BTreeSet<Id> = own.filter(|id| id.0 == step.template.table).collect();
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
        expected.rows = self.returned(world, step, &own);
        expected
    }

    /// Rows, and all that refer to them, deleted or not, or did until a deletion cut the link.
    fn with_all_below(&self, world: &World, root: usize, mut found: BTreeSet<Id>) -> BTreeSet<Id> {
        let depths = depths(world, root);
        loop {
            let before = found.len();
            for id in self.ids() {
                let mut references = 0..world.tables[id.0].references.len();
                if references.any(|key| {
                    hangs(world, &depths, id.0, key) && self.refers_into(world, id, key, &found)
                }) {
                    found.insert(id);
                }
            }
            let cut = self.cut_links(world, &found).into_iter();
            let cut = cut.filter(|(id, key, _)| hangs(world, &depths, id.0, *key));
            found.extend(cut.map(|(id, _, _)| id));
            if found.len() == before {
                return found;
            }
        }
    }
}

/// How far each table is from the one that an erasure names, over links from child to parent.
fn depths(world: &World, root: usize) -> BTreeMap<usize, usize> {
    let (mut depths, mut waiting) = (BTreeMap::from([(root, 0)]), VecDeque::from([root]));
    while let Some(next) = waiting.pop_front() {
        let below = depths[&next] + 1;
        for child in world.children(next) {
            depths.entry(child).or_insert_with(|| {
                waiting.push_back(child);
                below
            });
        }
    }
    depths
}

/// Whether an erasure follows a link: back to a table that it comes from only if that is deleted along.
fn hangs(world: &World, depths: &BTreeMap<usize, usize>, child: usize, key: usize) -> bool {
    let reference = &world.tables[child].references[key];
    let back = match (depths.get(&child), depths.get(&reference.parent)) {
        (Some(own), Some(parent)) => own <= parent && leads_to(world, child, reference.parent),
        _ => false,
    };
    reference.policy == Policy::Cascade || !back
}

/// Whether rows of a table may hang on rows of another.
fn leads_to(world: &World, from: usize, table: usize) -> bool {
    depths(world, from).contains_key(&table)
}
