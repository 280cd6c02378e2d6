//! Range types that were declared, and their multiranges, as newtypes over [`Range`] and [`Multirange`].
//!
//! The number of such a type differs between databases, so a value is given as text and cast to its type, and a result is sent in a row
//! around it, as for composite types. There the bounds are read in their binary form.

use std::ops::Bound;

use bytes::BytesMut;
use postgres_types::{IsNull, Kind, Type};

use crate::bind::{BindNullable, EncodeError};
use crate::composite::text;
use crate::decode::{DecodeError, FromColumn, Reader};
use crate::sql::SqlType;
use crate::values::{Multirange, Range, multirange, range};

/// A newtype that stands for a declared range type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as a range type",
    label = "no range type is known for this",
    note = "derive `SqlType` on it, with `#[sql(name = \"…\", range)]`"
)]
pub trait DeclaredRange {
    /// The SQL type of its bounds.
    type Subtype: SqlType;
}

/// Appends the text of a range, whose bounds are of type `S`.
///
/// # Errors
/// When PostgreSQL cannot hold a bound.
pub fn encode_range<S: SqlType, T: BindNullable<S>>(
    range: &Range<T>,
    out: &mut BytesMut,
) -> Result<(), EncodeError> {
    out.extend_from_slice(spelled::<S, T>(range)?.to_string().as_bytes());
    Ok(())
}

/// Appends the text of a multirange, the bounds of whose ranges are of type `S`.
///
/// # Errors
/// When PostgreSQL cannot hold a bound.
pub fn encode_multirange<S: SqlType, T: BindNullable<S>>(
    ranges: &Multirange<T>,
    out: &mut BytesMut,
) -> Result<(), EncodeError> {
    let ranges = ranges.0.iter().map(spelled::<S, T>);
    let ranges: Multirange<String> = ranges.collect::<Result<_, _>>()?;
    out.extend_from_slice(ranges.to_string().as_bytes());
    Ok(())
}

/// The range with the text of its bounds.
fn spelled<S: SqlType, T: BindNullable<S>>(range: &Range<T>) -> Result<Range<String>, EncodeError> {
    let bound = |bound: &Bound<T>| {
        Ok::<_, EncodeError>(match bound {
            Bound::Included(value) => Bound::Included(spelled_bound::<S, T>(value)?),
            Bound::Excluded(value) => Bound::Excluded(spelled_bound::<S, T>(value)?),
            Bound::Unbounded => Bound::Unbounded,
        })
    };
    Ok(match range {
        Range::Empty => Range::Empty,
        Range::Between(lower, upper) => Range::Between(bound(lower)?, bound(upper)?),
    })
}

fn spelled_bound<S: SqlType, T: BindNullable<S>>(value: &T) -> Result<String, EncodeError> {
    let mut raw = BytesMut::new();
    match value.encode(&S::TYPE, &mut raw)? {
        IsNull::No => text::of(&S::TYPE, &raw),
        IsNull::Yes => Err("a bound of a range cannot be NULL; leave it unbounded".into()),
    }
}

/// Reads a range, whose bounds are of type `S`.
///
/// # Errors
/// When it is none, or a bound is not a value of its type.
pub fn decode_range<S: SqlType, T: FromColumn<S>>(raw: &[u8]) -> Result<Range<T>, DecodeError> {
    let mut reader = Reader::new(raw);
    let range = range::take(&mut reader, |raw| T::from_column(&S::TYPE, raw))?;
    reader.end()?;
    Ok(range)
}

/// Reads a multirange, the bounds of whose ranges are of type `S`.
///
/// # Errors
/// When it is none, or a bound is not a value of its type.
pub fn decode_multirange<S: SqlType, T: FromColumn<S>>(
    raw: &[u8],
) -> Result<Multirange<T>, DecodeError> {
    multirange::take(&mut Reader::new(raw), |raw| T::from_column(&S::TYPE, raw))
}

/// Whether a column is a range or multirange, or the row around one.
pub fn is_range(found: &Type) -> bool {
    *found == Type::RECORD || matches!(found.kind(), Kind::Range(_) | Kind::Multirange(_))
}

/// A range or multirange is given as text, and read from the row around it.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_range {
    ($range:ident, $bound:ty, $subtype:ty, $encode:ident, $decode:ident) => {
        const _: () = {
            use $crate::__private::{
                Bind, BindNullable, BytesMut, DeclaredType, DecodeError, Encode, EncodeError,
                FromColumn, IsNull, Type, core, is_range, sql,
            };

            impl sql::SqlType for $range {
                type Rust = $range;
                const TYPE: Type = Type::TEXT;
                const ARRAY: Type = Type::TEXT_ARRAY;
                const NAME: &'static core::primitive::str = core::stringify!($range);
                const IN_ROW: core::primitive::bool = true;

                fn accepts(found: &Type) -> core::primitive::bool {
                    is_range(found)
                }
            }

            impl DeclaredType for $range {
                type Marker = $range;
            }

            impl Encode for $range {
                fn encode(
                    &self,
                    _: &Type,
                    out: &mut BytesMut,
                ) -> core::result::Result<IsNull, EncodeError> {
                    $crate::__private::$encode::<$subtype, $bound>(&self.0, out)?;
                    core::result::Result::Ok(IsNull::No)
                }
            }

            impl BindNullable<$range> for $range {}
            impl Bind<$range> for $range {}

            impl FromColumn<$range> for $range {
                fn from_column(
                    _: &Type,
                    raw: &[core::primitive::u8],
                ) -> core::result::Result<Self, DecodeError> {
                    core::result::Result::Ok(Self($crate::__private::$decode::<$subtype, $bound>(
                        raw,
                    )?))
                }
            }
        };
    };
}
