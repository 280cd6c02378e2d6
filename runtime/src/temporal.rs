//! Dates and times: PostgreSQL counts days and microseconds from 2000-01-01, and each date and time crate has its own way to.
//!
//! `infinity` and `-infinity` have no value in any of the crates and are refused with an error that says so, unless [`Infinite`](crate::Infinite) has them; a fraction of a
//! microsecond is cut off.

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Type};

use crate::bind::{Bind, BindNullable, Encode, EncodeError};
use crate::decode::{DecodeError, FromColumn, exactly};
use crate::sql;

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Microseconds from 1970-01-01 to 2000-01-01.
const UNIX_TO_POSTGRES: i64 = 10_957 * DAY;

/// A Rust type that stands for PostgreSQL's count `C` of type `S`: `i32` days for dates, `i64` microseconds for the others.
trait Counted<S, C>: Sized {
    /// The count, if it is within PostgreSQL's range.
    fn to_count(&self) -> Option<C>;

    /// The value, if it is within this type's range.
    fn from_count(count: C) -> Option<Self>;
}

fn outside() -> EncodeError {
    "the date or time lies outside the range of PostgreSQL".into()
}

fn encode<S, C, T>(value: &T, out: &mut BytesMut) -> Result<IsNull, EncodeError>
where
    T: Counted<S, C>,
    C: Count,
{
    value.to_count().ok_or_else(outside)?.put(out);
    Ok(IsNull::No)
}

fn decode<S, C, T>(raw: &[u8]) -> Result<T, DecodeError>
where
    T: Counted<S, C>,
    C: Count,
{
    let count = C::read(raw)?;
    if count.is_infinite() {
        return Err("`infinity` has no value in this Rust type; read it as `Infinite<…>`, or select nullif(…, 'infinity')".into());
    }
    T::from_count(count)
        .ok_or_else(|| "the date or time lies outside the range of this Rust type".into())
}

/// How a count travels. Its largest and smallest values mean infinity.
trait Count: Copy {
    fn put(self, out: &mut BytesMut);
    fn read(raw: &[u8]) -> Result<Self, DecodeError>;
    fn is_infinite(self) -> bool;
}

impl Count for i32 {
    fn put(self, out: &mut BytesMut) {
        out.put_i32(self);
    }

    fn read(raw: &[u8]) -> Result<i32, DecodeError> {
        exactly(raw).map(i32::from_be_bytes)
    }

    fn is_infinite(self) -> bool {
        self == i32::MAX || self == i32::MIN
    }
}

impl Count for i64 {
    fn put(self, out: &mut BytesMut) {
        out.put_i64(self);
    }

    fn read(raw: &[u8]) -> Result<i64, DecodeError> {
        exactly(raw).map(i64::from_be_bytes)
    }

    fn is_infinite(self) -> bool {
        self == i64::MAX || self == i64::MIN
    }
}

/// Makes a type fit one SQL type, both ways.
macro_rules! counted {
    ($($rust:ty = $marker:ident by $count:ty;)+) => {$(
        impl Encode for $rust {
            fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
                encode::<sql::$marker, $count, _>(self, out)
            }
        }

        impl BindNullable<sql::$marker> for $rust {}
        impl Bind<sql::$marker> for $rust {}

        impl FromColumn<sql::$marker> for $rust {
            fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
                decode::<sql::$marker, $count, _>(raw)
            }
        }
    )+};
}

#[cfg(feature = "chrono")]
counted! {
    ::chrono::NaiveDate = Date by i32;
    ::chrono::NaiveTime = Time by i64;
    ::chrono::NaiveDateTime = Timestamp by i64;
    ::chrono::DateTime<::chrono::Utc> = Timestamptz by i64;
    ::chrono::DateTime<::chrono::FixedOffset> = Timestamptz by i64;
    ::chrono::DateTime<::chrono::Local> = Timestamptz by i64;
}

#[cfg(feature = "jiff")]
counted! {
    ::jiff::civil::Date = Date by i32;
    ::jiff::civil::Time = Time by i64;
    ::jiff::civil::DateTime = Timestamp by i64;
    ::jiff::Timestamp = Timestamptz by i64;
}

#[cfg(feature = "time")]
counted! {
    ::time::Date = Date by i32;
    ::time::Time = Time by i64;
    ::time::PrimitiveDateTime = Timestamp by i64;
    ::time::OffsetDateTime = Timestamptz by i64;
}
