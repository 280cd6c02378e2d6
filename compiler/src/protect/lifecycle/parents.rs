//! Rows that would come back while a row that they refer to stays deleted.

use super::super::effect::{Action, Effect};
use super::super::{Protect, predicate::Guard};
use super::family::Edge;
use super::report::Counted;
use super::restore_kin::Kin;
use super::restore_sets::Sets;
use crate::ast::{Expr, LockStrength, Locking};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

impl Protect<'_> {
    /// Counts, for each foreign key, the rows that would come back under a row that stays deleted or is not there.
    pub(in crate::protect) fn parents_deleted(
        &mut self,
        kin: &Kin,
        lock: bool,
        sets: &mut Sets,
        span: Span,
    ) {
        for edge in &kin.upwards {
            let Some(set) = sets.restored[edge.child].clone() else {
                continue;
            };
            if comes_back_with_it(kin, *edge) {
                continue;
            }
            let active = self.active_parents(kin, *edge, &set, lock, sets, span);
            let mut backs = vec![active];
            backs.extend(Self::back(sets, edge.parent));
            let (here, _) = kin.family.columns(self.schema, *edge);
            let there = self.target_names(kin, *edge);
            let mut build = Build::new(self.ids, span);
            let mut conditions: Vec<Expr> = Vec::new();
            for column in &here {
                let column = build.column(Some("o"), column);
                conditions.push(build.is_null(column, true));
            }
            for back in backs {
                let same = build.equal_columns(("p", &there), ("o", &here));
                let from = build.cte_as(&back, "p");
                conditions.push(build.exists(from, same, true));
            }
            let from = build.cte_as(&set, "o");
            let condition = build.all(conditions);
            let rows = build.count(vec![from], condition);
            let cause = kin.restored.iter().position(|member| *member == edge.child);
            let effect = Effect {
                action: Action::ParentDeleted,
                table: kin.family.tables[edge.child],
                cause,
                columns: kin.family.reference(self.schema, *edge).columns.clone(),
            };
            sets.counted.push(Counted::new(effect, rows));
        }
    }

    /// The active rows that rows of `set` refer to. They are locked, so that whoever deletes one at the same time comes before
    /// and is seen, or after and waits.
    fn active_parents(
        &mut self,
        kin: &Kin,
        edge: Edge,
        set: &str,
        lock: bool,
        sets: &mut Sets,
        span: Span,
    ) -> String {
        let table = kin.family.table(self.schema, edge.parent);
        let (here, _) = kin.family.columns(self.schema, edge);
        let there = self.target_names(kin, edge);
        let name = self.names.fresh(&format!("{}_active", table.name));
        let mut build = Build::new(self.ids, span);
        let same = build.equal_columns(("o", &here), ("t", &there));
        let from = build.cte_as(set, "o");
        let mut conditions = vec![build.exists(from, same, false)];
        if let Some(guard) = Guard::of(table, Some("t")) {
            conditions.push(guard.active(&mut build));
        }
        let targets = there
            .iter()
            .map(|name| build.target_column("t", name, name));
        let targets = targets.gather();
        let from = build.table_as(table, "t");
        let condition = build.all(conditions);
        let mut query = build.select(targets, vec![from], condition);
        if lock {
            query.locking.push(Locking {
                strength: LockStrength::Share,
                ..build.for_update("t")
            });
        }
        sets.ctes.push(build.materialized(&name, query));
        name
    }
}

/// Whether every row that comes back here does so because the row that it refers to by this key does.
fn comes_back_with_it(kin: &Kin, edge: Edge) -> bool {
    let mut ways = kin
        .followed
        .iter()
        .filter(|other| other.child == edge.child);
    edge.child != 0 && ways.next() == Some(&edge) && ways.next().is_none()
}
