//! Parameters: how those of the source become those of the text.
//!
//! A parameter of the source is a number of the text, or one for each column where it is a struct or rows. Numbers follow the
//! order of first appearance; those that the runtime fills in come after all of the user's.

use super::build::Build;
use super::types;
use crate::ast::{Expr, ExprKind};
use crate::catalog::Schema;
use crate::catalog::builtin::TypeId;
use crate::check::{Analysis, ColumnId, convert::Types};

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

/// The parameters of the text that the user gives, and where each of the source begins among them.
#[derive(Debug)]
pub(crate) struct Params {
    /// Those of the text, in order.
    pub(crate) list: Vec<Param>,
    /// For each parameter of the source, its first number less one.
    first: Vec<usize>,
}

impl Params {
    /// Numbers the parameters. Those of `rows` are slices of rows; others that have columns are one struct.
    pub(super) fn new(schema: &Schema, analysis: &Analysis, rows: &[usize]) -> Self {
        let mut params = Self {
            list: Vec::new(),
            first: Vec::new(),
        };
        for (index, known) in analysis.params.iter().enumerate() {
            params.first.push(params.list.len());
            match known {
                Some(known) => match &known.rows {
                    Some(columns) => {
                        let of_rows = rows.contains(&index);
                        let columns = columns.iter().enumerate();
                        params.list.extend(
                            columns
                                .map(|(nth, column)| field(schema, index, *column, nth, of_rows)),
                        );
                    }
                    None => params.list.push(Param {
                        source: ParamSource::User(index),
                        ty: value_type(schema, known.id, known.origin),
                        nullable: known.nullable,
                    }),
                },
                // That its type is unknown is a mistake already reported; the numbers of the others stay right.
                None => params.list.push(Param {
                    source: ParamSource::User(index),
                    ty: value_type(schema, TypeId::UNKNOWN, None),
                    nullable: true,
                }),
            }
        }
        params
    }

    /// The index in the text of the first value of a parameter of the source.
    pub(super) fn first(&self, index: usize) -> usize {
        self.first.get(index).copied().unwrap_or(index)
    }

    /// A value of the text as an expression. One that travels as another type is cast to its own.
    pub(super) fn value(&self, schema: &Schema, index: usize, build: &mut Build<'_>) -> Expr {
        let id = self.list.get(index).map(|param| param.ty.id);
        let value = build.expr(ExprKind::Param(index));
        match id
            .filter(|id| needs_cast(schema, *id))
            .and_then(|id| types::type_name(schema, id, build))
        {
            Some(ty) => build.cast(value, ty),
            None => value,
        }
    }
}

/// Whether a parameter of a type has to be cast: where it travels as another, except that a domain takes a value of its base
/// type as it is.
fn needs_cast(schema: &Schema, id: TypeId) -> bool {
    types::wire_type(schema, id).is_some() && !types::server_unwraps(schema, id)
}

fn field(schema: &Schema, index: usize, column: ColumnId, nth: usize, rows: bool) -> Param {
    let declared = &schema.tables[column.table].columns[column.column];
    let id = types::column_type(schema, column).unwrap_or(TypeId::UNKNOWN);
    if rows {
        let array = Types { schema }.array_of(id).unwrap_or(TypeId::UNKNOWN);
        return Param {
            source: ParamSource::Rows(index, column, nth),
            ty: value_type(schema, array, Some(column)),
            nullable: false,
        };
    }
    Param {
        source: ParamSource::Field(index, column),
        ty: value_type(schema, id, Some(column)),
        nullable: declared.nullable,
    }
}

/// A type and what it is made of.
pub(crate) fn value_type(schema: &Schema, id: TypeId, origin: Option<ColumnId>) -> ValueType {
    ValueType {
        id,
        kind: types::value_kind(schema, id),
        origin,
    }
}
