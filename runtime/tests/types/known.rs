//! The types that Rust and well-known crates have.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use softdelete_runtime::Interval;
use softdelete_runtime::sql::{self, Array};

use crate::server::Server;

#[tokio::test]
async fn numbers_and_booleans() {
    let server = Server::start().await;
    server.same::<sql::Bool, _>(true, "true").await;
    server.same::<sql::Bool, _>(false, "false").await;
    server
        .same::<sql::Int2, _>(i16::MIN, "'-32768'::int2")
        .await;
    server.same::<sql::Int2, _>(i16::MAX, "32767::int2").await;
    server
        .same::<sql::Int4, _>(i32::MIN, "'-2147483648'::int4")
        .await;
    server.same::<sql::Int4, _>(i32::MAX, "2147483647").await;
    server
        .same::<sql::Int8, _>(i64::MIN, "'-9223372036854775808'::int8")
        .await;
    server
        .same::<sql::Int8, _>(i64::MAX, "9223372036854775807")
        .await;
    server
        .same::<sql::Float4, _>(f32::MAX, "'3.4028235e38'::float4")
        .await;
    server
        .same::<sql::Float4, _>(f32::NEG_INFINITY, "'-infinity'::float4")
        .await;
    server.same::<sql::Float8, _>(0.1_f64, "0.1::float8").await;
    server
        .same::<sql::Float8, _>(f64::MIN_POSITIVE, "'2.2250738585072014e-308'::float8")
        .await;
    server
        .same::<sql::Float8, _>(f64::INFINITY, "'infinity'::float8")
        .await;
    assert!(
        server
            .read::<sql::Float8, f64>("'nan'::float8")
            .await
            .unwrap()
            .is_nan()
    );
    server
        .same::<sql::Oid, _>(u32::MAX, "4294967295::oid")
        .await;
    server.same::<sql::Char, _>(65_i8, "'A'::\"char\"").await;
}

#[tokio::test]
async fn a_smaller_number_fits_a_larger_type() {
    let server = Server::start().await;
    assert!(server.equals::<sql::Int8, _>(&7_i32, "7").await);
    assert!(server.equals::<sql::Int8, _>(&u32::MAX, "4294967295").await);
    assert!(
        server
            .equals::<Array<sql::Int8>, _>(&vec![1_i16, -1], "array[1, -1]::int8[]")
            .await
    );
    assert!(server.equals::<sql::Float8, _>(&0.5_f32, "0.5").await);
    assert_eq!(server.read::<sql::Int2, i64>("7::int2").await.unwrap(), 7);
}

#[tokio::test]
async fn text() {
    let server = Server::start().await;
    for (value, expression) in [("", "''"), ("it's", "'it''s'"), ("Größe 🦀", "'Größe 🦀'")]
    {
        server
            .same::<sql::Text, _>(value.to_owned(), expression)
            .await;
        server
            .same::<sql::Varchar, _>(value.to_owned(), &format!("{expression}::varchar"))
            .await;
    }
    server
        .same::<sql::Bpchar, _>("ab  ".to_owned(), "'ab'::char(4)")
        .await;
    server
        .same::<sql::Name, _>("pg_class".to_owned(), "'pg_class'::name")
        .await;
    let borrowed = "shared";
    let cow: Cow<'_, str> = Cow::Borrowed(borrowed);
    let shared: Arc<str> = Arc::from(borrowed);
    let boxed: Box<str> = Box::from(borrowed);
    assert!(server.equals::<sql::Text, _>(&borrowed, "'shared'").await);
    assert!(server.equals::<sql::Text, _>(&&borrowed, "'shared'").await);
    assert!(server.equals::<sql::Text, _>(&cow, "'shared'").await);
    assert!(server.equals::<sql::Text, _>(&shared, "'shared'").await);
    assert!(server.equals::<sql::Text, _>(&boxed, "'shared'").await);
    assert!(server.equals::<sql::Text, _>(&'ß', "'ß'").await);
    assert_eq!(
        &*server
            .read::<sql::Text, Arc<str>>("'shared'")
            .await
            .unwrap(),
        "shared"
    );
    assert_eq!(
        server
            .read::<sql::Text, Cow<'static, str>>("'shared'")
            .await
            .unwrap(),
        "shared"
    );
}

#[tokio::test]
async fn bytes_and_identifiers() {
    let server = Server::start().await;
    server
        .same::<sql::Bytea, _>(vec![0_u8, 255, 10], r"'\x00ff0a'::bytea")
        .await;
    server
        .same::<sql::Bytea, _>(Vec::<u8>::new(), r"'\x'::bytea")
        .await;
    server
        .same::<sql::Bytea, _>([1_u8, 2], r"'\x0102'::bytea")
        .await;
    let slice: &[u8] = &[1, 2];
    assert!(
        server
            .equals::<sql::Bytea, _>(&slice, r"'\x0102'::bytea")
            .await
    );
    assert!(
        server
            .refused::<sql::Bytea, [u8; 3]>(r"'\x0102'::bytea")
            .await
            .contains("expected 3 bytes, found 2")
    );
    let id = softdelete_runtime::Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
    server
        .same::<sql::Uuid, _>(id, "'01234567-89ab-cdef-0123-456789abcdef'::uuid")
        .await;
}

#[tokio::test]
async fn addresses() {
    let server = Server::start().await;
    server
        .same::<sql::Inet, IpAddr>("192.0.2.1".parse().unwrap(), "'192.0.2.1'::inet")
        .await;
    server
        .same::<sql::Inet, IpAddr>("2001:db8::1".parse().unwrap(), "'2001:db8::1'::inet")
        .await;
    assert!(
        server
            .refused::<sql::Inet, IpAddr>("'192.0.2.0/24'::inet")
            .await
            .contains("network of 24 bits")
    );
}

#[tokio::test]
async fn intervals() {
    let server = Server::start().await;
    let interval = Interval {
        months: -14,
        days: 3,
        microseconds: -4_500_000,
    };
    server
        .same::<sql::Interval, _>(interval, "'-14 mons 3 days -4.5 seconds'::interval")
        .await;
    server
        .same::<sql::Interval, _>(Interval::default(), "'0'::interval")
        .await;
    let text = interval.to_string();
    assert_eq!(text, "-14 mons 3 days -00:00:04.500000");
    assert!(
        server
            .equals::<sql::Interval, _>(&interval, &format!("'{text}'::interval"))
            .await
    );
    assert!(
        server
            .equals::<sql::Interval, _>(
                &std::time::Duration::from_millis(1500),
                "'1.5 seconds'::interval"
            )
            .await
    );
}

#[tokio::test]
async fn arrays() {
    let server = Server::start().await;
    let empty: Vec<i32> = server
        .echo::<Array<sql::Int4>, _, _>(&Vec::<i32>::new())
        .await
        .unwrap();
    assert!(empty.is_empty());
    assert!(
        server
            .equals::<Array<sql::Int4>, _>(&[1, 2, 3], "array[1,2,3]")
            .await
    );
    let slice: &[&str] = &["a", "b"];
    assert!(
        server
            .equals::<Array<sql::Text>, _>(&slice, "array['a','b']")
            .await
    );
    assert_eq!(
        *server
            .read::<Array<sql::Int4>, Box<[i32]>>("'[5:6]={1,2}'::int4[]")
            .await
            .unwrap(),
        [1, 2]
    );
    assert!(
        server
            .refused::<Array<sql::Int4>, Vec<i32>>("array[[1,2],[3,4]]")
            .await
            .contains("2 dimensions")
    );
    assert!(
        server
            .refused::<Array<sql::Int4>, Vec<i32>>("array[1,null]")
            .await
            .contains("NULL element")
    );
    let error = server
        .read::<Array<sql::Int4>, Vec<i32>>("array['a']")
        .await
        .unwrap_err();
    assert!(
        error.is_schema_mismatch() && error.to_string().contains("`_text`"),
        "{error}"
    );
}

#[cfg(feature = "decimal")]
#[tokio::test]
async fn decimals() {
    use softdelete_runtime::Decimal;

    let server = Server::start().await;
    for text in [
        "0",
        "-0.001",
        "79228162514264337593543950335",
        "1234567.891",
    ] {
        server
            .same::<sql::Numeric, _>(
                text.parse::<Decimal>().unwrap(),
                &format!("'{text}'::numeric"),
            )
            .await;
    }
    server
        .refused::<sql::Numeric, Decimal>("'nan'::numeric")
        .await;
    server
        .refused::<sql::Numeric, Decimal>("1e40::numeric")
        .await;
}

#[cfg(feature = "json")]
#[tokio::test]
async fn json() {
    use softdelete_runtime::Json;

    let server = Server::start().await;
    let value = serde_json::json!({ "name": "it's", "tags": [1, null, 2.5] });
    server
        .same::<sql::Jsonb, _>(
            value.clone(),
            r#"'{"name": "it''s", "tags": [1, null, 2.5]}'::jsonb"#,
        )
        .await;
    assert_eq!(
        server
            .echo::<sql::Json, _, serde_json::Value>(&value)
            .await
            .unwrap(),
        value
    );
    let typed = Json(vec![Some(1_u8), None]);
    server
        .same::<sql::Jsonb, _>(typed.clone(), "'[1, null]'::jsonb")
        .await;
    assert_eq!(
        server
            .read::<sql::Json, Json<Vec<Option<u8>>>>("'[1, null]'::json")
            .await
            .unwrap(),
        typed
    );
    let refused = server
        .refused::<sql::Jsonb, Json<Vec<u8>>>(r#"'["secret"]'::jsonb"#)
        .await;
    assert!(
        refused.contains("line 1") && !refused.contains("secret"),
        "{refused}"
    );
}

/// The counts that PostgreSQL keeps, at their limits.
macro_rules! dates {
    ($name:ident, $feature:literal, $date:ty, $time:ty, $timestamp:ty, $timestamptz:ty, [$($day:expr => $day_text:literal),+], [$($hour:expr => $hour_text:literal),+],
     [$($moment:expr => $moment_text:literal),+], [$($instant:expr => $instant_text:literal),+], beyond $beyond:literal) => {
        #[cfg(feature = $feature)]
        #[tokio::test]
        async fn $name() {
            let server = Server::start().await;
            $(server.same::<sql::Date, $date>($day, concat!("'", $day_text, "'::date")).await;)+
            $(server.same::<sql::Time, $time>($hour, concat!("'", $hour_text, "'::time")).await;)+
            $(server.same::<sql::Timestamp, $timestamp>($moment, concat!("'", $moment_text, "'::timestamp")).await;)+
            $(server.same::<sql::Timestamptz, $timestamptz>($instant, concat!("'", $instant_text, "'::timestamptz")).await;)+
            for sign in ["", "-"] {
                assert!(server.refused::<sql::Date, $date>(&format!("'{sign}infinity'::date")).await.contains("infinity"));
                assert!(server.refused::<sql::Timestamp, $timestamp>(&format!("'{sign}infinity'::timestamp")).await.contains("infinity"));
                assert!(server.refused::<sql::Timestamptz, $timestamptz>(&format!("'{sign}infinity'::timestamptz")).await.contains("infinity"));
            }
            assert!(server.refused::<sql::Time, $time>("'24:00'::time").await.contains("range"));
            assert!(server.refused::<sql::Date, $date>(concat!("'", $beyond, "'::date")).await.contains("range"));
        }
    };
}

dates!(
    chrono_dates, "chrono", chrono::NaiveDate, chrono::NaiveTime, chrono::NaiveDateTime, chrono::DateTime<chrono::Utc>,
    [
        chrono::NaiveDate::from_ymd_opt(1999, 12, 31).unwrap() => "1999-12-31",
        chrono::NaiveDate::from_ymd_opt(-4713, 11, 24).unwrap() => "4714-11-24 BC",
        chrono::NaiveDate::from_ymd_opt(262_142, 12, 31).unwrap() => "262142-12-31"
    ],
    [
        chrono::NaiveTime::MIN => "00:00",
        chrono::NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap() => "23:59:59.999999"
    ],
    [
        chrono::NaiveDate::from_ymd_opt(1999, 12, 31).unwrap().and_hms_micro_opt(23, 59, 59, 999_999).unwrap() => "1999-12-31 23:59:59.999999",
        chrono::NaiveDate::from_ymd_opt(-4713, 11, 24).unwrap().and_hms_opt(0, 0, 0).unwrap() => "4714-11-24 00:00:00 BC"
    ],
    [
        chrono::DateTime::from_timestamp_micros(1).unwrap() => "1970-01-01 00:00:00.000001+00",
        chrono::DateTime::from_timestamp_micros(-62_135_596_800_000_000).unwrap() => "0001-01-01 00:00:00+00"
    ],
    beyond "300000-01-01"
);

dates!(
    jiff_dates, "jiff", jiff::civil::Date, jiff::civil::Time, jiff::civil::DateTime, jiff::Timestamp,
    [
        jiff::civil::date(1999, 12, 31) => "1999-12-31",
        jiff::civil::date(-4713, 11, 24) => "4714-11-24 BC",
        jiff::civil::date(9999, 12, 31) => "9999-12-31"
    ],
    [
        jiff::civil::time(0, 0, 0, 0) => "00:00",
        jiff::civil::time(23, 59, 59, 999_999_000) => "23:59:59.999999"
    ],
    [
        jiff::civil::date(1999, 12, 31).at(23, 59, 59, 999_999_000) => "1999-12-31 23:59:59.999999",
        jiff::civil::date(-4713, 11, 24).at(0, 0, 0, 0) => "4714-11-24 00:00:00 BC"
    ],
    [
        jiff::Timestamp::from_microsecond(1).unwrap() => "1970-01-01 00:00:00.000001+00",
        jiff::Timestamp::from_microsecond(-62_135_596_800_000_000).unwrap() => "0001-01-01 00:00:00+00"
    ],
    beyond "10000-01-01"
);

dates!(
    time_dates, "time", time::Date, time::Time, time::PrimitiveDateTime, time::OffsetDateTime,
    [
        time::Date::from_calendar_date(1999, time::Month::December, 31).unwrap() => "1999-12-31",
        time::Date::from_calendar_date(-4713, time::Month::November, 24).unwrap() => "4714-11-24 BC",
        time::Date::from_calendar_date(9999, time::Month::December, 31).unwrap() => "9999-12-31"
    ],
    [
        time::Time::MIDNIGHT => "00:00",
        time::Time::from_hms_micro(23, 59, 59, 999_999).unwrap() => "23:59:59.999999"
    ],
    [
        time::Date::from_calendar_date(1999, time::Month::December, 31).unwrap().with_hms_micro(23, 59, 59, 999_999).unwrap() => "1999-12-31 23:59:59.999999",
        time::Date::from_calendar_date(-4713, time::Month::November, 24).unwrap().midnight() => "4714-11-24 00:00:00 BC"
    ],
    [
        time::OffsetDateTime::from_unix_timestamp_nanos(1_000).unwrap() => "1970-01-01 00:00:00.000001+00",
        time::OffsetDateTime::from_unix_timestamp(-62_135_596_800).unwrap() => "0001-01-01 00:00:00+00"
    ],
    beyond "10000-01-01"
);
