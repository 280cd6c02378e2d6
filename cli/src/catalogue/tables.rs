//! Tables, views and everything else that can be read like one.

use std::collections::{HashMap, HashSet};

use softdelete_compiler::catalog::{Column, Table};

use super::facts::{Attribute, Facts, Relation};
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
fn null_in_heirs(facts: &Facts) -> HashSet<(u32, String)> {
    let not_null: HashMap<(u32, &str), bool> = facts
        .attributes
        .iter()
        .map(|attribute| {
            (
                (attribute.relation, attribute.name.as_str()),
                attribute.not_null,
            )
        })
        .collect();
    let mut nullable: HashSet<(u32, String)> = HashSet::new();
    loop {
        let before = nullable.len();
        for (parent, heir) in &facts.heirs {
            for attribute in facts
                .attributes
                .iter()
                .filter(|attribute| attribute.relation == *parent)
            {
                let name = attribute.name.as_str();
                let null = not_null.get(&(*heir, name)) == Some(&false)
                    || nullable.contains(&(*heir, name.to_owned()));
                if null {
                    nullable.insert((*parent, name.to_owned()));
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
    facts: &'a Facts,
    types: &'t mut Types<'a>,
    /// The name of the marker column.
    marker: &'a str,
    /// Columns that can be NULL in a table that inherits them.
    null_in_heirs: HashSet<(u32, String)>,
}

impl<'a, 't> Reader<'a, 't> {
    /// Before the first relation.
    pub(super) fn new(facts: &'a Facts, types: &'t mut Types<'a>, marker: &'a str) -> Self {
        Self {
            facts,
            types,
            marker,
            null_in_heirs: null_in_heirs(facts),
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
        let keys = keys::of(
            relation.oid,
            &attributes,
            &columns,
            soft_delete.as_ref(),
            self.facts,
        );
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
            children: Vec::new(),
            references: Vec::new(),
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
            generated: attribute.generated,
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
