//! Parameters: which Rust types may be given for which SQL types, and how they are written.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::BytesMut;
use postgres_types::{Format, IsNull, ToSql, Type};

mod array;
mod bulk;
mod elements;
pub(crate) mod kept;
pub(crate) mod keys;
mod numeric;
mod pointer;
mod scalar;

pub use bulk::{EncodeRow, RowField, Rows, bind_elements, bind_rows};
pub use elements::ElementPart;

/// Why a value could not be written.
pub type EncodeError = Box<dyn StdError + Sync + Send>;

/// Writes a value in PostgreSQL's binary form.
///
/// Which type it is written as is known only when it is sent, as one Rust type serves several SQL types. That the type is one
/// of those is checked at compile time, by [`Bind`].
pub trait Encode: Sync {
    /// Appends the value to `out` as type `ty`, or says that it is NULL and appends nothing.
    ///
    /// # Errors
    /// When `ty` has no form for this value: text with a NUL, a time outside PostgreSQL's range.
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError>;

    /// What the value is as a text, if it is one of the few that PostgreSQL sends in its binary form but does not take so. Of a
    /// parameter of its own; an element of an array or a field of a composite value has no form of its own.
    #[doc(hidden)]
    fn as_text(&self) -> Option<&'static str> {
        None
    }

    /// Appends a slice of values as `bytea`; only bytes have that form.
    ///
    /// # Errors
    /// For all other types.
    #[doc(hidden)]
    fn encode_bytea(values: &[Self], out: &mut BytesMut) -> Result<IsNull, EncodeError>
    where
        Self: Sized,
    {
        let _ = (values, out);
        Err(mismatch::<[Self]>(&Type::BYTEA))
    }
}

/// A value that may be given where a parameter of type `S` may be NULL.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot be given where PostgreSQL expects `{S}`",
    label = "PostgreSQL expects `{S}` here",
    note = "the chapter \"Queries\" of the manual lists the Rust types that fit each SQL type; a cast in the statement (`$x::text`) says that \
            another SQL type is meant"
)]
pub trait BindNullable<S>: Encode {}

/// A value that may be given where a parameter of type `S` must not be NULL.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot be given where PostgreSQL expects `{S}` that is NOT NULL",
    label = "PostgreSQL expects `{S}` here, and not NULL",
    note = "the chapter \"Queries\" of the manual lists the Rust types that fit each SQL type; an `Option` fits only where NULL may be stored"
)]
pub trait Bind<S>: BindNullable<S> {}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        match self {
            Some(value) => value.encode(ty, out),
            None => Ok(IsNull::Yes),
        }
    }

    fn as_text(&self) -> Option<&'static str> {
        self.as_ref().and_then(Encode::as_text)
    }
}

impl<S, T: BindNullable<S>> BindNullable<S> for Option<T> {}

/// A parameter of a [`Query`](crate::Query): a reference to the user's value. Its `Debug` form does not show the value, so that no log does.
#[derive(Clone)]
pub struct Param<'q>(Source<'q>);

#[derive(Clone)]
enum Source<'q> {
    Value(&'q dyn Encode),
    Kept(Arc<dyn Encode + Send + 'q>),
    Unused,
    Column {
        rows: &'q dyn bulk::EncodeColumn,
        column: usize,
        position: usize,
    },
    Elements {
        rows: &'q dyn bulk::EncodeColumn,
        column: usize,
        position: usize,
        part: ElementPart,
        ty: &'static Type,
    },
}

/// Gives `value` for a parameter of type `S` that must not be NULL.
pub fn bind<S, T: Bind<S>>(value: &T) -> Param<'_> {
    Param(Source::Value(value))
}

/// Gives `value` for a parameter of type `S` that may be NULL.
pub fn bind_nullable<S, T: BindNullable<S>>(value: &T) -> Param<'_> {
    Param(Source::Value(value))
}

impl fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Param")
    }
}

impl Param<'_> {
    fn as_text(&self) -> Option<&'static str> {
        match &self.0 {
            Source::Value(value) => value.as_text(),
            Source::Kept(value) => value.as_text(),
            Source::Unused | Source::Column { .. } | Source::Elements { .. } => None,
        }
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        if let Some(text) = self.as_text() {
            out.extend_from_slice(text.as_bytes());
            return Ok(IsNull::No);
        }
        match &self.0 {
            Source::Value(value) => value.encode(ty, out),
            Source::Kept(value) => value.encode(ty, out),
            Source::Unused => Ok(IsNull::Yes),
            Source::Column {
                rows,
                column,
                position,
            } => rows.encode_column(*column, *position, ty, out),
            Source::Elements {
                rows,
                column,
                position,
                part,
                ty,
            } => rows.encode_elements(*column, *position, *part, ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        self.to_sql(ty, out)
    }

    fn encode_format(&self, _: &Type) -> Format {
        match self.as_text() {
            Some(_) => Format::Text,
            None => Format::Binary,
        }
    }
}

/// The error for a value whose type has no form as `ty`: the statement was compiled for other types than it runs with.
fn mismatch<T: ?Sized>(ty: &Type) -> EncodeError {
    format!(
        "a value of Rust type `{}` has no form as PostgreSQL's type `{ty}`",
        std::any::type_name::<T>()
    )
    .into()
}
