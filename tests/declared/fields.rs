//! Fields of composite types that are of PostgreSQL's less usual types.

use softdelete::{
    Bits, Cidr, Inet, LineSegment, MacAddr, Multirange, Point, Range, Rectangle, SqlType, TimeTz,
    TsVector, Xml, sd_query,
};

use crate::world::world;

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "facts", schema = "app")]
pub struct Facts {
    pub years: Range<i32>,
    pub months: Option<Multirange<i64>>,
    pub marks: Bits,
    pub noon: TimeTz,
    pub host: Inet,
    pub net: Cidr,
    pub card: Option<MacAddr>,
    pub spot: Point,
    pub way: LineSegment,
    pub area: Rectangle,
    pub words: TsVector,
    pub page: Xml,
    pub ranges: Vec<Range<i32>>,
}

#[tokio::test]
async fn they_come_back_as_they_went() {
    let (_database, db) = world().await;
    let facts = Facts {
        years: (1999..2026).into(),
        months: Some("{(,3),[5,7),[9,)}".parse().unwrap()),
        marks: "10110".parse().unwrap(),
        noon: "12:00:00.5-03:30".parse().unwrap(),
        host: "2001:db8::1/64".parse().unwrap(),
        net: "10.1.0.0/16".parse().unwrap(),
        card: Some("08:00:2b:01:02:03".parse().unwrap()),
        spot: "(1.5,-2e10)".parse().unwrap(),
        way: "[(0,0),(1,2)]".parse().unwrap(),
        area: "(3,4),(1,2)".parse().unwrap(),
        words: "'it''s':1A 'back\\\\slash':2,3 'a\"b'".parse().unwrap(),
        page: "<a b=\"1\">(,)</a>".into(),
        ranges: vec![Range::Empty, Range::UNBOUNDED, (1..=3).into()],
    };
    // The ends of ranges of whole numbers are written as the server writes them.
    let normal = Facts {
        ranges: vec![Range::Empty, Range::UNBOUNDED, (1..4).into()],
        ..facts.clone()
    };
    let several = vec![facts.clone(), facts.clone()];
    let row = sd_query!(select $facts::facts as one!, $several::facts[] as many!)
        .fetch_one(&db)
        .await
        .unwrap();
    let (one, many): (Facts, Vec<Facts>) = (row.one, row.many);
    assert_eq!(one, normal);
    assert_eq!(many, [normal.clone(), normal]);
}
