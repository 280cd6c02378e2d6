//! Type names.

use super::{Expr, ObjectName};
use crate::span::Span;

/// A type as written in a cast, a literal or a column definition.
#[derive(Clone, Debug)]
pub struct TypeName {
    /// The name as the catalogue has it: the grammar's spellings (`integer`, `double precision`, `timestamp with time
    /// zone`) become `pg_catalog.int4`, `pg_catalog.float8`, `pg_catalog.timestamptz`, as in PostgreSQL.
    pub name: ObjectName,
    /// SETOF
    pub setof: bool,
    /// `%TYPE`
    pub pct_type: bool,
    /// What stands in parentheses: `(10, 2)`.
    pub modifiers: Vec<Expr>,
    /// The fields and precision of an interval, where the grammar's own spelling of it was used.
    pub interval: Option<IntervalFields>,
    /// One entry a pair of brackets, with the number in it if any.
    pub array: Vec<Option<i32>>,
    /// Its place.
    pub span: Span,
}

/// `interval day to second(3)`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntervalFields {
    /// YEAR, MONTH, … , or a range of them.
    pub range: Option<IntervalRange>,
    /// The number in parentheses.
    pub precision: Option<i32>,
}

/// Which fields an interval keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalRange {
    /// YEAR
    Year,
    /// MONTH
    Month,
    /// DAY
    Day,
    /// HOUR
    Hour,
    /// MINUTE
    Minute,
    /// SECOND
    Second,
    /// YEAR TO MONTH
    YearToMonth,
    /// DAY TO HOUR
    DayToHour,
    /// DAY TO MINUTE
    DayToMinute,
    /// DAY TO SECOND
    DayToSecond,
    /// HOUR TO MINUTE
    HourToMinute,
    /// HOUR TO SECOND
    HourToSecond,
    /// MINUTE TO SECOND
    MinuteToSecond,
}

impl TypeName {
    /// A type by its name alone.
    pub fn simple(name: ObjectName, span: Span) -> Self {
        Self {
            name,
            setof: false,
            pct_type: false,
            modifiers: Vec::new(),
            interval: None,
            array: Vec::new(),
            span,
        }
    }
}
