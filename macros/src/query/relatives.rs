//! Gathering the relatives of tables whose rows are deleted, restored or erased, which the statement does not name.
//!
//! A macro sees the descriptions of the tables it was given; who their children are, and where those can be reached, it learns
//! from them. So a family is gathered in rounds: each asks the tables that are known for their relatives (`users::__child_0`,
//! `users::__child_0::__parent_1`) and comes back with their descriptions beside all earlier ones. What is asked follows from what is known, in
//! a fixed order, so every round goes through the descriptions from the beginning and needs no other memory.
//!
//! A table of the database is one table however many paths lead to it, so that families may have diamonds and cycles.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use softdelete_compiler::catalog::describe::{Added, decode_table};
use softdelete_compiler::catalog::{Schema, Table};
use softdelete_compiler::compile::Follows;
use softdelete_compiler::gather::Gather as _;

use crate::expand::Declared;
use crate::table::expand::{child, parent};

#[cfg(test)]
mod tests;

/// A schema to which relatives are added.
pub(crate) struct Family<'a> {
    schema: &'a mut Schema,
    declared: &'a mut Vec<Declared>,
    /// The tables from which relations are followed.
    roots: Vec<(usize, Follows)>,
    /// The table of each name and schema in the database.
    known: HashMap<(Option<String>, String), usize>,
    /// Relations whose description cannot be read, which are not asked for again.
    broken: Vec<Relation>,
}

/// A relation whose other end is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// To the n-th child of a table.
    Child(usize, usize),
    /// To the parent that the n-th foreign key of a table refers to.
    Parent(usize, usize),
}

impl<'a> Family<'a> {
    /// The family of these tables, of which only themselves and those that the statement names are known.
    pub(crate) fn new(
        schema: &'a mut Schema,
        declared: &'a mut Vec<Declared>,
        roots: Vec<(usize, Follows)>,
    ) -> Self {
        let mut known = HashMap::new();
        // If two names of the statement mean one table, that table is the one whose rows change.
        let named = roots.iter().map(|(root, _)| *root);
        for index in named.chain(0..schema.tables.len()) {
            known
                .entry(identity(&schema.tables[index]))
                .or_insert(index);
        }
        Self {
            schema,
            declared,
            roots,
            known,
            broken: Vec::new(),
        }
    }

    /// Takes what was gathered so far. Returns the paths of what must be gathered next; nothing once the family is complete.
    pub(crate) fn gather<'t>(
        &mut self,
        mut descriptions: impl Iterator<Item = &'t String>,
    ) -> Vec<TokenStream> {
        // A second name of a table that changes is not followed; what needs its relatives is refused.
        let (known, schema) = (&self.known, &self.schema);
        self.roots
            .retain(|(root, _)| known[&identity(&schema.tables[*root])] == *root);
        loop {
            let missing = self.missing();
            for (position, relation) in missing.iter().enumerate() {
                let Some(description) = descriptions.next() else {
                    let missing = missing[position..].iter();
                    return missing.map(|relation| self.path(*relation)).gather();
                };
                self.relate(*relation, description);
            }
            if missing.is_empty() {
                return Vec::new();
            }
        }
    }

    /// A relative whose description cannot be read, without which nothing may be compiled.
    pub(crate) fn broken(&self) -> Option<String> {
        let path = self.path(*self.broken.first()?).to_string();
        Some(path.replace(' ', ""))
    }

    /// The relations that must be known and are not, in a fixed order.
    fn missing(&mut self) -> Vec<Relation> {
        let descendants = self.descendants();
        let mut missing: Vec<Relation> = Vec::new();
        for table in &descendants {
            let children = self.schema.tables[*table].children.iter().enumerate();
            let unknown = children.filter(|(_, child)| child.table.is_none());
            missing.extend(unknown.map(|(index, _)| Relation::Child(*table, index)));
        }
        missing.retain(|relation| !self.broken.contains(relation));
        if !missing.is_empty() {
            return missing;
        }
        // Which foreign key means which parent is told only when all children are there.
        let upwards = |follows: &Follows| *follows != Follows::Descendants;
        let mut referring = descendants;
        if !self.roots.iter().any(|(_, follows)| upwards(follows)) {
            let is_child = |table: &usize| {
                let mut children = self
                    .schema
                    .tables
                    .iter()
                    .flat_map(|parent| &parent.children);
                children.any(|child| child.table == Some(*table))
            };
            referring.retain(is_child);
        }
        let all_the_way = |follows: &Follows| *follows == Follows::Ancestors;
        let all_the_way = self.roots.iter().any(|(_, follows)| all_the_way(follows));
        let mut next = 0;
        while let Some(table) = referring.get(next).copied() {
            self.deduce(table);
            let references = &self.schema.tables[table].references;
            let mut asked: Vec<&str> = Vec::new();
            for (index, reference) in references.iter().enumerate() {
                match reference.parent {
                    Some(parent) if all_the_way && !referring.contains(&parent) => {
                        referring.push(parent);
                    }
                    Some(_) => {}
                    None if is_name(&reference.table) || asked.contains(&&*reference.table) => {}
                    None => {
                        asked.push(&reference.table);
                        missing.push(Relation::Parent(table, index));
                    }
                }
            }
            next += 1;
        }
        missing.retain(|relation| !self.broken.contains(relation));
        missing
    }

    /// The tables from which relations are followed and all that are known to refer to them.
    fn descendants(&self) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for (root, _) in &self.roots {
            if !found.contains(root) {
                found.push(*root);
            }
        }
        let mut next = 0;
        while let Some(table) = found.get(next).copied() {
            let children = self.schema.tables[table].children.iter();
            for child in children.filter_map(|child| child.table) {
                if !found.contains(&child) {
                    found.push(child);
                }
            }
            next += 1;
        }
        found
    }

    /// Finds the parents of a table that need not be asked for: those it names as they are in the database, and the only one it
    /// names by a path, if a known table lists this one among its children, which a table does only if it is referred to.
    fn deduce(&mut self, table: usize) {
        let tables = &self.schema.tables;
        let mut by_name = Vec::new();
        for (index, reference) in tables[table].references.iter().enumerate() {
            if let Some(parent) = name_of(&reference.table).and_then(|name| self.known.get(&name)) {
                by_name.push((index, *parent));
            }
        }
        let named: Vec<usize> = by_name.iter().map(|(_, parent)| *parent).gather();
        let mut listing = (0..tables.len()).filter(|parent| {
            let mut children = tables[*parent].children.iter();
            !named.contains(parent) && children.any(|child| child.table == Some(table))
        });
        let only = listing.next().filter(|_| listing.next().is_none());
        let references = &mut self.schema.tables[table].references;
        let mut paths = references.iter().map(|reference| &reference.table);
        let mut paths = paths.by_ref().filter(|path| !is_name(path));
        let first = paths.next();
        let one_path = paths.all(|path| Some(path) == first);
        for (index, reference) in references.iter_mut().enumerate() {
            if reference.parent.is_some() {
                continue;
            }
            reference.parent = if is_name(&reference.table) {
                let mut by_name = by_name.iter();
                by_name
                    .find(|(named, _)| *named == index)
                    .map(|(_, parent)| *parent)
            } else {
                only.filter(|_| one_path)
            };
        }
    }

    /// Enters what is at the other end of a relation.
    fn relate(&mut self, relation: Relation, description: &str) {
        let Ok(description) = decode_table(description) else {
            self.broken.push(relation);
            return;
        };
        let identity = identity(&description.table);
        let other = self.known.get(&identity).copied();
        let other = other.unwrap_or_else(|| {
            let module = self.path(relation);
            let Added { table, types } = self.schema.add(description, "");
            self.declared.push(Declared { module, types });
            self.known.insert(identity, table);
            table
        });
        match relation {
            Relation::Child(table, index) => {
                self.schema.tables[table].children[index].table = Some(other);
            }
            Relation::Parent(table, index) => {
                let references = &mut self.schema.tables[table].references;
                let path = references[index].table.clone();
                // The same path means the same table.
                for reference in references.iter_mut().filter(|other| other.table == path) {
                    reference.parent = Some(other);
                }
            }
        }
    }

    /// Where a relative is found, module and macro.
    fn path(&self, relation: Relation) -> TokenStream {
        let (table, name) = match relation {
            Relation::Child(table, index) => (table, child(index)),
            Relation::Parent(table, index) => (table, parent(index)),
        };
        let module = &self.declared[table].module;
        quote!(#module::#name)
    }
}

/// What a table is in the database.
fn identity(table: &Table) -> (Option<String>, String) {
    (table.schema.clone(), table.name.clone())
}

/// Whether a foreign key names its parent as it is in the database.
fn is_name(table: &str) -> bool {
    table.starts_with('"')
}

/// That name, with its schema.
fn name_of(table: &str) -> Option<(Option<String>, String)> {
    let name = table.strip_prefix('"')?.strip_suffix('"')?;
    Some(match name.split_once('.') {
        Some((schema, name)) => (Some(schema.to_owned()), name.to_owned()),
        None => (None, name.to_owned()),
    })
}
