//! The types of this library.

use std::net::IpAddr;

use softdelete_runtime::sql::{self, Array};
use softdelete_runtime::{
    Bits, Cidr, Circle, Inet, JsonPath, Line, LineSegment, Lsn, MacAddr, MacAddr8, Money, Path,
    Point, Polygon, Rectangle, Snapshot, Tid, TimeTz, TsQuery, TsVector, Weight, Xml,
};

use crate::server::Server;

#[tokio::test]
async fn bits() {
    let server = Server::start().await;
    for text in ["", "0", "1", "10101010", "000000001", "1111111111111111"] {
        let bits: Bits = text.parse().unwrap();
        server
            .prints::<sql::Varbit, _>(bits.clone(), &format!("B'{text}'::varbit"))
            .await;
        server
            .same::<sql::Varbit, _>(bits.clone(), &format!("B'{text}'::varbit"))
            .await;
        server
            .prints::<sql::Bit, _>(bits, &format!("B'{text}'"))
            .await;
    }
    assert_eq!(Bits::from_bytes([0xa5]).to_string(), "10100101");
    assert!("012".parse::<Bits>().is_err());
    // They sort as the server sorts them.
    let mut sorted: Vec<Bits> = server
        .read::<Array<sql::Varbit>, _>(
            "(select array_agg(b order by b) from unnest(array['', '0', '1', '00', '01', '001', '100000000', '10000000']::varbit[]) b)",
        )
        .await
        .unwrap();
    let by_server = sorted.clone();
    sorted.sort();
    assert_eq!(sorted, by_server);
}

#[tokio::test]
async fn networks() {
    let server = Server::start().await;
    for text in [
        "192.0.2.17/24",
        "192.0.2.1",
        "0.0.0.0/0",
        "2001:db8::1/32",
        "::/0",
        "::1",
    ] {
        let address: Inet = text.parse().unwrap();
        let expression = format!("'{text}'::inet");
        server.same::<sql::Inet, _>(address, &expression).await;
        // A cast to text writes the prefix of hosts too.
        let shown: String = server
            .read::<sql::Text, _>(&format!("array_to_string(array[{expression}], '')"))
            .await
            .unwrap();
        assert_eq!(address.to_string(), shown);
        assert!(
            server
                .equals::<sql::Cidr, _>(&address.network(), &format!("network({expression})"))
                .await
        );
    }
    for text in [
        "192.0.2.0/24",
        "192.0.2.1/32",
        "0.0.0.0/0",
        "2001:db8::/32",
        "::/0",
        "::1/128",
    ] {
        let network: Cidr = text.parse().unwrap();
        let expression = format!("'{text}'::cidr");
        server.prints::<sql::Cidr, _>(network, &expression).await;
        server.same::<sql::Cidr, _>(network, &expression).await;
        assert!(server.equals::<sql::Inet, _>(&network, &expression).await);
        let inet: Inet = server.read::<sql::Cidr, _>(&expression).await.unwrap();
        assert_eq!(inet, network.into());
    }
    let host: IpAddr = [192, 0, 2, 1].into();
    assert!(
        server
            .equals::<sql::Cidr, _>(&host, "'192.0.2.1'::cidr")
            .await
    );
    assert_eq!(
        server
            .read::<sql::Cidr, IpAddr>("'192.0.2.1'::cidr")
            .await
            .unwrap(),
        host
    );
    for wrong in [
        "192.0.2.1/33",
        "::1/129",
        "192.0.2.1/",
        "192.0.2",
        "192.0.2.1/-1",
        "x",
    ] {
        assert!(wrong.parse::<Inet>().is_err(), "{wrong}");
        assert!(wrong.parse::<Cidr>().is_err(), "{wrong}");
    }
    assert!("192.0.2.1/24".parse::<Cidr>().is_err());
    let network: Cidr = "10.0.0.0/8".parse().unwrap();
    assert!(network.contains([10, 255, 0, 1].into()) && !network.contains([11, 0, 0, 0].into()));
    assert!(!network.contains("::a00:0".parse().unwrap()));
}

#[tokio::test]
async fn hardware_addresses() {
    let server = Server::start().await;
    for text in [
        "08:00:2b:01:02:03",
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
    ] {
        let address: MacAddr = text.parse().unwrap();
        server
            .prints::<sql::Macaddr, _>(address, &format!("'{text}'::macaddr"))
            .await;
        server
            .same::<sql::Macaddr, _>(address, &format!("'{text}'::macaddr"))
            .await;
        let widened = format!("'{text}'::macaddr::macaddr8");
        assert!(server.equals::<sql::Macaddr8, _>(&address, &widened).await);
        server
            .prints::<sql::Macaddr8, _>(MacAddr8::from(address), &widened)
            .await;
    }
    for text in ["08002b010203", "08-00-2b-01-02-03", "0800.2b01.0203"] {
        assert_eq!(text.parse(), Ok(MacAddr([8, 0, 0x2b, 1, 2, 3])));
    }
    for wrong in [
        "08:00:2b:01:02",
        "08:00:2b:01:02:03:04",
        "8:0:2b:1:2:3",
        "0g:00:00:00:00:00",
        "",
    ] {
        assert!(wrong.parse::<MacAddr>().is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn money() {
    let server = Server::start().await;
    for (cents, text) in [
        (0, "0"),
        (-1250, "-12.50"),
        (i64::MAX, "92233720368547758.07"),
        (i64::MIN, "-92233720368547758.08"),
    ] {
        let expression = format!("'{text}'::money");
        server
            .same::<sql::Money, _>(Money(cents), &expression)
            .await;
        server
            .writes::<sql::Money, _>(Money(cents), &expression)
            .await;
    }
}

#[tokio::test]
async fn times_with_a_zone() {
    let server = Server::start().await;
    for text in [
        "00:00:00+00",
        "24:00:00+15:59:59",
        "04:05:06.789-08",
        "23:59:59.999999-15:59",
        "12:00:00.5+05:30",
    ] {
        let time: TimeTz = text.parse().unwrap();
        let expression = format!("'{text}'::timetz");
        server.prints::<sql::Timetz, _>(time, &expression).await;
        server.same::<sql::Timetz, _>(time, &expression).await;
    }
    for wrong in [
        "25:00Z",
        "24:00:01Z",
        "12:60Z",
        "12:00",
        "12:00+16",
        "12:00:00.1234567Z",
        "12",
    ] {
        assert!(wrong.parse::<TimeTz>().is_err(), "{wrong}");
    }
    assert!(TimeTz::new(-1, 0).is_err() && TimeTz::new(0, i32::MIN).is_err());
    // They sort as the server sorts them.
    let mut sorted: Vec<TimeTz> = server
        .read::<Array<sql::Timetz>, _>(
            "(select array_agg(t order by t) from unnest(array['12:00+00', '13:00+01', '11:00-01', '11:30+00', '24:00+15', '00:00-15']::timetz[]) t)",
        )
        .await
        .unwrap();
    let by_server = sorted.clone();
    sorted.sort();
    assert_eq!(sorted, by_server);
}

#[tokio::test]
async fn geometry() {
    let server = Server::start().await;
    let point = |x, y| Point { x, y };
    for (x, y) in [
        (0.0, -0.0),
        (1.5, -2.25),
        (1e300, 1e-300),
        (1e15, 1e-5),
        (999_999_999_999_999.0, 0.0001),
        (123_456_789_012_345_680.0, 0.1 + 0.2),
        (f64::INFINITY, f64::NEG_INFINITY),
        (f64::MAX, f64::MIN_POSITIVE),
    ] {
        let expression = format!("point({x:e}::float8, {y:e}::float8)").replace("inf", "infinity");
        let expression = if x.is_infinite() {
            "'(Infinity,-Infinity)'::point".to_owned()
        } else {
            expression
        };
        server
            .prints::<sql::Point, _>(point(x, y), &expression)
            .await;
    }
    let nan: Point = server
        .read::<sql::Point, _>("'(NaN,0)'::point")
        .await
        .unwrap();
    assert!(nan.x.is_nan() && nan.to_string() == "(NaN,0)");
    server
        .prints::<sql::Line, _>(
            Line {
                a: 1.0,
                b: -1.0,
                c: 0.5,
            },
            "'{1,-1,0.5}'::line",
        )
        .await;
    server
        .prints::<sql::Lseg, _>(
            LineSegment {
                start: point(0.0, 1.0),
                end: point(2.0, 3.0),
            },
            "'[(0,1),(2,3)]'::lseg",
        )
        .await;
    server
        .prints::<sql::Box, _>(Rectangle::new((0.0, 5.0), (2.0, 1.0)), "'(0,5),(2,1)'::box")
        .await;
    // Corners in another order come back in the server's.
    let turned = Rectangle {
        high: point(0.0, 1.0),
        low: point(2.0, 5.0),
    };
    assert_eq!(
        server
            .echo::<sql::Box, _, Rectangle>(&turned)
            .await
            .unwrap(),
        Rectangle::new(turned.high, turned.low)
    );
    for (closed, expression) in [
        (true, "'((0,0),(1,1),(2,0))'::path"),
        (false, "'[(0,0),(1,1),(2,0)]'::path"),
    ] {
        let points = vec![point(0.0, 0.0), point(1.0, 1.0), point(2.0, 0.0)];
        server
            .prints::<sql::Path, _>(Path { closed, points }, expression)
            .await;
    }
    server
        .prints::<sql::Polygon, _>(
            Polygon(vec![point(0.0, 0.0), point(1.0, 1.0)]),
            "'((0,0),(1,1))'::polygon",
        )
        .await;
    server
        .prints::<sql::Circle, _>(
            Circle {
                center: point(1.0, 2.0),
                radius: 3.0,
            },
            "'<(1,2),3>'::circle",
        )
        .await;
    let error = server
        .text::<sql::Polygon, _>(&Polygon(Vec::new()))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("one point at least"), "{error}");
    let negative = Circle {
        center: point(0.0, 0.0),
        radius: -1.0,
    };
    assert!(server.text::<sql::Circle, _>(&negative).await.is_err());
    for wrong in ["(1)", "1,2", "(1,2", "(1,2)x", "(1,x)", ""] {
        assert!(wrong.parse::<Point>().is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn prepared_texts() {
    let server = Server::start().await;
    let expressions = [
        "''::tsvector",
        "'a fat cat'::tsvector",
        r"$$'it''s' 'back\\slash' ' space' größe$$::tsvector",
        "'rat:1A,3B,5C,7D cat:16383 mouse'::tsvector",
        "to_tsvector('english', 'The Fat Rats ate the rat')",
        "setweight('a:1,2 b:3'::tsvector, 'A')",
    ];
    for expression in expressions {
        let vector: TsVector = server.read::<sql::Tsvector, _>(expression).await.unwrap();
        server
            .prints::<sql::Tsvector, _>(vector.clone(), expression)
            .await;
        server.same::<sql::Tsvector, _>(vector, expression).await;
    }
    // What Rust reads and what the server reads is the same, also of what is not written so.
    for text in [
        r"b:3,1a,2 a 'b':1 b:99999",
        r"esc\'aped\ word:2 x",
        "''''",
        "  spaced   out ",
        ":1 a:1 ,2 it's 'q'x",
    ] {
        let vector: TsVector = text.parse().unwrap();
        let quoted = text.replace('\'', "''");
        server
            .same::<sql::Tsvector, _>(vector, &format!("'{quoted}'::tsvector"))
            .await;
    }
    for wrong in ["a:", "a:0", "a:x", "'a", "a\\", "''", "a: 1", "a:1, 2"] {
        assert!(wrong.parse::<TsVector>().is_err(), "{wrong}");
        let quoted = wrong.replace('\'', "''");
        assert!(
            server
                .read::<sql::Tsvector, TsVector>(&format!(
                    "E'{}'::tsvector",
                    quoted.replace('\\', r"\\")
                ))
                .await
                .is_err(),
            "{wrong}"
        );
    }
    let mut vector = TsVector::default();
    (1..=300).for_each(|place| vector.insert_at("often", place, Weight::B));
    assert_eq!(vector.positions("often").count(), 255);
    assert_eq!(vector.positions("often").last(), Some((255, Weight::B)));
    assert_eq!(
        server
            .echo::<sql::Tsvector, _, TsVector>(&vector)
            .await
            .unwrap(),
        vector
    );
    let mut nul = TsVector::default();
    nul.insert("a\0b");
    assert!(
        server
            .text::<sql::Tsvector, _>(&nul)
            .await
            .unwrap_err()
            .to_string()
            .contains("NUL")
    );
}

#[tokio::test]
async fn searches() {
    let server = Server::start().await;
    for text in [
        "fat",
        "fat<->rat<3>!cat",
        "it's",
        "fat & rat",
        "fat & (rat | cat)",
        "fat | rat & cat",
        "(fat | rat) & !cat",
        "!(fat & rat)",
        "!!fat",
        "fat <-> rat <2> cat",
        "fat <-> (rat <-> cat)",
        "(fat & rat) <-> cat",
        "!fat <-> !rat",
        "fat & rat & cat | mouse",
        "fat:ab & rat:* & cat:*C & mouse:abcd",
        r"'it''s' | 'a\\b' | 'two words'",
        "größe",
        "a <0> b <16384> c",
        " ( a )",
    ] {
        let expression = format!("$${text}$$::tsquery");
        let query: TsQuery = text.parse().unwrap();
        assert_eq!(
            server
                .read::<sql::Tsquery, TsQuery>(&expression)
                .await
                .unwrap(),
            query,
            "{text}"
        );
        server
            .prints::<sql::Tsquery, _>(query.clone(), &expression)
            .await;
        server.same::<sql::Tsquery, _>(query, &expression).await;
    }
    let (fat, rat) = (
        TsQuery::lexeme("fat"),
        TsQuery::weighted("rat", &[Weight::A, Weight::D]),
    );
    for (query, expression) in [
        (fat.clone() & rat.clone(), "'fat'::tsquery && 'rat:AD'"),
        (
            fat.clone() | !rat.clone(),
            "'fat'::tsquery || !!'rat:AD'::tsquery",
        ),
        (
            fat.clone().followed_by(rat.clone(), 3),
            "tsquery_phrase('fat', 'rat:AD', 3)",
        ),
        (fat.clone() & TsQuery::default(), "'fat'::tsquery && ''"),
        (TsQuery::prefix("fa"), "'fa:*'::tsquery"),
    ] {
        server.prints::<sql::Tsquery, _>(query, expression).await;
    }
    for wrong in [
        "fat rat",
        "fat &",
        "& fat",
        "(fat",
        "fat)",
        "fat <x> rat",
        "fat:x",
        "()",
        "!",
        "''",
        ":1",
        "a: b",
        "a :b",
        "a<b",
        "'fat",
    ] {
        assert!(wrong.parse::<TsQuery>().is_err(), "{wrong}");
        let error = server
            .read::<sql::Tsquery, TsQuery>(&format!("$${wrong}$$::tsquery"))
            .await;
        assert!(error.is_err(), "{wrong}");
    }
    // The server sends the empty query in its binary form, but takes it as a text alone, which no part of another value is.
    let empty: TsQuery = server.read::<sql::Tsquery, _>("''::tsquery").await.unwrap();
    assert!(empty.is_empty() && empty == "".parse().unwrap() && (!empty.clone()).is_empty());
    assert_eq!(server.text::<sql::Tsquery, _>(&empty).await.unwrap(), "");
    let boxed = Box::new(empty.clone());
    let again: TsQuery = server.echo::<sql::Tsquery, _, _>(&boxed).await.unwrap();
    assert_eq!(again, empty);
    let list = vec![empty];
    let list = server.echo::<Array<sql::Tsquery>, _, Vec<TsQuery>>(&list);
    let error = list.await.unwrap_err();
    assert!(error.to_string().contains("empty `tsquery`"), "{error}");
    // Long and deep ones do not need the stack.
    let long = vec!["a"; 5000].join(" & ");
    let query: TsQuery = long.parse().unwrap();
    assert_eq!(
        server
            .echo::<sql::Tsquery, _, TsQuery>(&query)
            .await
            .unwrap(),
        query
    );
    let deep: TsQuery = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000))
        .parse()
        .unwrap();
    assert_eq!(deep.to_string(), "'a'");
}

#[tokio::test]
async fn paths_into_json() {
    let server = Server::start().await;
    let expression = "'$.items[*] ? (@.price > 10)'::jsonpath";
    let path: JsonPath = server.read::<sql::Jsonpath, _>(expression).await.unwrap();
    assert_eq!(path.as_str(), r#"$."items"[*]?(@."price" > 10)"#);
    server.writes::<sql::Jsonpath, _>(path, expression).await;
    let plain = JsonPath::from("strict $.a");
    assert_eq!(
        server.text::<sql::Jsonpath, _>(&plain).await.unwrap(),
        r#"strict $."a""#
    );
    assert!(
        server
            .text::<sql::Jsonpath, _>(&JsonPath::from("$."))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn xml() {
    let server = Server::start().await;
    if let Err(error) = server.read::<sql::Xml, Xml>("'<a/>'::xml").await {
        // The only reason why there may be no XML.
        assert!(error.to_string().contains("libxml"), "{error}");
        return;
    }
    for text in ["<a>1</a>", "text & more", "<ä>größe</ä><b/>", ""] {
        let text = text.replace('&', "&amp;");
        let xml = Xml::from(text.as_str());
        server
            .writes::<sql::Xml, _>(xml, &format!("'{text}'::xml"))
            .await;
    }
    // The encoding that a text names is not the one it travels in.
    let declared = Xml::from(r#"<?xml version="1.0" encoding="ISO-8859-1"?><a>größe</a>"#);
    assert_eq!(
        server
            .echo::<sql::Xml, _, Xml>(&declared)
            .await
            .unwrap()
            .as_str(),
        "<a>größe</a>"
    );
    assert!(server.text::<sql::Xml, _>(&Xml::from("<a>")).await.is_err());
}

#[tokio::test]
async fn numbers_of_objects() {
    let server = Server::start().await;
    server
        .same::<sql::Regclass, _>(1259_u32, "'pg_class'::regclass")
        .await;
    server
        .same::<sql::Regtype, _>(23_u32, "'int4'::regtype")
        .await;
    server
        .same::<sql::Regnamespace, _>(11_u32, "'pg_catalog'::regnamespace")
        .await;
    assert!(server.equals::<sql::Oid, _>(&7_u16, "7::oid").await);
    for (number, expression) in [(0_u32, "'0'::"), (u32::MAX, "'4294967295'::")] {
        server
            .writes::<sql::Xid, _>(number, &format!("{expression}xid"))
            .await;
        server
            .writes::<sql::Cid, _>(number, &format!("{expression}cid"))
            .await;
        server
            .same::<sql::Regproc, _>(number, &format!("{expression}regproc"))
            .await;
        server
            .same::<sql::Regprocedure, _>(number, &format!("{expression}regprocedure"))
            .await;
        server
            .same::<sql::Regoper, _>(number, &format!("{expression}regoper"))
            .await;
        server
            .same::<sql::Regoperator, _>(number, &format!("{expression}regoperator"))
            .await;
        server
            .same::<sql::Regconfig, _>(number, &format!("{expression}regconfig"))
            .await;
        server
            .same::<sql::Regdictionary, _>(number, &format!("{expression}regdictionary"))
            .await;
        server
            .same::<sql::Regrole, _>(number, &format!("{expression}regrole"))
            .await;
        server
            .same::<sql::Regcollation, _>(number, &format!("{expression}regcollation"))
            .await;
    }
    server
        .same::<sql::Xid8, _>(u64::MAX, "'18446744073709551615'::xid8")
        .await;
    server
        .writes::<sql::Refcursor, _>("a cursor".to_owned(), "'a cursor'::refcursor")
        .await;
}

#[tokio::test]
async fn workings_of_the_server() {
    let server = Server::start().await;
    for text in ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"] {
        let place: Lsn = text.parse().unwrap();
        server
            .prints::<sql::PgLsn, _>(place, &format!("'{text}'::pg_lsn"))
            .await;
        server
            .same::<sql::PgLsn, _>(place, &format!("'{text}'::pg_lsn"))
            .await;
    }
    for wrong in ["", "1", "1/", "1/+2", "100000000/0"] {
        assert!(wrong.parse::<Lsn>().is_err(), "{wrong}");
    }
    for text in ["(0,1)", "(4294967295,65535)"] {
        let place: Tid = text.parse().unwrap();
        server
            .prints::<sql::Tid, _>(place, &format!("'{text}'::tid"))
            .await;
    }
    for text in ["10:10:", "10:20:10,14,15"] {
        let snapshot: Snapshot = text.parse().unwrap();
        server
            .prints::<sql::PgSnapshot, _>(snapshot.clone(), &format!("'{text}'::pg_snapshot"))
            .await;
        server
            .prints::<sql::TxidSnapshot, _>(snapshot, &format!("'{text}'::txid_snapshot"))
            .await;
    }
}

#[tokio::test]
async fn whole_numbers_fit_numeric() {
    let server = Server::start().await;
    assert!(
        server
            .equals::<sql::Numeric, _>(&i8::MIN, "-128::numeric")
            .await
    );
    assert!(
        server
            .equals::<sql::Numeric, _>(&u8::MAX, "255::numeric")
            .await
    );
    assert!(
        server
            .equals::<sql::Numeric, _>(&i16::MIN, "-32768::numeric")
            .await
    );
    assert!(
        server
            .equals::<sql::Numeric, _>(&u16::MAX, "65535::numeric")
            .await
    );
    assert!(
        server
            .equals::<sql::Numeric, _>(&u32::MAX, "4294967295::numeric")
            .await
    );
    assert!(
        server
            .equals::<sql::Numeric, _>(&u64::MAX, "18446744073709551615")
            .await
    );
    for number in [
        0,
        1,
        -1,
        9_999,
        10_000,
        -10_001,
        100_000_000,
        i32::MAX,
        i32::MIN,
    ] {
        assert!(
            server
                .equals::<sql::Numeric, _>(&number, &format!("{number}::numeric"))
                .await
        );
        assert_eq!(
            server.text::<sql::Numeric, _>(&number).await.unwrap(),
            number.to_string()
        );
    }
    for number in [i64::MAX, i64::MIN] {
        assert_eq!(
            server.text::<sql::Numeric, _>(&number).await.unwrap(),
            number.to_string()
        );
    }
    for number in [i128::MAX, i128::MIN, 10_i128.pow(38)] {
        assert_eq!(
            server.text::<sql::Numeric, _>(&number).await.unwrap(),
            number.to_string()
        );
    }
    assert!(
        server
            .equals::<Array<sql::Numeric>, _>(&[1_i16, -2], "array[1, -2]::numeric[]")
            .await
    );
}
