//! Expressions.

use self::{json::JsonExpr, xml::XmlExpr};
use super::{FunctionCall, Name, NodeId, ObjectName, Query, SqlFunction, TypeName};
use crate::span::Span;
use crate::token::Arm;

pub mod json;
pub mod xml;
pub use xml::XmlNamespace;

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// NULL
    Null,
    /// TRUE, FALSE
    Boolean(bool),
    /// An integer as written (radix prefix kept, underscores removed); may be larger than any integer type.
    Integer(String),
    /// A number with a point or exponent, as written.
    Numeric(String),
    /// A string, of unknown type until used.
    String(String),
    /// Bytes of a Rust byte string.
    Bytes(Vec<u8>),
    /// `B'…'`
    Bits(String),
    /// `X'…'`
    Hex(String),
    /// `interval '1 day'`, `date '…'`, `float8(3) '…'`: a constant with its type before it.
    TypedLiteral(Box<TypeName>, String),
    /// A parameter: its index into the source's parameters.
    Param(usize),
    /// A column, perhaps qualified, or a whole row by its alias: `name`, `u.name`, `app.users.name`.
    Column(ObjectName),
    /// `*`, `u.*`, `app.users.*`, in a target list, in `row(…)` and in arguments.
    Star(Option<ObjectName>),
    /// Fields and subscripts of a value: `(v).f`, `a[1]`, `a[1:2]`, `(v).*`.
    Indirection(Box<Expr>, Vec<Indirection>),
    /// A prefix operator.
    Unary(OperatorName, Box<Expr>),
    /// An infix operator.
    Binary(Box<Expr>, OperatorName, Box<Expr>),
    /// AND
    And(Box<Expr>, Box<Expr>),
    /// OR
    Or(Box<Expr>, Box<Expr>),
    /// NOT
    Not(Box<Expr>),
    /// IS \[NOT\] NULL and the other tests of one value.
    Is {
        /// What is tested.
        expr: Box<Expr>,
        /// The test.
        test: IsTest,
        /// NOT
        negated: bool,
    },
    /// IS \[NOT\] DISTINCT FROM
    IsDistinctFrom {
        /// The left value.
        left: Box<Expr>,
        /// The right value.
        right: Box<Expr>,
        /// NOT
        negated: bool,
    },
    /// \[NOT\] BETWEEN \[SYMMETRIC\]
    Between {
        /// What is tested.
        expr: Box<Expr>,
        /// The lower bound.
        low: Box<Expr>,
        /// The upper bound.
        high: Box<Expr>,
        /// SYMMETRIC
        symmetric: bool,
        /// NOT
        negated: bool,
    },
    /// \[NOT\] LIKE, ILIKE, SIMILAR TO
    Like {
        /// Which of them.
        kind: LikeKind,
        /// What is matched.
        expr: Box<Expr>,
        /// The pattern.
        pattern: Box<Expr>,
        /// ESCAPE
        escape: Option<Box<Expr>>,
        /// NOT
        negated: bool,
    },
    /// \[NOT\] IN
    In {
        /// What is looked for.
        expr: Box<Expr>,
        /// Where.
        list: InList,
        /// NOT
        negated: bool,
    },
    /// `= any (…)`, `< all (…)`
    Quantified {
        /// The left value.
        left: Box<Expr>,
        /// The comparison; LIKE and ILIKE, negated or not, stand as `~~`, `~~*`, `!~~`, `!~~*`.
        op: OperatorName,
        /// ALL (else ANY or SOME)
        all: bool,
        /// What is compared with.
        right: QuantifiedSet,
    },
    /// EXISTS (…)
    Exists(Box<Query>),
    /// A query in place of a value.
    Subquery(Box<Query>),
    /// ARRAY (query)
    ArraySubquery(Box<Query>),
    /// ARRAY[…]; elements may be nested brackets, which stand as `Array` too.
    Array(Vec<Expr>),
    /// ROW(…) or (a, b).
    Row {
        /// The word ROW was written.
        explicit: bool,
        /// The fields.
        fields: Vec<Expr>,
    },
    /// CASE
    Case {
        /// What the WHENs are compared with.
        operand: Option<Box<Expr>>,
        /// WHEN … THEN …
        whens: Vec<(Expr, Expr)>,
        /// ELSE
        default: Option<Box<Expr>>,
    },
    /// COALESCE
    Coalesce(Vec<Expr>),
    /// NULLIF
    NullIf(Box<Expr>, Box<Expr>),
    /// GREATEST
    Greatest(Vec<Expr>),
    /// LEAST
    Least(Vec<Expr>),
    /// `expr::type` or CAST(expr AS type)
    Cast {
        /// The value.
        expr: Box<Expr>,
        /// The type.
        type_name: Box<TypeName>,
    },
    /// COLLATE
    Collate(Box<Expr>, ObjectName),
    /// AT TIME ZONE; without zone AT LOCAL
    AtTimeZone(Box<Expr>, Option<Box<Expr>>),
    /// A call.
    Function(Box<FunctionCall>),
    /// A call whose arguments are separated by words: EXTRACT, SUBSTRING, …
    SqlFunction(Box<SqlFunction>),
    /// `CURRENT_DATE` and the like.
    SqlValue(SqlValue),
    /// GROUPING (…)
    Grouping(Vec<Expr>),
    /// (a, b) OVERLAPS (c, d)
    Overlaps(Box<Expr>, Box<Expr>),
    /// SQL/JSON
    Json(Box<JsonExpr>),
    /// SQL/XML
    Xml(Box<XmlExpr>),
    /// DEFAULT in VALUES or SET
    Default,
    /// CURRENT OF cursor
    CurrentOf(Name),
    /// A conjunct, or a number of rows, that belongs to an arm of a choice and drops out unless it is taken.
    When(Arm, Box<Expr>),
    /// Stands where the parser could not read an expression, so that it could go on.
    Error,
}

/// A step from a value into it.
#[derive(Clone, Debug)]
pub enum Indirection {
    /// `.name`
    Field(Name),
    /// `.*`
    Star(Span),
    /// `[i]`
    Subscript(Expr),
    /// `[low:high]`
    Slice(Option<Expr>, Option<Expr>),
}

/// An operator as written.
#[derive(Clone, Debug)]
pub struct OperatorName {
    /// The schema of OPERATOR(schema.op), if it was written so; may be empty for OPERATOR(op).
    pub schema: Option<Vec<Name>>,
    /// The symbol.
    pub symbol: String,
    /// Its place.
    pub span: Span,
}

/// A test written with IS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IsTest {
    /// NULL
    Null,
    /// TRUE
    True,
    /// FALSE
    False,
    /// UNKNOWN
    Unknown,
    /// DOCUMENT
    Document,
    /// \[form\] NORMALIZED
    Normalized(Option<NormalForm>),
    /// JSON [VALUE|ARRAY|OBJECT|SCALAR] [WITH UNIQUE KEYS]
    Json {
        /// Which JSON values.
        kind: JsonKind,
        /// WITH UNIQUE KEYS
        unique: bool,
    },
}

/// Which JSON values a test accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// Any
    Value,
    /// ARRAY
    Array,
    /// OBJECT
    Object,
    /// SCALAR
    Scalar,
}

/// A Unicode normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NormalForm {
    /// NFC
    Nfc,
    /// NFD
    Nfd,
    /// NFKC
    Nfkc,
    /// NFKD
    Nfkd,
}

/// LIKE and its kin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LikeKind {
    /// LIKE
    Like,
    /// ILIKE
    ILike,
    /// SIMILAR TO
    SimilarTo,
}

/// What IN looks into.
#[derive(Clone, Debug)]
pub enum InList {
    /// (a, b, c)
    List(Vec<Expr>),
    /// (query)
    Subquery(Box<Query>),
    /// `$list`: a parameter that is an array.
    Param(usize, Span),
}

/// What ANY and ALL compare with.
#[derive(Clone, Debug)]
pub enum QuantifiedSet {
    /// An array.
    Array(Box<Expr>),
    /// A query.
    Subquery(Box<Query>),
}

/// A value that a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlValue {
    /// `CURRENT_DATE`
    CurrentDate,
    /// `CURRENT_TIME`, perhaps with a precision
    CurrentTime(Option<i32>),
    /// `CURRENT_TIMESTAMP`
    CurrentTimestamp(Option<i32>),
    /// LOCALTIME
    LocalTime(Option<i32>),
    /// LOCALTIMESTAMP
    LocalTimestamp(Option<i32>),
    /// `CURRENT_ROLE`
    CurrentRole,
    /// `CURRENT_USER`
    CurrentUser,
    /// USER
    User,
    /// `SESSION_USER`
    SessionUser,
    /// `SYSTEM_USER`, a function in PostgreSQL's tree
    SystemUser,
    /// `CURRENT_CATALOG`
    CurrentCatalog,
    /// `CURRENT_SCHEMA`
    CurrentSchema,
    /// `MERGE_ACTION()`, in RETURNING of MERGE
    MergeAction,
}
