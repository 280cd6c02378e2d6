//! The tables that a restoration concerns: those whose rows come back with the ones named, those that are referred to, and those
//! whose links were cut.

use super::super::Protect;
use super::family::{Edge, Family, Missing};
use crate::catalog::{OnDelete, Reference, Schema, Table};
use crate::diagnostic::{Diagnostic, protection};
use crate::gather::Gather as _;
use crate::span::Span;

/// The tables that a restoration concerns, and how they hang together.
#[derive(Debug)]
pub(in crate::protect) struct Kin {
    /// All of them.
    pub(in crate::protect) family: Family,
    /// The members whose rows come back, that of the rows named first, each after one that it follows from.
    pub(in crate::protect) restored: Vec<usize>,
    /// The foreign keys along which rows come back.
    pub(in crate::protect) followed: Vec<Edge>,
    /// The foreign keys that a deletion cuts, of the members whose rows come back.
    pub(in crate::protect) cut: Vec<Edge>,
    /// The foreign keys of members whose rows come back to members whose rows may be deleted, which must not stay so.
    pub(in crate::protect) upwards: Vec<Edge>,
    /// Whether deleted rows that are referred to are revived.
    pub(in crate::protect) with_parents: bool,
    /// With `with parents`, the foreign keys of parents that are revived.
    pub(in crate::protect) further: Vec<Edge>,
}

impl Kin {
    /// Whether rows of one table alone are concerned.
    pub(in crate::protect) fn is_alone(&self) -> bool {
        self.followed.is_empty() && self.cut.is_empty() && self.upwards.is_empty()
    }

    /// The tables that are read or changed.
    pub(in crate::protect) fn concerned(&self) -> Vec<usize> {
        let mut members = self.restored.clone();
        members.extend(self.cut.iter().map(|edge| edge.child));
        members.extend(
            self.upwards
                .iter()
                .chain(&self.further)
                .map(|edge| edge.parent),
        );
        members.sort_unstable();
        members.dedup();
        let tables = members.into_iter();
        tables.map(|member| self.family.tables[member]).gather()
    }

    /// The columns of a member that are handed on: the primary key, the id of the deletion, both sides of foreign keys, and
    /// unique keys if conflicts are to be told.
    pub(in crate::protect) fn columns(
        &self,
        schema: &Schema,
        member: usize,
        unique: bool,
    ) -> Vec<usize> {
        let table = self.family.table(schema, member);
        let mut columns = table.primary_key.clone();
        columns.extend(deletion_id(table));
        let edges = [&self.followed, &self.cut, &self.upwards, &self.further];
        for edge in edges.into_iter().flatten() {
            let reference = self.family.reference(schema, *edge);
            if edge.child == member {
                columns.extend(&reference.columns);
            }
            if edge.parent == member {
                columns.extend(targets(table, reference));
            }
        }
        if unique {
            columns.extend(table.unique.iter().flatten());
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

/// The columns of a table that a foreign key refers to.
pub(in crate::protect) fn targets(table: &Table, reference: &Reference) -> Vec<usize> {
    let columns = reference.target.iter();
    columns.filter_map(|name| table.column(name)).gather()
}

/// The column that says by which deletion a row was marked.
pub(in crate::protect) fn deletion_id(table: &Table) -> Option<usize> {
    table.soft_delete.as_ref()?.id
}

impl Protect<'_> {
    /// What a restoration of rows of a table concerns. `None` after a refusal.
    pub(in crate::protect) fn kin(
        &mut self,
        root: usize,
        with_parents: bool,
        span: Span,
    ) -> Option<Kin> {
        match self.try_kin(root, with_parents) {
            Ok(kin) => self.deletions_are_known(&kin, span).then_some(kin),
            Err(missing) => {
                self.refuse_unknown_relative(&missing, "restoring", span);
                None
            }
        }
    }

    fn try_kin(&self, root: usize, with_parents: bool) -> Result<Kin, Missing> {
        let schema = self.schema;
        let mut family = Family::below(schema, root, |policy| policy == OnDelete::Cascade)?;
        let (mut restored, mut followed) = (vec![0], Vec::new());
        let mut next = 0;
        while let Some(parent) = restored.get(next).copied() {
            next += 1;
            for edge in &family.edges {
                if edge.parent == parent && edge.policy == OnDelete::Cascade {
                    followed.push(*edge);
                    if !restored.contains(&edge.child) {
                        restored.push(edge.child);
                    }
                }
            }
        }
        let cut = family
            .edges
            .iter()
            .filter(|edge| edge.policy == OnDelete::SetNull && restored.contains(&edge.parent));
        let cut: Vec<Edge> = cut
            .copied()
            .filter(|edge| self.is_on_record(&family, *edge))
            .gather();
        let mut upwards = Vec::new();
        for member in restored.clone() {
            upwards.extend(upward(schema, &mut family, member)?);
        }
        let mut further: Vec<Edge> = Vec::new();
        if with_parents {
            let mut climbed = restored.clone();
            let mut waiting: Vec<usize> = upwards.iter().map(|edge| edge.parent).gather();
            while let Some(member) = waiting.pop() {
                if climbed.contains(&member) {
                    continue;
                }
                climbed.push(member);
                let edges = upward(schema, &mut family, member)?;
                waiting.extend(edges.iter().map(|edge| edge.parent));
                further.extend(edges);
            }
        }
        Ok(Kin {
            family,
            restored,
            followed,
            cut,
            upwards,
            with_parents,
            further,
        })
    }

    /// Whether history says which links a deletion cut.
    pub(super) fn is_on_record(&self, family: &Family, edge: Edge) -> bool {
        let parent = family.table(self.schema, edge.parent);
        let child = family.table(self.schema, edge.child);
        (parent.audit || child.audit) && deletion_id(parent).is_some()
    }

    /// Whether it can be told which rows were deleted together, which is refused if not.
    fn deletions_are_known(&mut self, kin: &Kin, span: Span) -> bool {
        let schema = self.schema;
        let ends = kin
            .followed
            .iter()
            .flat_map(|edge| [edge.parent, edge.child]);
        let unknown = ends
            .map(|member| kin.family.table(schema, member))
            .find(|table| deletion_id(table).is_none());
        if let Some(table) = unknown {
            let name = table.display_name();
            let root = kin.family.table(schema, 0).display_name();
            self.errors.push(
                Diagnostic::new(
                    &protection::DELETION_UNKNOWN,
                    span,
                    format!(
                        "restoring rows of `{root}` brings back what was deleted with them, but `{name}` does not record by which \
                         deletion its rows went"
                    ),
                )
                .help(format!(
                    "declare the column in `{name}`: `soft_delete(…, id = \"deletion_id\")`"
                )),
            );
        }
        unknown.is_none()
    }

    /// Refuses a statement for which a relative would have to be known.
    pub(in crate::protect) fn refuse_unknown_relative(
        &mut self,
        missing: &Missing,
        doing: &str,
        span: Span,
    ) {
        let name = self.schema.tables[missing.of].display_name();
        let message = format!(
            "{doing} these rows concerns `{}`, a relative of `{name}` that is not known here",
            missing.path
        );
        self.errors.push(
            Diagnostic::new(&protection::HAS_CHILDREN, span, message)
                .help("declare the table, with `references(…)` on its side and `children(…)` on the other"),
        );
    }
}

/// The foreign keys of a member to members whose rows may be deleted, and that must not be while a row refers to them.
fn upward(schema: &Schema, family: &mut Family, member: usize) -> Result<Vec<Edge>, Missing> {
    let index = family.tables[member];
    let mut edges = Vec::new();
    for (reference, described) in schema.tables[index].references.iter().enumerate() {
        let policy = described.on_delete;
        if policy == OnDelete::Keep {
            continue;
        }
        let table = described.parent.ok_or_else(|| Missing {
            of: index,
            path: described.table.clone(),
        })?;
        if schema.tables[table].soft_delete.is_some() {
            edges.push(Edge {
                parent: family.member(schema, table),
                child: member,
                reference,
                policy,
            });
        }
    }
    Ok(edges)
}
