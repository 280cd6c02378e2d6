//! The family of a table: the tables that a statement on it may have to take along, and the foreign keys that lead there.
//!
//! A table of the database is one member, by whatever names and however often it was described. Members are numbered in the
//! order in which they are met, the table itself first.

use crate::catalog::{OnDelete, Reference, Schema, Table};
use crate::gather::Gather as _;

/// A table and its relatives.
#[derive(Clone, Debug, Default)]
pub(in crate::protect) struct Family {
    /// The members, as indexes into the schema's tables.
    pub(in crate::protect) tables: Vec<usize>,
    /// The foreign keys between members.
    pub(in crate::protect) edges: Vec<Edge>,
}

/// A foreign key from a member to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::protect) struct Edge {
    /// The member referred to.
    pub(in crate::protect) parent: usize,
    /// The member that refers.
    pub(in crate::protect) child: usize,
    /// The foreign key, as an index into the references of the child's table.
    pub(in crate::protect) reference: usize,
    /// What becomes of the child when the parent is deleted.
    pub(in crate::protect) policy: OnDelete,
}

/// A relative that the caller of the compiler did not supply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::protect) struct Missing {
    /// The table whose relative it is, as an index into the schema's tables.
    pub(in crate::protect) of: usize,
    /// Its path as declared.
    pub(in crate::protect) path: String,
}

/// Members that a deletion may reach from one another, or one that it reaches once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::protect) struct Component {
    /// The members.
    pub(in crate::protect) members: Vec<usize>,
    /// Whether a row of it may be reached from another of it.
    pub(in crate::protect) recursive: bool,
}

impl Family {
    /// A table and what refers to it, directly or through members to which a foreign key leads that `follow` approves of.
    ///
    /// # Errors
    /// A table whose children have to be known, but are not.
    pub(in crate::protect) fn below(
        schema: &Schema,
        root: usize,
        follow: impl Fn(OnDelete) -> bool,
    ) -> Result<Self, Missing> {
        let mut family = Self::default();
        let mut waiting = vec![family.member(schema, root)];
        let mut expanded = Vec::new();
        while let Some(parent) = waiting.pop() {
            if expanded.contains(&parent) {
                continue;
            }
            expanded.push(parent);
            let before = family.edges.len();
            family.add_children(schema, parent)?;
            // The last is taken first, so that the order of declaration is kept.
            let followed = family.edges[before..].iter().rev();
            waiting.extend(
                followed
                    .filter(|edge| follow(edge.policy))
                    .map(|edge| edge.child),
            );
        }
        Ok(family)
    }

    /// The foreign keys of the children of a member.
    fn add_children(&mut self, schema: &Schema, parent: usize) -> Result<(), Missing> {
        let index = self.tables[parent];
        for child in &schema.tables[index].children {
            let missing = || Missing {
                of: index,
                path: child.path.clone(),
            };
            let table = child.table.ok_or_else(missing)?;
            let references = schema.tables[table].references.iter().enumerate();
            let here = references.filter(|(_, reference)| {
                reference
                    .parent
                    .is_some_and(|parent| same(schema, parent, index))
            });
            let here: Vec<_> = here.gather();
            if here.is_empty() {
                return Err(missing());
            }
            let child = self.member(schema, table);
            for (reference, described) in here {
                let edge = Edge {
                    parent,
                    child,
                    reference,
                    policy: described.on_delete,
                };
                if !self.edges.contains(&edge) {
                    self.edges.push(edge);
                }
            }
        }
        Ok(())
    }

    /// The number of a table among the members, which it joins if it is none yet.
    pub(in crate::protect) fn member(&mut self, schema: &Schema, table: usize) -> usize {
        let known = self
            .tables
            .iter()
            .position(|member| same(schema, *member, table));
        known.unwrap_or_else(|| {
            self.tables.push(table);
            self.tables.len() - 1
        })
    }

    /// The table of a member.
    pub(in crate::protect) fn table<'a>(&self, schema: &'a Schema, member: usize) -> &'a Table {
        &schema.tables[self.tables[member]]
    }

    /// The foreign key of an edge.
    pub(in crate::protect) fn reference<'a>(
        &self,
        schema: &'a Schema,
        edge: Edge,
    ) -> &'a Reference {
        &self.table(schema, edge.child).references[edge.reference]
    }

    /// The names of the columns of an edge: those of the child, and those of the parent that they refer to.
    pub(in crate::protect) fn columns<'a>(
        &self,
        schema: &'a Schema,
        edge: Edge,
    ) -> (Vec<&'a str>, Vec<&'a str>) {
        let table = self.table(schema, edge.child);
        let reference = &table.references[edge.reference];
        let here = reference.columns.iter();
        let here = here.map(|column| table.columns[*column].name.as_str());
        (
            here.gather(),
            reference.target.iter().map(String::as_str).gather(),
        )
    }

    /// Whether rows of a member may hang on rows of another, over whatever foreign keys; of a member on its own, if it is the same.
    pub(in crate::protect) fn leads(&self, from: usize, to: usize) -> bool {
        from == to || self.reaches_over(from, to, |_| true)
    }

    /// Whether one member is reached from another over foreign keys of a policy, in one step or more.
    fn reaches(&self, from: usize, to: usize, policy: OnDelete) -> bool {
        self.reaches_over(from, to, |edge| edge.policy == policy)
    }

    fn reaches_over(&self, from: usize, to: usize, follow: impl Fn(&Edge) -> bool) -> bool {
        let mut seen = vec![false; self.tables.len()];
        let mut waiting = vec![from];
        while let Some(member) = waiting.pop() {
            for edge in &self.edges {
                if edge.parent == member && follow(edge) && !seen[edge.child] {
                    seen[edge.child] = true;
                    waiting.push(edge.child);
                }
            }
        }
        seen[to]
    }

    /// The members that are reached from the first over foreign keys of a policy, itself among them, in components: each after
    /// those from which it is reached.
    pub(in crate::protect) fn components(&self, policy: OnDelete) -> Vec<Component> {
        let all = 0..self.tables.len();
        let reached = all.filter(|member| *member == 0 || self.reaches(0, *member, policy));
        let mut components: Vec<Component> = Vec::new();
        for member in reached {
            let mutual = |other: usize| {
                self.reaches(member, other, policy) && self.reaches(other, member, policy)
            };
            let known = components
                .iter_mut()
                .find(|component| mutual(component.members[0]));
            match known {
                Some(component) => component.members.push(member),
                None => components.push(Component {
                    members: vec![member],
                    recursive: self.reaches(member, member, policy),
                }),
            }
        }
        let mut ordered: Vec<Component> = Vec::new();
        while !components.is_empty() {
            let ready = components.iter().position(|component| {
                let others = components.iter().filter(|other| *other != component);
                others
                    .into_iter()
                    .all(|other| !self.reaches(other.members[0], component.members[0], policy))
            });
            // There always is one: components do not reach each other both ways.
            ordered.push(components.remove(ready.unwrap_or_default()));
        }
        ordered
    }
}

/// Whether two descriptions are of one table of the database.
pub(in crate::protect) fn same(schema: &Schema, left: usize, right: usize) -> bool {
    let (left, right) = (&schema.tables[left], &schema.tables[right]);
    left.name == right.name && left.schema == right.schema
}
