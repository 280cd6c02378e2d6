//! Intervals as people write them in settings.

use crate::interval::Interval;

/// What [`parse`] reads, for messages.
pub(super) const TAKES: &str = "a span such as `90 days` or `1 year 6 months`, of seconds, minutes, hours, days, weeks, months and years, none negative";

/// Reads numbers with units; `None` for anything else, nothing at all included.
pub(super) fn parse(text: &str) -> Option<Interval> {
    let mut words = text.split_whitespace().peekable();
    words.peek()?;
    let mut interval = Interval::default();
    while let Some(number) = words.next() {
        let number: u32 = number.parse().ok()?;
        let unit = words.next()?.to_ascii_lowercase();
        let unit = unit.strip_suffix('s').unwrap_or(&unit);
        let (months, days, seconds) = match unit {
            "second" => (0, 0, 1),
            "minute" => (0, 0, 60),
            "hour" => (0, 0, 3_600),
            "day" => (0, 1, 0),
            "week" => (0, 7, 0),
            "month" => (1, 0, 0),
            "year" => (12, 0, 0),
            _ => return None,
        };
        let count = i32::try_from(number).ok()?;
        interval.months = interval.months.checked_add(count.checked_mul(months)?)?;
        interval.days = interval.days.checked_add(count.checked_mul(days)?)?;
        let microseconds = i64::from(number).checked_mul(seconds * 1_000_000)?;
        interval.microseconds = interval.microseconds.checked_add(microseconds)?;
    }
    Some(interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read() {
        let interval = |months, days, microseconds| {
            Some(Interval {
                months,
                days,
                microseconds,
            })
        };
        assert_eq!(parse("90 days"), interval(0, 90, 0));
        assert_eq!(parse("1 Year 6 months"), interval(18, 0, 0));
        assert_eq!(parse("2 weeks 1 day"), interval(0, 15, 0));
        assert_eq!(parse("36 hours 1 second"), interval(0, 0, 129_601_000_000));
        for wrong in [
            "",
            " ",
            "90",
            "days",
            "90 dayz",
            "-1 days",
            "1.5 days",
            "9999999999 days",
            "4000000000 years",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
