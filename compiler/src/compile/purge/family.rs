//! Which tables refer to a table, and in which order their rows can go.

use std::collections::BTreeSet;

use crate::catalog::{Marker, Reference, Schema, Table};
use crate::gather::Gather as _;

/// A table and all that refer to it, at whatever distance.
#[derive(Debug)]
pub(super) struct Family {
    /// The tables that can be purged, children before parents; those that refer to one another in a circle together.
    pub(super) stages: Vec<Vec<usize>>,
    /// Every foreign key to a table of the stages.
    pub(super) edges: Vec<Edge>,
}

/// A foreign key.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    /// The table that refers.
    pub(super) child: usize,
    /// The table referred to.
    pub(super) parent: usize,
    /// Pairs of a column of the child and the column of the parent that it holds.
    pub(super) columns: Vec<(usize, usize)>,
}

impl Family {
    /// The family of a table.
    pub(super) fn of(schema: &Schema, root: usize) -> Result<Self, String> {
        if let Some(why) = unpurgeable(&schema.tables[root]) {
            return Err(why);
        }
        let mut members = vec![first_of(schema, root)];
        let mut edges = Vec::new();
        let mut next = 0;
        while let Some(&parent) = members.get(next) {
            next += 1;
            for edge in edges_to(schema, parent)? {
                let new = !members.contains(&edge.child);
                if new && unpurgeable(&schema.tables[edge.child]).is_none() {
                    members.push(edge.child);
                }
                edges.push(edge);
            }
        }
        let stages = stages(&members, &edges);
        Ok(Self { stages, edges })
    }

    /// The foreign keys to a table.
    pub(super) fn edges_to(&self, parent: usize) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.parent == parent)
    }

    /// Whether rows of the tables can refer to one another.
    pub(super) fn is_tied(&self, stage: &[usize]) -> bool {
        let within = |edge: &Edge| stage.contains(&edge.child) && stage.contains(&edge.parent);
        self.edges.iter().any(within)
    }
}

/// Why the rows of a table cannot be purged, if so.
fn unpurgeable(table: &Table) -> Option<String> {
    let name = table.display_name();
    let Some(soft_delete) = &table.soft_delete else {
        return Some(format!(
            "`{name}` has no soft deletion, so it has no deleted rows to purge"
        ));
    };
    if matches!(soft_delete.marker, Marker::Flag { at: None, .. }) {
        return Some(format!(
            "`{name}` does not record when its rows were deleted, so none can be told to be old enough to purge; \
             declare the column, `soft_delete(flag = \"…\", at = \"deleted_at\")`"
        ));
    }
    table.primary_key.is_empty().then(|| {
        format!(
            "`{name}` has no primary key, so its rows cannot be purged; declare it, `#[column(primary_key)]`"
        )
    })
}

/// The foreign keys to a table, each of which must be known.
fn edges_to(schema: &Schema, parent: usize) -> Result<Vec<Edge>, String> {
    let table = &schema.tables[parent];
    let unknown = |path: &str| {
        format!(
            "`{}` is referred to by `{path}`, whose description is not known here, so its rows cannot be purged",
            table.display_name()
        )
    };
    let mut edges = Vec::new();
    for child in &table.children {
        let index = child.table.ok_or_else(|| unknown(&child.path))?;
        let references = &schema.tables[index].references;
        let refers = |it: &Reference| it.parent.is_some_and(|it| first_of(schema, it) == parent);
        if !references.iter().any(refers) {
            return Err(unknown(&child.path));
        }
    }
    for (child, referring) in schema.tables.iter().enumerate() {
        if first_of(schema, child) != child {
            continue;
        }
        for reference in &referring.references {
            if reference
                .parent
                .is_none_or(|it| first_of(schema, it) != parent)
            {
                continue;
            }
            let targets = reference.target.iter().map(|name| table.column(name));
            let columns: Option<Vec<_>> = reference
                .columns
                .iter()
                .zip(targets)
                .map(|(column, target)| Some((*column, target?)))
                .collect();
            let columns = columns.ok_or_else(|| unknown(referring.display_name()))?;
            edges.push(Edge {
                child,
                parent,
                columns,
            });
        }
    }
    Ok(edges)
}

/// The first description of a table that was described more than once.
fn first_of(schema: &Schema, table: usize) -> usize {
    let same = |other: &Table| {
        let table = &schema.tables[table];
        other.name == table.name && other.schema == table.schema
    };
    schema.tables.iter().position(same).unwrap_or(table)
}

/// Children before parents, circles together.
fn stages(members: &[usize], edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = members.to_vec();
    let mut stages = Vec::new();
    while !left.is_empty() {
        // Of tables that are left, one whose own dependents are fewest has only those that refer back to it.
        let dependents = |table: usize| dependents(table, &left, edges);
        let stage = left
            .iter()
            .map(|&table| dependents(table))
            .min_by_key(BTreeSet::len)
            .unwrap_or_default();
        left.retain(|table| !stage.contains(table));
        stages.push(stage.into_iter().gather());
    }
    stages
}

/// A table and those of `among` that refer to it at whatever distance.
fn dependents(table: usize, among: &[usize], edges: &[Edge]) -> BTreeSet<usize> {
    let mut found = BTreeSet::from([table]);
    let mut open = vec![table];
    while let Some(parent) = open.pop() {
        for edge in edges.iter().filter(|edge| edge.parent == parent) {
            if among.contains(&edge.child) && found.insert(edge.child) {
                open.push(edge.child);
            }
        }
    }
    found
}
