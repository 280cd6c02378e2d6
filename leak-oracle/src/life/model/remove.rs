//! HARD DELETE and purge: rows are really gone.

use std::collections::BTreeSet;

use super::{Detail, Expected, Id, Row, State, Value, in_scope};
use crate::life::statement::{Scope, Step};
use crate::life::world::World;

impl State {
    pub(super) fn hard_delete(&mut self, world: &World, step: &Step) -> Expected {
        let root = step.template.table;
        let marks = world.tables[root].marks.as_ref();
        let named = self.named(world, step, |row| {
            let old = |row: &Row| match (&row.mark, marks.and_then(|marks| marks.retention)) {
                (Some(mark), Some(hours)) => mark.at < step.hour - hours,
                (Some(_), None) => true,
                (None, _) => false,
            };
            in_scope(step, row)
                && match step.template.scope {
                    Scope::Default if marks.is_none() => true,
                    Scope::OnlyDeleted | Scope::WithDeleted => true,
                    Scope::Default | Scope::Between | Scope::Before | Scope::After => old(row),
                }
        });
        let mut expected = Expected {
            affected: named.len(),
            rows: self.returned(world, step, &named),
            ..Expected::default()
        };
        for id in &named {
            expected.count("Remove", id.0, &[], 1);
            if self.is_held(world, *id) {
                expected.count("Held", id.0, &[], 1);
            }
        }
        for id in self.ids() {
            for (reference, key) in world.tables[id.0].references.iter().enumerate() {
                if !named.contains(&id) && self.refers_into(world, id, reference, &named) {
                    expected.count("Referenced", id.0, &key.columns, 1);
                }
            }
        }
        self.remove(world, step, &named);
        expected
    }

    pub(super) fn purge(&mut self, world: &World, step: &Step) -> Expected {
        let purgeable =
            |table: usize| world.tables[table].marks.is_some() && world.tables[table].is_timed();
        let mut family = vec![step.template.table];
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            next += 1;
            for child in world.children(parent) {
                if purgeable(child) && !family.contains(&child) {
                    family.push(child);
                }
            }
        }
        let ids = self.ids().into_iter();
        let mut going: BTreeSet<Id> = ids
            .filter(|id| family.contains(&id.0) && self.is_due(world, step, *id))
            .collect();
        // Whatever a row that stays refers to stays.
        loop {
            let stays = self.ids().into_iter().filter(|id| !going.contains(id));
            let stays: Vec<Id> = stays.collect();
            let kept = going.iter().copied().find(|parent| {
                stays.iter().any(|child| {
                    let mut references = 0..world.tables[child.0].references.len();
                    references.any(|key| self.refers(world, *child, key, *parent))
                })
            });
            match kept {
                Some(kept) => going.remove(&kept),
                None => break,
            };
        }
        let mut expected = Expected::default();
        for id in &going {
            expected.count("Remove", id.0, &[], 1);
        }
        self.remove(world, step, &going);
        expected
    }

    fn is_due(&self, world: &World, step: &Step, id: Id) -> bool {
        let keep = match step.arg("keep") {
            Value::Int(hours) => Some(hours),
            _ => None,
        };
        let retention = world.tables[id.0]
            .marks
            .as_ref()
            .and_then(|it| it.retention);
        let Some(hours) = keep.max(retention) else {
            return false;
        };
        let mark = self.row(id).mark.as_ref();
        mark.is_some_and(|mark| mark.at < step.hour - hours) && !self.is_held(world, id)
    }

    fn is_held(&self, world: &World, id: Id) -> bool {
        let hold = world.tables[id.0].marks.as_ref().and_then(|it| it.hold);
        hold.is_some_and(|hold| self.row(id).values[hold] == Value::Bool(true))
    }

    fn remove(&mut self, world: &World, step: &Step, gone: &BTreeSet<Id>) {
        for id in gone {
            self.record(world, step, "purge", *id, Detail::Nothing);
        }
        for (table, rows) in self.rows.iter_mut().enumerate() {
            let mut place = 0;
            rows.retain(|_| {
                place += 1;
                !gone.contains(&(table, place - 1))
            });
        }
    }
}
