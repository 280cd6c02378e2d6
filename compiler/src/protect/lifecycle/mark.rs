//! Marking rows of children: those that refer to a row that is marked.
//!
//! With one foreign key, the UPDATE joins the marked rows of the parent. Where several lead to the table, the keys of the rows are
//! gathered first, each with the foreign key by which it was reached, and one UPDATE marks them, so that a row that is
//! reached twice is marked once. In either case the UPDATE looks at the foreign key itself, so that a row which another
//! transaction gives to another parent meanwhile is left alone. A subquery would not do instead: PostgreSQL looks again at a row
//! that it had to wait for, and cannot run a part that changes data a second time.

use std::collections::BTreeMap;

use super::super::{Protect, predicate::Guard, target::Target};
use super::course::{CHILD, Course, KEY, Mode, PARENT, Rows};
use super::family::Edge;
use super::history::Change;
use crate::ast::{Assignment, Expr, FromItem, Query, Statement, Target as Entry};
use crate::gather::Gather as _;
use crate::lower::build::Build;

impl<'a> Protect<'a> {
    /// Marks the rows of a member that refer to marked rows over `edges`, at least one.
    pub(in crate::protect) fn mark_children(
        &mut self,
        course: &mut Course<'a>,
        member: usize,
        edges: &[Edge],
    ) {
        let rows = match edges {
            [edge] => self.mark_by_one(course, *edge),
            _ => self.mark_by_several(course, member, edges),
        };
        let cause = edges.first().map(|edge| course.effect_of[edge.parent]);
        self.marked(course, member, cause, rows);
    }

    /// Notes what was marked, and records it.
    pub(in crate::protect) fn marked(
        &mut self,
        course: &mut Course<'a>,
        member: usize,
        cause: Option<usize>,
        rows: Rows,
    ) {
        if course.mode == Mode::Run {
            let table = course.table(member);
            let change = Change {
                cte: rows.cte.clone(),
                table: course.family.tables[member],
                key: rows
                    .names(&table.primary_key)
                    .into_iter()
                    .map(str::to_owned)
                    .gather(),
                action: "delete",
                detail: None,
                which: None,
            };
            let who = course.who.clone();
            let records = self.records(&change, &who, course.span);
            course.ctes.extend(records);
        }
        let mut build = Build::new(self.ids, course.span);
        course.count_marked(&mut build, member, cause, rows);
    }

    fn mark_by_one(&mut self, course: &mut Course<'a>, edge: Edge) -> Rows {
        let mut build = Build::new(self.ids, course.span);
        let Some(parent) = &course.marked[edge.parent] else {
            return Rows::nothing();
        };
        let from = build.cte_as(&parent.cte, PARENT);
        let conditions = course.refers(&mut build, edge);
        self.mark_rows(course, edge.child, from, conditions)
    }

    fn mark_by_several(&mut self, course: &mut Course<'a>, member: usize, edges: &[Edge]) -> Rows {
        let table = course.table(member);
        if course.mode == Mode::Plan {
            let handed = course.handed_on(member);
            let names = course.names(member, &handed);
            let mut build = Build::new(self.ids, course.span);
            let arms = edges.iter().map(|edge| {
                let targets = columns_of_child(&mut build, &names);
                select_referring(&mut build, course, *edge, targets, Vec::new())
            });
            let arms = arms.gather();
            let query = build.union(false, arms);
            return self.would_mark(course, member, query);
        }
        let mut kept = table.primary_key.clone();
        for edge in edges {
            kept.extend(course.key_columns(*edge));
        }
        kept.sort_unstable();
        kept.dedup();
        let names = course.names(member, &kept);
        let via = self.names.fresh("via");
        let mut build = Build::new(self.ids, course.span);
        let mut arms = Vec::new();
        let mut reached: Option<Expr> = None;
        for (number, edge) in edges.iter().enumerate() {
            let mut targets = columns_of_child(&mut build, &names);
            let tag = build.integer(number);
            let name = build.name(&via);
            targets.push(build.target(tag, Some(name)));
            arms.push(select_referring(
                &mut build,
                course,
                *edge,
                targets,
                Vec::new(),
            ));
            let here = course.names(member, course.key_columns(*edge));
            let by_this = build.column(Some(KEY), &via);
            let tag = build.integer(number);
            let mut still = vec![build.binary(by_this, "=", tag)];
            still.extend(build.equal_columns((CHILD, &here), (KEY, &here)));
            let still = build.all(still);
            reached = match (reached, still) {
                (Some(reached), Some(still)) => Some(build.or(reached, still)),
                (reached, still) => reached.or(still),
            };
        }
        let keys = self.names.fresh(&format!("{}_keys", table.name));
        let mut build = Build::new(self.ids, course.span);
        if let Some(query) = build.union(true, arms) {
            course.ctes.push(build.materialized(&keys, query));
        }
        let from = build.cte_as(&keys, KEY);
        let key = course.names(member, &table.primary_key);
        let mut conditions = build.equal_columns((CHILD, &key), (KEY, &key));
        conditions.extend(course.active(&mut build, member));
        conditions.extend(reached);
        self.mark_rows(course, member, from, conditions)
    }

    /// Marks the rows of a member, which is called [`CHILD`], that meet conditions beside a FROM item.
    pub(in crate::protect) fn mark_rows(
        &mut self,
        course: &mut Course<'a>,
        member: usize,
        from: FromItem,
        conditions: Vec<Expr>,
    ) -> Rows {
        let handed = course.handed_on(member);
        let names = course.names(member, &handed);
        let table = course.table(member);
        if course.mode == Mode::Plan {
            let mut build = Build::new(self.ids, course.span);
            let targets = columns_of_child(&mut build, &names);
            let child = build.table_as(table, CHILD);
            let condition = build.all(conditions);
            let query = build.select(targets, vec![from, child], condition);
            return self.would_mark(course, member, Some(query));
        }
        let target = Target {
            index: course.family.tables[member],
            table,
            reference: CHILD,
        };
        let Some(guard) = Guard::of(table, Some(CHILD)) else {
            return Rows::nothing();
        };
        let set = self.marks_of_relative(course, guard, target);
        let cte = self.names.fresh(&table.name);
        let statement = if guard.archive().is_some() {
            self.move_to_archive(course, target, &set, from, conditions)
        } else {
            let mut build = Build::new(self.ids, course.span);
            let child = build.table_as(table, CHILD);
            let returning = columns_of_child(&mut build, &names);
            let condition = build.all(conditions);
            let set = set
                .into_iter()
                .map(|(column, value)| build.assign(&table.columns[column].name, value));
            let set: Vec<Assignment> = set.gather();
            build.update(child, set, vec![from], condition, returning)
        };
        let mut build = Build::new(self.ids, course.span);
        course.ctes.push(build.cte(&cte, None, statement));
        if let Some((schema, archive)) = guard.archive() {
            let name = self.names.fresh(&format!("{}_archived", table.name));
            let all: Vec<&str> = table
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .gather();
            let mut build = Build::new(self.ids, course.span);
            let moved = build.cte_as(&cte, CHILD);
            let targets = columns_of_child(&mut build, &all);
            let query = build.select(targets, vec![moved], None);
            let insert = build.insert_select(schema, archive, &all, query, Vec::new());
            course.ctes.push(build.cte(&name, None, insert));
        }
        Rows::by_own_names(cte, &handed, &names)
    }

    /// A common table expression of rows of a member that would be marked.
    fn would_mark(&mut self, course: &mut Course<'a>, member: usize, query: Option<Query>) -> Rows {
        let handed = course.handed_on(member);
        let names = course.names(member, &handed);
        let cte = self.names.fresh(&course.table(member).name);
        let mut build = Build::new(self.ids, course.span);
        if let Some(query) = query {
            course
                .ctes
                .push(build.cte(&cte, None, Statement::Query(Box::new(query))));
        }
        Rows::by_own_names(cte, &handed, &names)
    }

    /// The marks of a relative: the same deletion, time, actor and reason, each of the type of its own column.
    fn marks_of_relative(
        &mut self,
        course: &Course<'a>,
        guard: Guard<'a>,
        target: Target<'a>,
    ) -> Vec<(usize, Expr)> {
        let soft_delete = guard.soft_delete;
        let root = &self.schema.tables[course.family.tables[0]];
        let of_root = |column: fn(&crate::catalog::SoftDelete) -> Option<usize>| {
            let column = root.soft_delete.as_ref().and_then(column);
            column.map(|column| &root.columns[column].ty)
        };
        let mut who = course.who.clone();
        let parts = [
            (&mut who.by, soft_delete.by, of_root(|marks| marks.by)),
            (
                &mut who.because,
                soft_delete.reason,
                of_root(|marks| marks.reason),
            ),
        ];
        for (value, column, given) in parts {
            if let (Some(value), Some(column)) = (value, column)
                && given != Some(&target.table.columns[column].ty)
            {
                *value = self.cast_to_column(value.clone(), target.index, column, course.span);
            }
        }
        self.mark_values(guard, target, who, course.span)
    }

    /// A DELETE that hands on whole rows, marks included, to be inserted into the archive.
    fn move_to_archive(
        &mut self,
        course: &Course<'a>,
        target: Target<'a>,
        marks: &[(usize, Expr)],
        from: FromItem,
        conditions: Vec<Expr>,
    ) -> Statement {
        let mut returning = Vec::new();
        for (index, column) in target.table.columns.iter().enumerate() {
            let mark = marks.iter().find(|(mark, _)| *mark == index);
            let value = mark.map(|(_, value)| value.clone());
            let value =
                value.map(|value| self.cast_to_column(value, target.index, index, course.span));
            let mut build = Build::new(self.ids, course.span);
            returning.push(match value {
                Some(value) => {
                    let name = build.name(&column.name);
                    build.target(value, Some(name))
                }
                None => build.target_column(CHILD, &column.name, &column.name),
            });
        }
        let mut build = Build::new(self.ids, course.span);
        let child = build.table_as(target.table, CHILD);
        let condition = build.all(conditions);
        build.remove(child, vec![from], condition, returning)
    }
}

impl Rows {
    /// Rows whose columns have the names of the table's.
    pub(in crate::protect) fn by_own_names(cte: String, columns: &[usize], names: &[&str]) -> Self {
        let columns = columns.iter().zip(names);
        let columns = columns.map(|(column, name)| (*column, (*name).to_owned()));
        Self {
            cte,
            columns: columns.collect(),
        }
    }

    /// After a mistake.
    pub(in crate::protect) fn nothing() -> Self {
        Self {
            cte: String::new(),
            columns: BTreeMap::new(),
        }
    }
}

/// `c.id, c.user_id`
pub(in crate::protect) fn columns_of_child(build: &mut Build<'_>, names: &[&str]) -> Vec<Entry> {
    let columns = names.iter();
    columns
        .map(|name| build.target_column(CHILD, name, name))
        .gather()
}

/// `SELECT targets FROM parent AS p, child AS c WHERE c.user_id = p.id AND c.deleted_at IS NULL AND more`
pub(in crate::protect) fn select_referring(
    build: &mut Build<'_>,
    course: &Course<'_>,
    edge: Edge,
    targets: Vec<Entry>,
    more: Vec<Expr>,
) -> Query {
    let from = from_referring(build, course, edge);
    let mut conditions = course.refers(build, edge);
    conditions.extend(more);
    let condition = build.all(conditions);
    build.select(targets, from, condition)
}

/// `parent AS p, child AS c`
pub(in crate::protect) fn from_referring(
    build: &mut Build<'_>,
    course: &Course<'_>,
    edge: Edge,
) -> Vec<FromItem> {
    let parent = course.marked[edge.parent].as_ref();
    let parent = parent.map(|parent| build.cte_as(&parent.cte, PARENT));
    let child = build.table_as(course.table(edge.child), CHILD);
    parent.into_iter().chain([child]).gather()
}
