//! Self references and cycles: the rows that are reached from one another are found first, by WITH RECURSIVE, and marked then.
//!
//! The recursion stands in a WITH of its own, so that RECURSIVE changes the meaning of nothing that the user wrote. Where several
//! tables refer to one another in a circle, it carries the keys of all of them, and a number that says whose row it is.

use std::collections::BTreeMap;

use super::super::Protect;
use super::course::{CHILD, Course, KEY, Rows};
use super::family::{Component, Edge};
use super::mark::select_referring;
use crate::ast::{Expr, Query, QueryBody, Statement, Target};
use crate::catalog::{OnDelete, Schema};
use crate::check::ColumnId;
use crate::gather::Gather as _;
use crate::lower::{build::Build, types};

/// The row of the recursion that was found last.
const STEP: &str = "w";

/// What the recursion hands on.
struct Walk {
    /// The common table expression of all rows that were reached.
    cte: String,
    /// The column that says whose row it is, where there are several members.
    tag: Option<String>,
    /// The columns in order: member, column of its table, name.
    columns: Vec<(usize, usize, String)>,
}

impl<'a> Protect<'a> {
    /// Marks the rows of a component whose members are reached from one another.
    pub(in crate::protect) fn mark_component(
        &mut self,
        course: &mut Course<'a>,
        component: &Component,
    ) {
        let within = |edge: &&Edge| {
            edge.policy == OnDelete::Cascade && component.members.contains(&edge.child)
        };
        let edges: Vec<Edge> = course.family.edges.iter().filter(within).copied().gather();
        let (inner, entering): (Vec<Edge>, Vec<Edge>) = edges
            .into_iter()
            .partition(|edge| component.members.contains(&edge.parent));
        let entering: Vec<Edge> = entering
            .into_iter()
            .filter(|edge| course.marked[edge.parent].is_some())
            .gather();
        let walk = self.reach(course, component, &inner, &entering);
        let root = course.marked[0].clone();
        let has_root = component.members.contains(&0);
        for member in &component.members {
            let cause = if has_root {
                Some(0)
            } else {
                entering.first().map(|edge| course.effect_of[edge.parent])
            };
            let keys = if *member == 0 {
                self.beyond_root(course, &walk)
            } else {
                walk.cte.clone()
            };
            let rows = self.mark_walked(course, *member, &walk, &keys);
            self.marked(course, *member, cause, rows);
        }
        if let (true, Some(root)) = (has_root, root) {
            self.join_root(course, &root);
        }
    }

    /// The recursion.
    fn reach(
        &mut self,
        course: &mut Course<'a>,
        component: &Component,
        inner: &[Edge],
        entering: &[Edge],
    ) -> Walk {
        let mut columns = Vec::new();
        for member in &component.members {
            let mut own = course.table(*member).primary_key.clone();
            for edge in inner.iter().filter(|edge| edge.parent == *member) {
                own.extend(course.target_columns(*edge));
            }
            own.sort_unstable();
            own.dedup();
            for column in own {
                let name = &course.table(*member).columns[column].name;
                let name = if component.members.len() == 1 {
                    name.clone()
                } else {
                    self.names
                        .fresh(&format!("{}_{name}", course.table(*member).name))
                };
                columns.push((*member, column, name));
            }
        }
        let several = component.members.len() > 1;
        let walk = Walk {
            cte: self.names.fresh("reached"),
            tag: several.then(|| self.names.fresh("table")),
            columns,
        };
        let recursion = self.names.fresh("walk");
        let mut build = Build::new(self.ids, course.span);
        let mut seeds = Vec::new();
        if component.members.contains(&0)
            && let Some(root) = &course.marked[0]
        {
            let from = build.cte_as(&root.cte, CHILD);
            let targets = walk.targets(&mut build, course, 0, Some(&root.columns));
            seeds.push(build.select(targets, vec![from], None));
        }
        for edge in entering {
            let targets = walk.targets(&mut build, course, edge.child, None);
            seeds.push(select_referring(
                &mut build,
                course,
                *edge,
                targets,
                Vec::new(),
            ));
        }
        let step = walk.step(&mut build, course, inner, &recursion);
        let seeds = build.union(true, seeds);
        let arms = seeds.into_iter().chain([step]).gather();
        let Some(query) = build.union(false, arms) else {
            return walk;
        };
        let inside = build.cte(&recursion, None, Statement::Query(Box::new(query)));
        let names = walk.all_names();
        let from = build.cte_as(&recursion, STEP);
        let targets = names
            .iter()
            .map(|name| build.target_column(STEP, name, name));
        let targets = targets.gather();
        let mut query = build.select(targets, vec![from], None);
        query.with = Some(build.with(true, vec![inside]));
        course.ctes.push(build.materialized(&walk.cte, query));
        walk
    }

    /// The keys of rows of the root's table that were reached, without those that the statement itself names.
    fn beyond_root(&mut self, course: &mut Course<'a>, walk: &Walk) -> String {
        let table = course.table(0);
        let name = self.names.fresh(&format!("{}_keys", table.name));
        let mut build = Build::new(self.ids, course.span);
        let reached = walk.names(0, &table.primary_key);
        let mut conditions: Vec<Expr> = walk.is_of(&mut build, KEY, 0).into_iter().gather();
        if let Some(root) = &course.marked[0] {
            let from = build.cte_as(&root.cte, "m");
            let same = build.equal_columns(("m", &root.names(&table.primary_key)), (KEY, &reached));
            conditions.push(build.exists(from, same, true));
        }
        let from = build.cte_as(&walk.cte, KEY);
        let targets = reached
            .iter()
            .map(|name| build.target_column(KEY, name, name));
        let targets = targets.gather();
        let condition = build.all(conditions);
        let query = build.select(targets, vec![from], condition);
        course.ctes.push(build.materialized(&name, query));
        name
    }

    /// Marks the rows of a member that were reached.
    fn mark_walked(
        &mut self,
        course: &mut Course<'a>,
        member: usize,
        walk: &Walk,
        keys: &str,
    ) -> Rows {
        let mut build = Build::new(self.ids, course.span);
        let key = &course.table(member).primary_key;
        let mut conditions = Vec::new();
        if keys == walk.cte {
            conditions.extend(walk.is_of(&mut build, KEY, member));
        }
        conditions.extend(build.equal_columns(
            (CHILD, &course.names(member, key)),
            (KEY, &walk.names(member, key)),
        ));
        conditions.extend(course.active(&mut build, member));
        let from = build.cte_as(keys, KEY);
        self.mark_rows(course, member, from, conditions)
    }

    /// All marked rows of the root's table: those that the statement names, and those that were reached from them.
    fn join_root(&mut self, course: &mut Course<'a>, root: &Rows) {
        let handed = course.handed_on(0);
        let names = course.names(0, &handed);
        let name = self.names.fresh(&format!("{}_all", course.table(0).name));
        let mut build = Build::new(self.ids, course.span);
        let mut arms = Vec::new();
        for rows in [Some(root), course.marked[0].as_ref()]
            .into_iter()
            .flatten()
        {
            let from = build.cte_as(&rows.cte, CHILD);
            let own = rows.names(&handed);
            let targets = own.iter().zip(&names);
            let targets = targets.map(|(own, name)| build.target_column(CHILD, own, name));
            let targets = targets.gather();
            arms.push(build.select(targets, vec![from], None));
        }
        if let Some(query) = build.union(true, arms) {
            course
                .ctes
                .push(build.cte(&name, None, Statement::Query(Box::new(query))));
        }
        course.marked[0] = Some(Rows::by_own_names(name, &handed, &names));
    }
}

impl Walk {
    /// The names of columns of a member.
    fn names(&self, member: usize, columns: &[usize]) -> Vec<&str> {
        let find = |wanted: &usize| {
            let mut all = self.columns.iter();
            let found = all.find(|(of, column, _)| *of == member && column == wanted)?;
            Some(found.2.as_str())
        };
        columns.iter().filter_map(find).gather()
    }

    /// The names of all columns.
    fn all_names(&self) -> Vec<&str> {
        let columns = self.columns.iter().map(|(_, _, name)| name.as_str());
        self.tag.as_deref().into_iter().chain(columns).gather()
    }

    /// `alias.table = 1`, where there are several members.
    fn is_of(&self, build: &mut Build<'_>, alias: &str, member: usize) -> Option<Expr> {
        let tag = self.tag.as_deref()?;
        let (tag, number) = (build.column(Some(alias), tag), build.integer(member));
        Some(build.binary(tag, "=", number))
    }

    /// What a row of a member called [`CHILD`] is to the recursion; `given` are the names of its columns where they are not the
    /// table's own. Every row has the columns of every member, those of others NULL, all cast to one type each.
    fn targets(
        &self,
        build: &mut Build<'_>,
        course: &Course<'_>,
        member: usize,
        given: Option<&BTreeMap<usize, String>>,
    ) -> Vec<Target> {
        let mut targets = Vec::new();
        if let Some(tag) = &self.tag {
            let (number, name) = (build.integer(member), build.name(tag));
            targets.push(build.target(number, Some(name)));
        }
        for (of, column, name) in &self.columns {
            let own = &course.table(*of).columns[*column].name;
            let value = if *of == member {
                let name = given.and_then(|given| given.get(column)).unwrap_or(own);
                build.column(Some(CHILD), name)
            } else {
                build.null()
            };
            let table = course.family.tables[*of];
            let value = if self.tag.is_some() {
                cast(
                    build,
                    course.schema,
                    value,
                    ColumnId {
                        table,
                        column: *column,
                    },
                )
            } else {
                value
            };
            let renamed =
                self.tag.is_some() || given.is_some_and(|given| given.get(column) != Some(name));
            let alias = renamed.then(|| build.name(name));
            targets.push(build.target(value, alias));
        }
        targets
    }

    /// One step of the recursion: the active rows that refer to the row found last.
    fn step(
        &self,
        build: &mut Build<'_>,
        course: &Course<'_>,
        inner: &[Edge],
        recursion: &str,
    ) -> Query {
        let from = build.cte_as(recursion, STEP);
        let mut arms = Vec::new();
        for edge in inner {
            let here = course.names(edge.child, course.key_columns(*edge));
            let there = self.names(edge.parent, &course.target_columns(*edge));
            let mut conditions: Vec<Expr> =
                self.is_of(build, STEP, edge.parent).into_iter().gather();
            conditions.extend(build.equal_columns((CHILD, &here), (STEP, &there)));
            conditions.extend(course.active(build, edge.child));
            let targets = self.targets(build, course, edge.child, None);
            let child = build.table_as(course.table(edge.child), CHILD);
            let condition = build.all(conditions);
            arms.push(build.select(targets, vec![child], condition));
        }
        // The recursion may be read once only: several foreign keys are followed from the same row, side by side.
        if let [_] = arms.as_slice()
            && let Some(mut query) = arms.pop()
        {
            if let QueryBody::Select(select) = &mut query.body {
                select.from.insert(0, from);
            }
            return query;
        }
        let next = build.union(true, arms);
        let next = next.map(|next| build.derived(true, next, "n", &[]));
        let names = self.all_names();
        let targets = names
            .iter()
            .map(|name| build.target_column("n", name, name));
        let targets = targets.gather();
        build.select(targets, [from].into_iter().chain(next).gather(), None)
    }
}

/// A value cast to the plain type of a column, without length or precision: so are all arms of the recursion alike.
fn cast(build: &mut Build<'_>, schema: &Schema, value: Expr, column: ColumnId) -> Expr {
    let id = types::column_type(schema, column);
    match id.and_then(|id| types::type_name(schema, id, build)) {
        Some(ty) => build.cast(value, ty),
        None => value,
    }
}
