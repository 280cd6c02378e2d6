//! Declared tables and types, as a value that the caller of the compiler supplies.

use super::builtin::{ArgMode, CastContext, CastMethod, FunctionKind};
use crate::gather::Gather as _;

/// Everything declared that a statement may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The tables.
    pub tables: Vec<Table>,
    /// The user-declared types their columns have.
    pub types: Vec<UserType>,
    /// Other names by which statements call those types, after a renaming import or as Rust spells them, each with an index into
    /// `types`.
    pub type_names: Vec<(String, usize)>,
    /// The user-declared functions.
    pub functions: Vec<UserFunction>,
    /// The user-declared operators.
    pub operators: Vec<UserOperator>,
    /// The user-declared casts.
    pub casts: Vec<UserCast>,
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
    /// CREATE TYPE … (INPUT = …, OUTPUT = …): a base type, most often an extension's.
    Base(BaseType),
    /// CREATE TYPE … AS RANGE
    Range {
        /// SUBTYPE
        subtype: Box<ColumnType>,
        /// `MULTIRANGE_TYPE_NAME`: the name of its multirange type, which is in the same schema.
        multirange: String,
    },
    /// The multirange type that came with a range type.
    Multirange {
        /// That range type.
        range: Box<ColumnType>,
    },
}

/// What the rules of type conversion ask of a base type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseType {
    /// CATEGORY: a letter of the manual's table 52.65, `U` where nothing is said.
    pub category: char,
    /// PREFERRED: whether it is the preferred type of its category.
    pub preferred: bool,
    /// The symbols of the comparison operators over two values of it that are known without being declared one by one.
    pub comparisons: Vec<String>,
}

/// A user-declared cast: CREATE CAST (from AS to).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCast {
    /// The type it is from.
    pub from: ColumnType,
    /// The type it is to.
    pub to: ColumnType,
    /// Where it is applied by itself.
    pub context: CastContext,
    /// How it is done.
    pub method: CastMethod,
    /// Whether a value that is not NULL may become NULL by it.
    pub may_give_null: bool,
}

/// A user-declared function or aggregate. Of several of one name each has its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFunction {
    /// The name that statements use, after any renaming import; empty where it is the name in the database.
    pub local_name: String,
    /// The schema, if one was declared.
    pub schema: Option<String>,
    /// The name in the database.
    pub name: String,
    /// What it is.
    pub kind: FunctionKind,
    /// Its arguments in order, outputs and the columns of RETURNS TABLE included.
    pub args: Vec<Argument>,
    /// How many of the last input arguments have a default.
    pub defaults: usize,
    /// What it returns; `record` where it has several outputs.
    pub result: ColumnType,
    /// Whether it returns a set.
    pub returns_set: bool,
    /// Whether it returns NULL (of a set, no rows) as soon as an argument is NULL.
    pub strict: bool,
    /// Whether it never returns NULL but for that reason.
    pub not_null: bool,
}

/// An argument of a user-declared function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// How it is passed.
    pub mode: ArgMode,
    /// Its name; empty for none.
    pub name: String,
    /// Its type.
    pub ty: ColumnType,
}

/// A user-declared operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserOperator {
    /// The schema, if one was declared.
    pub schema: Option<String>,
    /// The symbol.
    pub symbol: String,
    /// The type of its left operand; `None` for a prefix operator.
    pub left: Option<ColumnType>,
    /// The type of its right operand.
    pub right: ColumnType,
    /// The type of its result.
    pub result: ColumnType,
    /// Whether it gives NULL as soon as an operand is NULL.
    pub strict: bool,
    /// Whether it never gives NULL but for that reason.
    pub not_null: bool,
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
            Marker::Flag { flag, at } => [Some(flag), at].into_iter().flatten().gather(),
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
        written.map(|(index, _)| index).gather()
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

    /// The index of the user-declared type that it is, or that it is arrays of.
    pub fn user(&self) -> Option<usize> {
        match self {
            Self::Builtin(_) => None,
            Self::User(index) => Some(*index),
            Self::Array(element) => element.user(),
        }
    }

    /// Whether it is a type, or arrays of it.
    fn is_made_of(&self, ty: &Self) -> bool {
        self == ty || matches!(self, Self::Array(element) if element.is_made_of(ty))
    }
}

impl UserType {
    /// The indexes of the user-declared types that it is made of.
    pub fn parts(&self) -> Vec<usize> {
        match &self.kind {
            UserTypeKind::Enum(_) | UserTypeKind::Base(_) => Vec::new(),
            UserTypeKind::Domain { base, not_null: _ } => base.user().into_iter().gather(),
            UserTypeKind::Composite(fields) => {
                let fields = fields.iter();
                fields.filter_map(|(_, ty)| ty.user()).gather()
            }
            UserTypeKind::Range { subtype, .. } => subtype.user().into_iter().gather(),
            UserTypeKind::Multirange { range } => range.user().into_iter().gather(),
        }
    }

    /// Replaces the index of every user-declared type it is made of.
    pub fn renumber(&mut self, new: &impl Fn(usize) -> usize) {
        match &mut self.kind {
            UserTypeKind::Enum(_) | UserTypeKind::Base(_) => {}
            UserTypeKind::Domain { base, not_null: _ } => base.renumber(new),
            UserTypeKind::Composite(fields) => {
                for (_, ty) in fields {
                    ty.renumber(new);
                }
            }
            UserTypeKind::Range { subtype, .. } => subtype.renumber(new),
            UserTypeKind::Multirange { range } => range.renumber(new),
        }
    }
}

impl UserCast {
    /// Replaces the index of every user-declared type in it.
    pub fn renumber(&mut self, new: &impl Fn(usize) -> usize) {
        self.from.renumber(new);
        self.to.renumber(new);
    }

    /// Whether it is from or to a type, or arrays of it.
    pub fn involves(&self, ty: &ColumnType) -> bool {
        self.from.is_made_of(ty) || self.to.is_made_of(ty)
    }
}

impl UserFunction {
    /// A function of these inputs, each with its name (empty for none), that may return NULL whatever it is given.
    pub fn new(
        name: impl Into<String>,
        inputs: Vec<(String, ColumnType)>,
        result: ColumnType,
    ) -> Self {
        let inputs = inputs.into_iter().map(|(name, ty)| Argument {
            mode: ArgMode::In,
            name,
            ty,
        });
        Self {
            local_name: String::new(),
            schema: None,
            name: name.into(),
            kind: FunctionKind::Function,
            args: inputs.gather(),
            defaults: 0,
            result,
            returns_set: false,
            strict: false,
            not_null: false,
        }
    }

    /// The name that statements call it by.
    pub fn called(&self) -> &str {
        if self.local_name.is_empty() {
            &self.name
        } else {
            &self.local_name
        }
    }

    /// The arguments that a call gives.
    pub fn inputs(&self) -> impl Iterator<Item = &Argument> {
        self.args.iter().filter(|arg| match arg.mode {
            ArgMode::In | ArgMode::InOut | ArgMode::Variadic => true,
            ArgMode::Out | ArgMode::Table => false,
        })
    }

    /// What it gives back by name.
    pub fn outputs(&self) -> impl Iterator<Item = &Argument> {
        self.args.iter().filter(|arg| match arg.mode {
            ArgMode::Out | ArgMode::InOut | ArgMode::Table => true,
            ArgMode::In | ArgMode::Variadic => false,
        })
    }

    /// Replaces the index of every user-declared type in it.
    pub fn renumber(&mut self, new: &impl Fn(usize) -> usize) {
        for arg in &mut self.args {
            arg.ty.renumber(new);
        }
        self.result.renumber(new);
    }
}

impl UserOperator {
    /// Replaces the index of every user-declared type in it.
    pub fn renumber(&mut self, new: &impl Fn(usize) -> usize) {
        for ty in self
            .left
            .iter_mut()
            .chain([&mut self.right, &mut self.result])
        {
            ty.renumber(new);
        }
    }
}

impl Schema {
    /// Whether a schema as written may be the one of a declaration. A declaration without one leaves open in which the search path
    /// finds it.
    pub fn may_be_in(written: Option<&str>, declared: Option<&str>) -> bool {
        match (written, declared) {
            (Some(written), Some(declared)) => written == declared,
            (Some(_), None) | (None, _) => true,
        }
    }

    /// The declared type that a statement calls by this name.
    pub fn type_called(&self, schema: Option<&str>, name: &str) -> Option<usize> {
        let own = self.types.iter().position(|ty| {
            !name.is_empty() && ty.name == name && Self::may_be_in(schema, ty.schema.as_deref())
        });
        own.or_else(|| {
            let mut others = self.type_names.iter();
            let (_, index) = others.find(|(other, index)| {
                let declared = self.types.get(*index).and_then(|ty| ty.schema.as_deref());
                other == name && Self::may_be_in(schema, declared)
            })?;
            Some(*index)
        })
    }

    /// The multirange type of the range type of this index.
    pub fn multirange_of(&self, range: usize) -> Option<usize> {
        self.types.iter().position(|ty| match &ty.kind {
            UserTypeKind::Multirange { range: of } => **of == ColumnType::User(range),
            UserTypeKind::Enum(_)
            | UserTypeKind::Domain { .. }
            | UserTypeKind::Composite(_)
            | UserTypeKind::Base(_)
            | UserTypeKind::Range { .. } => false,
        })
    }

    /// The table whose row type a declared composite type is, which is how a function's declaration knows it.
    pub fn table_of_row(&self, index: usize) -> Option<usize> {
        let ty = self.types.get(index)?;
        if !matches!(ty.kind, UserTypeKind::Composite(_)) {
            return None;
        }
        self.tables
            .iter()
            .position(|table| table.name == ty.name && table.schema == ty.schema)
    }
}
