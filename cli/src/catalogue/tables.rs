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
        let of_schema = facts.relations.iter().filter(|relation| relation.schema == *schema);
        visible.extend(of_schema.filter(|relation| seen.insert(relation.name.as_str())));
    }
    let found: HashSet<u32> = visible.iter().map(|relation| relation.oid).collect();
    let count = visible.len();
    visible.extend(facts.relations.iter().filter(|relation| !found.contains(&relation.oid)));
    (visible, count)
}

/// Columns that can be NULL in a table because they can in one that inherits from it, as relation and name.
pub(super) fn null_in_heirs(facts: &Facts) -> HashSet<(u32, String)> {
    let not_null: HashMap<(u32, &str), bool> =
        facts.attributes.iter().map(|attribute| ((attribute.relation, attribute.name.as_str()), attribute.not_null)).collect();
    let mut nullable: HashSet<(u32, String)> = HashSet::new();
    loop {
        let before = nullable.len();
        for (parent, heir) in &facts.heirs {
            for attribute in facts.attributes.iter().filter(|attribute| attribute.relation == *parent) {
                let name = attribute.name.as_str();
                let null = not_null.get(&(*heir, name)) == Some(&false) || nullable.contains(&(*heir, name.to_owned()));
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

/// A relation as the compiler wants it, and what is unclear about its marker.
pub(super) fn table(
    relation: &Relation,
    index: usize,
    visible: bool,
    facts: &Facts,
    types: &mut Types<'_>,
    null_in_heirs: &HashSet<(u32, String)>,
    marker: &str,
) -> (Table, Option<Unclear>) {
    let attributes = types.attributes(relation.oid);
    let columns = attributes.iter().map(|attribute| Column {
        name: attribute.name.clone(),
        field: Some(attribute.name.clone()),
        ty: types.column_type(attribute.ty),
        nullable: !(is_not_null(relation, attribute, types) && !null_in_heirs.contains(&(relation.oid, attribute.name.clone()))),
        // A trigger may fill in what an INSERT leaves out; whether it does, only the server knows.
        has_default: true,
        generated: attribute.generated,
    });
    let columns: Vec<Column> = columns.collect();
    let is_system = matches!(relation.schema.as_str(), "pg_catalog" | "information_schema");
    let marked = if is_system { marker::Marked::No } else { marker::find(&attributes, &columns, types, marker) };
    let (soft_delete, unclear) = match marked {
        marker::Marked::No => (None, None),
        marker::Marked::Yes(soft_delete) => (Some(soft_delete), None),
        marker::Marked::Unclear(column, ty) => (None, Some(Unclear { table: index, column, ty })),
    };
    let keys = keys::of(relation.oid, &attributes, &columns, soft_delete.as_ref(), facts);
    let local_name = if visible { relation.name.clone() } else { format!("{}.{}", relation.schema, relation.name) };
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

/// What another server promises, ours does not enforce.
fn is_not_null(relation: &Relation, attribute: &Attribute, types: &Types<'_>) -> bool {
    relation.kind != "f" && (attribute.not_null || (matches!(relation.kind.as_str(), "r" | "p") && types.forbids_null(attribute.ty)))
}
