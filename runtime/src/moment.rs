//! The standard library's time as `timestamptz`: what this crate's own methods take and return, whatever crate for dates the application has.

use std::time::{Duration, SystemTime};

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Type};

use crate::bind::{Bind, BindNullable, Encode, EncodeError};
use crate::decode::{DecodeError, FromColumn, exactly};
use crate::sql;

/// From 1970-01-01, where the standard library begins, to 2000-01-01, where PostgreSQL does.
const UNIX_TO_POSTGRES: Duration = Duration::from_hours(10_957 * 24);

impl Encode for SystemTime {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        let epoch = SystemTime::UNIX_EPOCH + UNIX_TO_POSTGRES;
        let microseconds = match self.duration_since(epoch) {
            Ok(after) => i64::try_from(after.as_micros()).ok(),
            Err(before) => i64::try_from(before.duration().as_micros())
                .ok()
                .map(|microseconds| -microseconds),
        };
        out.put_i64(microseconds.ok_or("the time lies outside the range of PostgreSQL")?);
        Ok(IsNull::No)
    }
}

impl BindNullable<sql::Timestamptz> for SystemTime {}
impl Bind<sql::Timestamptz> for SystemTime {}

impl FromColumn<sql::Timestamptz> for SystemTime {
    fn from_column(_: &Type, raw: &[u8]) -> Result<Self, DecodeError> {
        let microseconds = i64::from_be_bytes(exactly(raw)?);
        let epoch = SystemTime::UNIX_EPOCH + UNIX_TO_POSTGRES;
        let span = Duration::from_micros(microseconds.unsigned_abs());
        let time = if microseconds < 0 {
            epoch.checked_sub(span)
        } else {
            epoch.checked_add(span)
        };
        // `infinity` and `-infinity` are the ends of the range of the count.
        time.filter(|_| !matches!(microseconds, i64::MIN | i64::MAX))
            .ok_or_else(|| {
                "the time lies outside the range of `SystemTime`; `infinity` has no value there"
                    .into()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for seconds in [0_i64, 1, -1, 946_684_800, 946_684_799, 4_000_000_000] {
            let span = Duration::from_secs(seconds.unsigned_abs());
            let time = if seconds < 0 {
                SystemTime::UNIX_EPOCH - span
            } else {
                SystemTime::UNIX_EPOCH + span
            };
            let mut out = BytesMut::new();
            time.encode(&Type::TIMESTAMPTZ, &mut out).unwrap();
            let back =
                <SystemTime as FromColumn<sql::Timestamptz>>::from_column(&Type::TIMESTAMPTZ, &out);
            assert_eq!(back.unwrap(), time);
        }
        let infinity = i64::MAX.to_be_bytes();
        <SystemTime as FromColumn<sql::Timestamptz>>::from_column(&Type::TIMESTAMPTZ, &infinity)
            .unwrap_err();
    }
}
