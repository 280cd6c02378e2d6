//! The crate `jiff`.

use jiff::civil::{Date, DateTime, Time, date};
use jiff::{SignedDuration, Timestamp};

use super::{Counted, DAY, UNIX_TO_POSTGRES};
use crate::sql;

const EPOCH: Date = date(2000, 1, 1);

impl Counted<sql::Date, i32> for Date {
    fn to_count(&self) -> Option<i32> {
        i32::try_from(self.duration_since(EPOCH).as_hours() / 24).ok()
    }

    fn from_count(count: i32) -> Option<Self> {
        EPOCH
            .checked_add(SignedDuration::from_hours(i64::from(count) * 24))
            .ok()
    }
}

impl Counted<sql::Time, i64> for Time {
    fn to_count(&self) -> Option<i64> {
        microseconds(self.duration_since(Time::midnight()))
    }

    fn from_count(count: i64) -> Option<Self> {
        // PostgreSQL also knows 24:00:00, which this type does not.
        (0..DAY).contains(&count).then_some(())?;
        Time::midnight()
            .checked_add(SignedDuration::from_micros(count))
            .ok()
    }
}

impl Counted<sql::Timestamp, i64> for DateTime {
    fn to_count(&self) -> Option<i64> {
        microseconds(self.duration_since(EPOCH.to_datetime(Time::midnight())))
    }

    fn from_count(count: i64) -> Option<Self> {
        EPOCH
            .to_datetime(Time::midnight())
            .checked_add(SignedDuration::from_micros(count))
            .ok()
    }
}

impl Counted<sql::Timestamptz, i64> for Timestamp {
    fn to_count(&self) -> Option<i64> {
        self.as_microsecond().checked_sub(UNIX_TO_POSTGRES)
    }

    fn from_count(count: i64) -> Option<Self> {
        Timestamp::from_microsecond(count.checked_add(UNIX_TO_POSTGRES)?).ok()
    }
}

fn microseconds(duration: SignedDuration) -> Option<i64> {
    i64::try_from(duration.as_micros()).ok()
}
