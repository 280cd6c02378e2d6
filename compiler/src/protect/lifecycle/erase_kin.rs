//! The tables that an erasure concerns: down the foreign keys, whatever their policy, as far as there are personal columns. Back to a table
//! that is on the way already only where the policy is `cascade`.

use super::super::Protect;
use super::family::{Edge, Family};
use super::restore_kin::{deletion_id, targets};
use crate::catalog::{OnDelete, Schema, Table};
use crate::gather::Gather as _;
use crate::span::Span;

/// The tables that an erasure concerns, and how they hang together.
#[derive(Debug)]
pub(in crate::protect) struct Personals {
    /// All relatives.
    pub(in crate::protect) family: Family,
    /// The members whose rows have to be found, that of the rows named first, each after one that it is found from.
    pub(in crate::protect) found: Vec<usize>,
    /// The foreign keys along which they are.
    pub(in crate::protect) followed: Vec<Edge>,
    /// Those of them that a deletion cuts, where history then has what they were.
    pub(in crate::protect) cut: Vec<Edge>,
}

/// The personal columns of a table.
pub(in crate::protect) fn personal(table: &Table) -> Vec<usize> {
    let columns = table.columns.iter().enumerate();
    let personal = columns.filter(|(_, column)| column.personal.is_some());
    personal.map(|(index, _)| index).gather()
}

/// The column that says that a row is on hold.
pub(in crate::protect) fn hold(table: &Table) -> Option<usize> {
    table.soft_delete.as_ref()?.hold
}

impl Personals {
    /// The members of which something is erased or forbidden: that of the rows named, and those with personal columns.
    pub(in crate::protect) fn erased<'s>(
        &'s self,
        schema: &'s Schema,
    ) -> impl Iterator<Item = usize> + 's {
        self.found.iter().copied().filter(move |member| {
            *member == 0 || !personal(self.family.table(schema, *member)).is_empty()
        })
    }

    /// The columns of a member that are handed on.
    pub(in crate::protect) fn columns(&self, schema: &Schema, member: usize) -> Vec<usize> {
        let table = self.family.table(schema, member);
        let mut columns = table.primary_key.clone();
        columns.extend(hold(table));
        for edge in self.followed.iter().filter(|edge| edge.parent == member) {
            columns.extend(targets(table, self.family.reference(schema, *edge)));
        }
        if self.cut.iter().any(|edge| edge.parent == member) {
            columns.extend(deletion_id(table));
        }
        let mut seen = Vec::new();
        columns.retain(|column| {
            let new = !seen.contains(column);
            seen.push(*column);
            new
        });
        columns
    }
}

impl Protect<'_> {
    /// What an erasure of rows of a table concerns. `None` after a refusal.
    pub(in crate::protect) fn personals(&mut self, root: usize, span: Span) -> Option<Personals> {
        let schema = self.schema;
        let family = match Family::below(schema, root, |_| true) {
            Ok(family) => family,
            Err(missing) => {
                self.refuse_unknown_relative(&missing, "erasing", span);
                return None;
            }
        };
        let leads = leading(schema, &family);
        let (mut found, mut followed) = (vec![0], Vec::new());
        let mut depth = vec![0_usize; family.tables.len()];
        let mut next = 0;
        while let Some(parent) = found.get(next).copied() {
            next += 1;
            for edge in &family.edges {
                let new = !found.contains(&edge.child);
                if edge.parent != parent || !leads[edge.child] {
                    continue;
                }
                if new || hangs(&family, *edge, &depth) {
                    followed.push(*edge);
                    if new {
                        depth[edge.child] = depth[parent] + 1;
                        found.push(edge.child);
                    }
                }
            }
        }
        let cut = followed.iter().copied().filter(|edge| {
            let keyed = !family.table(schema, edge.child).primary_key.is_empty();
            edge.policy == OnDelete::SetNull && keyed && self.is_on_record(&family, *edge)
        });
        let cut = cut.gather();
        Some(Personals {
            family,
            found,
            followed,
            cut,
        })
    }
}

/// Whether what refers belongs to what is referred to. Rows that refer to others of their own kind are subjects of their own, as who
/// reports to a person is another person: of a table that comes back to itself, only what would be deleted along is.
fn hangs(family: &Family, edge: Edge, depth: &[usize]) -> bool {
    let back = depth[edge.child] <= depth[edge.parent] && family.leads(edge.child, edge.parent);
    edge.policy == OnDelete::Cascade || !back
}

/// Which members have personal columns, or lead to one that has.
fn leading(schema: &Schema, family: &Family) -> Vec<bool> {
    let members = 0..family.tables.len();
    let mut leads: Vec<bool> = members
        .map(|member| !personal(family.table(schema, member)).is_empty())
        .gather();
    loop {
        let mut changed = false;
        for edge in &family.edges {
            if leads[edge.child] && !leads[edge.parent] {
                leads[edge.parent] = true;
                changed = true;
            }
        }
        if !changed {
            return leads;
        }
    }
}
