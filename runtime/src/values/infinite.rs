//! Dates, times and intervals that may be infinite.

use std::fmt;
use std::str::FromStr;

use bytes::BytesMut;
use postgres_types::{IsNull, Kind, Type};

use crate::bind::{Bind, BindNullable, Encode, EncodeError};
use crate::decode::{DecodeError, FromColumn};
use crate::sql;

/// A value that may be `infinity` or `-infinity`: of `date`, `timestamp`, `timestamptz` and `interval`, by what `T` is.
///
/// The Rust types of dates and times know no infinity, and refuse it with an error. This is for the columns that have it, and for ranges with
/// such bounds, `Range<Infinite<NaiveDate>>`. In order, `-infinity` is before every other value and `infinity` after it, as in PostgreSQL.
///
/// ```
/// use softdelete_runtime::Infinite;
///
/// assert!(Infinite::NegInfinity < Infinite::Finite(1) && Infinite::Finite(1) < Infinite::Infinity);
/// assert_eq!(Infinite::from(7).finite(), Some(7));
/// assert_eq!("-infinity".parse::<Infinite<i32>>(), Ok(Infinite::NegInfinity));
/// assert_eq!(Infinite::<i32>::Infinity.to_string(), "infinity");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Infinite<T> {
    /// `-infinity`
    NegInfinity,
    /// A value like any other.
    Finite(T),
    /// `infinity`
    Infinity,
}

impl<T> Infinite<T> {
    /// The value, unless it is infinite.
    pub fn finite(self) -> Option<T> {
        match self {
            Infinite::Finite(value) => Some(value),
            Infinite::NegInfinity | Infinite::Infinity => None,
        }
    }

    /// Whether it is one of the two infinities.
    pub fn is_infinite(&self) -> bool {
        !matches!(self, Infinite::Finite(_))
    }
}

impl<T> From<T> for Infinite<T> {
    fn from(value: T) -> Self {
        Infinite::Finite(value)
    }
}

impl<T: fmt::Display> fmt::Display for Infinite<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Infinite::NegInfinity => f.write_str("-infinity"),
            Infinite::Finite(value) => value.fmt(f),
            Infinite::Infinity => f.write_str("infinity"),
        }
    }
}

impl<T: FromStr> FromStr for Infinite<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        match text {
            "-infinity" => Ok(Infinite::NegInfinity),
            "infinity" => Ok(Infinite::Infinity),
            _ => text.parse().map(Infinite::Finite),
        }
    }
}

/// How the infinities of a type travel: as the least and the greatest number, of an interval in each of its parts.
struct Ends {
    negative: &'static [u8],
    positive: &'static [u8],
}

const DATE: Ends = Ends {
    negative: b"\x80\0\0\0",
    positive: b"\x7f\xff\xff\xff",
};
const TIMESTAMP: Ends = Ends {
    negative: b"\x80\0\0\0\0\0\0\0",
    positive: b"\x7f\xff\xff\xff\xff\xff\xff\xff",
};
const INTERVAL: Ends = Ends {
    negative: b"\x80\0\0\0\0\0\0\0\x80\0\0\0\x80\0\0\0",
    positive: b"\x7f\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff\x7f\xff\xff\xff",
};

fn ends(ty: &Type) -> Result<Ends, EncodeError> {
    match *ty {
        Type::DATE => Ok(DATE),
        Type::TIMESTAMP | Type::TIMESTAMPTZ => Ok(TIMESTAMP),
        Type::INTERVAL => Ok(INTERVAL),
        _ => match ty.kind() {
            Kind::Domain(base) => ends(base),
            _ => Err(format!("PostgreSQL's type `{ty}` has no infinity").into()),
        },
    }
}

impl<T: Encode> Encode for Infinite<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        let raw = match self {
            Infinite::Finite(value) => return value.encode(ty, out),
            Infinite::NegInfinity => ends(ty)?.negative,
            Infinite::Infinity => ends(ty)?.positive,
        };
        out.extend_from_slice(raw);
        Ok(IsNull::No)
    }
}

macro_rules! may_be_infinite {
    ($($marker:ident as $ends:ident;)+) => {$(
        impl<T: Bind<sql::$marker>> BindNullable<sql::$marker> for Infinite<T> {}
        impl<T: Bind<sql::$marker>> Bind<sql::$marker> for Infinite<T> {}

        impl<T: FromColumn<sql::$marker>> FromColumn<sql::$marker> for Infinite<T> {
            fn from_column(ty: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                if raw == $ends.negative {
                    Ok(Infinite::NegInfinity)
                } else if raw == $ends.positive {
                    Ok(Infinite::Infinity)
                } else {
                    T::from_column(ty, raw).map(Infinite::Finite)
                }
            }
        }
    )+};
}

may_be_infinite! {
    Date as DATE;
    Timestamp as TIMESTAMP;
    Timestamptz as TIMESTAMP;
    Interval as INTERVAL;
}
