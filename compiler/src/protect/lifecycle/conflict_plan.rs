//! Keys that rows would have in common with active ones if they came back. A dry run tells them; the statement itself meets the
//! unique index.

use super::super::effect::{Action, Effect};
use super::super::{Protect, predicate::Guard};
use super::report::Counted;
use super::restore_kin::{Kin, deletion_id};
use super::restore_sets::Sets;
use super::restore_walk::names_of;
use crate::ast::Query;
use crate::catalog::Table;
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

impl Protect<'_> {
    /// One effect a unique key of each table whose rows come back.
    pub(in crate::protect) fn conflicts(
        &mut self,
        kin: &Kin,
        lock: bool,
        sets: &mut Sets,
        span: Span,
    ) {
        for member in 0..kin.family.tables.len() {
            let backs = Self::back(sets, member);
            let table = kin.family.tables[member];
            if backs.is_empty() {
                continue;
            }
            let cause = sets.counted.iter().position(|counted| {
                let effect = &counted.effect;
                effect.table == table
                    && matches!(effect.action, Action::Restore | Action::RestoreParent)
            });
            for unique in keys_of(&self.schema.tables[table]) {
                let rows = if lock {
                    self.none(span)
                } else {
                    self.conflicting(table, &unique, &backs, span)
                };
                let effect = Effect {
                    action: Action::Conflict,
                    table,
                    cause,
                    columns: unique,
                };
                sets.counted.push(Counted::new(effect, rows));
            }
        }
    }

    /// How many rows would come back whose key an active row has, or another one that would come back.
    pub(in crate::protect) fn conflicting(
        &mut self,
        table: usize,
        unique: &[usize],
        backs: &[String],
        span: Span,
    ) -> Query {
        let table = &self.schema.tables[table];
        let unique = names_of(table, unique);
        let mut key = table.primary_key.clone();
        // An archive may have a key several times, of one deletion each.
        key.extend(deletion_id(table).filter(|_| is_archived(table)));
        let key = names_of(table, &key);
        let mut build = Build::new(self.ids, span);
        let mut conditions = build.equal_columns(("t", &unique), ("b", &unique));
        if let Some(guard) = Guard::of(table, Some("t")) {
            conditions.push(guard.active(&mut build));
        }
        let from = build.table_as(table, "t");
        let mut taken = build.exists(from, conditions, false);
        for back in backs {
            let mut same = build.equal_columns(("x", &unique), ("b", &unique));
            let is_itself = build.equal_columns(("x", &key), ("b", &key));
            if let Some(is_itself) = build.all(is_itself) {
                same.push(build.not(is_itself));
            }
            let from = build.cte_as(back, "x");
            let twice = build.exists(from, same, false);
            taken = build.or(taken, twice);
        }
        let mut columns = key.clone();
        columns.extend(unique.iter().filter(|column| !key.contains(column)));
        let mut arms = Vec::new();
        for back in backs {
            let targets = columns
                .iter()
                .map(|column| build.target_column(back, column, column));
            let targets = targets.gather();
            let from = build.relation(None, back, None);
            arms.push(build.select(targets, vec![from], None));
        }
        let Some(rows) = build.union(true, arms) else {
            return self.none(span);
        };
        let from = build.derived(false, rows, "b", &[]);
        build.count(vec![from], Some(taken))
    }
}

/// The keys that no two active rows may have in common and that deleted ones may have: the unique keys, and of an archive, whose
/// keys may be given again, the primary key.
pub(in crate::protect) fn keys_of(table: &Table) -> Vec<Vec<usize>> {
    let primary = Some(table.primary_key.clone());
    let primary = primary.filter(|key| is_archived(table) && !key.is_empty());
    let primary = primary.filter(|key| !table.unique.contains(key));
    primary.into_iter().chain(table.unique.clone()).gather()
}

/// Whether deleted rows of a table stand in another one.
pub(in crate::protect) fn is_archived(table: &Table) -> bool {
    Guard::of(table, None).is_some_and(|guard| guard.archive().is_some())
}
