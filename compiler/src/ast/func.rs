//! Calls and windows.

use super::{Expr, Name, NormalForm, ObjectName, SortBy};
use crate::span::Span;

/// A call of a function or an aggregate.
#[derive(Clone, Debug)]
pub struct FunctionCall {
    /// The name.
    pub name: ObjectName,
    /// The arguments.
    pub args: Vec<FunctionArg>,
    /// `f(*)`
    pub star: bool,
    /// `Some(true)` for DISTINCT, `Some(false)` for the word ALL.
    pub distinct: Option<bool>,
    /// ORDER BY within the arguments
    pub order_by: Vec<SortBy>,
    /// WITHIN GROUP (ORDER BY …)
    pub within_group: Vec<SortBy>,
    /// FILTER (WHERE …)
    pub filter: Option<Expr>,
    /// OVER
    pub over: Option<WindowRef>,
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub struct FunctionArg {
    /// `name => value`
    pub name: Option<Name>,
    /// VARIADIC
    pub variadic: bool,
    /// The value.
    pub value: Expr,
}

/// What stands after OVER.
#[derive(Clone, Debug)]
pub enum WindowRef {
    /// OVER name
    Name(Name),
    /// OVER (…)
    Spec(Box<WindowSpec>),
}

/// A window definition.
#[derive(Clone, Debug)]
pub struct WindowSpec {
    /// The window it refines.
    pub base: Option<Name>,
    /// PARTITION BY
    pub partition_by: Vec<Expr>,
    /// ORDER BY
    pub order_by: Vec<SortBy>,
    /// RANGE, ROWS, GROUPS
    pub frame: Option<Box<WindowFrame>>,
    /// Its place.
    pub span: Span,
}

/// A window frame.
#[derive(Clone, Debug)]
pub struct WindowFrame {
    /// RANGE, ROWS or GROUPS
    pub unit: FrameUnit,
    /// Where it starts.
    pub start: FrameBound,
    /// Where it ends, if BETWEEN was written.
    pub end: Option<FrameBound>,
    /// EXCLUDE
    pub exclude: Option<FrameExclude>,
}

/// What a frame counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameUnit {
    /// RANGE
    Range,
    /// ROWS
    Rows,
    /// GROUPS
    Groups,
}

/// An end of a frame.
#[derive(Clone, Debug)]
pub enum FrameBound {
    /// UNBOUNDED PRECEDING
    UnboundedPreceding,
    /// n PRECEDING
    Preceding(Expr),
    /// CURRENT ROW
    CurrentRow,
    /// n FOLLOWING
    Following(Expr),
    /// UNBOUNDED FOLLOWING
    UnboundedFollowing,
}

/// EXCLUDE
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameExclude {
    /// CURRENT ROW
    CurrentRow,
    /// GROUP
    Group,
    /// TIES
    Ties,
    /// NO OTHERS
    NoOthers,
}

/// A call in a form of its own. PostgreSQL turns each into a call of the function in parentheses.
#[derive(Clone, Debug)]
pub enum SqlFunction {
    /// EXTRACT (field FROM source) (`extract`)
    Extract {
        /// The field, as a string whatever way it was written.
        field: String,
        /// Its place.
        field_span: Span,
        /// The source.
        source: Expr,
    },
    /// OVERLAY (s PLACING t FROM i FOR n) (`overlay`)
    Overlay {
        /// The string.
        string: Expr,
        /// PLACING
        placing: Expr,
        /// FROM
        from: Expr,
        /// FOR
        for_: Option<Expr>,
    },
    /// POSITION (sub IN s) (`position`)
    Position(Expr, Expr),
    /// SUBSTRING (s FROM i FOR n) (`substring`)
    Substring {
        /// The string.
        string: Expr,
        /// FROM
        from: Option<Expr>,
        /// FOR
        for_: Option<Expr>,
    },
    /// SUBSTRING (s SIMILAR p ESCAPE e) (`substring`)
    SubstringSimilar {
        /// The string.
        string: Expr,
        /// SIMILAR
        pattern: Expr,
        /// ESCAPE
        escape: Expr,
    },
    /// TRIM (BOTH c FROM s) (`btrim`, `ltrim`, `rtrim`)
    Trim {
        /// BOTH, LEADING, TRAILING
        side: TrimSide,
        /// Whether FROM was written.
        from: bool,
        /// The arguments: the characters to trim first, if FROM was written with them.
        args: Vec<Expr>,
    },
    /// NORMALIZE (s, form) (`normalize`)
    Normalize(Expr, Option<NormalForm>),
    /// COLLATION FOR (…) (`pg_collation_for`)
    CollationFor(Expr),
    /// TREAT (… AS type), a cast by function
    Treat(Expr, Box<super::TypeName>),
}

/// Where TRIM trims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrimSide {
    /// BOTH, or nothing written
    Both,
    /// LEADING
    Leading,
    /// TRAILING
    Trailing,
}
