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
    pub struct array_of<S>(PhantomData<S>);
}

/// An array.
pub type Array<S> = name::array_of<S>;
/// `bool`
pub type Bool = name::bool;
/// `bpchar`
pub type Bpchar = name::bpchar;
/// `bytea`
pub type Bytea = name::bytea;
/// `char`
pub type Char = name::char;
/// `date`
pub type Date = name::date;
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
/// `int8`
pub type Int8 = name::int8;
/// `interval`
pub type Interval = name::interval;
/// `json`
pub type Json = name::json;
/// `jsonb`
pub type Jsonb = name::jsonb;
/// `name`
pub type Name = name::name;
/// `numeric`
pub type Numeric = name::numeric;
/// `oid`
pub type Oid = name::oid;
/// `text`
pub type Text = name::text;
/// `time`
pub type Time = name::time;
/// `timestamp`
pub type Timestamp = name::timestamp;
/// `timestamptz`
pub type Timestamptz = name::timestamptz;
/// `uuid`
pub type Uuid = name::uuid;
/// `varchar`
pub type Varchar = name::varchar;
/// `void`
pub type Void = name::void;

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
    Void = "void", VOID, VOID, ();
}

impl<S: SqlType> SqlType for Array<S> {
    type Rust = Vec<S::Rust>;
    const TYPE: Type = S::ARRAY;
    // PostgreSQL has one array type for all numbers of dimensions.
    const ARRAY: Type = S::ARRAY;
    const NAME: &'static str = S::NAME;

    fn accepts(found: &Type) -> bool {
        match found.kind() {
            postgres_types::Kind::Array(element) => S::accepts(element),
            _ => false,
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
