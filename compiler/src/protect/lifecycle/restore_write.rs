//! What a restoration changes and records, given the rows that it concerns.

use super::super::effect::{Action, Effect};
use super::super::{
    Protect,
    archive::target_archive,
    predicate::Guard,
    target::{Target, take_scope},
};
use super::history::{Change, ROW};
use super::report::{self, Counted};
use super::restore_kin::{Kin, deletion_id};
use super::restore_sets::{Named, Sets};
use super::restore_statement::Parts;
use super::restore_walk::names_of;
use super::who::Who;
use crate::ast::{Cte, Expr, ExprKind, FromItem, Restore, Statement, Update};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

impl<'a> Protect<'a> {
    /// What becomes of a RESTORE that concerns more than rows of one table. `condition` is the user's and says that rows are deleted;
    /// `in_any_state` is the user's alone.
    pub(in crate::protect) fn restore_family(
        &mut self,
        mut restore: Box<Restore>,
        target: Target<'a>,
        kin: &Kin,
        condition: Option<Expr>,
        in_any_state: Option<Expr>,
    ) -> Statement {
        let span = restore.span;
        take_scope(&mut restore.table);
        self.refuse_attribution_of_row(&restore.attribution, target.reference);
        self.refuse_unreachable(&kin.concerned(), restore.table.id);
        // Deleted rows may stand in an archive, from which they move back.
        let mut found = restore.table.clone();
        if let Some(guard) = self.archived(target) {
            target_archive(&mut found, target, guard);
        }
        let named = Named {
            table: found,
            condition,
            in_any_state,
        };
        let mut plan = self.restoration(kin, target, &named, false, span);
        let mut sets = self.restoration(kin, target, &named, true, span);
        for sets in [&mut plan, &mut sets] {
            self.count_all_named(target, &named, &mut sets.counted, span);
        }
        let who = Who::from(std::mem::take(&mut restore.attribution));
        let mut after = Vec::new();
        for member in kin.restored.iter().skip(1) {
            if let Some(set) = sets.restored[*member].clone()
                && !sets.already.contains(member)
            {
                after.extend(self.restore_member(kin, *member, &set, &sets, span));
            }
        }
        for member in 0..kin.family.tables.len() {
            if let Some(set) = sets.revived[member].clone() {
                after.extend(self.restore_member(kin, member, &set, &sets, span));
            }
        }
        after.extend(self.relink_updates(kin, &sets, span));
        after.extend(self.restore_records(kin, &sets, &who, span));
        after.extend(self.relink_records(kin, &sets, &who, span));
        let root = sets.restored[0].clone().unwrap_or_default();
        let (set, from, condition) =
            self.take_marks_off(kin, (0, target.reference), &root, &sets, span);
        let update = Box::new(Update {
            id: restore.id,
            span,
            with: restore.with,
            all: None,
            table: restore.table,
            set,
            from: vec![from],
            where_clause: condition,
            returning: restore.returning,
        });
        let parts = Parts {
            before: sets.ctes,
            update,
            after,
            counted: sets.counted,
            plan: plan.ctes,
            plan_counted: plan.counted,
        };
        self.put_together(parts, &format!("{}_restored", target.table.name), span)
    }

    /// What becomes of a RESTORE of rows of one table that nothing hangs on, where all that is asked for beside is how many rows were named: an UPDATE,
    /// as without that.
    pub(in crate::protect) fn restore_counted(
        &mut self,
        restore: Box<Restore>,
        target: Target<'a>,
        guard: Guard<'a>,
        kin: &Kin,
        in_any_state: Option<Expr>,
    ) -> Statement {
        let span = restore.span;
        self.refuse_unreachable(&kin.concerned(), restore.table.id);
        let named = Named {
            table: restore.table.clone(),
            condition: restore.where_clause.clone(),
            in_any_state,
        };
        let mut plan = self.restoration(kin, target, &named, false, span);
        self.count_all_named(target, &named, &mut plan.counted, span);
        let name = self.names.fresh(&format!("{}_restored", target.table.name));
        let mut counted = plan.counted.clone();
        for counted in &mut counted {
            let rows = match counted.effect.action {
                Action::Restore => self.count_set(Some(&name), span),
                Action::Named => {
                    let (condition, rows) = (named.in_any_state.as_ref(), counted.rows.clone());
                    self.unless_all_changed(target, condition, &name, rows, span)
                }
                // Met at the unique index.
                _ => self.none(span),
            };
            counted.rows = rows;
        }
        self.protected.plan = self.planned(&[], false, plan.ctes, plan.counted, span);
        self.protected.effects = report::effects(&counted);
        self.protected.reports = true;
        let set = self.unmarks(guard, target, span);
        let mut build = Build::new(self.ids, span);
        let key = names_of(target.table, &target.table.primary_key).into_iter();
        let key = key.map(|column| build.target_column(target.reference, column, column));
        let key = key.gather();
        let update = build.update(restore.table, set, Vec::new(), restore.where_clause, key);
        let first = build.cte(&name, None, update);
        let mut answer = report::answer(&mut build, &counted);
        answer.with = Some(build.with(false, vec![first]));
        Statement::Query(Box::new(answer))
    }

    /// Counts the rows that the user names in whatever state, if that is asked for.
    pub(in crate::protect) fn count_all_named(
        &mut self,
        target: Target<'a>,
        named: &Named,
        counted: &mut Vec<Counted>,
        span: Span,
    ) {
        if self.count_named {
            let effect = Effect {
                action: Action::Named,
                table: target.index,
                cause: None,
                columns: Vec::new(),
            };
            let in_any_state = named.in_any_state.clone();
            let rows = if let Some(guard) = self.archived(target) {
                self.named_rows_of(target, guard, in_any_state, span)
            } else {
                let mut build = Build::new(self.ids, span);
                build.count(vec![named.table.clone()], in_any_state)
            };
            counted.push(Counted::new(effect, rows));
        }
    }

    /// The UPDATE that revives rows of a member that the user does not name.
    fn restore_member(
        &mut self,
        kin: &Kin,
        member: usize,
        rows: &str,
        sets: &Sets,
        span: Span,
    ) -> Vec<Cte> {
        let table = kin.family.table(self.schema, member);
        let (set, from, condition) = self.take_marks_off(kin, (member, "t"), rows, sets, span);
        let name = self.names.fresh(&format!("{}_restored", table.name));
        let mut build = Build::new(self.ids, span);
        let item = build.table_as(table, "t");
        let update = build.update(item, set, vec![from], condition, Vec::new());
        let target = Target {
            index: kin.family.tables[member],
            table,
            reference: "t",
        };
        let (first, update) = match (update, self.archived(target)) {
            (Statement::Update(update), Some(guard)) => {
                let (first, insert) = self.move_back(update, target, guard);
                (Some(first), insert)
            }
            (update, _) => (None, update),
        };
        let mut build = Build::new(self.ids, span);
        let last = build.cte(&name, None, update);
        first.into_iter().chain([last]).gather()
    }

    /// SET, FROM and WHERE of the UPDATE that revives rows of a member, which it calls by a name. Links that are tied again are tied
    /// here: a statement changes a row once.
    fn take_marks_off(
        &mut self,
        kin: &Kin,
        (member, reference): (usize, &str),
        rows: &str,
        sets: &Sets,
        span: Span,
    ) -> (Vec<crate::ast::Assignment>, FromItem, Option<Expr>) {
        let index = kin.family.tables[member];
        let table = kin.family.table(self.schema, member);
        let target = Target {
            index,
            table,
            reference,
        };
        let mut set = Guard::of(table, Some(reference))
            .map_or_else(Vec::new, |guard| self.unmarks(guard, target, span));
        set.extend(self.relink_assignments(kin, member, reference, sets, span));
        let keys = Build::new(self.ids, span).relation(None, rows, None);
        let from = self.with_links(kin, member, (keys, rows), sets, span);
        let key = names_of(table, &table.primary_key);
        let mut build = Build::new(self.ids, span);
        let mut same = build.equal_columns((reference, &key), (rows, &key));
        // An archive may have a key several times, from one deletion each, of which not all have to come back.
        if let (true, Some(id)) = (is_archived(table), deletion_id(table)) {
            let id = &table.columns[id].name;
            let (left, right) = (
                build.column(Some(reference), id),
                build.column(Some(rows), id),
            );
            same.push(build.expr(ExprKind::IsDistinctFrom {
                left: Box::new(left),
                right: Box::new(right),
                negated: true,
            }));
        }
        (set, from, build.all(same))
    }

    /// History and outbox of the rows that come back.
    fn restore_records(&mut self, kin: &Kin, sets: &Sets, who: &Who, span: Span) -> Vec<Cte> {
        let mut ctes = Vec::new();
        for member in 0..kin.family.tables.len() {
            let table = kin.family.table(self.schema, member);
            for cte in Self::back(sets, member) {
                let key = names_of(table, &table.primary_key).into_iter();
                let change = Change {
                    cte,
                    table: kin.family.tables[member],
                    key: key.map(str::to_owned).gather(),
                    action: "restore",
                    detail: self.deletion_undone(table, span),
                    which: None,
                };
                ctes.extend(self.records(&change, who, span));
            }
        }
        ctes
    }

    /// Which deletion a restoration undoes, for history.
    fn deletion_undone(&mut self, table: &crate::catalog::Table, span: Span) -> Option<Expr> {
        let id = &table.columns[deletion_id(table)?].name;
        let mut build = Build::new(self.ids, span);
        let name = build.string("deletion_id");
        let id = build.column(Some(ROW), id);
        Some(build.call("jsonb_build_object", vec![name, id]))
    }
}

/// Whether deleted rows of a table stand in another one.
fn is_archived(table: &crate::catalog::Table) -> bool {
    Guard::of(table, None).is_some_and(|guard| guard.archive().is_some())
}
