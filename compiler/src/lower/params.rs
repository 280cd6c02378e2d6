//! Parameters: how those of the source become those of the text.
//!
//! A parameter of the source is a number of the text, or one for each column where it is a struct or rows; rows take three for a
//! column of arrays. Numbers follow the order of first appearance; those that the runtime fills in come after all of the user's.

use super::build::Build;
use super::types;
use crate::ast::{Expr, ExprKind};
use crate::catalog::builtin::TypeId;
use crate::catalog::{ColumnType, Schema};
use crate::check::{Analysis, ColumnId, convert::Types};
use crate::gather::Gather as _;

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
    /// As [`ParamSource::Rows`], of a column of arrays: one array over the elements of all rows' arrays. Three such parameters
    /// follow one another, in the order of [`ElementPart::ALL`].
    Elements(usize, ColumnId, usize, ElementPart),
    /// The actor of the executor's context, text or NULL.
    Actor,
    /// A fresh UUIDv7.
    DeletionId,
}

/// What is told of each element of a column of arrays. An array without elements gives one entry nonetheless, so that its row is
/// known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementPart {
    /// The element itself; NULL for the entry of an array without elements.
    Item,
    /// The number of its row, `int4`, counted from 1.
    Row,
    /// Its place in the row's array, `int4`, counted from 1; 0 says that the array is empty, NULL that it is NULL.
    Place,
}

impl ElementPart {
    /// All of them, in the order of their parameters.
    pub const ALL: [Self; 3] = [Self::Item, Self::Row, Self::Place];
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
                        for (nth, column) in columns.iter().enumerate() {
                            if of_rows {
                                params.list.extend(of_column(schema, index, *column, nth));
                            } else {
                                params.list.push(field(schema, index, *column));
                            }
                        }
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

/// The field of a struct.
fn field(schema: &Schema, index: usize, column: ColumnId) -> Param {
    let id = types::column_type(schema, column).unwrap_or(TypeId::UNKNOWN);
    Param {
        source: ParamSource::Field(index, column),
        ty: value_type(schema, id, Some(column)),
        nullable: schema.tables[column.table].columns[column.column].nullable,
    }
}

/// What carries a column of rows: one array, or the parts of its elements where the column itself is of arrays.
fn of_column(schema: &Schema, index: usize, column: ColumnId, nth: usize) -> Vec<Param> {
    let declared = &schema.tables[column.table].columns[column.column];
    let array_of = |id| Types { schema }.array_of(id).unwrap_or(TypeId::UNKNOWN);
    let id = types::column_type(schema, column).unwrap_or(TypeId::UNKNOWN);
    let param = |source, ty| Param {
        source,
        ty,
        nullable: false,
    };
    if !matches!(declared.ty, ColumnType::Array(_)) {
        let source = ParamSource::Rows(index, column, nth);
        return vec![param(
            source,
            value_type(schema, array_of(id), Some(column)),
        )];
    }
    let numbers = array_of(types::builtin("int4"));
    let parts = ElementPart::ALL.into_iter().map(|part| {
        let ty = match part {
            ElementPart::Item => value_type(schema, id, Some(column)),
            ElementPart::Row | ElementPart::Place => value_type(schema, numbers, None),
        };
        param(ParamSource::Elements(index, column, nth, part), ty)
    });
    parts.gather()
}

/// A type and what it is made of.
pub(crate) fn value_type(schema: &Schema, id: TypeId, origin: Option<ColumnId>) -> ValueType {
    ValueType {
        id,
        kind: types::value_kind(schema, id),
        origin,
    }
}
