//! PostgreSQL's `time with time zone`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use bytes::{BufMut, BytesMut};

use super::InvalidValue;
use super::text_scan::Scan;
use super::wire::{Wire, travels};
use crate::bind::EncodeError;
use crate::decode::{DecodeError, Reader};

/// Microseconds of a second, and of a day.
const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// What an offset must be smaller than.
const OFFSETS: i32 = 16 * 3600;

/// A time of day with an offset from UTC, `time with time zone`.
///
/// ```
/// use softdelete_runtime::TimeTz;
///
/// let time: TimeTz = "04:05:06.789-08:00".parse()?;
/// assert_eq!(time.microseconds(), 14_706_789_000);
/// assert_eq!(time.offset_seconds(), -8 * 3600);
/// assert_eq!(time.to_string(), "04:05:06.789-08");
/// assert_eq!(TimeTz::new(14_706_789_000, -8 * 3600)?, time);
/// # Ok::<(), softdelete_runtime::InvalidValue>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeTz {
    microseconds: i64,
    offset_seconds: i32,
}

impl TimeTz {
    /// A time so many microseconds after midnight, at so many seconds east of Greenwich.
    ///
    /// # Errors
    /// When the time is beyond 24:00, which is a time for PostgreSQL, or the offset beyond 15:59:59.
    pub fn new(microseconds: i64, offset_seconds: i32) -> Result<TimeTz, InvalidValue> {
        let wrong = |reason| Err(InvalidValue::new("timetz", reason));
        if !(0..=DAY).contains(&microseconds) {
            return wrong("the time is not within a day");
        }
        if offset_seconds <= -OFFSETS || offset_seconds >= OFFSETS {
            return wrong("the offset is not less than 16 hours");
        }
        Ok(TimeTz {
            microseconds,
            offset_seconds,
        })
    }

    /// Microseconds since midnight, there.
    pub fn microseconds(self) -> i64 {
        self.microseconds
    }

    /// Seconds east of Greenwich.
    pub fn offset_seconds(self) -> i32 {
        self.offset_seconds
    }

    fn in_utc(self) -> i64 {
        self.microseconds - i64::from(self.offset_seconds) * SECOND
    }
}

impl Ord for TimeTz {
    /// As PostgreSQL: by the time in UTC, and of those that are the same there the easternmost first.
    fn cmp(&self, other: &Self) -> Ordering {
        let east = other.offset_seconds.cmp(&self.offset_seconds);
        self.in_utc().cmp(&other.in_utc()).then(east)
    }
}

impl PartialOrd for TimeTz {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for TimeTz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.microseconds / SECOND;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{hour:02}:{minute:02}:{second:02}")?;
        let fraction = self.microseconds % SECOND;
        if fraction != 0 {
            let digits = format!("{fraction:06}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        let sign = if self.offset_seconds < 0 { '-' } else { '+' };
        let offset = self.offset_seconds.unsigned_abs();
        write!(f, "{sign}{:02}", offset / 3600)?;
        if !offset.is_multiple_of(3600) {
            write!(f, ":{:02}", offset / 60 % 60)?;
        }
        if !offset.is_multiple_of(60) {
            write!(f, ":{:02}", offset % 60)?;
        }
        Ok(())
    }
}

impl FromStr for TimeTz {
    type Err = InvalidValue;

    /// Reads `04:05:06.789-08:00`: seconds and their fraction, and minutes and seconds of the offset, may be left out; `Z` is UTC.
    fn from_str(text: &str) -> Result<TimeTz, InvalidValue> {
        let mut scan = Scan::new(text, "timetz");
        let hours: i64 = scan.number()?;
        scan.expect(":")?;
        let minutes: i64 = scan.number()?;
        let seconds: i64 = if scan.skip(":") { scan.number()? } else { 0 };
        let mut fraction = 0;
        if scan.skip(".") {
            let digits = scan.while_in(|it| it.is_ascii_digit());
            if digits.is_empty() || digits.len() > 6 {
                return Err(scan.wrong("a fraction of a second has one to six digits"));
            }
            let value: i64 = digits
                .parse()
                .map_err(|_| scan.wrong("expected a number"))?;
            fraction = value * 10_i64.pow(u32::try_from(6 - digits.len()).unwrap_or(0));
        }
        if hours > 24 || minutes > 59 || seconds > 60 {
            return Err(scan.wrong("the time is not within a day"));
        }
        let offset = if scan.skip("Z") {
            0
        } else {
            let west = scan.skip("-");
            if !west {
                scan.expect("+")?;
            }
            let mut parts = [scan.number::<i32>()?, 0, 0];
            for part in &mut parts[1..] {
                if !scan.skip(":") {
                    break;
                }
                *part = scan.number()?;
            }
            let [hours, minutes, seconds] = parts;
            if hours > 15 || minutes > 59 || seconds > 59 {
                return Err(scan.wrong("the offset is not less than 16 hours"));
            }
            let offset = hours * 3600 + minutes * 60 + seconds;
            if west { -offset } else { offset }
        };
        scan.end()?;
        TimeTz::new(
            (hours * 3600 + minutes * 60 + seconds) * SECOND + fraction,
            offset,
        )
    }
}

impl Wire for TimeTz {
    fn put(&self, out: &mut BytesMut) -> Result<(), EncodeError> {
        out.put_i64(self.microseconds);
        // PostgreSQL counts the offset to the west.
        out.put_i32(-self.offset_seconds);
        Ok(())
    }

    fn take(reader: &mut Reader<'_>) -> Result<TimeTz, DecodeError> {
        let microseconds = i64::from_be_bytes(reader.bytes()?);
        let west = reader.int()?;
        let east = west.checked_neg().ok_or("the offset is not one")?;
        Ok(TimeTz::new(microseconds, east)?)
    }
}

travels! {
    TimeTz as Timetz;
}
