//! Links that a deletion cut, tied again as history has them: only where they are still NULL.

use super::super::Protect;
use super::super::effect::{Action, Effect};
use super::family::Edge;
use super::history::{Change, ROW};
use super::report::Counted;
use super::restore_kin::{Kin, deletion_id};
use super::restore_sets::Sets;
use super::restore_walk::names_of;
use super::who::Who;
use crate::ast::{
    Assignment, Cte, Expr, ExprKind, FromItem, FromItemKind, Join, JoinCondition, JoinKind,
};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

impl Protect<'_> {
    /// Finds the links that were cut by the deletion of the rows that come back.
    pub(in crate::protect) fn relinks(
        &mut self,
        kin: &Kin,
        lock: bool,
        sets: &mut Sets,
        span: Span,
    ) {
        for edge in &kin.cut {
            let Some(parents) = sets.restored[edge.parent].clone() else {
                continue;
            };
            let table = kin.family.table(self.schema, edge.child);
            let name = self.names.fresh(&format!("{}_cut", table.name));
            let cte = self.cut_links(kin, *edge, &parents, &name, lock, span);
            sets.ctes.push(cte);
            let effect = Effect {
                action: Action::Relink,
                table: kin.family.tables[edge.child],
                cause: kin
                    .restored
                    .iter()
                    .position(|member| *member == edge.parent),
                columns: kin.family.reference(self.schema, *edge).columns.clone(),
            };
            let rows = self.count_set(Some(&name), span);
            sets.counted.push(Counted::new(effect, rows));
            sets.relinked.push((*edge, name));
        }
    }

    /// The rows whose foreign key was cut, with the key that they are to have again.
    fn cut_links(
        &mut self,
        kin: &Kin,
        edge: Edge,
        parents: &str,
        name: &str,
        lock: bool,
        span: Span,
    ) -> Cte {
        let schema = self.schema;
        let child = kin.family.tables[edge.child];
        let table = &schema.tables[child];
        let parent = kin.family.table(schema, edge.parent);
        let reference = kin.family.reference(schema, edge);
        let (here, _) = kin.family.columns(schema, edge);
        let there = self.target_names(kin, edge);
        let mut conditions = self.unlink_of(table, span);
        let mut build = Build::new(self.ids, span);
        if let Some(id) = deletion_id(parent) {
            let operation = build.column(Some("h"), "operation");
            let id = build.column(Some("o"), &parent.columns[id].name);
            conditions.push(build.binary(operation, "=", id));
        }
        for column in &table.primary_key {
            let value = self.field_of("row_key", child, *column, span);
            let mut build = Build::new(self.ids, span);
            let key = build.column(Some("t"), &table.columns[*column].name);
            conditions.push(build.binary(key, "=", value));
        }
        for (column, target) in reference.columns.iter().zip(&there) {
            let value = self.field_of("detail", child, *column, span);
            let mut build = Build::new(self.ids, span);
            let key = build.column(Some("o"), target);
            conditions.push(build.binary(key, "=", value));
            let now = build.column(Some("t"), &table.columns[*column].name);
            conditions.push(build.is_null(now, false));
        }
        let mut build = Build::new(self.ids, span);
        let mut targets = Vec::new();
        for name in names_of(table, &table.primary_key) {
            targets.push(build.target_column("t", name, name));
        }
        for (column, target) in here.iter().zip(&there) {
            let value = build.column(Some("o"), target);
            let alias = build.name(*column);
            targets.push(build.target(value, Some(alias)));
        }
        let from = vec![
            build.cte_as(parents, "o"),
            build.relation(Some("softdelete"), "history", Some("h")),
            build.table_as(table, "t"),
        ];
        let condition = build.all(conditions);
        let mut query = build.select(targets, from, condition);
        if lock {
            query.locking.push(build.for_update("t"));
        }
        build.materialized(name, query)
    }

    /// What a row of history says that cut a link of a table.
    pub(super) fn unlink_of(&mut self, table: &crate::catalog::Table, span: Span) -> Vec<Expr> {
        let mut build = Build::new(self.ids, span);
        let mut conditions = Vec::new();
        for (column, value) in [("action", "unlink"), ("table_name", table.name.as_str())] {
            let column = build.column(Some("h"), column);
            let value = build.string(value);
            conditions.push(build.binary(column, "=", value));
        }
        let schema = build.column(Some("h"), "schema_name");
        conditions.push(match &table.schema {
            Some(name) => {
                let name = build.string(name);
                build.binary(schema, "=", name)
            }
            None => build.is_null(schema, false),
        });
        conditions
    }

    /// A column's value out of a row of history: `(h.row_key ->> 'id')::int8`.
    pub(super) fn field_of(
        &mut self,
        object: &str,
        table: usize,
        column: usize,
        span: Span,
    ) -> Expr {
        let schema = self.schema;
        let mut build = Build::new(self.ids, span);
        let object = build.column(Some("h"), object);
        let field = build.string(&schema.tables[table].columns[column].name);
        let text = build.binary(object, "->>", field);
        self.cast_to_column(text, table, column, span)
    }

    /// The links of a member that are tied again.
    fn links_of(sets: &Sets, member: usize) -> Vec<&(Edge, String)> {
        let links = sets.relinked.iter();
        links.filter(|(edge, _)| edge.child == member).gather()
    }

    /// The assignments that tie links of a member's rows again: `fk = coalesce(cut.fk, row.fk)`.
    pub(in crate::protect) fn relink_assignments(
        &mut self,
        kin: &Kin,
        member: usize,
        row: &str,
        sets: &Sets,
        span: Span,
    ) -> Vec<Assignment> {
        let links = Self::links_of(sets, member);
        let mut columns: Vec<&str> = Vec::new();
        for (edge, _) in &links {
            let (here, _) = kin.family.columns(self.schema, *edge);
            for column in here {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        let mut set = Vec::new();
        for column in columns {
            let mut values = Vec::new();
            for (edge, cut) in &links {
                let (here, _) = kin.family.columns(self.schema, *edge);
                if here.contains(&column) {
                    values.push(Build::new(self.ids, span).column(Some(cut), column));
                }
            }
            let mut build = Build::new(self.ids, span);
            values.push(build.column(Some(row), column));
            let value = build.expr(ExprKind::Coalesce(values));
            set.push(build.assign(column, value));
        }
        set
    }

    /// A FROM item of keys of a member, each with the links that are tied again for it.
    pub(in crate::protect) fn with_links(
        &mut self,
        kin: &Kin,
        member: usize,
        (keys, name): (FromItem, &str),
        sets: &Sets,
        span: Span,
    ) -> FromItem {
        let table = kin.family.table(self.schema, member);
        let key = names_of(table, &table.primary_key);
        let mut item = keys;
        for (_, cut) in Self::links_of(sets, member) {
            let mut build = Build::new(self.ids, span);
            let same = build.equal_columns((cut, &key), (name, &key));
            let right = build.relation(None, cut, None);
            if let Some(on) = build.all(same) {
                item = build.item_of_from(FromItemKind::Join(Box::new(Join {
                    kind: JoinKind::Left,
                    left: item,
                    right,
                    condition: JoinCondition::On(on),
                    alias: None,
                })));
            }
        }
        item
    }

    /// The UPDATEs that tie links again, one a table. Rows that come back themselves get theirs when they do: a statement
    /// changes a row once.
    pub(in crate::protect) fn relink_updates(
        &mut self,
        kin: &Kin,
        sets: &Sets,
        span: Span,
    ) -> Vec<Cte> {
        let mut members: Vec<usize> = sets.relinked.iter().map(|(edge, _)| edge.child).gather();
        members.sort_unstable();
        members.dedup();
        let mut ctes = Vec::new();
        for member in members {
            let table = kin.family.table(self.schema, member);
            let key = names_of(table, &table.primary_key);
            let mut build = Build::new(self.ids, span);
            let mut arms = Vec::new();
            for (_, cut) in Self::links_of(sets, member) {
                let targets = key.iter().map(|name| build.target_column(cut, name, name));
                let targets = targets.gather();
                let from = build.relation(None, cut, None);
                arms.push(build.select(targets, vec![from], None));
            }
            let Some(keys) = build.union(false, arms) else {
                continue;
            };
            let keys = build.derived(false, keys, "k", &key);
            let from = self.with_links(kin, member, (keys, "k"), sets, span);
            let set = self.relink_assignments(kin, member, "t", sets, span);
            let name = self.names.fresh(&format!("{}_linked", table.name));
            let mut build = Build::new(self.ids, span);
            let mut conditions = build.equal_columns(("t", &key), ("k", &key));
            for back in Self::back(sets, member) {
                let same = build.equal_columns(("b", &key), ("t", &key));
                let back = build.cte_as(&back, "b");
                conditions.push(build.exists(back, same, true));
            }
            let condition = build.all(conditions);
            let table = build.table_as(table, "t");
            let update = build.update(table, set, vec![from], condition, Vec::new());
            ctes.push(build.cte(&name, None, update));
        }
        ctes
    }

    /// What history is told of links that are tied again.
    pub(in crate::protect) fn relink_records(
        &mut self,
        kin: &Kin,
        sets: &Sets,
        who: &Who,
        span: Span,
    ) -> Vec<Cte> {
        let mut ctes = Vec::new();
        for (edge, cut) in &sets.relinked {
            let table = kin.family.table(self.schema, edge.child);
            let (here, _) = kin.family.columns(self.schema, *edge);
            let mut build = Build::new(self.ids, span);
            let mut fields = Vec::new();
            for column in here {
                fields.push(build.string(column));
                fields.push(build.column(Some(ROW), column));
            }
            let detail = build.call("jsonb_build_object", fields);
            let key = names_of(table, &table.primary_key).into_iter();
            let change = Change {
                cte: cut.clone(),
                table: kin.family.tables[edge.child],
                key: key.map(str::to_owned).gather(),
                action: "relink",
                detail: Some(detail),
                which: None,
            };
            ctes.push(self.history(&change, who, span));
        }
        ctes
    }
}
