//! Rows that are reached over foreign keys: for each table a common table expression that holds what a statement on them needs.
//!
//! Tables that reach each other in a circle, or themselves, are walked together by one recursive query over keys of all of them,
//! told apart by a number. The others follow each other in order.

use super::super::{Protect, predicate::Guard, target::Target};
use super::cut_step::RECORD;
use crate::ast::{Cte, Distinct, Expr, FromItem, Query, QueryBody, Select, Statement};
use crate::catalog::Table;
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

/// The name by which conditions call a row that may be reached.
const ROW: &str = "t";
/// The name by which conditions call the row from which it is reached.
const ORIGIN: &str = "o";

/// Which rows of a table count, whatever leads to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::protect) enum Rows {
    /// Deleted ones.
    Deleted,
    /// All of them.
    Any,
}

/// A table whose rows may be reached.
#[derive(Clone, Debug)]
pub(in crate::protect) struct Node {
    /// The table, as an index into the schema's tables.
    pub(in crate::protect) table: usize,
    /// The columns that are handed on, the primary key among them.
    pub(in crate::protect) columns: Vec<usize>,
    /// The columns that tell a row that is reached: the primary key, and what must not have changed meanwhile.
    pub(in crate::protect) identity: Vec<usize>,
    /// Which rows count.
    pub(in crate::protect) rows: Rows,
    /// A common table expression of rows of the table that do not count.
    pub(in crate::protect) except: Option<String>,
    /// A common table expression of rows from which the walk starts, with all of `columns`.
    pub(in crate::protect) start: Option<String>,
    /// Whether the rows lose their marks as they are reached, if each is reached once, by rows of the same deletion.
    pub(in crate::protect) revive: bool,
}

/// Where a step starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::protect) enum Origin {
    /// The rows of a common table expression.
    Rows(String),
    /// Rows reached of a node.
    Node(usize),
}

/// A foreign key that is followed, in either direction.
#[derive(Clone, Debug)]
pub(in crate::protect) struct Step {
    /// Where it starts.
    pub(in crate::protect) from: Origin,
    /// The node that it leads to.
    pub(in crate::protect) to: usize,
    /// The columns of either side that are equal: there, here.
    pub(in crate::protect) on: Vec<(String, String)>,
    /// Whether it leads to rows whose link a deletion has cut, as far as history has it, in place of those that have it.
    pub(in crate::protect) cut: bool,
    /// It leads to deleted rows that others refer to, where no active row is that they could mean.
    pub(in crate::protect) upwards: bool,
}

/// What is walked.
#[derive(Clone, Debug, Default)]
pub(in crate::protect) struct Walk {
    /// The tables.
    pub(in crate::protect) nodes: Vec<Node>,
    /// The foreign keys.
    pub(in crate::protect) steps: Vec<Step>,
    /// Whether the rows reached are locked, and read again if they changed while the lock was waited for.
    pub(in crate::protect) lock: bool,
}

/// What was reached.
#[derive(Debug, Default)]
pub(in crate::protect) struct Reached {
    /// The common table expressions, in order.
    pub(in crate::protect) ctes: Vec<Cte>,
    /// The one of each node that can be reached.
    pub(in crate::protect) names: Vec<Option<String>>,
    /// The nodes whose rows have lost their marks.
    pub(in crate::protect) revived: Vec<usize>,
}

impl Walk {
    /// For each pair of nodes, whether the second is reached from the first.
    fn closure(&self) -> Vec<Vec<bool>> {
        let count = self.nodes.len();
        let mut reaches = vec![vec![false; count]; count];
        for step in &self.steps {
            if let Origin::Node(from) = step.from {
                reaches[from][step.to] = true;
            }
        }
        for middle in 0..count {
            for from in 0..count {
                for to in 0..count {
                    reaches[from][to] |= reaches[from][middle] && reaches[middle][to];
                }
            }
        }
        reaches
    }

    /// The nodes in components, each after those from which it is reached.
    fn components(&self, reaches: &[Vec<bool>]) -> Vec<Vec<usize>> {
        let mut components: Vec<Vec<usize>> = Vec::new();
        for (node, reached) in reaches.iter().enumerate() {
            let known = components
                .iter_mut()
                .find(|members| reached[members[0]] && reaches[members[0]][node]);
            match known {
                Some(members) => members.push(node),
                None => components.push(vec![node]),
            }
        }
        // How many reach a component grows along every way that leaves it.
        components.sort_by_key(|members| {
            let others = (0..self.nodes.len()).filter(|other| !members.contains(other));
            others.filter(|other| reaches[*other][members[0]]).count()
        });
        components
    }
}

impl Protect<'_> {
    /// Follows the steps to their end.
    pub(in crate::protect) fn walk(&mut self, walk: &Walk, span: Span) -> Reached {
        let closure = walk.closure();
        let mut reached = Reached {
            ctes: Vec::new(),
            names: vec![None; walk.nodes.len()],
            revived: Vec::new(),
        };
        for members in walk.components(&closure) {
            if closure[members[0]][members[0]] {
                self.walk_circle(walk, &members, &mut reached, span);
            } else {
                self.walk_on(walk, members[0], &mut reached, span);
            }
        }
        reached
    }

    /// A node whose rows lead to no others of it.
    fn walk_on(&mut self, walk: &Walk, node: usize, reached: &mut Reached, span: Span) {
        let mut steps = walk.steps.iter().filter(|step| step.to == node);
        if let (None, Some(step), None) = (&walk.nodes[node].start, steps.next(), steps.next())
            && self.leads_once(walk, step)
        {
            self.gather_once(walk, step, reached, span);
            return;
        }
        let mut arms = Vec::new();
        for step in walk.steps.iter().filter(|step| step.to == node) {
            if let Some(from) = origin(&step.from, reached) {
                arms.push(self.one_step(walk, step, &from, &Wide::default(), span));
            }
        }
        match (&walk.nodes[node].start, arms.is_empty()) {
            (None, true) => {}
            (Some(start), true) => reached.names[node] = Some(start.clone()),
            (start, false) => {
                if let Some(start) = start {
                    arms.push(self.identity_of(walk, node, start, span));
                }
                self.gather(walk, node, arms, reached, span);
            }
        }
    }

    /// Whether a step reaches no row twice: each row that it leads to refers to one row at most, by its key.
    fn leads_once(&self, walk: &Walk, step: &Step) -> bool {
        let Origin::Node(origin) = step.from else {
            return false;
        };
        let table = &self.schema.tables[walk.nodes[origin].table];
        let refers_to = |key: &usize| {
            let name = &table.columns[*key].name;
            step.on.iter().any(|(there, _)| there == name)
        };
        let archive = Guard::of(table, None).and_then(|guard| guard.archive());
        // What a key is unique among in an archive is not for us to say.
        archive.is_none()
            && !table.primary_key.is_empty()
            && table.primary_key.iter().all(refers_to)
    }

    /// The rows of a table that such a step leads to, which need not be told apart before they are read.
    fn gather_once(&mut self, walk: &Walk, step: &Step, reached: &mut Reached, span: Span) {
        let Some(from) = origin(&step.from, reached) else {
            return;
        };
        let described = &walk.nodes[step.to];
        let table = &self.schema.tables[described.table];
        let mut query = self.one_step(walk, step, &from, &Wide::default(), span);
        let name = self.names.fresh(&table.name);
        if described.revive
            && let QueryBody::Select(select) = &mut query.body
            && let Some(update) = self.revive(walk, step, select, span)
        {
            let cte = Build::new(self.ids, span).cte(&name, None, update);
            reached.ctes.push(cte);
            reached.names[step.to] = Some(name);
            reached.revived.push(step.to);
            return;
        }
        let mut build = Build::new(self.ids, span);
        if let QueryBody::Select(select) = &mut query.body {
            let columns = names_of(table, &described.columns).into_iter();
            let targets = columns.map(|column| build.target_column(ROW, column, column));
            select.targets = targets.gather();
        }
        if walk.lock {
            query.locking.push(build.for_update(ROW));
        }
        reached.ctes.push(build.materialized(&name, query));
        reached.names[step.to] = Some(name);
    }

    /// `UPDATE table AS t SET unmarks FROM origin AS o WHERE … RETURNING columns`, of the SELECT that finds these rows. The identifier of their
    /// deletion, which is gone then, is that of the rows they are reached from.
    fn revive(
        &mut self,
        walk: &Walk,
        step: &Step,
        found: &mut Select,
        span: Span,
    ) -> Option<Statement> {
        let node = &walk.nodes[step.to];
        let table = &self.schema.tables[node.table];
        let id = table.soft_delete.as_ref()?.id?;
        let id = &table.columns[id].name;
        let (above, _) = step.on.iter().find(|(_, here)| here == id)?;
        let guard = Guard::of(table, Some(ROW))?;
        if guard.archive().is_some() {
            return None;
        }
        let target = Target {
            index: node.table,
            table,
            reference: ROW,
        };
        let set = self.unmarks(guard, target, span);
        let mut build = Build::new(self.ids, span);
        let columns = names_of(table, &node.columns).into_iter();
        let columns = columns.map(|column| {
            if column == id {
                build.target_column(ORIGIN, above, column)
            } else {
                build.target_column(ROW, column, column)
            }
        });
        let columns = columns.gather();
        let mut from = std::mem::take(&mut found.from);
        let item = from.pop()?;
        let condition = found.where_clause.take();
        Some(build.update(item, set, from, condition, columns))
    }

    /// Nodes whose rows lead to each other.
    fn walk_circle(&mut self, walk: &Walk, members: &[usize], reached: &mut Reached, span: Span) {
        let name = self.names.fresh("walk");
        let wide = Wide::new(walk, members, &name);
        let (mut starts, mut steps) = (Vec::new(), Vec::new());
        for member in members {
            if let Some(start) = &walk.nodes[*member].start {
                starts.push(self.wide_row(walk, *member, start, &wide, span));
            }
            for step in walk.steps.iter().filter(|step| step.to == *member) {
                match &step.from {
                    Origin::Node(from) if members.contains(from) => {
                        steps.push(self.one_step(walk, step, &name, &wide, span));
                    }
                    Origin::Node(_) | Origin::Rows(_) => {
                        if let Some(from) = origin(&step.from, reached) {
                            let wide = Wide {
                                name: None,
                                ..wide.clone()
                            };
                            starts.push(self.one_step(walk, step, &from, &wide, span));
                        }
                    }
                }
            }
        }
        let mut build = Build::new(self.ids, span);
        let (Some(starts), Some(steps)) = (build.union(true, starts), build.union(true, steps))
        else {
            return;
        };
        let columns = wide.column_names();
        let columns: Vec<&str> = columns.iter().map(String::as_str).gather();
        let next = build.derived(true, steps, "n", &columns);
        let from = build.cte_as(&name, ORIGIN);
        let targets = columns
            .iter()
            .map(|column| build.target_column("n", column, column));
        let targets = targets.gather();
        let recursion = build.select(targets, vec![from, next], None);
        let Some(both) = build.union(false, vec![starts, recursion]) else {
            return;
        };
        let mut recursive = build.cte(&name, None, crate::ast::Statement::Query(Box::new(both)));
        recursive.columns = columns.iter().map(|column| build.name(*column)).gather();
        let from = build.relation(None, &name, None);
        let targets = columns
            .iter()
            .map(|column| build.target_column(&name, column, column));
        let targets = targets.gather();
        let mut query = build.select(targets, vec![from], None);
        query.with = Some(build.with(true, vec![recursive]));
        // A WITH of its own, so that common table expressions of the user keep what RECURSIVE would change.
        let outer = self.names.fresh("walked");
        let cte = Build::new(self.ids, span).materialized(&outer, query);
        reached.ctes.push(cte);
        for member in members {
            let rows = self.rows_of_circle(walk, *member, &outer, &wide, span);
            self.gather(walk, *member, vec![rows], reached, span);
        }
    }

    /// `SELECT identity FROM walk WHERE tag = member`
    fn rows_of_circle(
        &mut self,
        walk: &Walk,
        member: usize,
        from: &str,
        wide: &Wide,
        span: Span,
    ) -> Query {
        let node = &walk.nodes[member];
        let mut build = Build::new(self.ids, span);
        let targets = node.identity.iter().map(|column| {
            let name = wide.name_of(member, *column);
            build.target_column(ORIGIN, &name, &name)
        });
        let targets = targets.gather();
        let is_member = wide.is_member(&mut build, member);
        let from = build.cte_as(from, ORIGIN);
        build.select(targets, vec![from], is_member)
    }

    /// The rows of a table with the identities that the arms give, each once.
    fn gather(
        &mut self,
        walk: &Walk,
        node: usize,
        arms: Vec<Query>,
        reached: &mut Reached,
        span: Span,
    ) {
        let described = &walk.nodes[node];
        let table = &self.schema.tables[described.table];
        let identity: Vec<&str> = names_of(table, &described.identity);
        let conditions = self.counts(described, span);
        let name = self.names.fresh(&table.name);
        let mut build = Build::new(self.ids, span);
        let single = arms.len() == 1;
        let Some(mut arms) = build.union(false, arms) else {
            return;
        };
        if let (true, QueryBody::Select(select)) = (single, &mut arms.body) {
            select.distinct = Some(Distinct::Rows(span));
        }
        let keys: Vec<String> = (1..=identity.len()).map(|n| format!("k{n}")).gather();
        let keys: Vec<&str> = keys.iter().map(String::as_str).gather();
        let from = vec![
            build.derived(false, arms, "k", &keys),
            place_of(&mut build, described, table),
        ];
        let mut all = build.equal_columns((ROW, &identity), ("k", &keys));
        all.extend(conditions);
        let targets = described.columns.iter().map(|column| {
            let column = &table.columns[*column].name;
            build.target_column(ROW, column, column)
        });
        let targets = targets.gather();
        let condition = build.all(all);
        let mut query = build.select(targets, from, condition);
        if walk.lock {
            query.locking.push(build.for_update(ROW));
        }
        reached.ctes.push(build.materialized(&name, query));
        reached.names[node] = Some(name);
    }

    /// What a row of a node must meet to count.
    fn counts(&mut self, node: &Node, span: Span) -> Vec<Expr> {
        let table = &self.schema.tables[node.table];
        let mut build = Build::new(self.ids, span);
        let mut conditions = Vec::new();
        if node.rows == Rows::Deleted
            && let Some(guard) = Guard::of(table, Some(ROW))
            && guard.archive().is_none()
        {
            conditions.push(guard.deleted(&mut build));
        }
        if let Some(except) = &node.except {
            let key = names_of(table, &table.primary_key);
            let same = build.equal_columns(("e", &key), (ROW, &key));
            let from = build.cte_as(except, "e");
            conditions.push(build.exists(from, same, true));
        }
        conditions
    }

    /// The rows that a step leads to from those of `from`: their identities, or wide rows of a circle.
    fn one_step(&mut self, walk: &Walk, step: &Step, from: &str, wide: &Wide, span: Span) -> Query {
        let node = &walk.nodes[step.to];
        let table = &self.schema.tables[node.table];
        // Within a circle the row comes from the recursion around, whose columns have names of their own.
        let within = wide.name.as_deref() == Some(from);
        let schema = self.schema;
        let called = |there: &str| match (&step.from, within) {
            (Origin::Node(origin), true) => {
                let column = schema.tables[walk.nodes[*origin].table].column(there);
                column.map_or_else(|| there.to_owned(), |column| wide.name_of(*origin, column))
            }
            (Origin::Node(_) | Origin::Rows(_), _) => there.to_owned(),
        };
        let mut conditions = match step.from {
            Origin::Node(origin) if step.cut => {
                let parent = (walk.nodes[origin].table, &called as &dyn Fn(&str) -> String);
                self.was_linked(node, &step.on, (ROW, ORIGIN), parent, span)
            }
            Origin::Node(_) | Origin::Rows(_) => {
                let mut build = Build::new(self.ids, span);
                let pairs = step.on.iter().map(|(there, here)| {
                    let left = build.column(Some(ROW), here);
                    let right = build.column(Some(ORIGIN), &called(there));
                    build.binary(left, "=", right)
                });
                pairs.gather()
            }
        };
        let mut build = Build::new(self.ids, span);
        if let (Origin::Node(origin), true) = (&step.from, within) {
            conditions.extend(wide.is_member(&mut build, *origin));
        }
        conditions.extend(self.counts(node, span));
        if step.upwards {
            conditions.extend(self.is_nowhere_active(table, &step.on, span));
        }
        let targets = self.targets(walk, step.to, ROW, wide, span);
        let mut build = Build::new(self.ids, span);
        let mut items = Vec::new();
        if !within {
            items.push(build.cte_as(from, ORIGIN));
        }
        if step.cut {
            items.push(build.relation(Some("softdelete"), "history", Some(RECORD)));
        }
        items.push(place_of(&mut build, node, table));
        let targets = targets
            .into_iter()
            .map(|value| build.target(value, None))
            .gather();
        let condition = build.all(conditions);
        build.select(targets, items, condition)
    }

    /// No active row has the key by which a deleted one is referred to. A primary key is given again only where deleted rows stand
    /// in another table; other keys wherever they are unique among active rows.
    fn is_nowhere_active(
        &mut self,
        table: &Table,
        on: &[(String, String)],
        span: Span,
    ) -> Option<Expr> {
        let key: Vec<&str> = on.iter().map(|(_, here)| here.as_str()).gather();
        let guard = Guard::of(table, Some("a"))?;
        let primary = names_of(table, &table.primary_key);
        if guard.archive().is_none() && primary.iter().all(|column| key.contains(column)) {
            return None;
        }
        let mut build = Build::new(self.ids, span);
        let mut same = build.equal_columns(("a", &key), (ROW, &key));
        if guard.archive().is_none() {
            same.push(guard.active(&mut build));
        }
        let from = build.table_as(table, "a");
        Some(build.exists(from, same, true))
    }

    /// The identities of the rows of a common table expression.
    fn identity_of(&mut self, walk: &Walk, node: usize, start: &str, span: Span) -> Query {
        self.wide_row(walk, node, start, &Wide::default(), span)
    }

    /// The rows of a common table expression of a node's rows, as wide rows.
    fn wide_row(&mut self, walk: &Walk, node: usize, from: &str, wide: &Wide, span: Span) -> Query {
        let targets = self.targets(walk, node, ROW, wide, span);
        let mut build = Build::new(self.ids, span);
        let targets = targets
            .into_iter()
            .map(|value| build.target(value, None))
            .gather();
        let from = build.cte_as(from, ROW);
        build.select(targets, vec![from], None)
    }

    /// What a step hands on of a row: its identity, or a wide row, in which the columns of other members are NULL.
    fn targets(
        &mut self,
        walk: &Walk,
        node: usize,
        row: &str,
        wide: &Wide,
        span: Span,
    ) -> Vec<Expr> {
        let schema = self.schema;
        if wide.columns.is_empty() {
            let described = &walk.nodes[node];
            let table = &schema.tables[described.table];
            let mut build = Build::new(self.ids, span);
            let names = names_of(table, &described.identity).into_iter();
            return names.map(|name| build.column(Some(row), name)).gather();
        }
        let mut values = Vec::new();
        if let Some(tag) = wide.tag(node) {
            values.push(Build::new(self.ids, span).integer(tag));
        }
        for (member, column) in &wide.columns {
            let table = walk.nodes[*member].table;
            let name = &schema.tables[table].columns[*column].name;
            let mut build = Build::new(self.ids, span);
            let value = if *member == node {
                build.column(Some(row), name)
            } else {
                build.null()
            };
            // Arms of a recursion must agree on the type to the letter, which NULL has none of.
            values.push(if wide.members.len() > 1 {
                self.cast_to_column(value, table, *column, span)
            } else {
                value
            });
        }
        values
    }
}

/// A row of a circle: which member it is of, then the columns of all members.
#[derive(Clone, Debug, Default)]
struct Wide {
    /// The recursive common table expression; `None` outside of it.
    name: Option<String>,
    /// The members.
    members: Vec<usize>,
    /// The columns: member, column.
    columns: Vec<(usize, usize)>,
}

impl Wide {
    fn new(walk: &Walk, members: &[usize], name: &str) -> Self {
        let mut columns = Vec::new();
        for member in members {
            let node = &walk.nodes[*member];
            columns.extend(node.columns.iter().map(|column| (*member, *column)));
        }
        Self {
            name: Some(name.to_owned()),
            members: members.to_vec(),
            columns,
        }
    }

    /// The number that tells rows of a member, if there are several.
    fn tag(&self, member: usize) -> Option<usize> {
        let place = self.members.iter().position(|other| *other == member);
        place.filter(|_| self.members.len() > 1)
    }

    /// `o.tag = number`
    fn is_member(&self, build: &mut Build<'_>, member: usize) -> Option<Expr> {
        let tag = self.tag(member)?;
        let (left, right) = (build.column(Some(ORIGIN), "tag"), build.integer(tag));
        Some(build.binary(left, "=", right))
    }

    /// The name of a column of a member.
    fn name_of(&self, member: usize, column: usize) -> String {
        let place = self
            .columns
            .iter()
            .position(|other| *other == (member, column));
        format!("c{}", place.map_or(0, |place| place + 1))
    }

    /// The names of all columns.
    fn column_names(&self) -> Vec<String> {
        let tag = (self.members.len() > 1).then(|| "tag".to_owned());
        let columns = (1..=self.columns.len()).map(|number| format!("c{number}"));
        tag.into_iter().chain(columns).gather()
    }
}

/// The common table expression that a step starts from, if there is one.
fn origin(origin: &Origin, reached: &Reached) -> Option<String> {
    match origin {
        Origin::Rows(name) => Some(name.clone()),
        Origin::Node(node) => reached.names[*node].clone(),
    }
}

/// The names of columns.
pub(in crate::protect) fn names_of<'a>(
    table: &'a crate::catalog::Table,
    columns: &[usize],
) -> Vec<&'a str> {
    let names = columns.iter();
    names
        .map(|column| table.columns[*column].name.as_str())
        .gather()
}

/// Where the rows of a node are: those that are deleted may stand in an archive.
fn place_of(build: &mut Build<'_>, node: &Node, table: &Table) -> FromItem {
    let archive = Guard::of(table, None).and_then(|guard| guard.archive());
    match archive {
        Some((schema, archive)) if node.rows == Rows::Deleted => {
            build.relation(schema, archive, Some(ROW))
        }
        Some(_) | None => build.table_as(table, ROW),
    }
}
