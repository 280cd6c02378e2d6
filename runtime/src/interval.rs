//! PostgreSQL's `interval`.

use std::fmt;
use std::time::Duration;

mod wire;

/// A span of time as PostgreSQL keeps it: months and days are kept apart from the time, because their length depends on where
/// they are added (PostgreSQL's manual, chapter "Date/Time Types").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Interval {
    /// Months; a year is twelve.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// Microseconds.
    pub microseconds: i64,
}

/// A duration is an interval without months and days; one that is longer than the longest interval, about 292,000 years, becomes that.
impl From<Duration> for Interval {
    fn from(duration: Duration) -> Interval {
        Interval {
            microseconds: i64::try_from(duration.as_micros()).unwrap_or(i64::MAX),
            ..Interval::default()
        }
    }
}

impl fmt::Display for Interval {
    /// Writes the form that PostgreSQL reads back under every setting: `1 mons 2 days 00:00:03.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.microseconds.unsigned_abs();
        let sign = if self.microseconds < 0 { "-" } else { "" };
        let seconds = time / 1_000_000;
        write!(
            f,
            "{} mons {} days {sign}{:02}:{:02}:{:02}",
            self.months,
            self.days,
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )?;
        match time % 1_000_000 {
            0 => Ok(()),
            fraction => write!(f, ".{fraction:06}"),
        }
    }
}
