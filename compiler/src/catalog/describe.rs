//! Descriptions: a declared table or type as one string, which is how a derive hands it to the statements that use it.
//!
//! A description travels through macro expansions as one string literal, because a literal costs the Rust compiler the
//! same whatever is in it. The text is a row of values, each ended by `;`, with `\` before a `;` or `\` that belongs to
//! a value. It begins with [`VERSION`], so that two versions of this library in one build say so instead of
//! misunderstanding each other.

use super::schema::{Schema, Table, UserType};

mod decode;
mod encode;
#[cfg(test)]
mod tests;

pub use decode::{DecodeError, decode_table, decode_type};
pub use encode::{encode_table, encode_type};

/// The version of the format. It changes whenever a value is added, removed or reordered.
pub const VERSION: &str = "softdelete-2";

/// A declared table with the user-declared types of its columns, whose `ColumnType::User` indexes into `types`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The table.
    pub table: Table,
    /// The types its columns have, in the order in which they are first used.
    pub types: Vec<UserType>,
}

/// Where the parts of a description have gone in a [`Schema`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The index into [`Schema::tables`].
    pub table: usize,
    /// For each of [`Description::types`] the index into [`Schema::types`].
    pub types: Vec<usize>,
}

impl Schema {
    /// Adds a described table under the name that statements use. A type that two tables share is kept once.
    pub fn add(&mut self, description: Description, local_name: &str) -> Added {
        let Description { mut table, types } = description;
        let mut indexes: Vec<usize> = Vec::with_capacity(types.len());
        for mut ty in types {
            ty.renumber(&|index| indexes.get(index).copied().unwrap_or(index));
            let known = self.types.iter().position(|other| *other == ty);
            indexes.push(known.unwrap_or_else(|| {
                self.types.push(ty);
                self.types.len() - 1
            }));
        }
        for column in &mut table.columns {
            column
                .ty
                .renumber(&|index| indexes.get(index).copied().unwrap_or(index));
        }
        local_name.clone_into(&mut table.local_name);
        self.tables.push(table);
        Added {
            table: self.tables.len() - 1,
            types: indexes,
        }
    }
}
