//! Tables, views and everything else that can be read like one.

use std::collections::{HashMap, HashSet};

use softdelete_compiler::catalog::{Column, Table};

use super::facts::{Attribute, Facts, Key, Relation};
use super::types::Types;
use super::{Unclear, keys, marker};

/// The relations, those that the search path finds first, and how many those are.
pub(super) fn in_order(facts: &Facts) -> (Vec<&Relation>, usize) {
    let mut seen = HashSet::new();
    let mut visible: Vec<&Relation> = Vec::new();
    for schema in &facts.path {
        let of_schema = facts
            .relations
            .iter()
            .filter(|relation| relation.schema == *schema);
        visible.extend(of_schema.filter(|relation| seen.insert(relation.name.as_str())));
    }
    let found: HashSet<u32> = visible.iter().map(|relation| relation.oid).collect();
    let count = visible.len();
    visible.extend(
        facts
            .relations
            .iter()
            .filter(|relation| !found.contains(&relation.oid)),
    );
    (visible, count)
}

/// Columns that can be NULL in a table because they can in one that inherits from it, as relation and name.
fn null_in_heirs(facts: &Facts, types: &Types<'_>) -> HashSet<(u32, String)> {
    let mut nullable: HashSet<(u32, String)> = HashSet::new();
    // An heir may have heirs of its own, so this goes on until nothing is new.
    loop {
        let before = nullable.len();
        for (parent, heir) in &facts.heirs {
            for attribute in types.attributes(*heir) {
                if !attribute.not_null || nullable.contains(&(*heir, attribute.name.clone())) {
                    nullable.insert((*parent, attribute.name.clone()));
                }
            }
        }
        if nullable.len() == before {
            return nullable;
        }
    }
}

/// What relations are read with.
pub(super) struct Reader<'a, 't> {
    types: &'t mut Types<'a>,
    /// The name of the marker column.
    marker: &'a str,
    /// Columns that can be NULL in a table that inherits them.
    null_in_heirs: HashSet<(u32, String)>,
    /// The keys of each relation.
    keys: HashMap<u32, Vec<&'a Key>>,
}

impl<'a, 't> Reader<'a, 't> {
    /// Before the first relation.
    pub(super) fn new(facts: &'a Facts, types: &'t mut Types<'a>, marker: &'a str) -> Self {
        let mut keys: HashMap<u32, Vec<&Key>> = HashMap::new();
        for key in &facts.keys {
            keys.entry(key.relation).or_default().push(key);
        }
        Self {
            null_in_heirs: null_in_heirs(facts, types),
            types,
            marker,
            keys,
        }
    }

    /// A relation as the compiler wants it, and what is unclear about its marker. `index` is the number it gets.
    pub(super) fn table(
        &mut self,
        relation: &Relation,
        index: usize,
        visible: bool,
    ) -> (Table, Option<Unclear>) {
        let attributes = self.types.attributes(relation.oid);
        let columns: Vec<Column> = attributes
            .iter()
            .map(|attribute| self.column(relation, attribute))
            .collect();
        let is_system = matches!(
            relation.schema.as_str(),
            "pg_catalog" | "information_schema"
        );
        let found = if is_system {
            marker::Marked::No
        } else {
            marker::find(&attributes, &columns, self.types, self.marker)
        };
        let (soft_delete, unclear) = match found {
            marker::Marked::No => (None, None),
            marker::Marked::Yes(soft_delete) => (Some(soft_delete), None),
            marker::Marked::Unclear(column, ty) => (
                None,
                Some(Unclear {
                    table: index,
                    column,
                    ty,
                }),
            ),
        };
        let keys = self.keys.get(&relation.oid).map_or(&[][..], Vec::as_slice);
        let keys = keys::of(keys, &attributes, &columns, soft_delete.as_ref());
        let local_name = if visible {
            relation.name.clone()
        } else {
            format!("{}.{}", relation.schema, relation.name)
        };
        let table = Table {
            local_name,
            schema: Some(relation.schema.clone()),
            name: relation.name.clone(),
            columns,
            primary_key: keys.primary,
            unique: keys.unique,
            soft_delete,
            ..Table::default()
        };
        (table, unclear)
    }

    fn column(&mut self, relation: &Relation, attribute: &Attribute) -> Column {
        Column {
            name: attribute.name.clone(),
            field: Some(attribute.name.clone()),
            ty: self.types.column_type(attribute.ty),
            nullable: !self.is_not_null(relation, attribute),
            // A trigger may fill in what an INSERT leaves out; whether it does, only the server knows.
            has_default: true,
            // An INSERT without a column list gives a value, DEFAULT, for a generated column too.
            generated: false,
            personal: None,
        }
    }

    fn is_not_null(&self, relation: &Relation, attribute: &Attribute) -> bool {
        // What another server promises, ours does not enforce.
        let is_foreign = relation.kind == "f";
        let is_table = matches!(relation.kind.as_str(), "r" | "p");
        let promised = attribute.not_null || (is_table && self.types.forbids_null(attribute.ty));
        promised
            && !is_foreign
            && !self
                .null_in_heirs
                .contains(&(relation.oid, attribute.name.clone()))
    }
}
