//! Columns of a row: which Rust types may be read from which SQL types, and how.

use std::error::Error as StdError;

use postgres_types::{FromSql, Type};
use tokio_postgres::Row;

use crate::Error;
use crate::sql::SqlType;

mod array;
mod reader;
mod scalar;

pub(crate) use reader::Reader;
pub(crate) use scalar::exactly;

/// Why a value could not be read.
pub type DecodeError = Box<dyn StdError + Sync + Send>;

/// A value that can be read from a column of type `S`.
#[diagnostic::on_unimplemented(
    message = "a column of PostgreSQL's type `{S}` cannot be read as `{Self}`",
    label = "`{S}` is not read as this type",
    note = "the chapter \"Declaring tables\" of the manual lists the Rust types that fit each SQL type"
)]
pub trait FromColumn<S>: Sized {
    /// Reads the value from its binary form.
    ///
    /// # Errors
    /// When `raw` is not a value of this type.
    fn from_column(ty: &Type, raw: &[u8]) -> Result<Self, DecodeError>;

    /// What NULL becomes: `None` where it has no value.
    fn null() -> Option<Self> {
        None
    }
}

impl<S, T: FromColumn<S>> FromColumn<S> for Option<T> {
    fn from_column(ty: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        T::from_column(ty, raw).map(Some)
    }

    fn null() -> Option<Self> {
        Some(None)
    }
}

/// A row of a result as a Rust value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made from a row",
    note = "derive `Table` on it"
)]
pub trait FromRow: Sized {
    /// How many columns it takes.
    const COLUMNS: usize;

    /// Reads it from the columns of `row` that begin at `first`.
    ///
    /// # Errors
    /// When the database's columns are not those that were declared: another type, NULL in a NOT NULL field.
    fn from_row(row: &Row, first: usize) -> Result<Self, Error>;
}

/// The value of a statement that returns nothing.
impl FromRow for () {
    const COLUMNS: usize = 0;

    fn from_row(_: &Row, _: usize) -> Result<Self, Error> {
        Ok(())
    }
}

/// Reads the column at `index`, counted from 0, as SQL type `S`.
///
/// # Errors
/// When it is of another type, NULL where `T` has no NULL, or not a value of its type.
pub fn get<S: SqlType, T: FromColumn<S>>(row: &Row, index: usize) -> Result<T, Error> {
    let Some(column) = row.columns().get(index) else {
        return Err(Error::missing_column(index, row.len()));
    };
    let found = column.type_();
    if !S::accepts(found) {
        return Err(Error::column_type(
            column.name(),
            std::any::type_name::<T>(),
            &S::TYPE,
            found,
        ));
    }
    // The only error here would be a column that does not exist.
    let Raw(raw) = row.try_get(index).map_err(Error::from)?;
    let wrong =
        |cause| Error::column_value(column.name(), std::any::type_name::<T>(), found, cause);
    let (own, raw) = if S::IN_ROW && *found == Type::RECORD {
        (Some(S::TYPE), within(raw).map_err(wrong)?)
    } else {
        (None, raw)
    };
    match raw {
        Some(raw) => T::from_column(own.as_ref().unwrap_or(found), raw).map_err(wrong),
        None => T::null()
            .ok_or_else(|| Error::unexpected_null(column.name(), std::any::type_name::<T>())),
    }
}

/// Whether the whole of a struct's columns is NULL: how the row of an outer join looks that found no partner.
///
/// # Errors
/// When a column is missing.
pub fn all_null(row: &Row, first: usize, count: usize) -> Result<bool, Error> {
    for index in first..first + count {
        let Raw(mut raw) = row.try_get(index).map_err(Error::from)?;
        let column = &row.columns()[index];
        if *column.type_() == Type::RECORD {
            raw = within(raw).map_err(|cause| {
                Error::column_value(column.name(), "a row", column.type_(), cause)
            })?;
        }
        if raw.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What the row holds that a statement puts around a composite value.
fn within(raw: Option<&[u8]>) -> Result<Option<&[u8]>, DecodeError> {
    raw.map_or(Ok(None), crate::composite::inside)
}

/// The bytes of a value, NULL being `None`.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, DecodeError> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, DecodeError> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
