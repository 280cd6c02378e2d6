//! PostgreSQL's ranges.

use std::fmt;
use std::ops::{self, Bound, RangeBounds};
use std::str::FromStr;

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Kind, Type};

use super::InvalidValue;
use super::text_scan::Scan;
use super::wire::put_with_length;
use crate::bind::{Bind, BindNullable, Encode, EncodeError};
use crate::decode::{DecodeError, FromColumn, Reader};
use crate::sql::{self, SqlType};

/// A range of values: `int4range`, `int8range`, `numrange`, `daterange`, `tsrange` or `tstzrange`, by what `T` is.
///
/// A bound that is missing is [`Bound::Unbounded`]. The server brings ranges of integers and dates into the form `[a,b)` and finds
/// ranges without values empty; here two ranges are equal if they are written alike. `infinity` among dates and times has no value in
/// their Rust types: a range with it is a `Range<Infinite<…>>`, and `upper_inf(…)` is not true of it either.
///
/// ```
/// use std::ops::Bound;
/// use softdelete_runtime::Range;
///
/// let range = Range::from(1..5);
/// assert_eq!(range, Range::Between(Bound::Included(1), Bound::Excluded(5)));
/// assert!(range.contains(&4) && !range.contains(&5));
/// assert_eq!(range.to_string(), "[1,5)");
/// assert_eq!("(,7]".parse(), Ok(Range::from(..=7)));
/// assert_eq!(Range::<i32>::Empty.to_string(), "empty");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Range<T> {
    /// The range that contains nothing.
    #[default]
    Empty,
    /// What lies between a lower and an upper bound.
    Between(Bound<T>, Bound<T>),
}

/// What the first byte of the binary form says.
const EMPTY: u8 = 0x01;
const LOWER_INCLUDED: u8 = 0x02;
const UPPER_INCLUDED: u8 = 0x04;
const LOWER_UNBOUNDED: u8 = 0x08;
const UPPER_UNBOUNDED: u8 = 0x10;

impl<T> Range<T> {
    /// The range of all values.
    pub const UNBOUNDED: Self = Range::Between(Bound::Unbounded, Bound::Unbounded);

    /// Whether this is the empty range. One such as `[5,5)` is written with bounds, and empty for the server only.
    pub fn is_empty(&self) -> bool {
        matches!(self, Range::Empty)
    }

    /// The value of the lower bound; none of a range that is empty or has no lower bound.
    pub fn lower(&self) -> Option<&T> {
        match self {
            Range::Between(Bound::Included(value) | Bound::Excluded(value), _) => Some(value),
            Range::Between(Bound::Unbounded, _) | Range::Empty => None,
        }
    }

    /// The value of the upper bound; none of a range that is empty or has no upper bound.
    pub fn upper(&self) -> Option<&T> {
        match self {
            Range::Between(_, Bound::Included(value) | Bound::Excluded(value)) => Some(value),
            Range::Between(_, Bound::Unbounded) | Range::Empty => None,
        }
    }

    /// Whether a value lies in the range.
    pub fn contains(&self, value: &T) -> bool
    where
        T: PartialOrd,
    {
        match self {
            Range::Empty => false,
            Range::Between(lower, upper) => (lower.as_ref(), upper.as_ref()).contains(value),
        }
    }

    /// The range of what `convert` makes of the bounds.
    pub fn map<U>(self, mut convert: impl FnMut(T) -> U) -> Range<U> {
        match self {
            Range::Empty => Range::Empty,
            Range::Between(lower, upper) => {
                let lower = lower.map(&mut convert);
                Range::Between(lower, upper.map(convert))
            }
        }
    }
}

macro_rules! from_rust {
    ($($range:ident),+) => {$(
        impl<T: Clone> From<ops::$range<T>> for Range<T> {
            fn from(range: ops::$range<T>) -> Self {
                Range::Between(range.start_bound().cloned(), range.end_bound().cloned())
            }
        }
    )+};
}

from_rust!(Range, RangeInclusive, RangeFrom, RangeTo, RangeToInclusive);

impl<T> From<ops::RangeFull> for Range<T> {
    fn from(_: ops::RangeFull) -> Self {
        Self::UNBOUNDED
    }
}

impl<T> From<(Bound<T>, Bound<T>)> for Range<T> {
    fn from((lower, upper): (Bound<T>, Bound<T>)) -> Self {
        Range::Between(lower, upper)
    }
}

impl<T: fmt::Display> fmt::Display for Range<T> {
    /// Writes PostgreSQL's form, the bounds as they print themselves.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range::Between(lower, upper) = self else {
            return f.write_str("empty");
        };
        match lower {
            Bound::Included(value) => {
                f.write_str("[")?;
                print_bound(value, f)?;
            }
            Bound::Excluded(value) => {
                f.write_str("(")?;
                print_bound(value, f)?;
            }
            Bound::Unbounded => f.write_str("(")?,
        }
        f.write_str(",")?;
        match upper {
            Bound::Included(value) => {
                print_bound(value, f)?;
                f.write_str("]")
            }
            Bound::Excluded(value) => {
                print_bound(value, f)?;
                f.write_str(")")
            }
            Bound::Unbounded => f.write_str(")"),
        }
    }
}

/// Quotes a bound where the server does.
fn print_bound<T: fmt::Display>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let text = value.to_string();
    let special = |it: char| "\"\\()[],".contains(it) || it.is_ascii_whitespace();
    if text.is_empty() || text.contains(special) {
        let text = text.replace('\\', r"\\").replace('"', "\"\"");
        write!(f, "\"{text}\"")
    } else {
        f.write_str(&text)
    }
}

impl<T: FromStr> FromStr for Range<T> {
    type Err = InvalidValue;

    /// Reads PostgreSQL's form, the bounds as their type reads them.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let mut scan = Scan::new(text, "range");
        let range = scan_range(&mut scan)?;
        scan.end()?;
        Ok(range)
    }
}

/// Takes a range from a text.
pub(super) fn scan_range<T: FromStr>(scan: &mut Scan<'_>) -> Result<Range<T>, InvalidValue> {
    scan.skip_spaces();
    if let Some(rest) = scan
        .rest
        .get(..5)
        .filter(|it| it.eq_ignore_ascii_case("empty"))
    {
        scan.rest = &scan.rest[rest.len()..];
        return Ok(Range::Empty);
    }
    let included = scan.skip("[");
    if !included {
        scan.expect("(")?;
    }
    let lower = scan_bound(scan)?;
    scan.expect(",")?;
    let upper = scan_bound(scan)?;
    let upper_included = scan.skip("]");
    if !upper_included {
        scan.expect(")")?;
    }
    let bound = |value, included| match (value, included) {
        (None, _) => Bound::Unbounded,
        (Some(value), true) => Bound::Included(value),
        (Some(value), false) => Bound::Excluded(value),
    };
    Ok(Range::Between(
        bound(lower, included),
        bound(upper, upper_included),
    ))
}

/// Takes a bound: everything up to a comma or the range's end, in which quotes and backslashes protect.
fn scan_bound<T: FromStr>(scan: &mut Scan<'_>) -> Result<Option<T>, InvalidValue> {
    if matches!(scan.peek(), Some(',' | ')' | ']')) {
        return Ok(None);
    }
    let mut text = String::new();
    let mut quoted = false;
    loop {
        match scan.peek() {
            None => return Err(scan.wrong("it ends too early")),
            Some(',' | '(' | ')' | '[' | ']') if !quoted => break,
            Some('\\') => {
                scan.next();
                let next = scan.next();
                text.push(next.ok_or_else(|| scan.wrong("it ends too early"))?);
            }
            Some('"') => {
                scan.next();
                if quoted && scan.peek() == Some('"') {
                    scan.next();
                    text.push('"');
                } else {
                    quoted = !quoted;
                }
            }
            Some(other) => {
                scan.next();
                text.push(other);
            }
        }
    }
    let value = text.parse();
    value
        .map(Some)
        .map_err(|_| scan.wrong("a bound is not of its type"))
}

impl<T: Encode> Encode for Range<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        let Kind::Range(element) = ty.kind() else {
            return Err(format!("a range cannot be given as PostgreSQL's type `{ty}`").into());
        };
        put(self, element, out)?;
        Ok(IsNull::No)
    }
}

/// Writes a range of values of type `element`.
pub(super) fn put<T: Encode>(
    range: &Range<T>,
    element: &Type,
    out: &mut BytesMut,
) -> Result<(), EncodeError> {
    let Range::Between(lower, upper) = range else {
        out.put_u8(EMPTY);
        return Ok(());
    };
    let lower_flag = match lower {
        Bound::Included(_) => LOWER_INCLUDED,
        Bound::Excluded(_) => 0,
        Bound::Unbounded => LOWER_UNBOUNDED,
    };
    let upper_flag = match upper {
        Bound::Included(_) => UPPER_INCLUDED,
        Bound::Excluded(_) => 0,
        Bound::Unbounded => UPPER_UNBOUNDED,
    };
    out.put_u8(lower_flag | upper_flag);
    for bound in [lower, upper] {
        if let Bound::Included(value) | Bound::Excluded(value) = bound {
            put_with_length(out, |out| match value.encode(element, out)? {
                IsNull::No => Ok(()),
                IsNull::Yes => Err("a bound of a range cannot be NULL; leave it unbounded".into()),
            })?;
        }
    }
    Ok(())
}

/// Reads a range, whose bounds `read` reads.
pub(crate) fn take<T>(
    reader: &mut Reader<'_>,
    read: impl Fn(&[u8]) -> Result<T, DecodeError>,
) -> Result<Range<T>, DecodeError> {
    let flags = reader.byte()?;
    if flags & EMPTY != 0 {
        return Ok(Range::Empty);
    }
    let mut bound = |included: u8, unbounded: u8| {
        if flags & unbounded != 0 {
            return Ok(Bound::Unbounded);
        }
        let length = reader.count()?;
        let value = read(reader.take(length)?)?;
        Ok::<_, DecodeError>(if flags & included != 0 {
            Bound::Included(value)
        } else {
            Bound::Excluded(value)
        })
    };
    let lower = bound(LOWER_INCLUDED, LOWER_UNBOUNDED)?;
    let upper = bound(UPPER_INCLUDED, UPPER_UNBOUNDED)?;
    Ok(Range::Between(lower, upper))
}

macro_rules! ranges {
    ($($range:ident of $element:ident;)+) => {$(
        impl<T: Bind<sql::$element>> BindNullable<sql::$range> for Range<T> {}
        impl<T: Bind<sql::$element>> Bind<sql::$range> for Range<T> {}

        impl<T: FromColumn<sql::$element>> FromColumn<sql::$range> for Range<T> {
            fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                let mut reader = Reader::new(raw);
                let range = take(&mut reader, |raw| {
                    T::from_column(&<sql::$element as SqlType>::TYPE, raw)
                })?;
                reader.end()?;
                Ok(range)
            }
        }
    )+};
}

ranges! {
    Int4range of Int4;
    Int8range of Int8;
    Numrange of Numeric;
    Daterange of Date;
    Tsrange of Timestamp;
    Tstzrange of Timestamptz;
}
