//! PostgreSQL's multiranges.

use std::fmt;
use std::str::FromStr;

use bytes::BytesMut;
use postgres_types::{IsNull, Kind, Type};

use super::range::{self, put, scan_range};
use super::text_scan::Scan;
use super::wire::{put_count, put_with_length};
use super::{InvalidValue, Range};
use crate::bind::{Bind, BindNullable, Encode, EncodeError};
use crate::decode::{DecodeError, FromColumn, Reader};
use crate::sql::{self, SqlType};

/// Several ranges: `int4multirange`, `int8multirange`, `nummultirange`, `datemultirange`, `tsmultirange` or `tstzmultirange`, by what `T` is.
///
/// The server sorts them, joins those that touch and drops the empty ones.
///
/// ```
/// use softdelete_runtime::{Multirange, Range};
///
/// let ranges = Multirange(vec![Range::from(1..3), Range::from(7..)]);
/// assert!(ranges.contains(&8) && !ranges.contains(&5));
/// assert_eq!(ranges.to_string(), "{[1,3),[7,)}");
/// assert_eq!("{[1,3), [7,)}".parse(), Ok(ranges));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Multirange<T>(pub Vec<Range<T>>);

impl<T> Multirange<T> {
    /// Whether a value lies in one of the ranges.
    pub fn contains(&self, value: &T) -> bool
    where
        T: PartialOrd,
    {
        self.0.iter().any(|range| range.contains(value))
    }
}

impl<T> Default for Multirange<T> {
    /// Without ranges.
    fn default() -> Self {
        Multirange(Vec::new())
    }
}

impl<T> From<Range<T>> for Multirange<T> {
    fn from(range: Range<T>) -> Self {
        Multirange(vec![range])
    }
}

impl<T> FromIterator<Range<T>> for Multirange<T> {
    fn from_iter<I: IntoIterator<Item = Range<T>>>(ranges: I) -> Self {
        Multirange(ranges.into_iter().collect())
    }
}

impl<T> IntoIterator for Multirange<T> {
    type Item = Range<T>;
    type IntoIter = std::vec::IntoIter<Range<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: fmt::Display> fmt::Display for Multirange<T> {
    /// Writes PostgreSQL's form, the bounds as they print themselves.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (index, range) in self.0.iter().enumerate() {
            let between = if index == 0 { "" } else { "," };
            write!(f, "{between}{range}")?;
        }
        f.write_str("}")
    }
}

impl<T: FromStr> FromStr for Multirange<T> {
    type Err = InvalidValue;

    /// Reads PostgreSQL's form, the bounds as their type reads them.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let mut scan = Scan::new(text, "multirange");
        let mut ranges = Vec::new();
        scan.expect("{")?;
        while !scan.skip("}") {
            if !ranges.is_empty() {
                scan.expect(",")?;
            }
            ranges.push(scan_range(&mut scan)?);
        }
        scan.end()?;
        Ok(Multirange(ranges))
    }
}

impl<T: Encode> Encode for Multirange<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        let Kind::Multirange(element) = ty.kind() else {
            return Err(format!("a multirange cannot be given as PostgreSQL's type `{ty}`").into());
        };
        put_count(self.0.len(), out)?;
        for range in &self.0 {
            put_with_length(out, |out| put(range, element, out))?;
        }
        Ok(IsNull::No)
    }
}

/// Reads a multirange and nothing after it; `read` reads the bounds of its ranges.
pub(crate) fn take<T>(
    reader: &mut Reader<'_>,
    read: impl Fn(&[u8]) -> Result<T, DecodeError>,
) -> Result<Multirange<T>, DecodeError> {
    let count = reader.count()?;
    // Each range has a length of four bytes at least, so a wrong count cannot ask for much memory.
    let mut ranges = Vec::with_capacity(count.min(reader.left() / 4));
    for _ in 0..count {
        let length = reader.count()?;
        let mut range = Reader::new(reader.take(length)?);
        ranges.push(range::take(&mut range, &read)?);
        range.end()?;
    }
    reader.end()?;
    Ok(Multirange(ranges))
}

macro_rules! multiranges {
    ($($multirange:ident of $element:ident;)+) => {$(
        impl<T: Bind<sql::$element>> BindNullable<sql::$multirange> for Multirange<T> {}
        impl<T: Bind<sql::$element>> Bind<sql::$multirange> for Multirange<T> {}

        impl<T: FromColumn<sql::$element>> FromColumn<sql::$multirange> for Multirange<T> {
            fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                take(&mut Reader::new(raw), |raw| {
                    T::from_column(&<sql::$element as SqlType>::TYPE, raw)
                })
            }
        }
    )+};
}

multiranges! {
    Int4multirange of Int4;
    Int8multirange of Int8;
    Nummultirange of Numeric;
    Datemultirange of Date;
    Tsmultirange of Timestamp;
    Tstzmultirange of Timestamptz;
}
