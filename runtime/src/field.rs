//! Fields of rows that a statement reads into the user's struct.

use tokio_postgres::Row;

use crate::decode::{FromColumn, get};
use crate::error::Error;
use crate::sql::SqlType;

/// A type that has a place for NULL.
#[diagnostic::on_unimplemented(
    message = "the column may be NULL, but a field of type `{Self}` has no place for NULL",
    label = "this may be NULL",
    note = "make the field an `Option`, or say `as name!` if the value is never NULL here"
)]
pub trait Nullable {}

impl<T> Nullable for Option<T> {}

/// Reads a column that may be NULL, as [`get`] does.
///
/// # Errors
/// As [`get`].
pub fn get_nullable<S: SqlType, T: FromColumn<S> + Nullable>(
    row: &Row,
    index: usize,
) -> Result<T, Error> {
    get::<S, T>(row, index)
}
