//! The crate `chrono`.

use chrono::{
    DateTime, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc,
};

use super::{Counted, DAY, UNIX_TO_POSTGRES};
use crate::sql;

/// 2000-01-01.
fn epoch() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2000, 1, 1)
}

impl Counted<sql::Date, i32> for NaiveDate {
    fn to_count(&self) -> Option<i32> {
        i32::try_from(self.signed_duration_since(epoch()?).num_days()).ok()
    }

    fn from_count(count: i32) -> Option<Self> {
        epoch()?.checked_add_signed(TimeDelta::try_days(count.into())?)
    }
}

impl Counted<sql::Time, i64> for NaiveTime {
    fn to_count(&self) -> Option<i64> {
        Some(
            i64::from(self.num_seconds_from_midnight()) * 1_000_000
                + i64::from(self.nanosecond()) / 1000,
        )
    }

    fn from_count(count: i64) -> Option<Self> {
        // PostgreSQL also knows 24:00:00, which this type does not.
        (0..DAY).contains(&count).then_some(())?;
        Some(
            NaiveTime::MIN
                .overflowing_add_signed(TimeDelta::microseconds(count))
                .0,
        )
    }
}

impl Counted<sql::Timestamp, i64> for NaiveDateTime {
    fn to_count(&self) -> Option<i64> {
        self.and_utc().to_count()
    }

    fn from_count(count: i64) -> Option<Self> {
        DateTime::<Utc>::from_count(count).map(|time| time.naive_utc())
    }
}

impl Counted<sql::Timestamptz, i64> for DateTime<Utc> {
    fn to_count(&self) -> Option<i64> {
        self.timestamp_micros().checked_sub(UNIX_TO_POSTGRES)
    }

    fn from_count(count: i64) -> Option<Self> {
        DateTime::from_timestamp_micros(count.checked_add(UNIX_TO_POSTGRES)?)
    }
}

impl Counted<sql::Timestamptz, i64> for DateTime<FixedOffset> {
    fn to_count(&self) -> Option<i64> {
        self.to_utc().to_count()
    }

    fn from_count(count: i64) -> Option<Self> {
        DateTime::<Utc>::from_count(count).map(|time| time.fixed_offset())
    }
}

impl Counted<sql::Timestamptz, i64> for DateTime<Local> {
    fn to_count(&self) -> Option<i64> {
        self.to_utc().to_count()
    }

    fn from_count(count: i64) -> Option<Self> {
        DateTime::<Utc>::from_count(count).map(|time| time.with_timezone(&Local))
    }
}
