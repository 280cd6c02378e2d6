//! From the rows of the system catalogues to what the compiler wants.

use softdelete_compiler::catalog::Schema;

use super::facts::Facts;
use super::types::Types;
use super::{Catalogue, casts, functions, operators, tables};

/// The catalogue of a database whose tables are soft-delete ones where they have a column of the marker's name.
pub(super) fn catalogue(facts: &Facts, marker: &str) -> Catalogue {
    let mut types = Types::new(facts);
    let (relations, visible) = tables::in_order(facts);
    let mut schema = Schema::default();
    let mut unclear = Vec::new();
    let mut reader = tables::Reader::new(facts, &mut types, marker);
    for (index, relation) in relations.into_iter().enumerate() {
        let (table, doubt) = reader.table(relation, index, index < visible);
        schema.tables.push(table);
        unclear.extend(doubt);
    }
    schema.functions = functions::of(facts, &mut types);
    schema.operators = operators::of(facts, &mut types);
    schema.casts = casts::of(facts, &mut types);
    schema.types = types.declared;
    Catalogue {
        schema,
        visible,
        types: types.shown,
        unclear,
    }
}
