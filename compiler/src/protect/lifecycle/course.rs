//! The course of a deletion through a family: which rows of which member are marked, by which common table expressions, and
//! how many of them that were.

use std::collections::BTreeMap;

use super::super::effect::{Action, Effect};
use super::super::predicate::Guard;
use super::family::{Edge, Family};
use super::report::Counted;
use super::who::Who;
use crate::ast::{Cte, Expr, Query};
use crate::catalog::{OnDelete, Schema, Table};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

/// Whether rows are changed, or only those found that would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::protect) enum Mode {
    /// They are changed.
    Run,
    /// They are found.
    Plan,
}

/// Rows of a member that a common table expression returns.
#[derive(Clone, Debug)]
pub(in crate::protect) struct Rows {
    /// The common table expression.
    pub(in crate::protect) cte: String,
    /// The names its columns have, by the column of the table.
    pub(in crate::protect) columns: BTreeMap<usize, String>,
}

/// The state of the course.
#[derive(Debug)]
pub(in crate::protect) struct Course<'a> {
    /// What was declared.
    pub(in crate::protect) schema: &'a Schema,
    /// The family.
    pub(in crate::protect) family: Family,
    /// Whether rows are changed.
    pub(in crate::protect) mode: Mode,
    /// Who deletes, and why.
    pub(in crate::protect) who: Who,
    /// The statement.
    pub(in crate::protect) span: Span,
    /// The rows of each member that are marked.
    pub(in crate::protect) marked: Vec<Option<Rows>>,
    /// The effect of that, for each member.
    pub(in crate::protect) effect_of: Vec<usize>,
    /// The common table expressions so far.
    pub(in crate::protect) ctes: Vec<Cte>,
    /// The effects so far.
    pub(in crate::protect) counted: Vec<Counted>,
}

/// The name of a child's row in the parts that are made.
pub(in crate::protect) const CHILD: &str = "c";
/// The name of a parent's row.
pub(in crate::protect) const PARENT: &str = "p";
/// The name of a row of keys.
pub(in crate::protect) const KEY: &str = "k";

impl<'a> Course<'a> {
    /// A course that has not begun.
    pub(in crate::protect) fn new(
        schema: &'a Schema,
        family: &Family,
        mode: Mode,
        who: Who,
        span: Span,
    ) -> Self {
        Self {
            schema,
            family: family.clone(),
            mode,
            who,
            span,
            marked: vec![None; family.tables.len()],
            effect_of: vec![0; family.tables.len()],
            ctes: Vec::new(),
            counted: Vec::new(),
        }
    }

    /// The table of a member.
    pub(in crate::protect) fn table(&self, member: usize) -> &'a Table {
        &self.schema.tables[self.family.tables[member]]
    }

    /// Notes an effect and the query that counts it. Returns its number.
    pub(in crate::protect) fn count(&mut self, effect: Effect, rows: Query) -> usize {
        self.counted.push(Counted::new(effect, rows));
        self.counted.len() - 1
    }

    /// Notes that rows of a member are marked.
    pub(in crate::protect) fn count_marked(
        &mut self,
        build: &mut Build<'_>,
        member: usize,
        cause: Option<usize>,
        rows: Rows,
    ) {
        let effect = Effect {
            action: Action::Delete,
            table: self.family.tables[member],
            cause,
            columns: Vec::new(),
        };
        let number = self.count(effect, build.count_of(&rows.cte));
        if self.marked[member].is_none() {
            self.effect_of[member] = number;
        }
        self.marked[member] = Some(rows);
    }

    /// The columns of a member that are handed on: its primary key, and what foreign keys refer to.
    pub(in crate::protect) fn handed_on(&self, member: usize) -> Vec<usize> {
        let table = self.table(member);
        let mut columns = table.primary_key.clone();
        for edge in &self.family.edges {
            if edge.parent == member && edge.policy != OnDelete::Keep {
                columns.extend(self.target_columns(*edge));
            }
        }
        // Rows that return nothing could not be counted.
        if columns.is_empty() {
            columns.push(0);
        }
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The columns that an edge refers to.
    pub(in crate::protect) fn target_columns(&self, edge: Edge) -> Vec<usize> {
        let (parent, reference) = (
            self.table(edge.parent),
            self.family.reference(self.schema, edge),
        );
        let columns = reference.target.iter();
        columns.filter_map(|name| parent.column(name)).gather()
    }

    /// The columns of the child that an edge is made of.
    pub(in crate::protect) fn key_columns(&self, edge: Edge) -> &'a [usize] {
        let table: &'a Table = self.table(edge.child);
        &table.references[edge.reference].columns
    }

    /// The names of columns of a member.
    pub(in crate::protect) fn names(&self, member: usize, columns: &[usize]) -> Vec<&'a str> {
        let table = self.table(member);
        let names = columns.iter();
        names
            .map(|column| table.columns[*column].name.as_str())
            .gather()
    }

    /// The row of the child, which is active, refers to a marked row of the parent: `c.user_id = p.id AND c.deleted_at IS NULL`.
    pub(in crate::protect) fn refers(&self, build: &mut Build<'_>, edge: Edge) -> Vec<Expr> {
        let Some(parent) = &self.marked[edge.parent] else {
            return Vec::new();
        };
        let here = self.names(edge.child, self.key_columns(edge));
        let there = parent.names(&self.target_columns(edge));
        let mut conditions = build.equal_columns((CHILD, &here), (PARENT, &there));
        conditions.extend(self.active(build, edge.child));
        conditions
    }

    /// The row of a child is active; nothing where every row is.
    pub(in crate::protect) fn active(&self, build: &mut Build<'_>, member: usize) -> Option<Expr> {
        let guard = Guard::of(self.table(member), Some(CHILD))?;
        guard.archive().is_none().then(|| guard.active(build))
    }

    /// The row of a child is not among those of the same table that are marked.
    pub(in crate::protect) fn not_marked(
        &self,
        build: &mut Build<'_>,
        member: usize,
    ) -> Option<Expr> {
        let rows = self.marked[member].as_ref()?;
        let key = &self.table(member).primary_key;
        let marked = build.cte_as(&rows.cte, "m");
        let same = build.equal_columns(("m", &rows.names(key)), (CHILD, &self.names(member, key)));
        Some(build.exists(marked, same, true))
    }
}

impl Rows {
    /// The names that columns of the table have here.
    pub(in crate::protect) fn names(&self, columns: &[usize]) -> Vec<&str> {
        let names = columns.iter();
        names
            .filter_map(|column| self.columns.get(column).map(String::as_str))
            .gather()
    }
}
