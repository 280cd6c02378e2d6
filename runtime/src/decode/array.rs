//! Arrays from columns.

use postgres_types::{Kind, Type};

use super::reader::Reader;
use super::{DecodeError, FromColumn};
use crate::sql::{self, SqlType};

impl<S: SqlType, T: FromColumn<S>> FromColumn<sql::Array<S>> for Vec<T> {
    fn from_column(ty: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        let Kind::Array(element) = ty.kind() else {
            return Err(format!("`{ty}` is not an array").into());
        };
        let mut reader = Reader::new(raw);
        let dimensions = reader.int()?;
        // Whether there are NULLs, and the type of the elements, which the column's type already says.
        reader.take(8)?;
        let count = match dimensions {
            0 => return Ok(Vec::new()),
            1 => reader.count()?,
            more => {
                return Err(format!("an array of {more} dimensions is not read as a `Vec`; select array_to_json(…) or unnest it").into());
            }
        };
        // The lower bound, usually 1, says nothing about the values.
        reader.take(4)?;
        // Each element has a length of 4 bytes at least, so a wrong count cannot ask for much memory.
        let mut values = Vec::with_capacity(count.min(reader.left() / 4));
        for _ in 0..count {
            let value = match reader.int()? {
                -1 => {
                    T::null().ok_or("the array has a NULL element; read it as `Vec<Option<…>>`")?
                }
                length => T::from_column(element, reader.take(usize::try_from(length)?)?)?,
            };
            values.push(value);
        }
        Ok(values)
    }
}

impl<S: SqlType, T: FromColumn<S>> FromColumn<sql::Array<S>> for Box<[T]> {
    fn from_column(ty: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        <Vec<T> as FromColumn<sql::Array<S>>>::from_column(ty, raw).map(Vec::into_boxed_slice)
    }
}
