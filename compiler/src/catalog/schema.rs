//! Declared tables and types, as a value that the caller of the compiler supplies.

/// Everything declared that a statement may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The tables.
    pub tables: Vec<Table>,
    /// The user-declared types their columns have.
    pub types: Vec<UserType>,
    /// The user-declared functions.
    pub functions: Vec<UserFunction>,
}

/// A declared table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The name that statements use: of the macro that describes it, after any renaming import. Empty for a relative that no
    /// statement names and that is known only because a deletion or restoration reaches it.
    pub local_name: String,
    /// The schema, if one was declared.
    pub schema: Option<String>,
    /// The name in the database.
    pub name: String,
    /// The columns: the struct's fields in their order, then the implied ones (markers).
    pub columns: Vec<Column>,
    /// The primary key, as indexes into `columns`.
    pub primary_key: Vec<usize>,
    /// Other unique keys, as indexes into `columns`. Among active rows only, if the table is a soft-delete one.
    pub unique: Vec<Vec<usize>>,
    /// How rows are marked as deleted.
    pub soft_delete: Option<SoftDelete>,
    /// The tables that refer here.
    pub children: Vec<Child>,
    /// The tables referred to.
    pub references: Vec<Reference>,
    /// Every change of state of a row writes a row of `softdelete.history`, in the same statement.
    pub audit: bool,
    /// Every change of state of a row writes a row of `softdelete.outbox`, in the same statement.
    pub outbox: bool,
}

/// A declared column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The name in the database and in statements.
    pub name: String,
    /// The field of the struct; `None` for an implied marker column.
    pub field: Option<String>,
    /// Its type.
    pub ty: ColumnType,
    /// Whether it may hold NULL.
    pub nullable: bool,
    /// Whether the database fills it in when an insert leaves it out (default, identity, generated).
    pub has_default: bool,
    /// Whether it may not be written at all (GENERATED ALWAYS).
    pub generated: bool,
    /// What `erase` writes over it; `None` for a column that holds nothing personal.
    pub personal: Option<Personal>,
}

/// What `erase` writes over a personal column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Personal {
    /// NULL
    Null,
    /// An expression of SQL over the columns of the row, as written in the declaration.
    Expression(String),
}

/// The type of a column, as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// A type of PostgreSQL's own by the name that `format_type` or the catalogue gives it: `int8`, `text`, `varchar(20)`.
    Builtin(String),
    /// A user-declared type: an index into [`Schema::types`].
    User(usize),
    /// An array of either.
    Array(Box<ColumnType>),
}

/// A user-declared type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserType {
    /// The schema, if one was declared.
    pub schema: Option<String>,
    /// The name in the database; for a transparent newtype without a domain, empty.
    pub name: String,
    /// What it is.
    pub kind: UserTypeKind,
}

/// What a user-declared type is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserTypeKind {
    /// CREATE TYPE … AS ENUM: its labels in order.
    Enum(Vec<String>),
    /// CREATE DOMAIN over a type, or a newtype of Rust over it (then the name is empty).
    Domain {
        /// The type it restricts.
        base: Box<ColumnType>,
        /// NOT NULL
        not_null: bool,
    },
    /// CREATE TYPE … AS (…): its fields.
    Composite(Vec<(String, ColumnType)>),
}

/// A user-declared function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFunction {
    /// The schema, if one was declared.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
    /// The names (empty for none) and types of its arguments.
    pub args: Vec<(String, ColumnType)>,
    /// How many of the last arguments have a default.
    pub defaults: usize,
    /// What it returns.
    pub result: ColumnType,
    /// Whether it returns a set.
    pub returns_set: bool,
    /// Whether it returns NULL as soon as an argument is NULL, and only then.
    pub strict: bool,
}

/// How the rows of a table are marked as deleted. Columns are indexes into [`Table::columns`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoftDelete {
    /// What tells a deleted row.
    pub marker: Marker,
    /// Who deleted it.
    pub by: Option<usize>,
    /// Why.
    pub reason: Option<usize>,
    /// By which deletion (UUID).
    pub id: Option<usize>,
    /// When the row came to be, for `as of`; `None` where it is not recorded.
    pub created: Option<usize>,
    /// How long a deleted row is kept before `hard delete` and purge may take it, as PostgreSQL reads an interval.
    pub retention: Option<String>,
    /// A boolean column that forbids purge and erase while true.
    pub hold: Option<usize>,
}

/// What tells a deleted row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A timestamp that is NULL while the row is active.
    Timestamp {
        /// The column.
        at: usize,
    },
    /// A boolean that is true once the row is deleted, with a timestamp perhaps.
    Flag {
        /// The column.
        flag: usize,
        /// When the row was deleted.
        at: Option<usize>,
    },
    /// A timestamp that is `infinity` while the row is active.
    Sentinel {
        /// The column.
        at: usize,
    },
    /// The row stands in another table: deletion moves it there. That table has every declared column and the marks of
    /// deletion, which the table of active rows has not: to statements they are NULL there.
    Archive {
        /// The name of that table in the database.
        table: String,
        /// Its schema, if one was declared.
        schema: Option<String>,
        /// When the row was deleted, in the archive.
        at: usize,
    },
}

/// A table that refers to this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// The path as written in `children(…)`.
    pub path: String,
    /// The table, as an index into [`Schema::tables`], once it has described itself.
    pub table: Option<usize>,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The columns here, as indexes into [`Table::columns`].
    pub columns: Vec<usize>,
    /// The path of the table referred to, as written; in double quotes where it is the name in the database instead, as for a
    /// parent that is declared in a crate that uses this one.
    pub table: String,
    /// That table, as an index into [`Schema::tables`], once it has described itself.
    pub parent: Option<usize>,
    /// The names of the columns there.
    pub target: Vec<String>,
    /// What becomes of rows here when the row referred to is deleted.
    pub on_delete: OnDelete,
}

/// What becomes of a child when its parent is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// It is deleted too.
    Cascade,
    /// It forbids the deletion.
    Restrict,
    /// Its reference becomes NULL.
    SetNull,
    /// Nothing.
    Keep,
}

impl Default for ColumnType {
    fn default() -> Self {
        Self::Builtin("text".to_owned())
    }
}

impl Table {
    /// The name to call the table by in a message: the one the statement uses, else that in the database.
    pub fn display_name(&self) -> &str {
        if self.local_name.is_empty() {
            &self.name
        } else {
            &self.local_name
        }
    }

    /// The index of a column by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The columns that are marks of deletion, which statements may read but not write.
    pub fn marker_columns(&self) -> Vec<usize> {
        let Some(soft_delete) = &self.soft_delete else {
            return Vec::new();
        };
        let mut columns = match soft_delete.marker {
            Marker::Timestamp { at } | Marker::Sentinel { at } | Marker::Archive { at, .. } => {
                vec![at]
            }
            Marker::Flag { flag, at } => [Some(flag), at].into_iter().flatten().collect(),
        };
        columns.extend(
            [soft_delete.by, soft_delete.reason, soft_delete.id]
                .into_iter()
                .flatten(),
        );
        columns
    }

    /// The columns that an INSERT without a column list writes: the struct's fields, but for generated ones and marks of
    /// deletion, which a new row has none of.
    pub fn written_by_insert(&self) -> Vec<usize> {
        let marks = self.marker_columns();
        let columns = self.columns.iter().enumerate();
        let written = columns.filter(|(index, column)| {
            column.field.is_some() && !column.generated && !marks.contains(index)
        });
        written.map(|(index, _)| index).collect()
    }
}

impl ColumnType {
    /// Replaces the index of every user-declared type in it.
    pub fn renumber(&mut self, new: &impl Fn(usize) -> usize) {
        match self {
            Self::Builtin(_) => {}
            Self::User(index) => *index = new(*index),
            Self::Array(element) => element.renumber(new),
        }
    }
}

impl UserType {
    /// Replaces the index of every user-declared type it is made of.
    pub fn renumber(&mut self, new: &impl Fn(usize) -> usize) {
        match &mut self.kind {
            UserTypeKind::Enum(_) => {}
            UserTypeKind::Domain { base, not_null: _ } => base.renumber(new),
            UserTypeKind::Composite(fields) => {
                for (_, ty) in fields {
                    ty.renumber(new);
                }
            }
        }
    }
}
