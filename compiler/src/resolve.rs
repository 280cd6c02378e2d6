//! Names: which range table entry and which column a name means, by PostgreSQL's rules of visibility.
//!
//! A [`Resolver`] is filled while [`crate::check`] walks a statement: a [`scope::Level`] for each query level, a
//! [`range::Entry`] for each FROM item. It answers what a name means at that moment, because in PostgreSQL what a name
//! may mean depends on the place in the statement where it stands (LATERAL, ON of an inner join, a CTE before its
//! time).

use std::collections::HashMap;

use crate::catalog::builtin::TypeId;
use crate::catalog::{Schema, Table};

pub mod joins;
pub mod lookup;
pub mod range;
pub mod report;
pub mod scope;

pub use range::{ColumnSource, Entry, EntryId, EntryKind, NullSide, RangeColumn};
pub use scope::{Level, NamespaceItem};

/// The type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    /// The type.
    pub id: TypeId,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// The declared column whose Rust type it has: a column reference, or something that passes such a value through
    /// unchanged (`max(c)`, `coalesce(c, …)`, a column of a derived table). `None` for computed values.
    pub origin: Option<ColumnId>,
}

impl Type {
    /// A computed value of a type.
    pub fn computed(id: TypeId, nullable: bool) -> Self {
        Self {
            id,
            nullable,
            origin: None,
        }
    }
}

/// A column of a declared table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ColumnId {
    /// Index into [`crate::catalog::Schema::tables`].
    pub table: usize,
    /// Index into [`crate::catalog::Table::columns`].
    pub column: usize,
}

/// A use of a declared table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableUse {
    /// Index into [`crate::catalog::Schema::tables`].
    pub table: usize,
    /// The name by which this use is referred to in the statement: its alias, else the name written.
    pub reference: String,
}

/// What a column reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnUse {
    /// A column of a range table entry.
    Column {
        /// The name of the entry, by which the reference may be qualified. `None` where no qualified name reaches it (the
        /// entry has no alias, or an inner entry of the same name hides it).
        qualifier: Option<String>,
        /// The column's name as the server knows it.
        name: String,
        /// The declared column, if the entry is a declared table.
        column: Option<ColumnId>,
    },
    /// A column that JOIN … USING merged: it has no qualifier.
    Merged,
    /// A whole row of a range table entry, used as a value (`row_to_json(u)`).
    WholeRow {
        /// The name of the entry.
        qualifier: String,
        /// Its declared table, if it is one.
        table: Option<usize>,
    },
}

/// A column that `*` stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarColumn {
    /// The name of its entry; `None` for a merged column.
    pub qualifier: Option<String>,
    /// Its name.
    pub name: String,
}

/// What is known of the names of a statement so far.
#[derive(Debug)]
pub struct Resolver<'a> {
    /// What was declared.
    pub schema: &'a Schema,
    /// Every range table entry of the statement.
    pub entries: Vec<Entry>,
    /// The query levels from the outermost to the one in work.
    pub levels: Vec<Level>,
    /// How many sides of outer joins there are so far.
    sides: usize,
    /// Local names of the declared tables.
    tables: HashMap<&'a str, usize>,
}

impl<'a> Resolver<'a> {
    /// Nothing but the declared tables.
    pub fn new(schema: &'a Schema) -> Self {
        let named = schema.tables.iter().enumerate();
        let tables = named
            .filter(|(_, table)| !table.local_name.is_empty())
            .map(|(i, table)| (table.local_name.as_str(), i))
            .collect();
        Self {
            schema,
            entries: Vec::new(),
            levels: Vec::new(),
            sides: 0,
            tables,
        }
    }

    /// The declared table of a name that statements use, qualified by its schema or not.
    pub fn declared(&self, schema: Option<&str>, name: &str) -> Option<usize> {
        // A relative has no name of its own in the statement.
        let find = |suits: &dyn Fn(&Table) -> bool| {
            let mut tables = self.schema.tables.iter();
            tables.position(|table| !table.local_name.is_empty() && suits(table))
        };
        match schema {
            None => self
                .tables
                .get(name)
                .copied()
                .or_else(|| find(&|table| table.name == name)),
            Some(schema) => find(&|table| {
                table.schema.as_deref().unwrap_or("public") == schema
                    && (table.local_name == name || table.name == name)
            }),
        }
    }

    /// The level in work.
    ///
    /// # Panics
    /// If no level was opened.
    pub fn level(&mut self) -> &mut Level {
        self.levels.last_mut().expect("a query level is open")
    }

    /// Adds a range table entry, which nothing sees yet.
    pub fn add(&mut self, entry: Entry) -> EntryId {
        self.entries.push(entry);
        EntryId(self.entries.len() - 1)
    }

    /// A new side of an outer join.
    pub fn new_side(&mut self) -> NullSide {
        self.sides += 1;
        NullSide(self.sides)
    }
}
