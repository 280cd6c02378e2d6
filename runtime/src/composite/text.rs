//! The text of a value in PostgreSQL's binary form, as its input function reads it under any setting of the session.
//!
//! The binary form is what every Rust type already knows how to write, so that a field of a row may have whatever type a column may.

use std::fmt::{Display, Write as _};

use postgres_types::{Kind, Type};

use crate::bind::EncodeError;
use crate::decode::{Reader, exactly};
use crate::values::wire::Wire;
use crate::values::{
    Bits, Cidr, Circle, Inet, JsonPath, Line, LineSegment, Lsn, MacAddr, MacAddr8, Path, Point,
    Polygon, Rectangle, Snapshot, Tid, TimeTz, TsQuery, TsVector, multirange, range,
};

/// The days from the beginning of the year 0 to that of 2000, by which PostgreSQL counts.
const DAYS_TO_2000: i64 = 730_485;
const MICROSECONDS_A_DAY: i64 = 86_400_000_000;

/// The text of a value of type `ty`.
pub(crate) fn of(ty: &Type, raw: &[u8]) -> Result<String, EncodeError> {
    match ty.kind() {
        Kind::Array(element) => return array(element, raw),
        Kind::Range(element) => return range(element, raw),
        Kind::Multirange(element) => return multirange(element, raw),
        _ => {}
    }
    Ok(match *ty {
        Type::BOOL => (exactly(raw)? != [0_u8]).to_string(),
        Type::INT2 => i16::from_be_bytes(exactly(raw)?).to_string(),
        Type::INT4 => i32::from_be_bytes(exactly(raw)?).to_string(),
        Type::INT8 => i64::from_be_bytes(exactly(raw)?).to_string(),
        Type::OID => u32::from_be_bytes(exactly(raw)?).to_string(),
        // `NaN` and `inf` are words that PostgreSQL reads too.
        Type::FLOAT4 => f32::from_be_bytes(exactly(raw)?).to_string(),
        Type::FLOAT8 => f64::from_be_bytes(exactly(raw)?).to_string(),
        Type::NUMERIC => numeric(raw)?,
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON => {
            std::str::from_utf8(raw)?.to_owned()
        }
        Type::JSONB => std::str::from_utf8(raw.get(1..).unwrap_or_default())?.to_owned(),
        Type::CHAR => char_of(exactly(raw)?),
        Type::BYTEA => hexadecimal("\\x", raw),
        Type::UUID => hexadecimal("", &exactly::<16>(raw)?),
        Type::DATE => date(i64::from(i32::from_be_bytes(exactly(raw)?))),
        Type::TIME => time(i64::from_be_bytes(exactly(raw)?)),
        Type::TIMESTAMP => timestamp(i64::from_be_bytes(exactly(raw)?), ""),
        Type::TIMESTAMPTZ => timestamp(i64::from_be_bytes(exactly(raw)?), "+00"),
        Type::INTERVAL => interval(raw)?,
        Type::INET => shown::<Inet>(raw)?,
        Type::CIDR => shown::<Cidr>(raw)?,
        Type::XML => std::str::from_utf8(raw)?.to_owned(),
        Type::BIT | Type::VARBIT => shown::<Bits>(raw)?,
        Type::MACADDR => shown::<MacAddr>(raw)?,
        Type::MACADDR8 => shown::<MacAddr8>(raw)?,
        Type::TIMETZ => shown::<TimeTz>(raw)?,
        Type::POINT => shown::<Point>(raw)?,
        Type::LINE => shown::<Line>(raw)?,
        Type::LSEG => shown::<LineSegment>(raw)?,
        Type::BOX => shown::<Rectangle>(raw)?,
        Type::PATH => shown::<Path>(raw)?,
        Type::POLYGON => shown::<Polygon>(raw)?,
        Type::CIRCLE => shown::<Circle>(raw)?,
        Type::JSONPATH => shown::<JsonPath>(raw)?,
        Type::TS_VECTOR => shown::<TsVector>(raw)?,
        Type::TSQUERY => shown::<TsQuery>(raw)?,
        Type::PG_LSN => shown::<Lsn>(raw)?,
        Type::PG_SNAPSHOT => shown::<Snapshot>(raw)?,
        Type::TID => shown::<Tid>(raw)?,
        _ => {
            return Err(format!(
                "a value of type `{ty}` cannot be given as a field of a composite type; give the fields alone and build the row in SQL: `row($a, $b)::name`"
            )
            .into());
        }
    })
}

/// The text of a value of this library's own types, which print as PostgreSQL prints them.
fn shown<T: Wire + Display>(raw: &[u8]) -> Result<String, EncodeError> {
    let mut reader = Reader::new(raw);
    let value = T::take(&mut reader)?;
    reader.end()?;
    Ok(value.to_string())
}

/// The text of a range, whose bounds are of type `element`.
fn range(element: &Type, raw: &[u8]) -> Result<String, EncodeError> {
    let mut reader = Reader::new(raw);
    let range = range::take(&mut reader, |bound| of(element, bound))?;
    reader.end()?;
    Ok(range.to_string())
}

/// The text of a multirange, whose bounds are of type `element`.
fn multirange(element: &Type, raw: &[u8]) -> Result<String, EncodeError> {
    let read = |bound: &[u8]| of(element, bound);
    multirange::take(&mut Reader::new(raw), read).map(|it| it.to_string())
}

/// Appends a value in quotes, as a field of a row is written.
pub(super) fn quote(value: &str, out: &mut String) {
    quoted(value, |c| [c, c], out);
}

fn quoted(value: &str, escaped: impl Fn(char) -> [char; 2], out: &mut String) {
    out.push('"');
    for c in value.chars() {
        if matches!(c, '"' | '\\') {
            out.extend(escaped(c));
        } else {
            out.push(c);
        }
    }
    out.push('"');
}

fn array(element: &Type, raw: &[u8]) -> Result<String, EncodeError> {
    let mut rest = raw;
    let int = |rest: &mut &[u8]| -> Result<i32, EncodeError> {
        let (taken, after) = rest.split_at_checked(4).ok_or("the array ends too early")?;
        *rest = after;
        Ok(i32::from_be_bytes(exactly(taken)?))
    };
    let dimensions = int(&mut rest)?;
    if dimensions == 0 {
        return Ok("{}".to_owned());
    }
    if dimensions != 1 {
        return Err("an array of arrays cannot be given as a field of a composite type".into());
    }
    int(&mut rest)?;
    int(&mut rest)?;
    let count = int(&mut rest)?;
    int(&mut rest)?;
    let mut text = "{".to_owned();
    for index in 0..count {
        if index > 0 {
            text.push(',');
        }
        match int(&mut rest)? {
            -1 => text.push_str("NULL"),
            length => {
                let (value, after) = rest
                    .split_at_checked(usize::try_from(length)?)
                    .ok_or("the array ends too early")?;
                rest = after;
                quoted(&of(element, value)?, |c| ['\\', c], &mut text);
            }
        }
    }
    text.push('}');
    Ok(text)
}

/// A byte, which PostgreSQL 16 and later writes as an octal number where it is no character of ASCII.
fn char_of([byte]: [u8; 1]) -> String {
    if byte.is_ascii() {
        char::from(byte).to_string()
    } else {
        format!("\\{byte:03o}")
    }
}

fn hexadecimal(prefix: &str, raw: &[u8]) -> String {
    raw.iter().fold(prefix.to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Groups of four digits, of which the first stands at `weight` groups before the point.
fn numeric(raw: &[u8]) -> Result<String, EncodeError> {
    let word = |index: usize| -> Result<u16, EncodeError> {
        let bytes = raw.get(2 * index..2 * index + 2);
        Ok(u16::from_be_bytes(exactly(
            bytes.ok_or("the number ends too early")?,
        )?))
    };
    let (count, weight, sign, scale) = (
        usize::from(word(0)?),
        i64::from(word(1)?.cast_signed()),
        word(2)?,
        usize::from(word(3)?),
    );
    let mut text = match sign {
        0xC000 => return Ok("NaN".to_owned()),
        0xD000 => return Ok("Infinity".to_owned()),
        0xF000 => return Ok("-Infinity".to_owned()),
        0x4000 => "-".to_owned(),
        _ => String::new(),
    };
    let group = |position: i64| -> Result<u16, EncodeError> {
        match usize::try_from(weight - position) {
            Ok(index) if index < count => word(4 + index),
            _ => Ok(0),
        }
    };
    text.push('0');
    for position in (0..=weight).rev() {
        let _ = write!(text, "{:04}", group(position)?);
    }
    if scale > 0 {
        let mut digits = String::new();
        let mut position = -1;
        while digits.len() < scale {
            let _ = write!(digits, "{:04}", group(position)?);
            position -= 1;
        }
        text.push('.');
        text.push_str(&digits[..scale]);
    }
    Ok(text)
}

/// `2024-05-31`, `0044-03-15 BC`; the greatest and the least number of days are infinite.
fn date(days: i64) -> String {
    if days == i64::from(i32::MAX) {
        return "infinity".to_owned();
    }
    if days == i64::from(i32::MIN) {
        return "-infinity".to_owned();
    }
    let (date, era) = calendar(days);
    date + era
}

/// The date of a day, and ` BC` before the year 1. From <https://howardhinnant.github.io/date_algorithms.html>: the year begins with
/// March, so that the day that not all years have is its last.
fn calendar(days: i64) -> (String, &'static str) {
    // From the first of March of the year 0.
    let days = days + DAYS_TO_2000 - 60;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    // There is no year 0: 1 BC comes before 1.
    let (year, era) = if year > 0 {
        (year, "")
    } else {
        (1 - year, " BC")
    };
    (format!("{year:04}-{month:02}-{day:02}"), era)
}

fn time(microseconds: i64) -> String {
    let (seconds, fraction) = (microseconds / 1_000_000, microseconds % 1_000_000);
    format!(
        "{:02}:{:02}:{:02}.{fraction:06}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn timestamp(microseconds: i64, zone: &str) -> String {
    match microseconds {
        i64::MAX => "infinity".to_owned(),
        i64::MIN => "-infinity".to_owned(),
        _ => {
            let (date, era) = calendar(microseconds.div_euclid(MICROSECONDS_A_DAY));
            let time = time(microseconds.rem_euclid(MICROSECONDS_A_DAY));
            format!("{date} {time}{zone}{era}")
        }
    }
}

fn interval(raw: &[u8]) -> Result<String, EncodeError> {
    let [microseconds, rest] = exactly::<16>(raw).map(|raw| {
        let (first, second) = raw.split_at(8);
        [first.to_vec(), second.to_vec()]
    })?;
    let microseconds = i64::from_be_bytes(exactly(&microseconds)?);
    let (days, months) = (
        i32::from_be_bytes(exactly(&rest[..4])?),
        i32::from_be_bytes(exactly(&rest[4..])?),
    );
    Ok(match (months, days, microseconds) {
        (i32::MAX, i32::MAX, i64::MAX) => "infinity".to_owned(),
        (i32::MIN, i32::MIN, i64::MIN) => "-infinity".to_owned(),
        // Seconds with their fraction, as a number of microseconds may be more than PostgreSQL reads exactly.
        _ => {
            let sign = if microseconds < 0 { "-" } else { "" };
            let (seconds, fraction) = (
                microseconds.unsigned_abs() / 1_000_000,
                microseconds.unsigned_abs() % 1_000_000,
            );
            format!("{months} mons {days} days {sign}{seconds}.{fraction:06} secs")
        }
    })
}

#[cfg(test)]
mod tests {
    use postgres_types::Type;

    use super::{date, interval, numeric, of, quote, time, timestamp};

    #[test]
    fn days_are_dates_of_the_calendar() {
        let days = [
            (0, "2000-01-01"),
            (-1, "1999-12-31"),
            (59, "2000-02-29"),
            (60, "2000-03-01"),
            (-730_119, "0001-01-01"),
            (-730_120, "0001-12-31 BC"),
            (i64::from(i32::MAX), "infinity"),
        ];
        for (days, text) in days {
            assert_eq!(date(days), text);
        }
    }

    #[test]
    fn times_have_all_their_digits() {
        assert_eq!(time(86_399_999_999), "23:59:59.999999");
        assert_eq!(timestamp(-1, "+00"), "1999-12-31 23:59:59.999999+00");
        assert_eq!(timestamp(i64::MIN, ""), "-infinity");
        let raw = [
            &(-1_500_000_i64).to_be_bytes()[..],
            &2_i32.to_be_bytes(),
            &(-3_i32).to_be_bytes(),
        ];
        assert_eq!(
            interval(&raw.concat()).expect("an interval"),
            "-3 mons 2 days -1.500000 secs"
        );
    }

    #[test]
    fn numbers_have_all_their_digits() {
        let of = |words: &[u16]| {
            let raw: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
            numeric(&raw).expect("a number")
        };
        assert_eq!(of(&[2, 0, 0x4000, 3, 12, 3450]), "-00012.345");
        assert_eq!(of(&[1, 0xFFFE, 0, 6, 1234]), "0.000012");
        assert_eq!(of(&[1, 2, 0, 0, 5]), "0000500000000");
        assert_eq!(of(&[0, 0, 0, 2]), "00000.00");
        assert_eq!(of(&[0, 0, 0xC000, 0]), "NaN");
    }

    #[test]
    fn quotes_are_doubled() {
        let mut text = String::new();
        quote("a \"b\" \\c", &mut text);
        assert_eq!(text, "\"a \"\"b\"\" \\\\c\"");
    }

    #[test]
    fn money_is_refused() {
        let error = of(&Type::MONEY, &[0; 8]).expect_err("money is written as the locale has it");
        assert!(error.to_string().contains("`money`"), "{error}");
    }
}
