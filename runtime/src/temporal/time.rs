//! The crate `time`.

use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use super::{Counted, DAY, UNIX_TO_POSTGRES};
use crate::sql;

/// The Julian day of 2000-01-01.
const EPOCH: i32 = 2_451_545;

impl Counted<sql::Date, i32> for Date {
    fn to_count(&self) -> Option<i32> {
        Some(self.to_julian_day() - EPOCH)
    }

    fn from_count(count: i32) -> Option<Self> {
        Date::from_julian_day(count.checked_add(EPOCH)?).ok()
    }
}

impl Counted<sql::Time, i64> for Time {
    fn to_count(&self) -> Option<i64> {
        let (hour, minute, second, microsecond) = self.as_hms_micro();
        let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
        Some(seconds * 1_000_000 + i64::from(microsecond))
    }

    fn from_count(count: i64) -> Option<Self> {
        // PostgreSQL also knows 24:00:00, which this type does not.
        (0..DAY).contains(&count).then_some(())?;
        let seconds = u32::try_from(count / 1_000_000).ok()?;
        let microsecond = u32::try_from(count % 1_000_000).ok()?;
        let part = |value: u32| u8::try_from(value).ok();
        Time::from_hms_micro(
            part(seconds / 3600)?,
            part(seconds / 60 % 60)?,
            part(seconds % 60)?,
            microsecond,
        )
        .ok()
    }
}

impl Counted<sql::Timestamp, i64> for PrimitiveDateTime {
    fn to_count(&self) -> Option<i64> {
        i64::from(self.date().to_count()?)
            .checked_mul(DAY)?
            .checked_add(self.time().to_count()?)
    }

    fn from_count(count: i64) -> Option<Self> {
        let date = Date::from_count(i32::try_from(count.div_euclid(DAY)).ok()?)?;
        Some(PrimitiveDateTime::new(
            date,
            Time::from_count(count.rem_euclid(DAY))?,
        ))
    }
}

impl Counted<sql::Timestamptz, i64> for OffsetDateTime {
    fn to_count(&self) -> Option<i64> {
        i64::try_from(self.unix_timestamp_nanos().div_euclid(1000))
            .ok()?
            .checked_sub(UNIX_TO_POSTGRES)
    }

    fn from_count(count: i64) -> Option<Self> {
        let microseconds = count.checked_add(UNIX_TO_POSTGRES)?;
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1000).ok()
    }
}
