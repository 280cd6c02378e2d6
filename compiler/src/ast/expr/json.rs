//! SQL/JSON expressions.

use super::{Expr, Name, NodeId, Query, TypeName};
use crate::ast::{SortBy, WindowRef};

/// An SQL/JSON expression.
#[derive(Clone, Debug)]
pub enum JsonExpr {
    /// JSON (…)
    Parse {
        /// The text.
        value: JsonValue,
        /// `Some(true)` for WITH UNIQUE KEYS.
        unique: Option<bool>,
    },
    /// `JSON_SCALAR` (…)
    Scalar(Expr),
    /// `JSON_SERIALIZE` (…)
    Serialize(JsonValue, Option<JsonReturning>),
    /// `JSON_OBJECT` (…)
    Object {
        /// key: value
        members: Vec<(Expr, JsonValue)>,
        /// `Some(true)` for ABSENT ON NULL, `Some(false)` for NULL ON NULL.
        absent_on_null: Option<bool>,
        /// `Some(true)` for WITH UNIQUE KEYS.
        unique: Option<bool>,
        /// RETURNING
        returning: Option<JsonReturning>,
    },
    /// `JSON_ARRAY` (value, …)
    Array {
        /// The elements.
        elements: Vec<JsonValue>,
        /// `Some(true)` for ABSENT ON NULL, `Some(false)` for NULL ON NULL.
        absent_on_null: Option<bool>,
        /// RETURNING
        returning: Option<JsonReturning>,
    },
    /// `JSON_ARRAY` (query)
    ArrayQuery {
        /// The query.
        query: Box<Query>,
        /// FORMAT JSON
        format: Option<JsonFormat>,
        /// RETURNING
        returning: Option<JsonReturning>,
    },
    /// `JSON_OBJECTAGG` (…)
    ObjectAgg {
        /// The key and its value.
        member: Box<(Expr, JsonValue)>,
        /// `Some(true)` for ABSENT ON NULL, `Some(false)` for NULL ON NULL.
        absent_on_null: Option<bool>,
        /// `Some(true)` for WITH UNIQUE KEYS.
        unique: Option<bool>,
        /// RETURNING
        returning: Option<JsonReturning>,
        /// FILTER
        filter: Option<Expr>,
        /// OVER
        over: Option<WindowRef>,
    },
    /// `JSON_ARRAYAGG` (…)
    ArrayAgg {
        /// The element.
        value: JsonValue,
        /// ORDER BY
        order_by: Vec<SortBy>,
        /// `Some(true)` for ABSENT ON NULL, `Some(false)` for NULL ON NULL.
        absent_on_null: Option<bool>,
        /// RETURNING
        returning: Option<JsonReturning>,
        /// FILTER
        filter: Option<Expr>,
        /// OVER
        over: Option<WindowRef>,
    },
    /// `JSON_VALUE`, `JSON_QUERY`, `JSON_EXISTS`
    Path(JsonPath),
}

/// A value with FORMAT JSON, perhaps.
#[derive(Clone, Debug)]
pub struct JsonValue {
    /// The value.
    pub expr: Expr,
    /// FORMAT JSON
    pub format: Option<JsonFormat>,
}

/// FORMAT JSON [ENCODING …]
#[derive(Clone, Debug)]
pub struct JsonFormat {
    /// ENCODING
    pub encoding: Option<Name>,
}

/// RETURNING type [FORMAT JSON]
#[derive(Clone, Debug)]
pub struct JsonReturning {
    /// The type.
    pub type_name: TypeName,
    /// FORMAT JSON
    pub format: Option<JsonFormat>,
}

/// A call that evaluates a path.
#[derive(Clone, Debug)]
pub struct JsonPath {
    /// Which of them.
    pub function: JsonPathFunction,
    /// The document.
    pub context: JsonValue,
    /// The path.
    pub path: Expr,
    /// PASSING
    pub passing: Vec<(JsonValue, Name)>,
    /// RETURNING
    pub returning: Option<JsonReturning>,
    /// WITH WRAPPER and its kin
    pub wrapper: JsonWrapper,
    /// `Some(true)` for KEEP QUOTES, `Some(false)` for OMIT QUOTES.
    pub keep_quotes: Option<bool>,
    /// ON EMPTY
    pub on_empty: Option<JsonBehavior>,
    /// ON ERROR
    pub on_error: Option<JsonBehavior>,
}

/// Which path function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonPathFunction {
    /// `JSON_VALUE`
    Value,
    /// `JSON_QUERY`
    Query,
    /// `JSON_EXISTS`
    Exists,
}

/// WITH [CONDITIONAL|UNCONDITIONAL] WRAPPER
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonWrapper {
    /// Nothing written.
    Unspecified,
    /// WITHOUT WRAPPER
    Without,
    /// WITH CONDITIONAL WRAPPER
    Conditional,
    /// WITH \[UNCONDITIONAL\] WRAPPER
    Unconditional,
}

/// What happens ON EMPTY or ON ERROR.
#[derive(Clone, Debug)]
pub enum JsonBehavior {
    /// ERROR
    Error,
    /// NULL
    Null,
    /// TRUE
    True,
    /// FALSE
    False,
    /// UNKNOWN
    Unknown,
    /// EMPTY, EMPTY ARRAY
    EmptyArray,
    /// EMPTY OBJECT
    EmptyObject,
    /// DEFAULT expr
    Default(Expr),
}

/// `JSON_TABLE` (…)
#[derive(Clone, Debug)]
pub struct JsonTable {
    /// Its number.
    pub id: NodeId,
    /// The document.
    pub context: JsonValue,
    /// The path.
    pub path: Expr,
    /// AS
    pub path_name: Option<Name>,
    /// PASSING
    pub passing: Vec<(JsonValue, Name)>,
    /// COLUMNS
    pub columns: Vec<JsonTableColumn>,
    /// ON ERROR
    pub on_error: Option<JsonBehavior>,
}

/// A column of `JSON_TABLE`.
#[derive(Clone, Debug)]
pub enum JsonTableColumn {
    /// FOR ORDINALITY
    Ordinality(Name),
    /// name type PATH …
    Value {
        /// The name.
        name: Name,
        /// The type.
        type_name: TypeName,
        /// FORMAT JSON
        format: Option<JsonFormat>,
        /// PATH
        path: Option<String>,
        /// WITH WRAPPER and its kin
        wrapper: JsonWrapper,
        /// `Some(true)` for KEEP QUOTES, `Some(false)` for OMIT QUOTES.
        keep_quotes: Option<bool>,
        /// ON EMPTY
        on_empty: Option<JsonBehavior>,
        /// ON ERROR
        on_error: Option<JsonBehavior>,
    },
    /// name type EXISTS PATH …
    Exists {
        /// The name.
        name: Name,
        /// The type.
        type_name: TypeName,
        /// PATH
        path: Option<String>,
        /// ON ERROR
        on_error: Option<JsonBehavior>,
    },
    /// NESTED PATH … COLUMNS (…)
    Nested {
        /// The path.
        path: String,
        /// AS
        name: Option<Name>,
        /// COLUMNS
        columns: Vec<JsonTableColumn>,
    },
}
