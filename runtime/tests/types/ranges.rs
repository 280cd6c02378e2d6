//! Ranges and multiranges.

use std::ops::Bound::{Excluded, Included, Unbounded};

use softdelete_runtime::sql::{self, Array};
use softdelete_runtime::{Multirange, Range};

use crate::server::Server;

#[tokio::test]
async fn ranges_of_integers() {
    let server = Server::start().await;
    for range in [
        Range::Empty,
        Range::UNBOUNDED,
        Range::from(1..5),
        Range::from(-7..),
        Range::from(..9),
        Range::from(i32::MIN..i32::MAX),
    ] {
        let expression = format!("'{range}'::int4range");
        server.same::<sql::Int4range, _>(range, &expression).await;
        server.prints::<sql::Int4range, _>(range, &expression).await;
        let range = range.map(i64::from);
        let expression = format!("'{range}'::int8range");
        server.same::<sql::Int8range, _>(range, &expression).await;
        server.prints::<sql::Int8range, _>(range, &expression).await;
    }
    // The server brings a range into its own form.
    for (given, kept) in [
        (Range::from(1..=4), Range::from(1..5)),
        (Range::Between(Excluded(0), Included(4)), Range::from(1..5)),
        (Range::from(..=4), Range::from(..5)),
        (Range::Between(Excluded(3), Unbounded), Range::from(4..)),
        (Range::from(5..5), Range::Empty),
    ] {
        assert_eq!(
            server
                .echo::<sql::Int4range, _, Range<i32>>(&given)
                .await
                .unwrap(),
            kept
        );
    }
    // Narrower bounds may be given, wider ones read.
    assert!(
        server
            .equals::<sql::Int8range, _>(&Range::from(1_i16..5), "int8range(1, 5)")
            .await
    );
    assert_eq!(
        server
            .read::<sql::Int4range, Range<i64>>("int4range(1, 5)")
            .await
            .unwrap(),
        Range::from(1..5)
    );
    let error = server
        .text::<sql::Int4range, _>(&Range::Between(Included(5), Excluded(1)))
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("range lower bound must be less"),
        "{error}"
    );
    let error = server
        .text::<sql::Int4range, _>(&Range::from(..=i32::MAX))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("out of range"), "{error}");
    assert!(
        server
            .read::<Array<sql::Int4range>, Vec<Range<i32>>>("array[null::int4range]")
            .await
            .is_err()
    );
}

#[test]
fn text_of_ranges() {
    let text = |range: &Range<String>| range.to_string();
    for bound in ["", "a b", "a,b", "[", "\"", "\\", "]", "plain"] {
        let range = Range::Between(Included(bound.to_owned()), Unbounded);
        assert_eq!(text(&range).parse(), Ok(range), "{bound}");
    }
    assert_eq!(
        "  [ 1,2 ) ".parse::<Range<String>>(),
        Ok(Range::Between(Included(" 1".into()), Excluded("2 ".into())))
    );
    assert_eq!("EMPTY".parse(), Ok(Range::<i32>::Empty));
    for wrong in [
        "", "[1,2", "1,2)", "[1]", "[1,2,3]", "[x,2]", "[1,2) 3", "[\"1,2)", "emptyy", "[1,2\\",
    ] {
        assert!(wrong.parse::<Range<i32>>().is_err(), "{wrong}");
    }
    for wrong in [
        "",
        "{",
        "{[1,2)",
        "{[1,2)[3,4)}",
        "{,}",
        "[1,2)",
        "{[1,2)}}",
    ] {
        assert!(wrong.parse::<Multirange<i32>>().is_err(), "{wrong}");
    }
    let range = Range::Between(Excluded(1), Included(3));
    assert!(!range.contains(&1) && range.contains(&3) && !Range::Empty.contains(&1));
    assert_eq!((range.lower(), range.upper()), (Some(&1), Some(&3)));
}

#[tokio::test]
async fn multiranges() {
    let server = Server::start().await;
    for ranges in [
        vec![],
        vec![Range::from(1..3)],
        vec![Range::from(..1), Range::from(5..9), Range::from(20..)],
        vec![Range::UNBOUNDED],
    ] {
        let multirange = Multirange(ranges);
        let expression = format!("'{multirange}'::int4multirange");
        server
            .same::<sql::Int4multirange, _>(multirange.clone(), &expression)
            .await;
        server
            .prints::<sql::Int4multirange, _>(multirange, &expression)
            .await;
    }
    let given: Multirange<i64> = [Range::from(5..7), Range::Empty, Range::from(1..=4)]
        .into_iter()
        .collect();
    assert_eq!(
        server
            .echo::<sql::Int8multirange, _, Multirange<i64>>(&given)
            .await
            .unwrap(),
        Range::from(1..7).into()
    );
}

#[cfg(feature = "decimal")]
#[tokio::test]
async fn ranges_of_decimals() {
    use softdelete_runtime::Decimal;

    let server = Server::start().await;
    let (low, high) = (Decimal::new(-15, 1), Decimal::new(225, 2));
    for range in [
        Range::from(low..high),
        Range::from(low..=high),
        Range::Between(Excluded(low), Unbounded),
        Range::Empty,
    ] {
        let expression = format!("'{range}'::numrange");
        server.same::<sql::Numrange, _>(range, &expression).await;
        server.prints::<sql::Numrange, _>(range, &expression).await;
        let expression = format!("nummultirange({expression})");
        let multirange = Multirange(if range.is_empty() {
            vec![]
        } else {
            vec![range]
        });
        server
            .prints::<sql::Nummultirange, _>(multirange, &expression)
            .await;
    }
}

/// The ranges of a crate's dates and times, from a first to a last.
macro_rules! dates {
    ($name:ident, $feature:literal, $first_day:expr, $last_day:expr, $first:expr, $last:expr, $zoned:expr, beyond $beyond:literal) => {
        #[cfg(feature = $feature)]
        #[tokio::test]
        async fn $name() {
            let server = Server::start().await;
            let days = Range::from($first_day..$last_day);
            server
                .same::<sql::Daterange, _>(days, "'[1999-12-31,2024-02-29)'::daterange")
                .await;
            server
                .same::<sql::Datemultirange, _>(
                    Multirange(vec![days]),
                    "'{[1999-12-31,2024-02-29)}'::datemultirange",
                )
                .await;
            let times = Range::from($first..=$last);
            server
                .same::<sql::Tsrange, _>(times, "'[1999-12-31 00:00,2024-02-29 00:00]'::tsrange")
                .await;
            server
                .same::<sql::Tsmultirange, _>(
                    Multirange(vec![times]),
                    "'{[1999-12-31 00:00,2024-02-29 00:00]}'::tsmultirange",
                )
                .await;
            let zoned = Range::Between(Excluded($zoned), Unbounded);
            server
                .same::<sql::Tstzrange, _>(zoned, "'(1970-01-01 00:00:00.000001+00,)'::tstzrange")
                .await;
            server
                .same::<sql::Tstzmultirange, _>(
                    Multirange(vec![zoned]),
                    "'{(1970-01-01 00:00:00.000001+00,)}'::tstzmultirange",
                )
                .await;
            let mut read = Some(days);
            let error = server
                .refused_as::<sql::Daterange, _>("'[2024-01-01,infinity)'::daterange", &mut read)
                .await;
            assert!(error.contains("infinity"), "{error}");
            let error = server
                .refused_as::<sql::Daterange, _>(
                    concat!("'[", $beyond, ",)'::daterange"),
                    &mut read,
                )
                .await;
            assert!(error.contains("outside the range"), "{error}");
        }
    };
}

dates!(
    chrono_ranges, "chrono",
    chrono::NaiveDate::from_ymd_opt(1999, 12, 31).unwrap(),
    chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
    chrono::NaiveDate::from_ymd_opt(1999, 12, 31).unwrap().and_hms_opt(0, 0, 0).unwrap(),
    chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap().and_hms_opt(0, 0, 0).unwrap(),
    chrono::DateTime::from_timestamp_micros(1).unwrap(),
    beyond "300000-01-01"
);

dates!(
    jiff_ranges, "jiff",
    jiff::civil::date(1999, 12, 31),
    jiff::civil::date(2024, 2, 29),
    jiff::civil::date(1999, 12, 31).at(0, 0, 0, 0),
    jiff::civil::date(2024, 2, 29).at(0, 0, 0, 0),
    jiff::Timestamp::from_microsecond(1).unwrap(),
    beyond "10000-01-01"
);

dates!(
    time_ranges, "time",
    time::Date::from_calendar_date(1999, time::Month::December, 31).unwrap(),
    time::Date::from_calendar_date(2024, time::Month::February, 29).unwrap(),
    time::Date::from_calendar_date(1999, time::Month::December, 31).unwrap().midnight(),
    time::Date::from_calendar_date(2024, time::Month::February, 29).unwrap().midnight(),
    time::OffsetDateTime::from_unix_timestamp_nanos(1_000).unwrap(),
    beyond "10000-01-01"
);
