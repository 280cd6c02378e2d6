//! Dates, times and intervals that may be infinite.

use softdelete_runtime::sql;
use softdelete_runtime::{Infinite, Interval};

use crate::server::Server;

#[cfg(feature = "chrono")]
#[tokio::test]
async fn infinite_values() {
    use chrono::{NaiveDate, NaiveDateTime};

    let server = Server::start().await;
    for (date, text) in [
        (Infinite::NegInfinity, "-infinity"),
        (Infinite::Infinity, "infinity"),
        (Infinite::Finite(NaiveDate::default()), "1970-01-01"),
    ] {
        let expression = format!("'{text}'::date");
        server.same::<sql::Date, _>(date, &expression).await;
        let expression = format!("'{text}'::timestamp");
        let time = match date {
            Infinite::NegInfinity => Infinite::NegInfinity,
            Infinite::Finite(_) => Infinite::Finite(NaiveDateTime::default()),
            Infinite::Infinity => Infinite::Infinity,
        };
        server.same::<sql::Timestamp, _>(time, &expression).await;
    }
    let error = server
        .read::<sql::Date, NaiveDate>("'infinity'::date")
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`Infinite<…>`"), "{error}");
}

#[cfg(feature = "chrono")]
#[tokio::test]
async fn infinite_bounds() {
    use std::ops::Bound::{Excluded, Included};

    use chrono::{DateTime, NaiveDate, Utc};
    use softdelete_runtime::Range;

    let server = Server::start().await;
    let start: DateTime<Utc> = DateTime::default();
    let range = Range::Between(
        Included(Infinite::Finite(start)),
        Excluded(Infinite::Infinity),
    );
    let expression = "tstzrange('1970-01-01 00:00+0', 'infinity')";
    server.same::<sql::Tstzrange, _>(range, expression).await;
    let range = Range::Between(
        Included(Infinite::NegInfinity),
        Excluded(NaiveDate::default().into()),
    );
    let expression = "daterange('-infinity', '1970-01-01')";
    server.same::<sql::Daterange, _>(range, expression).await;
}

/// PostgreSQL 17 and newer.
#[tokio::test]
async fn infinite_intervals() {
    let server = Server::start().await;
    let infinity: Infinite<Interval> = Infinite::Infinity;
    let given = server.text::<sql::Interval, _>(&infinity).await.unwrap();
    if given == "infinity" {
        server
            .same::<sql::Interval, _>(infinity, "'infinity'::interval")
            .await;
        let negative: Infinite<Interval> = Infinite::NegInfinity;
        server
            .same::<sql::Interval, _>(negative, "'-infinity'::interval")
            .await;
    }
}
