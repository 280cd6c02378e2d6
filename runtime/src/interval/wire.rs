//! How an [`Interval`] travels, and durations given for one.

use std::time::Duration;

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Type};

use crate::Interval;
use crate::bind::{Bind, BindNullable, Encode, EncodeError};
use crate::decode::{DecodeError, FromColumn, exactly};
use crate::sql;

impl Encode for Interval {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        out.put_i64(self.microseconds);
        out.put_i32(self.days);
        out.put_i32(self.months);
        Ok(IsNull::No)
    }
}

impl BindNullable<sql::Interval> for Interval {}
impl Bind<sql::Interval> for Interval {}

impl FromColumn<sql::Interval> for Interval {
    fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        let raw: [u8; 16] = exactly(raw)?;
        let interval = Interval {
            microseconds: i64::from_be_bytes(exactly(&raw[..8])?),
            days: i32::from_be_bytes(exactly(&raw[8..12])?),
            months: i32::from_be_bytes(exactly(&raw[12..])?),
        };
        // PostgreSQL 17 and newer.
        let infinity = Interval {
            months: i32::MAX,
            days: i32::MAX,
            microseconds: i64::MAX,
        };
        let minus_infinity = Interval {
            months: i32::MIN,
            days: i32::MIN,
            microseconds: i64::MIN,
        };
        if interval == infinity || interval == minus_infinity {
            return Err(
                "`infinity` has no value in this Rust type; read it as `Infinite<Interval>`".into(),
            );
        }
        Ok(interval)
    }
}

/// A duration is an interval without months and days.
impl Encode for Duration {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        let microseconds = i64::try_from(self.as_micros())
            .map_err(|_| "the duration is longer than PostgreSQL's longest interval")?;
        Interval {
            microseconds,
            ..Interval::default()
        }
        .encode(ty, out)
    }
}

impl BindNullable<sql::Interval> for Duration {}
impl Bind<sql::Interval> for Duration {}
