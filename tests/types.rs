//! Columns of every type of PostgreSQL's that has a Rust type of this library: declared, written one by one and in bulk, given as parameters,
//! read back, and all of it as a live database describes it.
#![allow(missing_docs, unreachable_pub)]

use std::net::IpAddr;
use std::ops::Bound;

use softdelete::chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use softdelete::testing::verify_all;
use softdelete::{
    Bits, Cidr, Circle, Decimal, Inet, Infinite, JsonPath, Line, LineSegment, Lsn, MacAddr,
    MacAddr8, Money, Multirange, Path, Point, Polygon, Pool, Range, Rectangle, Snapshot, SqlType,
    Table, Tid, TimeTz, TsQuery, TsVector, Weight, Xml, sd_query,
};
use softdelete_testing::Database;

/// What a program calls like a type of this library is its own.
mod own {
    use softdelete::{SqlEnum, SqlType, Table};

    #[derive(Clone, Copy, Debug, PartialEq, SqlType)]
    pub struct Money(pub i64);

    #[derive(Clone, Copy, Debug, PartialEq, SqlEnum)]
    #[sql(name = "own_path")]
    pub enum Path {
        Narrow,
        Wide,
    }

    #[derive(Clone, Debug, PartialEq, Table)]
    #[table(name = "own", soft_delete)]
    pub struct Own {
        #[column(primary_key)]
        pub id: i64,
        pub money: Money,
        pub path: Option<Path>,
        pub theirs: softdelete::Money,
    }
}

use own::own as own_table;

#[derive(Clone, Copy, Debug, PartialEq, SqlType)]
pub struct Price(pub Money);

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "home")]
pub struct Home(pub Point);

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "opening")]
pub struct Opening(pub Range<DateTime<Utc>>);

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, SqlType)]
pub struct Day(pub NaiveDate);

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "everything", soft_delete)]
pub struct Everything {
    #[column(primary_key)]
    pub id: i64,
    pub ints: Range<i32>,
    pub bigs: Range<i64>,
    pub nums: Range<Decimal>,
    pub days: Range<NaiveDate>,
    pub moments: Range<NaiveDateTime>,
    pub instants: Option<Range<DateTime<Utc>>>,
    pub until: Infinite<DateTime<Utc>>,
    pub validity: Option<Range<Infinite<NaiveDate>>>,
    pub many: Multirange<i32>,
    pub many_days: Option<Multirange<NaiveDate>>,
    pub range_list: Vec<Range<i32>>,
    #[column(sql_type = "daterange")]
    pub newtype_days: Range<Day>,
    pub bits: Bits,
    #[column(sql_type = "bit(4)")]
    pub four: Bits,
    #[column(sql_type = "bit varying(9)")]
    pub up_to_nine: Option<Bits>,
    pub bit_list: Vec<Bits>,
    pub inet: Inet,
    pub host: IpAddr,
    pub cidr: Cidr,
    pub networks: Vec<Option<Cidr>>,
    pub mac: MacAddr,
    pub mac8: Option<MacAddr8>,
    pub money: Money,
    pub price: Price,
    pub moneys: Vec<Money>,
    pub time: TimeTz,
    #[column(sql_type = "time with time zone")]
    pub times: Option<TimeTz>,
    pub point: Point,
    pub home: Home,
    pub line: Line,
    pub segment: LineSegment,
    pub rectangle: Rectangle,
    pub rectangles: Vec<Rectangle>,
    pub path: Path,
    pub polygon: Polygon,
    pub circle: Option<Circle>,
    pub vector: TsVector,
    pub query: TsQuery,
    pub json_path: JsonPath,
    pub place: Lsn,
    pub snapshot: Snapshot,
    pub tid: Tid,
    pub opening: Opening,
    #[column(sql_type = "xid8")]
    pub transaction: u64,
    #[column(sql_type = "regclass")]
    pub class: u32,
    pub oid: u32,
    #[column(sql_type = "name")]
    pub name: String,
    #[column(sql_type = "\"char\"")]
    pub char: i8,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "documents")]
pub struct Document {
    #[column(primary_key)]
    pub id: i64,
    pub body: Xml,
    pub parts: Option<Vec<Xml>>,
}

const SCHEMA: &str = "
create domain home as point;
create domain opening as tstzrange check (not isempty(value));
create table everything (
    id bigint primary key,
    ints int4range not null, bigs int8range not null, nums numrange not null, days daterange not null, moments tsrange not null, instants tstzrange,
    until timestamptz not null, validity daterange,
    many int4multirange not null, many_days datemultirange, range_list int4range[] not null, newtype_days daterange not null,
    bits varbit not null, four bit(4) not null, up_to_nine bit varying(9), bit_list varbit[] not null,
    inet inet not null, host inet not null, cidr cidr not null, networks cidr[] not null, mac macaddr not null, mac8 macaddr8,
    money money not null, price money not null, moneys money[] not null, time timetz not null, times timetz,
    point point not null, home home not null, line line not null, segment lseg not null, rectangle box not null, rectangles box[] not null,
    path path not null, polygon polygon not null, circle circle,
    vector tsvector not null, query tsquery not null, json_path jsonpath not null,
    place pg_lsn not null, snapshot pg_snapshot not null, tid tid not null, opening opening not null,
    transaction xid8 not null, class regclass not null, oid oid not null, name name not null, char \"char\" not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create type own_path as enum ('narrow', 'wide');
create table own (id bigint primary key, money bigint not null, path own_path, theirs money not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
";

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 2, day).unwrap()
}

fn everything(id: i64) -> Everything {
    let point = |x, y| Point { x, y };
    let moment = day(1).and_hms_micro_opt(1, 2, 3, 4).unwrap();
    let mut vector = TsVector::default();
    vector.insert_at("rat", 2, Weight::A);
    Everything {
        id,
        ints: Range::from(1..5),
        bigs: Range::UNBOUNDED,
        nums: Range::from(Decimal::new(-15, 1)..=Decimal::ONE),
        days: Range::from(day(1)..day(29)),
        moments: Range::from(moment..),
        instants: Some(Range::Between(
            Bound::Excluded(moment.and_utc()),
            Bound::Unbounded,
        )),
        until: Infinite::Infinity,
        validity: Some(Range::from(Infinite::Finite(day(1))..Infinite::Infinity)),
        many: Multirange(vec![Range::from(1..3), Range::from(7..)]),
        many_days: Some(Range::from(day(2)..day(3)).into()),
        range_list: vec![Range::Empty, Range::from(..3)],
        newtype_days: Range::from(Day(day(1))..Day(day(2))),
        bits: "0110".parse().unwrap(),
        four: "1010".parse().unwrap(),
        up_to_nine: Some(Bits::default()),
        bit_list: vec![
            "1".parse().unwrap(),
            Bits::default(),
            "000000001".parse().unwrap(),
        ],
        inet: "192.0.2.17/24".parse().unwrap(),
        host: [192, 0, 2, 1].into(),
        cidr: "2001:db8::/32".parse().unwrap(),
        networks: vec![Some("10.0.0.0/8".parse().unwrap()), None],
        mac: MacAddr([1, 2, 3, 4, 5, 6]),
        mac8: Some(MacAddr8([1, 2, 3, 4, 5, 6, 7, 8])),
        money: Money(-1250),
        price: Price(Money(i64::MAX)),
        moneys: vec![Money(1), Money(-1)],
        time: "04:05:06.789-08".parse().unwrap(),
        times: Some("24:00+15:59".parse().unwrap()),
        point: point(1.5, -2.0),
        home: Home(point(0.0, f64::INFINITY)),
        line: Line {
            a: 1.0,
            b: -1.0,
            c: 0.5,
        },
        segment: LineSegment {
            start: point(0.0, 0.0),
            end: point(1.0, 1.0),
        },
        rectangle: Rectangle::new((0.0, 5.0), (2.0, 1.0)),
        rectangles: vec![Rectangle::new((0.0, 0.0), (1.0, 1.0)), Rectangle::default()],
        path: Path {
            closed: false,
            points: vec![point(0.0, 0.0), point(1.0, 2.0)],
        },
        polygon: Polygon(vec![point(0.0, 0.0), point(4.0, 0.0), point(0.0, 4.0)]),
        circle: Some(Circle {
            center: point(1.0, 1.0),
            radius: 2.0,
        }),
        vector,
        query: TsQuery::lexeme("fat") & !TsQuery::prefix("rat"),
        json_path: JsonPath::from(r#"$."a""#),
        place: Lsn(0x16_B374_D848),
        snapshot: "10:20:10,14,15".parse().unwrap(),
        tid: Tid {
            block: 4,
            offset: 2,
        },
        opening: Opening(Range::from(moment.and_utc()..)),
        transaction: u64::MAX,
        class: 1259,
        oid: u32::MAX,
        name: "pg_class".to_owned(),
        char: 65,
    }
}

/// The same with NULL where there may be one.
fn sparse(id: i64) -> Everything {
    Everything {
        instants: None,
        many_days: None,
        range_list: vec![],
        up_to_nine: None,
        bit_list: vec![],
        networks: vec![],
        mac8: None,
        moneys: vec![],
        times: None,
        rectangles: vec![],
        circle: None,
        ..everything(id)
    }
}

fn database() -> Database {
    let database = Database::create();
    database.run(SCHEMA);
    database
}

#[tokio::test]
async fn rows_survive() -> softdelete::Result<()> {
    let database = database();
    let db = Pool::connect(&database.url()).await?;
    let (one, two) = (everything(1), sparse(2));
    sd_query!(insert into everything $one).execute(&db).await?;
    sd_query!(insert into everything $two).execute(&db).await?;
    let rows = vec![everything(3), sparse(4), everything(5)];
    sd_query!(insert into everything values $rows)
        .execute(&db)
        .await?;
    let all = sd_query!(select from everything order by id)
        .fetch_all(&db)
        .await?;
    assert_eq!(all, [one, two, everything(3), sparse(4), everything(5)]);
    Ok(())
}

#[tokio::test]
async fn values_are_given_and_computed() -> softdelete::Result<()> {
    let database = database();
    let db = Pool::connect(&database.url()).await?;
    let one = everything(1);
    sd_query!(insert into everything $one).execute(&db).await?;
    let (inside, ints) = (3, Range::from(2..4));
    let address: IpAddr = [192, 0, 2, 99].into();
    let (point, vector_query) = (Point { x: 1.0, y: 1.0 }, TsQuery::lexeme("rat"));
    let there = Point { x: 4.5, y: 2.0 };
    let row = sd_query!(
        select ints * $ints as common!, ints @> $inside::int4 as holds!, lower(instants) as since, many + int4multirange(int4range(20, 30)) as more!,
            network(inet) as net!, network(inet) >>= $address as covers!, money * 2 as twice!, bits || four as joined!,
            polygon @> $point::point as encloses!, vector @@ $vector_query as found!, array[money, price] as both, point <-> $there as distance!,
            macaddr8(mac) as wide!, home, opening, class, xml_is_well_formed(name::text) as well_formed
        from everything
    )
    .fetch_one(&db)
    .await?;
    assert_eq!(row.common, Range::from(2..4));
    assert!(row.holds && row.covers && row.encloses && row.found);
    assert_eq!(row.since, one.instants.unwrap().lower().copied());
    assert_eq!(row.more.to_string(), "{[1,3),[7,)}");
    assert_eq!(row.net, one.inet.network());
    assert_eq!(row.twice, Money(-2500));
    assert_eq!(row.joined.to_string(), "01101010");
    assert_eq!(row.both, [Money(-1250), Money(i64::MAX)]);
    assert!((row.distance - 5.0).abs() < 1e-9);
    assert_eq!(row.wide, one.mac.into());
    assert_eq!(
        (row.home.clone(), row.opening.clone()),
        (one.home, one.opening)
    );

    let (price, four) = (Price(Money(5)), "1111".parse::<Bits>().unwrap());
    let days: Vec<Range<NaiveDate>> = vec![Range::Empty, one.days];
    let updated = sd_query!(
        update everything set price = $price, four = $four, times = null where days = any ($days) returning id, price, four, times
    )
    .fetch_one(&db)
    .await?;
    assert_eq!(
        (updated.price, updated.four, updated.times),
        (price, four, None)
    );
    // Of a fixed number of bits, more do not fit.
    let five = "11111".parse::<Bits>().unwrap();
    let error = sd_query!(update everything set four = $five where id = 1)
        .execute(&db)
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("bit string length 5 does not match"),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn types_of_the_program_are_its_own() -> softdelete::Result<()> {
    let database = database();
    let db = Pool::connect(&database.url()).await?;
    let row = own::Own {
        id: 1,
        money: own::Money(7),
        path: Some(own::Path::Wide),
        theirs: Money(700),
    };
    sd_query!(insert into own_table $row).execute(&db).await?;
    let (money, theirs) = (own::Money(7), Money(700));
    let read = sd_query!(select from own_table where money = $money and theirs = $theirs)
        .fetch_one(&db)
        .await?;
    assert_eq!(read, row);
    Ok(())
}

#[tokio::test]
async fn xml_survives() -> softdelete::Result<()> {
    let database = database();
    if database
        .connect()
        .await?
        .simple_query("select '<a/>'::xml")
        .await
        .is_err()
    {
        // A PostgreSQL that was built without libxml.
        return Ok(());
    }
    database.run("create table documents (id bigint primary key, body xml not null, parts xml[])");
    let db = Pool::connect(&database.url()).await?;
    let rows = vec![
        Document {
            id: 1,
            body: Xml::from("<a>größe</a>"),
            parts: Some(vec!["<b/>".into(), "text".into()]),
        },
        Document {
            id: 2,
            body: Xml::from("text"),
            parts: None,
        },
    ];
    sd_query!(insert into documents values $rows)
        .execute(&db)
        .await?;
    let all = sd_query!(select from documents order by id)
        .fetch_all(&db)
        .await?;
    assert_eq!(all, rows);
    Ok(())
}

#[tokio::test]
async fn a_database_agrees() {
    let database = database();
    database.run("create table documents (id bigint primary key, body xml not null, parts xml[])");
    database.run(softdelete::schema::SYSTEM_SQL);
    let client = database.connect().await.unwrap();
    let report = verify_all(&client)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(report.statements() > 5);
    // And says so where it does not.
    database.run(
        "alter table everything alter column four type bit(5) using four::bit(5), alter column ints type int8range using null,
             alter column cidr type inet, alter column snapshot type txid_snapshot using snapshot::text::txid_snapshot",
    );
    let error = verify_all(&client).await.unwrap_err().to_string();
    for (column, declared) in [
        ("four", "bit(4)"),
        ("ints", "int4range"),
        ("cidr", "cidr"),
        ("snapshot", "pg_snapshot"),
    ] {
        assert!(
            error.contains(&format!("`{column}`")) && error.contains(declared),
            "{column}: {error}"
        );
    }
}
