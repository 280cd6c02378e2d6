//! Queries: SELECT and what can stand in its place.

use super::{Expr, FromItem, Name, NodeId, ObjectName, Statement, WindowSpec};
use crate::span::Span;
use crate::token::Arm;

/// A query expression with its clauses: `select_no_parens` of PostgreSQL's grammar.
#[derive(Clone, Debug)]
pub struct Query {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// WITH
    pub with: Option<With>,
    /// What is ordered and limited.
    pub body: QueryBody,
    /// ORDER BY
    pub order_by: Vec<SortBy>,
    /// LIMIT or FETCH
    pub limit: Option<Limit>,
    /// OFFSET
    pub offset: Option<Expr>,
    /// FOR UPDATE and its kin, in order.
    pub locking: Vec<Locking>,
}

/// What a query consists of before ordering and limiting.
#[derive(Clone, Debug)]
pub enum QueryBody {
    /// SELECT
    Select(Box<Select>),
    /// VALUES
    Values(Values),
    /// `TABLE name`, a FROM item without alias.
    Table(Box<FromItem>),
    /// UNION, INTERSECT, EXCEPT
    SetOperation(Box<SetOperation>),
    /// A query in parentheses.
    Nested(Box<Query>),
}

/// One SELECT, from its target list to its WINDOW clause.
#[derive(Clone, Debug)]
pub struct Select {
    /// Its number: the query level that names resolve in.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// DISTINCT
    pub distinct: Option<Distinct>,
    /// The target list; empty for `select from users`.
    pub targets: Vec<Target>,
    /// INTO, which PostgreSQL's grammar has and which makes a table. It is parsed, and refused later.
    pub into: Option<IntoTable>,
    /// FROM
    pub from: Vec<FromItem>,
    /// WHERE
    pub where_clause: Option<Expr>,
    /// GROUP BY
    pub group_by: Option<GroupBy>,
    /// HAVING
    pub having: Option<Expr>,
    /// WINDOW
    pub windows: Vec<NamedWindow>,
}

/// INTO: the table that a SELECT makes.
#[derive(Clone, Debug)]
pub struct IntoTable {
    /// TEMPORARY or UNLOGGED.
    pub persistence: Persistence,
    /// The table.
    pub name: super::ObjectName,
    /// Its place.
    pub span: Span,
}

/// How long a table lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// Until it is dropped.
    Permanent,
    /// TEMPORARY
    Temporary,
    /// UNLOGGED
    Unlogged,
}

/// SELECT DISTINCT
#[derive(Clone, Debug)]
pub enum Distinct {
    /// DISTINCT
    Rows(Span),
    /// DISTINCT ON (…)
    On(Vec<Expr>),
}

/// GROUP BY
#[derive(Clone, Debug)]
pub struct GroupBy {
    /// `Some(true)` for GROUP BY DISTINCT, `Some(false)` for the word ALL.
    pub distinct: Option<bool>,
    /// What is grouped by.
    pub items: Vec<GroupItem>,
    /// Its place.
    pub span: Span,
}

/// An item of GROUP BY.
#[derive(Clone, Debug)]
pub enum GroupItem {
    /// An expression, an output name or number.
    Expr(Expr),
    /// `()`
    Empty(Span),
    /// ROLLUP (…)
    Rollup(Vec<Expr>, Span),
    /// CUBE (…)
    Cube(Vec<Expr>, Span),
    /// GROUPING SETS (…)
    Sets(Vec<GroupItem>, Span),
}

/// An entry of a WINDOW clause.
#[derive(Clone, Debug)]
pub struct NamedWindow {
    /// Its name.
    pub name: Name,
    /// Its definition.
    pub spec: WindowSpec,
}

/// VALUES
#[derive(Clone, Debug)]
pub struct Values {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// The rows.
    pub rows: Vec<Vec<Expr>>,
}

/// UNION, INTERSECT, EXCEPT
#[derive(Clone, Debug)]
pub struct SetOperation {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// Which one.
    pub op: SetOperator,
    /// ALL
    pub all: bool,
    /// The left arm.
    pub left: QueryBody,
    /// The right arm.
    pub right: QueryBody,
}

/// Which set operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOperator {
    /// UNION
    Union,
    /// INTERSECT
    Intersect,
    /// EXCEPT
    Except,
}

/// An entry of a target list or a RETURNING list.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// The expression; [`super::ExprKind::Star`] for `*`.
    pub expr: Expr,
    /// AS
    pub alias: Option<Name>,
    /// `as name!` or `as name?`, with the place of the mark.
    pub nullness: Option<(Nullness, Span)>,
}

/// What a user asserts of an output column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nullness {
    /// `as name!`: never NULL.
    NotNull,
    /// `as name?`: may be NULL.
    Nullable,
}

/// An entry of ORDER BY.
#[derive(Clone, Debug)]
pub struct SortBy {
    /// What is sorted by: an expression, an output name or number.
    pub expr: Expr,
    /// ASC, DESC, USING
    pub direction: Option<SortDirection>,
    /// `Some(true)` for NULLS FIRST, `Some(false)` for NULLS LAST.
    pub nulls_first: Option<bool>,
    /// The arm of the choice that it belongs to, without which it drops out.
    pub when: Option<Arm>,
}

/// How ORDER BY sorts.
#[derive(Clone, Debug)]
pub enum SortDirection {
    /// ASC
    Asc,
    /// DESC
    Desc,
    /// USING operator
    Using(super::OperatorName),
}

/// LIMIT or FETCH FIRST
#[derive(Clone, Debug)]
pub struct Limit {
    /// How many; `None` for LIMIT ALL.
    pub count: Option<Expr>,
    /// FETCH … WITH TIES
    pub with_ties: bool,
    /// Its place.
    pub span: Span,
}

/// FOR UPDATE and its kin.
#[derive(Clone, Debug)]
pub struct Locking {
    /// How strong.
    pub strength: LockStrength,
    /// OF
    pub of: Vec<ObjectName>,
    /// SKIP LOCKED or NOWAIT
    pub wait: LockWait,
    /// Its place.
    pub span: Span,
}

/// Strength of a row lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockStrength {
    /// FOR KEY SHARE
    KeyShare,
    /// FOR SHARE
    Share,
    /// FOR NO KEY UPDATE
    NoKeyUpdate,
    /// FOR UPDATE
    Update,
}

/// What to do about rows that are locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockWait {
    /// Wait for them.
    Block,
    /// SKIP LOCKED
    Skip,
    /// NOWAIT
    Error,
}

/// WITH
#[derive(Clone, Debug)]
pub struct With {
    /// RECURSIVE
    pub recursive: bool,
    /// The common table expressions in order.
    pub ctes: Vec<Cte>,
    /// Its place.
    pub span: Span,
}

/// A common table expression.
#[derive(Clone, Debug)]
pub struct Cte {
    /// Its number.
    pub id: NodeId,
    /// Its name.
    pub name: Name,
    /// Names given to its columns.
    pub columns: Vec<Name>,
    /// `Some(true)` for MATERIALIZED, `Some(false)` for NOT MATERIALIZED.
    pub materialized: Option<bool>,
    /// What it holds.
    pub statement: Statement,
    /// SEARCH
    pub search: Option<CteSearch>,
    /// CYCLE
    pub cycle: Option<CteCycle>,
}

/// SEARCH … FIRST BY … SET …
#[derive(Clone, Debug)]
pub struct CteSearch {
    /// BREADTH (else DEPTH)
    pub breadth_first: bool,
    /// BY
    pub by: Vec<Name>,
    /// SET
    pub set: Name,
}

/// CYCLE … SET … USING …
#[derive(Clone, Debug)]
pub struct CteCycle {
    /// The columns that tell a cycle.
    pub columns: Vec<Name>,
    /// SET
    pub set: Name,
    /// TO … DEFAULT …
    pub values: Option<(Expr, Expr)>,
    /// USING
    pub using: Name,
}
