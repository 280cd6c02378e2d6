//! Composite types as structs.
//!
//! PostgreSQL's binary form of a row names the type of each field by its number, and reads a row only if those are right; a database
//! gives its own types numbers that nobody knows beforehand. So a row is given as text and cast to its type, as an enum is. A result is
//! sent in a row around it, `ROW(value)`, whose type is PostgreSQL's own `record`: then neither side looks up a type, and the fields
//! are read in their binary form.

use bytes::BytesMut;
use postgres_types::Type;

use crate::bind::{BindNullable, EncodeError};
use crate::decode::{DecodeError, FromColumn, exactly};
use crate::sql::SqlType;

pub(crate) mod text;

/// A struct that stands for a composite type.
pub trait Composite: Sized {
    /// How many fields it has.
    const FIELDS: usize;
    /// The name of the type in the database.
    const NAME: &'static str;

    /// Writes the fields in their order.
    ///
    /// # Errors
    /// When a field has a value that PostgreSQL cannot hold.
    fn write(&self, row: &mut RowWriter) -> Result<(), EncodeError>;

    /// Reads the fields in their order.
    ///
    /// # Errors
    /// When the type in the database is not as it was declared.
    fn read(row: &mut RowReader<'_>) -> Result<Self, DecodeError>;
}

/// States that the n-th field of a composite type is of a user-declared type, or of arrays of it. Of a range type 0 is its subtype and 1
/// its multirange type, of a multirange type 0 is its range type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which Rust type stands for its multirange",
    label = "a multirange of `{Self}`, for which no Rust type is declared",
    note = "derive `SqlType` on a newtype over `Multirange<…>` with `#[sql(multirange_of = {Self})]`, and name it in the declaration of `{Self}`: \
            `#[sql(…, range, multirange = …)]`"
)]
pub trait FieldType<const N: usize> {
    /// That type.
    type Declared;
}

/// Writes the text of a row: `("Lake Road 1",,"{""a"",""b""}")`.
#[derive(Debug)]
pub struct RowWriter {
    text: String,
}

impl RowWriter {
    /// Writes the next field, which is of type `S`.
    ///
    /// # Errors
    /// When PostgreSQL cannot hold the value.
    pub fn field<S: SqlType, T: BindNullable<S>>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.text.push(if self.text.is_empty() { '(' } else { ',' });
        let mut raw = BytesMut::new();
        match value.encode(&S::TYPE, &mut raw)? {
            // NULL is written as nothing at all.
            postgres_types::IsNull::Yes => {}
            postgres_types::IsNull::No => {
                text::quote(&text::of(&S::TYPE, &raw)?, &mut self.text);
            }
        }
        Ok(())
    }
}

/// Appends the text of a row to `out`.
///
/// # Errors
/// When a field has a value that PostgreSQL cannot hold.
pub fn encode<T: Composite>(value: &T, out: &mut BytesMut) -> Result<(), EncodeError> {
    let mut row = RowWriter {
        text: String::new(),
    };
    value.write(&mut row)?;
    row.text.push(')');
    out.extend_from_slice(row.text.as_bytes());
    Ok(())
}

/// Reads the binary form of a row.
#[derive(Debug)]
pub struct RowReader<'a> {
    rest: &'a [u8],
}

impl<'a> RowReader<'a> {
    fn open(raw: &'a [u8], fields: usize, name: &str) -> Result<Self, DecodeError> {
        let mut row = Self { rest: raw };
        let found = usize::try_from(row.int()?)?;
        if found != fields {
            return Err(format!(
                "`{name}` has {found} fields in the database and {fields} in its declaration"
            )
            .into());
        }
        Ok(row)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or("the row ends too early")?;
        self.rest = rest;
        Ok(taken)
    }

    fn int(&mut self) -> Result<i32, DecodeError> {
        Ok(i32::from_be_bytes(exactly(self.take(4)?)?))
    }

    /// The next value: the number of its type, and its bytes if it is not NULL.
    fn value(&mut self) -> Result<(u32, Option<&'a [u8]>), DecodeError> {
        let oid = u32::from_be_bytes(exactly(self.take(4)?)?);
        let value = match self.int()? {
            -1 => None,
            length => Some(self.take(usize::try_from(length)?)?),
        };
        Ok((oid, value))
    }

    /// Reads the next field, which is declared as type `S`.
    ///
    /// # Errors
    /// When it is of another type, NULL where `T` has no NULL, or not a value of its type.
    pub fn field<S: SqlType, T: FromColumn<S>>(&mut self, name: &str) -> Result<T, DecodeError> {
        let (oid, raw) = self.value()?;
        // What is not PostgreSQL's own has a number that says nothing here: an enum, a domain, another row.
        if let Some(found) = Type::from_oid(oid)
            && !S::accepts(&found)
        {
            return Err(format!("the field `{name}` is of type `{found}` in the database").into());
        }
        match raw {
            Some(raw) => T::from_column(&S::TYPE, raw)
                .map_err(|error| format!("the field `{name}`: {error}").into()),
            None => T::null().ok_or_else(|| {
                format!("the field `{name}` is NULL; make it an `Option` in the declaration").into()
            }),
        }
    }
}

/// Reads a row.
///
/// # Errors
/// When the type in the database is not as it was declared.
pub fn decode<T: Composite>(raw: &[u8]) -> Result<T, DecodeError> {
    T::read(&mut RowReader::open(raw, T::FIELDS, T::NAME)?)
}

/// The value in a row around it.
///
/// # Errors
/// When `raw` is no row of one value.
pub(crate) fn inside(raw: &[u8]) -> Result<Option<&[u8]>, DecodeError> {
    let (_, value) = RowReader::open(raw, 1, "the row around a value")?.value()?;
    Ok(value)
}

/// Whether a column is a row, or the row around one.
pub fn is_row(found: &Type) -> bool {
    *found == Type::RECORD || matches!(found.kind(), postgres_types::Kind::Composite(_))
}

/// A composite type is given as text, and read from the row around it.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_composite {
    ($composite:ident) => {
        const _: () = {
            use $crate::__private::{
                Bind, BindNullable, BytesMut, DeclaredType, DecodeError, Encode, EncodeError,
                FromColumn, IsNull, Type, core, decode_composite, encode_composite, is_row, sql,
            };

            impl sql::SqlType for $composite {
                type Rust = $composite;
                const TYPE: Type = Type::TEXT;
                const ARRAY: Type = Type::TEXT_ARRAY;
                const NAME: &'static core::primitive::str = core::stringify!($composite);
                const IN_ROW: core::primitive::bool = true;

                fn accepts(found: &Type) -> core::primitive::bool {
                    is_row(found)
                }
            }

            impl DeclaredType for $composite {
                type Marker = $composite;
            }

            impl Encode for $composite {
                fn encode(
                    &self,
                    _: &Type,
                    out: &mut BytesMut,
                ) -> core::result::Result<IsNull, EncodeError> {
                    encode_composite(self, out)?;
                    core::result::Result::Ok(IsNull::No)
                }
            }

            impl BindNullable<$composite> for $composite {}
            impl Bind<$composite> for $composite {}

            impl FromColumn<$composite> for $composite {
                fn from_column(
                    _: &Type,
                    raw: &[core::primitive::u8],
                ) -> core::result::Result<Self, DecodeError> {
                    decode_composite(raw)
                }
            }
        };
    };
}

#[cfg(test)]
mod tests {
    use super::{RowReader, inside};
    use crate::sql;

    /// A row of these values: the number of each one's type, and its bytes.
    fn row(values: &[(u32, Option<&[u8]>)]) -> Vec<u8> {
        let mut raw = u32::try_from(values.len())
            .expect("few")
            .to_be_bytes()
            .to_vec();
        for (oid, value) in values {
            raw.extend(oid.to_be_bytes());
            let length = value.map_or(-1, |value| i32::try_from(value.len()).expect("short"));
            raw.extend(length.to_be_bytes());
            raw.extend(value.unwrap_or_default());
        }
        raw
    }

    #[test]
    fn fields_are_read_in_their_order() {
        let raw = row(&[
            (25, Some(b"Bern")),
            (23, None),
            (20, Some(&7_i64.to_be_bytes())),
        ]);
        let mut row = RowReader::open(&raw, 3, "address").expect("it is a row");
        let city: String = row.field::<sql::Text, _>("city").expect("text");
        let zip: Option<i32> = row.field::<sql::Int4, _>("zip").expect("NULL");
        let wrong = row.field::<sql::Int4, i32>("people").expect_err("int8");
        assert_eq!((city.as_str(), zip), ("Bern", None));
        assert_eq!(
            wrong.to_string(),
            "the field `people` is of type `int8` in the database"
        );
    }

    #[test]
    fn a_field_that_is_null_needs_an_option() {
        let raw = row(&[(25, None)]);
        let mut row = RowReader::open(&raw, 1, "address").expect("it is a row");
        let error = row.field::<sql::Text, String>("city").expect_err("NULL");
        assert!(
            error.to_string().contains("the field `city` is NULL"),
            "{error}"
        );
    }

    #[test]
    fn every_cut_is_noticed() {
        let raw = row(&[(25, Some(b"Bern"))]);
        assert_eq!(inside(&raw).expect("whole"), Some(&b"Bern"[..]));
        for end in 0..raw.len() {
            assert!(inside(&raw[..end]).is_err(), "{end}");
        }
        assert!(inside(&row(&[(25, None), (25, None)])).is_err());
    }
}
