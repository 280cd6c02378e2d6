//! `on_delete = set_null`: foreign keys of active rows become NULL where the row referred to is marked.
//!
//! A row that is marked itself keeps its keys: PostgreSQL changes a row once a statement. So the keys are gathered first where
//! the table has marked rows, or where several of its foreign keys are cut at once.

use super::super::Protect;
use super::super::effect::{Action, Effect};
use super::course::{CHILD, Course, KEY, Mode, PARENT};
use super::family::Edge;
use super::history::{Change, ROW};
use super::mark::{columns_of_child, from_referring, select_referring};
use crate::ast::{Expr, GroupBy, GroupItem, Query, QueryBody};
use crate::gather::Gather as _;
use crate::lower::build::Build;

/// A foreign key that is cut, as the common table expression of the cut rows tells of it.
struct Cut {
    edge: Edge,
    /// The names that the old values of its columns have there.
    old: Vec<String>,
    /// The column that is true of rows where this key was cut; `None` where it is of all.
    which: Option<String>,
}

impl<'a> Protect<'a> {
    /// Cuts the foreign keys of a member that `edges` are, at least one.
    pub(in crate::protect) fn unlink(
        &mut self,
        course: &mut Course<'a>,
        member: usize,
        edges: &[Edge],
    ) {
        let (cte, cuts) = match edges {
            [edge] if course.marked[member].is_none() => self.unlink_direct(course, *edge),
            [edge] => self.unlink_by_keys(course, *edge),
            _ => self.unlink_several(course, member, edges),
        };
        for cut in cuts {
            self.count_cut(course, &cte, &cut);
        }
    }

    /// One foreign key of a table without marked rows.
    fn unlink_direct(&mut self, course: &mut Course<'a>, edge: Edge) -> (String, Vec<Cut>) {
        let table = course.table(edge.child);
        let cte = self.names.fresh(&format!("{}_cut", table.name));
        let key = course.names(edge.child, &table.primary_key);
        let here = course.names(edge.child, course.key_columns(edge));
        let old: Vec<String> = here
            .iter()
            .map(|name| self.names.fresh(&format!("old_{name}")))
            .gather();
        let mut build = Build::new(self.ids, course.span);
        let mut returning = columns_of_child(&mut build, &key);
        if let Some(parent) = &course.marked[edge.parent] {
            let there = course.target_columns(edge);
            for (name, old) in parent.names(&there).into_iter().zip(&old) {
                returning.push(build.target_column(PARENT, name, old));
            }
        }
        let statement = if course.mode == Mode::Plan {
            let query = select_referring(&mut build, course, edge, returning, Vec::new());
            crate::ast::Statement::Query(Box::new(query))
        } else {
            let mut from = from_referring(&mut build, course, edge);
            let child = from.pop();
            let conditions = course.refers(&mut build, edge);
            let condition = build.all(conditions);
            let set = here.iter().map(|name| {
                let null = build.null();
                build.assign(name, null)
            });
            let set = set.gather();
            let child = child.unwrap_or_else(|| build.table_as(table, CHILD));
            build.update(child, set, from, condition, returning)
        };
        course.ctes.push(build.cte(&cte, None, statement));
        let which = None;
        (cte, vec![Cut { edge, old, which }])
    }

    /// One foreign key of a table of which other rows are marked.
    fn unlink_by_keys(&mut self, course: &mut Course<'a>, edge: Edge) -> (String, Vec<Cut>) {
        let member = edge.child;
        let here = course.names(member, course.key_columns(edge));
        let columns = with_primary_key(course, member, course.key_columns(edge));
        let names = course.names(member, &columns);
        let mut build = Build::new(self.ids, course.span);
        let targets = columns_of_child(&mut build, &names);
        let spared: Vec<Expr> = course.not_marked(&mut build, member).into_iter().gather();
        let query = select_referring(&mut build, course, edge, targets, spared);
        let old = here.iter().map(|name| (*name).to_owned()).gather();
        let keys = self.keys(course, member, query);
        let mut build = Build::new(self.ids, course.span);
        let set = here.iter().map(|name| (*name, build.null()));
        let set = set.gather();
        let still = build.equal_columns((CHILD, &here), (KEY, &here));
        let cte = self.unlink_rows(course, member, &keys, set, still, &names);
        let which = None;
        (cte, vec![Cut { edge, old, which }])
    }

    /// Several foreign keys: `SELECT id, a, b, bool_or(via = 0) AS cut_a, … FROM (arms) GROUP BY id, a, b`.
    fn unlink_several(
        &mut self,
        course: &mut Course<'a>,
        member: usize,
        edges: &[Edge],
    ) -> (String, Vec<Cut>) {
        let mut columns = Vec::new();
        for edge in edges {
            columns.extend(course.key_columns(*edge));
        }
        let columns = with_primary_key(course, member, &columns);
        let names = course.names(member, &columns);
        let via = self.names.fresh("via");
        let mut build = Build::new(self.ids, course.span);
        let mut arms = Vec::new();
        for (number, edge) in edges.iter().enumerate() {
            let mut targets = columns_of_child(&mut build, &names);
            let tag = build.integer(number);
            let name = build.name(&via);
            targets.push(build.target(tag, Some(name)));
            let spared = course.not_marked(&mut build, member).into_iter().gather();
            arms.push(select_referring(&mut build, course, *edge, targets, spared));
        }
        let mut cuts = Vec::new();
        for edge in edges {
            let here = course.names(member, course.key_columns(*edge));
            cuts.push(Cut {
                edge: *edge,
                which: Some(self.names.fresh(&format!("cut_{}", here.join("_")))),
                old: here.into_iter().map(str::to_owned).gather(),
            });
        }
        let mut build = Build::new(self.ids, course.span);
        let Some(union) = build.union(true, arms) else {
            return (String::new(), Vec::new());
        };
        let query = grouped(&mut build, union, &names, &via, &cuts);
        let keys = self.keys(course, member, query);
        let mut build = Build::new(self.ids, course.span);
        let mut set: Vec<(&str, Expr)> = Vec::new();
        for cut in &cuts {
            for column in course.key_columns(cut.edge) {
                let name = course.names(member, &[*column])[0];
                if set.iter().any(|(known, _)| *known == name) {
                    continue;
                }
                let holders = cuts
                    .iter()
                    .filter(|cut| course.key_columns(cut.edge).contains(column));
                let mut gone: Option<Expr> = None;
                for holder in holders {
                    let here: Vec<&str> = holder.old.iter().map(String::as_str).gather();
                    let mut this = Vec::new();
                    this.extend(
                        holder
                            .which
                            .as_deref()
                            .map(|which| build.column(Some(KEY), which)),
                    );
                    this.extend(build.equal_columns((CHILD, &here), (KEY, &here)));
                    let this = build.all(this);
                    gone = match (gone, this) {
                        (Some(gone), Some(this)) => Some(build.or(gone, this)),
                        (gone, this) => gone.or(this),
                    };
                }
                let (null, kept) = (build.null(), build.column(Some(CHILD), name));
                if let Some(gone) = gone {
                    set.push((name, build.case(gone, null, kept)));
                }
            }
        }
        let flags = cuts.iter().filter_map(|cut| cut.which.as_deref());
        let returned: Vec<&str> = names.iter().copied().chain(flags).gather();
        let cte = self.unlink_rows(course, member, &keys, set, Vec::new(), &returned);
        (cte, cuts)
    }

    /// A common table expression of the rows to be cut.
    fn keys(&mut self, course: &mut Course<'a>, member: usize, query: Query) -> String {
        let name = self
            .names
            .fresh(&format!("{}_keys", course.table(member).name));
        let mut build = Build::new(self.ids, course.span);
        course.ctes.push(build.materialized(&name, query));
        name
    }

    /// The UPDATE by keys that were gathered, of which `returned` come back. A plan only reads the keys.
    fn unlink_rows(
        &mut self,
        course: &mut Course<'a>,
        member: usize,
        keys: &str,
        set: Vec<(&str, Expr)>,
        still: Vec<Expr>,
        returned: &[&str],
    ) -> String {
        if course.mode == Mode::Plan {
            return keys.to_owned();
        }
        let table = course.table(member);
        let cte = self.names.fresh(&format!("{}_cut", table.name));
        let key = course.names(member, &table.primary_key);
        let mut build = Build::new(self.ids, course.span);
        let mut conditions = build.equal_columns((CHILD, &key), (KEY, &key));
        conditions.extend(course.active(&mut build, member));
        conditions.extend(still);
        let condition = build.all(conditions);
        let set = set
            .into_iter()
            .map(|(name, value)| build.assign(name, value));
        let set = set.gather();
        let returning = returned
            .iter()
            .map(|name| build.target_column(KEY, name, name));
        let returning = returning.gather();
        let child = build.table_as(table, CHILD);
        let from = build.cte_as(keys, KEY);
        let statement = build.update(child, set, vec![from], condition, returning);
        course.ctes.push(build.cte(&cte, None, statement));
        cte
    }

    /// Counts the rows where one foreign key was cut, and records what it was.
    fn count_cut(&mut self, course: &mut Course<'a>, cte: &str, cut: &Cut) {
        let edge = cut.edge;
        let (child, parent) = (course.table(edge.child), course.table(edge.parent));
        let mut build = Build::new(self.ids, course.span);
        let from = build.cte_as(cte, ROW);
        let which = cut
            .which
            .as_deref()
            .map(|which| build.column(Some(ROW), which));
        let rows = build.count(vec![from], which.clone());
        if course.mode == Mode::Run && (child.audit || parent.audit) {
            let mut fields = Vec::new();
            for (name, old) in course
                .names(edge.child, course.key_columns(edge))
                .iter()
                .zip(&cut.old)
            {
                fields.push(build.string(name));
                fields.push(build.column(Some(ROW), old));
            }
            let key = course.names(edge.child, &child.primary_key);
            let change = Change {
                cte: cte.to_owned(),
                table: course.family.tables[edge.child],
                key: key.into_iter().map(str::to_owned).gather(),
                action: "unlink",
                detail: Some(build.call("jsonb_build_object", fields)),
                which,
            };
            let who = course.who.clone();
            let record = self.history(&change, &who, course.span);
            course.ctes.push(record);
        }
        let effect = Effect {
            action: Action::Unlink,
            table: course.family.tables[edge.child],
            cause: Some(course.effect_of[edge.parent]),
            columns: course.key_columns(edge).to_vec(),
        };
        course.count(effect, rows);
    }
}

/// Columns of a member, and those of its primary key, each once.
fn with_primary_key(course: &Course<'_>, member: usize, columns: &[usize]) -> Vec<usize> {
    let mut all = course.table(member).primary_key.clone();
    all.extend(columns);
    all.sort_unstable();
    all.dedup();
    all
}

/// One row for each row that was reached, with a column for each foreign key that says whether it was reached by it.
fn grouped(build: &mut Build<'_>, rows: Query, names: &[&str], via: &str, cuts: &[Cut]) -> Query {
    let from = build.derived(false, rows, KEY, &[]);
    let mut targets: Vec<_> = names
        .iter()
        .map(|name| build.target_column(KEY, name, name))
        .gather();
    for (number, cut) in cuts.iter().enumerate() {
        let (by, tag) = (build.column(Some(KEY), via), build.integer(number));
        let by_this = build.binary(by, "=", tag);
        let any = build.call("bool_or", vec![by_this]);
        let name = cut.which.as_deref().map(|which| build.name(which));
        targets.push(build.target(any, name));
    }
    let mut query = build.select(targets, vec![from], None);
    let items = names
        .iter()
        .map(|name| GroupItem::Expr(build.column(Some(KEY), name)));
    let group_by = GroupBy {
        distinct: None,
        items: items.gather(),
        span: build.span(),
    };
    if let QueryBody::Select(select) = &mut query.body {
        select.group_by = Some(group_by);
    }
    query
}
