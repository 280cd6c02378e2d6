//! The passes in order.

use crate::catalog::builtin::TypeId;
use crate::check::ColumnId;
use crate::diagnostic::Diagnostic;
use crate::span::Span;

/// What compiling a statement gave.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The statement, if there was no mistake.
    pub statement: Option<Compiled>,
    /// The row of the result as far as it could be told, also when there are mistakes, so that code after the
    /// statement still has something to go on with.
    pub row: Row,
    /// All mistakes, in the order of the source.
    pub errors: Vec<Diagnostic>,
    /// Column references as written, for editors: hover, completion and jumps work through them.
    pub references: Vec<Reference>,
}

/// A statement ready to be sent.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// What it does, as the user wrote it.
    pub kind: StatementKind,
    /// The declared tables it uses, as indexes into the schema, each once.
    pub tables: Vec<usize>,
    /// The text.
    pub sql: String,
    /// The parameters `$1`, `$2`, … in order; those the user gave come before those the runtime fills in.
    pub params: Vec<Param>,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// SELECT and its like
    Select,
    /// INSERT
    Insert,
    /// UPDATE
    Update,
    /// DELETE that marks
    Delete,
    /// DELETE that removes
    HardDelete,
    /// MERGE
    Merge,
    /// RESTORE
    Restore,
    /// ERASE
    Erase,
}

/// A parameter of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Where its value comes from.
    pub source: ParamSource,
    /// The type of the value.
    pub ty: ValueType,
    /// Whether NULL may be given.
    pub nullable: bool,
}

/// Where a parameter's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamSource {
    /// The user's parameter of this index.
    User(usize),
    /// A field of the user's parameter, which is the struct of a table.
    Field(usize, ColumnId),
    /// One array over all elements of the user's parameter, a slice of structs: this field of each, the n-th of a tuple.
    Rows(usize, ColumnId, usize),
    /// The actor of the executor's context, text or NULL.
    Actor,
    /// A fresh UUIDv7.
    DeletionId,
}

/// A row of the result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it becomes in Rust.
    pub shape: crate::check::RowShape,
    /// Its columns in the order they are sent.
    pub columns: Vec<ResultColumn>,
}

/// A column of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultColumn {
    /// Its name.
    pub name: String,
    /// Its place in the source.
    pub span: Span,
    /// The type of its values.
    pub ty: ValueType,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// The type of a value that crosses the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// The SQL type.
    pub id: TypeId,
    /// What it is made of.
    pub kind: ValueKind,
    /// The declared column whose Rust type it has; without one, the SQL type's usual Rust type.
    pub origin: Option<ColumnId>,
}

/// What a value is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A type of PostgreSQL's own, by its catalogue name: `int8`, `text`.
    Builtin(String),
    /// A user-declared enum, domain or newtype: an index into [`crate::catalog::Schema::types`]. It travels as its base type,
    /// an enum as text, so that neither side looks anything up.
    User(usize),
    /// An array.
    Array(Box<ValueKind>),
}

/// A column reference as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its place.
    pub span: Span,
    /// The table.
    pub table: usize,
    /// The column's name as written, known or not.
    pub name: String,
}

