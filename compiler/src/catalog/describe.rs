//! Descriptions: a declared table or type as one string, which is how a derive hands it to the statements that use it.
//!
//! A description travels through macro expansions as one string literal, because a literal costs the Rust compiler the
//! same whatever is in it. The text is a row of values, each ended by `;`, with `\` before a `;` or `\` that belongs to
//! a value. It begins with [`VERSION`], so that two versions of this library in one build say so instead of
//! misunderstanding each other.

use super::schema::{Schema, Table, UserCast, UserFunction, UserOperator, UserType, UserTypeKind};
use crate::gather::Gather as _;

mod decode;
mod encode;
mod range;
#[cfg(test)]
mod tests;

pub use decode::{DecodeError, decode_functions, decode_table, decode_type};
pub use encode::{encode_functions, encode_table, encode_type};

/// The version of the format. It changes whenever a value is added, removed or reordered.
pub const VERSION: &str = "softdelete-4";

/// A declared table with the user-declared types of its columns, whose `ColumnType::User` indexes into `types`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The table.
    pub table: Table,
    /// The types its columns and operators have.
    pub types: Types,
    /// The operators that it brings along.
    pub operators: Vec<UserOperator>,
}

/// User-declared functions of one name with the operators that they implement, whose `ColumnType::User` indexes into `types`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Functions {
    /// The functions.
    pub functions: Vec<UserFunction>,
    /// The operators.
    pub operators: Vec<UserOperator>,
    /// The types of both.
    pub types: Types,
}

/// A user-declared type with the types it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedType {
    /// The type; its `ColumnType::User` indexes into `parts`.
    pub ty: UserType,
    /// The types that it is made of, those that the declaration names itself first. Casts that the type was declared with are among
    /// those of `parts`; in them the type has the number that follows the last of its parts.
    pub parts: Types,
}

/// User-declared types that belong together: what they are made of is among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Types {
    /// The types. Those that the declaration names come first, then those that they are made of.
    pub all: Vec<UserType>,
    /// How many of them the declaration names itself, and so has a path to in Rust.
    pub named: usize,
    /// The casts that they were declared with.
    pub casts: Vec<UserCast>,
}

/// Where the parts of a description have gone in a [`Schema`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The index into [`Schema::tables`].
    pub table: usize,
    /// For each type that the declaration names the index into [`Schema::types`].
    pub types: Vec<usize>,
}

impl Types {
    /// The types of a declaration that names these, each as it described itself.
    pub fn of(described: Vec<DescribedType>) -> Self {
        let named = described.len();
        let mut types = Self {
            all: Vec::with_capacity(named),
            named,
            casts: Vec::new(),
        };
        let mut parts = Vec::new();
        for DescribedType { mut ty, parts: of } in described {
            let first = named + parts.len();
            ty.renumber(&|index| first + index);
            let own = types.all.len();
            types.all.push(ty);
            let count = of.all.len();
            types.casts.extend(of.casts.into_iter().map(|mut cast| {
                cast.renumber(&|index| if index == count { own } else { first + index });
                cast
            }));
            parts.extend(of.all.into_iter().map(|mut part| {
                part.renumber(&|index| first + index);
                part
            }));
        }
        types.all.append(&mut parts);
        types
    }

    /// Adds the types of another description behind those that are there. Returns where the first of them is; none of them is one that
    /// the declaration names.
    pub fn append(&mut self, other: Self) -> usize {
        let first = self.all.len();
        self.all.extend(other.all.into_iter().map(|mut ty| {
            ty.renumber(&|index| first + index);
            ty
        }));
        self.casts.extend(other.casts.into_iter().map(|mut cast| {
            cast.renumber(&|index| first + index);
            cast
        }));
        first
    }
}

impl Description {
    /// The row type of the table, as a type that other declarations may name.
    pub fn into_row_type(self) -> DescribedType {
        let Table {
            schema,
            name,
            columns,
            ..
        } = self.table;
        let fields = columns.into_iter().map(|column| (column.name, column.ty));
        DescribedType {
            ty: UserType {
                schema,
                name,
                kind: UserTypeKind::Composite(fields.gather()),
            },
            parts: self.types,
        }
    }
}

impl Schema {
    /// Adds a described table under the name that statements use. A type that two tables share is kept once.
    pub fn add(&mut self, description: Description, local_name: &str) -> Added {
        let Description {
            mut table,
            types,
            operators,
        } = description;
        let indexes = self.add_types(&types);
        for column in &mut table.columns {
            column.ty.renumber(&numbered(&indexes));
        }
        self.add_operators(operators, &indexes);
        local_name.clone_into(&mut table.local_name);
        self.tables.push(table);
        Added {
            table: self.tables.len() - 1,
            types: indexes[..types.named.min(indexes.len())].to_vec(),
        }
    }

    /// Adds described functions under the name that statements use. Returns for each type that their declaration names the index
    /// into [`Schema::types`].
    pub fn add_functions(&mut self, described: Functions, local_name: &str) -> Vec<usize> {
        let Functions {
            functions,
            operators,
            types,
        } = described;
        let indexes = self.add_types(&types);
        for mut function in functions {
            function.renumber(&numbered(&indexes));
            local_name.clone_into(&mut function.local_name);
            if !self.functions.contains(&function) {
                self.functions.push(function);
            }
        }
        self.add_operators(operators, &indexes);
        indexes[..types.named.min(indexes.len())].to_vec()
    }

    /// Adds a described type, which statements call by this name or by its own. Returns its index into [`Schema::types`].
    pub fn add_type(&mut self, described: DescribedType, local_name: &str) -> usize {
        let index = self.add_types(&Types::of(vec![described]))[0];
        let known = (local_name.to_owned(), index);
        if self.types[index].name != local_name && !self.type_names.contains(&known) {
            self.type_names.push(known);
        }
        index
    }

    fn add_operators(&mut self, operators: Vec<UserOperator>, indexes: &[usize]) {
        for mut operator in operators {
            operator.renumber(&numbered(indexes));
            if !self.operators.contains(&operator) {
                self.operators.push(operator);
            }
        }
    }

    /// Adds types that are made of each other, each once, and their casts. Returns the index of each type.
    fn add_types(&mut self, types: &Types) -> Vec<usize> {
        let mut indexes: Vec<Option<usize>> = vec![None; types.all.len()];
        for index in 0..types.all.len() {
            self.add_type_of(&types.all, index, &mut indexes, 0);
        }
        let indexes: Vec<usize> = indexes.into_iter().map(Option::unwrap_or_default).gather();
        for cast in &types.casts {
            let mut cast = cast.clone();
            cast.renumber(&numbered(&indexes));
            if !self.casts.contains(&cast) {
                self.casts.push(cast);
            }
        }
        indexes
    }

    /// What a type is made of is added before it, so that types can be compared.
    fn add_type_of(
        &mut self,
        types: &[UserType],
        index: usize,
        indexes: &mut Vec<Option<usize>>,
        depth: usize,
    ) {
        // A type that is made of itself cannot be declared, but a damaged description may say so.
        if indexes[index].is_some() || depth > types.len() {
            return;
        }
        let mut ty = types[index].clone();
        for part in ty.parts() {
            if part < types.len() {
                self.add_type_of(types, part, indexes, depth + 1);
            }
        }
        ty.renumber(&|part| indexes.get(part).copied().flatten().unwrap_or_default());
        let known = self.types.iter().position(|other| *other == ty);
        indexes[index] = Some(known.unwrap_or_else(|| {
            self.types.push(ty);
            let index = self.types.len() - 1;
            self.add_with_range(index);
            index
        }));
    }
}

fn numbered(indexes: &[usize]) -> impl Fn(usize) -> usize + '_ {
    |index| indexes.get(index).copied().unwrap_or_default()
}
