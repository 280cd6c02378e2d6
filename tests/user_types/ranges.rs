//! Range types of the database's own, over types of PostgreSQL's and over declared ones.

use std::ops::Bound;

use softdelete::chrono::NaiveTime;
use softdelete::{Multirange, Range, SqlEnum, SqlType, Table, sd_query, sql_function};

use softdelete_testing::Database;

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "floatrange", schema = "app", range, multirange = FloatMultirange)]
pub struct FloatRange(pub Range<f64>);

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(multirange_of = FloatRange)]
pub struct FloatMultirange(pub Multirange<f64>);

/// Its multirange type has a name that does not follow from its own.
#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(
    name = "hours",
    schema = "app",
    range,
    multirange_type_name = "many_hours"
)]
pub struct Hours(pub Range<NaiveTime>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
#[sql(
    name = "size",
    schema = "app",
    cast(size as integer with function app.number(size) not null as implicit)
)]
pub enum Size {
    Small,
    Middle,
    Large,
}

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "sizes", schema = "app", range)]
pub struct Sizes(pub Range<Size>);

sql_function! {
    pub create function app.widest(FloatRange[]) returns FloatRange;
    pub create function app.longer(anyrange, anyrange) returns anyrange;
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "offers", schema = "app", soft_delete)]
pub struct Offer {
    #[column(primary_key)]
    pub id: i64,
    pub price: FloatRange,
    pub prices: Option<FloatMultirange>,
    pub others: Vec<FloatRange>,
    pub open: Option<Hours>,
    pub sizes: Option<Sizes>,
}

/// What is declared above.
pub const SCHEMA: &str = "
create schema if not exists app;
create type app.floatrange as range (subtype = float8);
create type app.hours as range (subtype = time, multirange_type_name = app.many_hours);
create type app.size as enum ('small', 'middle', 'large');
create function app.number(app.size) returns int language sql immutable strict
    as 'select array_position(enum_range(null::app.size), $1)';
create cast (app.size as int) with function app.number(app.size) as implicit;
create type app.sizes as range (subtype = app.size);
create table app.offers (
    id int8 primary key, price app.floatrange not null, prices app.floatmultirange, others app.floatrange[] not null, open app.hours,
    sizes app.sizes,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create function app.widest(app.floatrange[]) returns app.floatrange language sql
    as 'select r from unnest($1) r order by upper(r) - lower(r) desc nulls first limit 1';
create function app.longer(anyrange, anyrange) returns anyrange language sql as 'select greatest($1, $2)';
";

async fn world() -> (Database, softdelete::tokio_postgres::Client) {
    let database = Database::create();
    database.run(SCHEMA);
    let client = database.connect().await.unwrap();
    (database, client)
}

fn range(lower: f64, upper: f64) -> FloatRange {
    FloatRange(Range::from(lower..upper))
}

fn offer(id: i64) -> Offer {
    let time = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
    Offer {
        id,
        price: range(1.5, 2.0),
        prices: Some(FloatMultirange(Multirange(vec![
            Range::from(..=-1.0),
            Range::from(3.25..4.0),
        ]))),
        others: vec![range(0.1, 0.2), FloatRange(Range::Empty)],
        open: Some(Hours(Range::from(time(8)..time(17)))),
        sizes: Some(Sizes(Range::Between(
            Bound::Included(Size::Small),
            Bound::Excluded(Size::Large),
        ))),
    }
}

#[tokio::test]
async fn values_come_back_as_they_went() {
    let (_database, db) = world().await;
    let one = offer(1);
    sd_query!(insert into offers $one)
        .execute(&db)
        .await
        .unwrap();
    let rows = vec![
        offer(2),
        Offer {
            price: FloatRange(Range::UNBOUNDED),
            prices: None,
            others: Vec::new(),
            open: None,
            sizes: None,
            ..offer(3)
        },
    ];
    sd_query!(insert into offers values $rows)
        .execute(&db)
        .await
        .unwrap();
    let found = sd_query!(select from offers order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(found, [&[one], &rows[..]].concat());
    let (price, prices) = (range(1.5, 2.0), vec![range(9.0, 10.0), range(1.5, 2.0)]);
    let row = sd_query!(select count(*) as n from offers where price = $price and price in $prices)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(row.n, 2);
}

#[tokio::test]
async fn an_enum_converts_by_its_cast() {
    let (_database, db) = world().await;
    let size = Size::Middle;
    let row = sd_query!(select $size::Size + 1 as next!, "large"::Size::integer as last, "small"::Size = 1 as same)
        .fetch_one(&db)
        .await
        .unwrap();
    let (next, last): (i32, i32) = (row.next, row.last);
    assert_eq!((next, last, row.same), (3, 3, true));
}

#[tokio::test]
async fn polymorphic_functions_and_operators() {
    let (_database, db) = world().await;
    let one = offer(1);
    sd_query!(insert into offers $one)
        .execute(&db)
        .await
        .unwrap();
    let other = range(1.75, 9.0);
    let row = sd_query!(
        select lower(price) as a, upper(open) as b, price * $other as c!, range_merge(price, $other) as d!, multirange(price) as e,
            range_agg(price) over () as f, prices + multirange(price) as g, range_merge(prices) as h, upper(sizes) as i,
            price @> 1.6::float8 as j, app.widest(others) as k, app.longer(price, $other) as l, price && prices as m,
            floatrange(lower(price), null, "()") as n, floatmultirange(price, $other) as o!, price::floatmultirange as p,
            "[1,2]"::FloatRange as q, "empty"::floatrange as r, isempty(price) as s
        from offers
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let (a, b): (Option<f64>, Option<NaiveTime>) = (row.a, row.b);
    assert_eq!((a, b), (Some(1.5), NaiveTime::from_hms_opt(17, 30, 0)));
    let (c, d): (FloatRange, FloatRange) = (row.c, row.d);
    assert_eq!((c, d), (range(1.75, 2.0), range(1.5, 9.0)));
    let price = FloatMultirange(Multirange(vec![Range::from(1.5..2.0)]));
    assert_eq!((&row.e, &row.f), (&price, &price));
    let g: Option<FloatMultirange> = row.g;
    assert_eq!(g.map(|it| it.0.0.len()), Some(3));
    assert_eq!(row.h, Some(FloatRange(Range::from(..4.0))));
    let i: Option<Size> = row.i;
    assert_eq!((i, row.j), (Some(Size::Large), true));
    let (k, l): (Option<FloatRange>, Option<FloatRange>) = (row.k, row.l);
    assert_eq!(k, Some(FloatRange(Range::Empty)));
    assert_eq!((l, row.m), (Some(other), Some(false)));
    assert_eq!(
        row.n.0,
        Range::Between(Bound::Excluded(1.5), Bound::Unbounded)
    );
    assert_eq!((row.o.0.0.len(), row.p), (1, price));
    assert_eq!((row.q.0, row.r.0), (Range::from(1.0..=2.0), Range::Empty));
    assert!(!row.s);
    let rows = sd_query!(select r from offers, lateral unnest(prices) r order by 1)
        .fetch_all(&db)
        .await
        .unwrap();
    let last: &Option<FloatRange> = &rows[1].r;
    assert_eq!(*last, Some(range(3.25, 4.0)));
}
