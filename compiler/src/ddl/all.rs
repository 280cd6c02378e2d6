//! Everything that is asked for, for every table of a schema.

use super::live::{Deferral, live_foreign_key};
use super::policy::{Policies, policies};
use super::unique::{NullKeys, unique_among_active};
use super::{Statement, Unsuited, archive, guard, guard_functions, indexes};
use crate::catalog::Schema;

/// What to make.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is something to make or to leave out, whatever the others are"
)]
pub struct Options {
    /// [`archive`]
    pub archives: bool,
    /// [`unique_among_active`], for each unique key that is declared.
    pub unique: bool,
    /// [`indexes`]
    pub indexes: bool,
    /// [`live_foreign_key`], for each reference whose policy is not `keep` and whose parent is in the schema.
    pub live_foreign_keys: Option<Deferral>,
    /// [`guard`]
    pub guards: bool,
    /// [`policies`]
    pub policies: Option<Policies>,
}

impl Default for Options {
    /// All but policies, which are for those who use row-level security.
    fn default() -> Self {
        Self {
            archives: true,
            unique: true,
            indexes: true,
            live_foreign_keys: Some(Deferral::NotDeferrable),
            guards: true,
            policies: None,
        }
    }
}

/// What `options` ask for, for every table of the schema, each statement once. What a table is not suited for is left out.
pub fn all(schema: &Schema, options: &Options) -> Vec<Statement> {
    let mut made = Vec::new();
    let tables = 0..schema.tables.len();
    if options.archives {
        for table in tables.clone() {
            add(&mut made, archive(schema, table));
        }
    }
    for table in tables.clone() {
        if options.unique {
            for key in &schema.tables[table].unique {
                let nulls = NullKeys::Distinct;
                add(
                    &mut made,
                    unique_among_active(schema, table, key, nulls, Deferral::NotDeferrable),
                );
            }
        }
        if options.indexes {
            add(&mut made, indexes(schema, table));
        }
    }
    if let Some(deferral) = options.live_foreign_keys {
        for table in tables.clone() {
            for reference in 0..schema.tables[table].references.len() {
                add(
                    &mut made,
                    live_foreign_key(schema, table, reference, deferral),
                );
            }
        }
    }
    if options.guards {
        let mut guards = Vec::new();
        for table in tables.clone() {
            add(&mut guards, guard(schema, table));
        }
        if !guards.is_empty() {
            made.extend(guard_functions());
            made.extend(guards);
        }
    }
    if let Some(options) = &options.policies {
        for table in tables {
            add(&mut made, policies(schema, table, options));
        }
    }
    made
}

fn add(made: &mut Vec<Statement>, statements: Result<Vec<Statement>, Unsuited>) {
    for statement in statements.unwrap_or_default() {
        if !made.contains(&statement) {
            made.push(statement);
        }
    }
}
