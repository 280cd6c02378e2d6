//! PostgreSQL's types as Rust types that have no values: they name what a parameter or column is.
//!
//! The structs in [`name`] are spelled as PostgreSQL spells them, because rustc prints them in its errors: "a value of type
//! `String` cannot be given where PostgreSQL expects `int8`". Code refers to them by the usual names given here.

use postgres_types::Type;

/// A type of PostgreSQL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a PostgreSQL type",
    note = "derive `SqlType` or `SqlEnum` on it to declare one"
)]
pub trait SqlType {
    /// The Rust type that values have unless a column's declaration says another.
    type Rust;
    /// The type as it travels.
    const TYPE: Type;
    /// The type of arrays of it.
    const ARRAY: Type;
    /// The name as PostgreSQL's manual writes it.
    const NAME: &'static str;
    /// Whether statements send values of it in a row around them: a composite type, or an array of one.
    const IN_ROW: bool = false;

    /// Whether a column that the server calls `found` may be read as this type: it must have the same binary form.
    fn accepts(found: &Type) -> bool {
        *found == Self::TYPE
    }
}

/// Stands for the Rust type of an SQL type whose cargo feature is not enabled (`decimal`, `json`, `chrono`, `jiff`, `time`).
#[derive(Clone, Copy, Debug)]
pub enum EnableACargoFeature {}

/// The types, by the names that PostgreSQL gives them.
#[allow(
    non_camel_case_types,
    missing_docs,
    reason = "rustc prints these names, and they speak for themselves"
)]
pub mod name {
    use std::marker::PhantomData;

    #[derive(Debug)]
    pub enum bool {}
    #[derive(Debug)]
    pub enum int2 {}
    #[derive(Debug)]
    pub enum int4 {}
    #[derive(Debug)]
    pub enum int8 {}
    #[derive(Debug)]
    pub enum float4 {}
    #[derive(Debug)]
    pub enum float8 {}
    #[derive(Debug)]
    pub enum numeric {}
    #[derive(Debug)]
    pub enum text {}
    #[derive(Debug)]
    pub enum varchar {}
    #[derive(Debug)]
    pub enum bpchar {}
    #[derive(Debug)]
    pub enum name {}
    #[derive(Debug)]
    pub enum char {}
    #[derive(Debug)]
    pub enum bytea {}
    #[derive(Debug)]
    pub enum uuid {}
    #[derive(Debug)]
    pub enum date {}
    #[derive(Debug)]
    pub enum time {}
    #[derive(Debug)]
    pub enum timestamp {}
    #[derive(Debug)]
    pub enum timestamptz {}
    #[derive(Debug)]
    pub enum interval {}
    #[derive(Debug)]
    pub enum json {}
    #[derive(Debug)]
    pub enum jsonb {}
    #[derive(Debug)]
    pub enum inet {}
    #[derive(Debug)]
    pub enum oid {}
    #[derive(Debug)]
    pub enum void {}
    #[derive(Debug)]
    pub enum bit {}
    #[derive(Debug)]
    pub enum varbit {}
    #[derive(Debug)]
    pub enum xml {}
    #[derive(Debug)]
    pub enum cidr {}
    #[derive(Debug)]
    pub enum macaddr {}
    #[derive(Debug)]
    pub enum macaddr8 {}
    #[derive(Debug)]
    pub enum money {}
    #[derive(Debug)]
    pub enum timetz {}
    #[derive(Debug)]
    pub enum point {}
    #[derive(Debug)]
    pub enum line {}
    #[derive(Debug)]
    pub enum lseg {}
    #[derive(Debug)]
    pub enum r#box {}
    #[derive(Debug)]
    pub enum path {}
    #[derive(Debug)]
    pub enum polygon {}
    #[derive(Debug)]
    pub enum circle {}
    #[derive(Debug)]
    pub enum tsvector {}
    #[derive(Debug)]
    pub enum tsquery {}
    #[derive(Debug)]
    pub enum jsonpath {}
    #[derive(Debug)]
    pub enum pg_lsn {}
    #[derive(Debug)]
    pub enum pg_snapshot {}
    #[derive(Debug)]
    pub enum txid_snapshot {}
    #[derive(Debug)]
    pub enum tid {}
    #[derive(Debug)]
    pub enum xid {}
    #[derive(Debug)]
    pub enum cid {}
    #[derive(Debug)]
    pub enum xid8 {}
    #[derive(Debug)]
    pub enum refcursor {}
    #[derive(Debug)]
    pub enum regclass {}
    #[derive(Debug)]
    pub enum regcollation {}
    #[derive(Debug)]
    pub enum regconfig {}
    #[derive(Debug)]
    pub enum regdictionary {}
    #[derive(Debug)]
    pub enum regnamespace {}
    #[derive(Debug)]
    pub enum regoper {}
    #[derive(Debug)]
    pub enum regoperator {}
    #[derive(Debug)]
    pub enum regproc {}
    #[derive(Debug)]
    pub enum regprocedure {}
    #[derive(Debug)]
    pub enum regrole {}
    #[derive(Debug)]
    pub enum regtype {}
    #[derive(Debug)]
    pub enum int4range {}
    #[derive(Debug)]
    pub enum int4multirange {}
    #[derive(Debug)]
    pub enum int8range {}
    #[derive(Debug)]
    pub enum int8multirange {}
    #[derive(Debug)]
    pub enum numrange {}
    #[derive(Debug)]
    pub enum nummultirange {}
    #[derive(Debug)]
    pub enum daterange {}
    #[derive(Debug)]
    pub enum datemultirange {}
    #[derive(Debug)]
    pub enum tsrange {}
    #[derive(Debug)]
    pub enum tsmultirange {}
    #[derive(Debug)]
    pub enum tstzrange {}
    #[derive(Debug)]
    pub enum tstzmultirange {}
    #[derive(Debug)]
    pub struct array_of<S>(PhantomData<S>);
}

/// An array.
pub type Array<S> = name::array_of<S>;
/// `bit`
pub type Bit = name::bit;
/// `bool`
pub type Bool = name::bool;
/// `box`
pub type Box = name::r#box;
/// `bpchar`
pub type Bpchar = name::bpchar;
/// `bytea`
pub type Bytea = name::bytea;
/// `char`
pub type Char = name::char;
/// `cid`
pub type Cid = name::cid;
/// `cidr`
pub type Cidr = name::cidr;
/// `circle`
pub type Circle = name::circle;
/// `date`
pub type Date = name::date;
/// `datemultirange`
pub type Datemultirange = name::datemultirange;
/// `daterange`
pub type Daterange = name::daterange;
/// `float4`
pub type Float4 = name::float4;
/// `float8`
pub type Float8 = name::float8;
/// `inet`
pub type Inet = name::inet;
/// `int2`
pub type Int2 = name::int2;
/// `int4`
pub type Int4 = name::int4;
/// `int4multirange`
pub type Int4multirange = name::int4multirange;
/// `int4range`
pub type Int4range = name::int4range;
/// `int8`
pub type Int8 = name::int8;
/// `int8multirange`
pub type Int8multirange = name::int8multirange;
/// `int8range`
pub type Int8range = name::int8range;
/// `interval`
pub type Interval = name::interval;
/// `json`
pub type Json = name::json;
/// `jsonb`
pub type Jsonb = name::jsonb;
/// `jsonpath`
pub type Jsonpath = name::jsonpath;
/// `line`
pub type Line = name::line;
/// `lseg`
pub type Lseg = name::lseg;
/// `macaddr`
pub type Macaddr = name::macaddr;
/// `macaddr8`
pub type Macaddr8 = name::macaddr8;
/// `money`
pub type Money = name::money;
/// `name`
pub type Name = name::name;
/// `numeric`
pub type Numeric = name::numeric;
/// `nummultirange`
pub type Nummultirange = name::nummultirange;
/// `numrange`
pub type Numrange = name::numrange;
/// `oid`
pub type Oid = name::oid;
/// `path`
pub type Path = name::path;
/// `pg_lsn`
pub type PgLsn = name::pg_lsn;
/// `pg_snapshot`
pub type PgSnapshot = name::pg_snapshot;
/// `point`
pub type Point = name::point;
/// `polygon`
pub type Polygon = name::polygon;
/// `refcursor`
pub type Refcursor = name::refcursor;
/// `regclass`
pub type Regclass = name::regclass;
/// `regcollation`
pub type Regcollation = name::regcollation;
/// `regconfig`
pub type Regconfig = name::regconfig;
/// `regdictionary`
pub type Regdictionary = name::regdictionary;
/// `regnamespace`
pub type Regnamespace = name::regnamespace;
/// `regoper`
pub type Regoper = name::regoper;
/// `regoperator`
pub type Regoperator = name::regoperator;
/// `regproc`
pub type Regproc = name::regproc;
/// `regprocedure`
pub type Regprocedure = name::regprocedure;
/// `regrole`
pub type Regrole = name::regrole;
/// `regtype`
pub type Regtype = name::regtype;
/// `text`
pub type Text = name::text;
/// `tid`
pub type Tid = name::tid;
/// `time`
pub type Time = name::time;
/// `timestamp`
pub type Timestamp = name::timestamp;
/// `timestamptz`
pub type Timestamptz = name::timestamptz;
/// `timetz`
pub type Timetz = name::timetz;
/// `tsmultirange`
pub type Tsmultirange = name::tsmultirange;
/// `tsquery`
pub type Tsquery = name::tsquery;
/// `tsrange`
pub type Tsrange = name::tsrange;
/// `tstzmultirange`
pub type Tstzmultirange = name::tstzmultirange;
/// `tstzrange`
pub type Tstzrange = name::tstzrange;
/// `tsvector`
pub type Tsvector = name::tsvector;
/// `txid_snapshot`
pub type TxidSnapshot = name::txid_snapshot;
/// `uuid`
pub type Uuid = name::uuid;
/// `varbit`
pub type Varbit = name::varbit;
/// `varchar`
pub type Varchar = name::varchar;
/// `void`
pub type Void = name::void;
/// `xid`
pub type Xid = name::xid;
/// `xid8`
pub type Xid8 = name::xid8;
/// `xml`
pub type Xml = name::xml;

macro_rules! sql_types {
    ($($marker:ident = $name:literal, $ty:ident, $array:ident, $rust:ty $(, also $($also:ident)|+)?;)+) => {$(
        impl SqlType for $marker {
            type Rust = $rust;
            const TYPE: Type = Type::$ty;
            const ARRAY: Type = Type::$array;
            const NAME: &'static str = $name;

            fn accepts(found: &Type) -> bool {
                *found == Type::$ty $($(|| *found == Type::$also)+)?
            }
        }
    )+

    /// The Rust type of each SQL type as a plain name, which editors show resolved where they would show `<int8 as SqlType>::Rust`.
    pub mod usual {
        use super::rust;

        $(
            #[doc = concat!("`", $name, "`")]
            pub type $marker = $rust;
        )+
    }};
}

// A column of one of the text types may be read as any of them: they differ in what they store, not in how they travel.
sql_types! {
    Bool = "boolean", BOOL, BOOL_ARRAY, bool;
    Int2 = "smallint", INT2, INT2_ARRAY, i16;
    Int4 = "integer", INT4, INT4_ARRAY, i32;
    Int8 = "bigint", INT8, INT8_ARRAY, i64;
    Float4 = "real", FLOAT4, FLOAT4_ARRAY, f32;
    Float8 = "double precision", FLOAT8, FLOAT8_ARRAY, f64;
    Numeric = "numeric", NUMERIC, NUMERIC_ARRAY, rust::Numeric;
    Text = "text", TEXT, TEXT_ARRAY, String, also VARCHAR | BPCHAR | NAME | UNKNOWN;
    Varchar = "character varying", VARCHAR, VARCHAR_ARRAY, String, also TEXT | BPCHAR | NAME | UNKNOWN;
    Bpchar = "character", BPCHAR, BPCHAR_ARRAY, String, also TEXT | VARCHAR | NAME | UNKNOWN;
    Name = "name", NAME, NAME_ARRAY, String, also TEXT | VARCHAR | BPCHAR | UNKNOWN;
    Char = "\"char\"", CHAR, CHAR_ARRAY, i8;
    Bytea = "bytea", BYTEA, BYTEA_ARRAY, Vec<u8>;
    Uuid = "uuid", UUID, UUID_ARRAY, uuid::Uuid;
    Date = "date", DATE, DATE_ARRAY, rust::Date;
    Time = "time", TIME, TIME_ARRAY, rust::Time;
    Timestamp = "timestamp", TIMESTAMP, TIMESTAMP_ARRAY, rust::Timestamp;
    Timestamptz = "timestamptz", TIMESTAMPTZ, TIMESTAMPTZ_ARRAY, rust::Timestamptz;
    Interval = "interval", INTERVAL, INTERVAL_ARRAY, crate::Interval;
    Json = "json", JSON, JSON_ARRAY, rust::Json, also JSONB;
    Jsonb = "jsonb", JSONB, JSONB_ARRAY, rust::Json, also JSON;
    Inet = "inet", INET, INET_ARRAY, std::net::IpAddr, also CIDR;
    Oid = "oid", OID, OID_ARRAY, u32;
    Bit = "bit", BIT, BIT_ARRAY, crate::Bits, also VARBIT;
    Varbit = "bit varying", VARBIT, VARBIT_ARRAY, crate::Bits, also BIT;
    Xml = "xml", XML, XML_ARRAY, crate::Xml;
    Cidr = "cidr", CIDR, CIDR_ARRAY, crate::Cidr;
    Macaddr = "macaddr", MACADDR, MACADDR_ARRAY, crate::MacAddr;
    Macaddr8 = "macaddr8", MACADDR8, MACADDR8_ARRAY, crate::MacAddr8;
    Money = "money", MONEY, MONEY_ARRAY, crate::Money;
    Timetz = "time with time zone", TIMETZ, TIMETZ_ARRAY, crate::TimeTz;
    Point = "point", POINT, POINT_ARRAY, crate::Point;
    Line = "line", LINE, LINE_ARRAY, crate::Line;
    Lseg = "lseg", LSEG, LSEG_ARRAY, crate::LineSegment;
    Box = "box", BOX, BOX_ARRAY, crate::Rectangle;
    Path = "path", PATH, PATH_ARRAY, crate::Path;
    Polygon = "polygon", POLYGON, POLYGON_ARRAY, crate::Polygon;
    Circle = "circle", CIRCLE, CIRCLE_ARRAY, crate::Circle;
    Tsvector = "tsvector", TS_VECTOR, TS_VECTOR_ARRAY, crate::TsVector;
    Tsquery = "tsquery", TSQUERY, TSQUERY_ARRAY, crate::TsQuery;
    Jsonpath = "jsonpath", JSONPATH, JSONPATH_ARRAY, crate::JsonPath;
    PgLsn = "pg_lsn", PG_LSN, PG_LSN_ARRAY, crate::Lsn;
    PgSnapshot = "pg_snapshot", PG_SNAPSHOT, PG_SNAPSHOT_ARRAY, crate::Snapshot;
    TxidSnapshot = "txid_snapshot", TXID_SNAPSHOT, TXID_SNAPSHOT_ARRAY, crate::Snapshot;
    Tid = "tid", TID, TID_ARRAY, crate::Tid;
    Xid = "xid", XID, XID_ARRAY, u32;
    Cid = "cid", CID, CID_ARRAY, u32;
    Xid8 = "xid8", XID8, XID8_ARRAY, u64;
    Refcursor = "refcursor", REFCURSOR, REFCURSOR_ARRAY, String;
    Regclass = "regclass", REGCLASS, REGCLASS_ARRAY, u32;
    Regcollation = "regcollation", REGCOLLATION, REGCOLLATION_ARRAY, u32;
    Regconfig = "regconfig", REGCONFIG, REGCONFIG_ARRAY, u32;
    Regdictionary = "regdictionary", REGDICTIONARY, REGDICTIONARY_ARRAY, u32;
    Regnamespace = "regnamespace", REGNAMESPACE, REGNAMESPACE_ARRAY, u32;
    Regoper = "regoper", REGOPER, REGOPER_ARRAY, u32;
    Regoperator = "regoperator", REGOPERATOR, REGOPERATOR_ARRAY, u32;
    Regproc = "regproc", REGPROC, REGPROC_ARRAY, u32;
    Regprocedure = "regprocedure", REGPROCEDURE, REGPROCEDURE_ARRAY, u32;
    Regrole = "regrole", REGROLE, REGROLE_ARRAY, u32;
    Regtype = "regtype", REGTYPE, REGTYPE_ARRAY, u32;
    Int4range = "int4range", INT4_RANGE, INT4_RANGE_ARRAY, crate::Range<i32>;
    Int4multirange = "int4multirange", INT4MULTI_RANGE, INT4MULTI_RANGE_ARRAY, crate::Multirange<i32>;
    Int8range = "int8range", INT8_RANGE, INT8_RANGE_ARRAY, crate::Range<i64>;
    Int8multirange = "int8multirange", INT8MULTI_RANGE, INT8MULTI_RANGE_ARRAY, crate::Multirange<i64>;
    Numrange = "numrange", NUM_RANGE, NUM_RANGE_ARRAY, crate::Range<rust::Numeric>;
    Nummultirange = "nummultirange", NUMMULTI_RANGE, NUMMULTI_RANGE_ARRAY, crate::Multirange<rust::Numeric>;
    Daterange = "daterange", DATE_RANGE, DATE_RANGE_ARRAY, crate::Range<rust::Date>;
    Datemultirange = "datemultirange", DATEMULTI_RANGE, DATEMULTI_RANGE_ARRAY, crate::Multirange<rust::Date>;
    Tsrange = "tsrange", TS_RANGE, TS_RANGE_ARRAY, crate::Range<rust::Timestamp>;
    Tsmultirange = "tsmultirange", TSMULTI_RANGE, TSMULTI_RANGE_ARRAY, crate::Multirange<rust::Timestamp>;
    Tstzrange = "tstzrange", TSTZ_RANGE, TSTZ_RANGE_ARRAY, crate::Range<rust::Timestamptz>;
    Tstzmultirange = "tstzmultirange", TSTZMULTI_RANGE, TSTZMULTI_RANGE_ARRAY, crate::Multirange<rust::Timestamptz>;
    Void = "void", VOID, VOID, ();
}

impl<S: SqlType> SqlType for Array<S> {
    type Rust = Vec<S::Rust>;
    const TYPE: Type = S::ARRAY;
    // PostgreSQL has one array type for all numbers of dimensions.
    const ARRAY: Type = S::ARRAY;
    const NAME: &'static str = S::NAME;
    const IN_ROW: bool = S::IN_ROW;

    fn accepts(found: &Type) -> bool {
        match found.kind() {
            postgres_types::Kind::Array(element) => S::accepts(element),
            _ => S::IN_ROW && *found == Type::RECORD,
        }
    }
}

/// The usual Rust types of those SQL types that need a cargo feature. Of the date and time crates the first that is enabled
/// wins, in the order `chrono`, `jiff`, `time`; a column may declare another.
mod rust {
    #[cfg(feature = "decimal")]
    pub(super) type Numeric = rust_decimal::Decimal;
    #[cfg(not(feature = "decimal"))]
    pub(super) type Numeric = super::EnableACargoFeature;

    #[cfg(feature = "json")]
    pub(super) type Json = serde_json::Value;
    #[cfg(not(feature = "json"))]
    pub(super) type Json = super::EnableACargoFeature;

    pub(super) use dates::*;

    #[cfg(feature = "chrono")]
    mod dates {
        pub(in crate::sql) type Date = chrono::NaiveDate;
        pub(in crate::sql) type Time = chrono::NaiveTime;
        pub(in crate::sql) type Timestamp = chrono::NaiveDateTime;
        pub(in crate::sql) type Timestamptz = chrono::DateTime<chrono::Utc>;
    }

    #[cfg(all(feature = "jiff", not(feature = "chrono")))]
    mod dates {
        pub(in crate::sql) type Date = jiff::civil::Date;
        pub(in crate::sql) type Time = jiff::civil::Time;
        pub(in crate::sql) type Timestamp = jiff::civil::DateTime;
        pub(in crate::sql) type Timestamptz = jiff::Timestamp;
    }

    #[cfg(all(feature = "time", not(any(feature = "chrono", feature = "jiff"))))]
    mod dates {
        pub(in crate::sql) type Date = time::Date;
        pub(in crate::sql) type Time = time::Time;
        pub(in crate::sql) type Timestamp = time::PrimitiveDateTime;
        pub(in crate::sql) type Timestamptz = time::OffsetDateTime;
    }

    #[cfg(not(any(feature = "chrono", feature = "jiff", feature = "time")))]
    mod dates {
        pub(in crate::sql) type Date = crate::sql::EnableACargoFeature;
        pub(in crate::sql) type Time = crate::sql::EnableACargoFeature;
        pub(in crate::sql) type Timestamp = crate::sql::EnableACargoFeature;
        pub(in crate::sql) type Timestamptz = crate::sql::EnableACargoFeature;
    }
}
