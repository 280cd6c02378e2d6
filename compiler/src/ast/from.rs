//! FROM items.

use super::{Expr, Name, NodeId, ObjectName, Query, TypeName, XmlNamespace, json::JsonTable};
use crate::span::Span;

/// An item of FROM, USING or the target of a data-modifying statement.
#[derive(Clone, Debug)]
pub struct FromItem {
    /// Its number: the range table entry it becomes.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: FromItemKind,
}

/// What a FROM item is.
#[derive(Clone, Debug)]
pub enum FromItemKind {
    /// A table, a view or a common table expression.
    Table(RangeTable),
    /// A query in parentheses.
    Subquery {
        /// LATERAL
        lateral: bool,
        /// The query.
        query: Box<Query>,
        /// AS
        alias: Option<Alias>,
    },
    /// A function, or several in ROWS FROM (…).
    Function(RangeFunction),
    /// `JSON_TABLE` (…)
    JsonTable {
        /// LATERAL
        lateral: bool,
        /// The call.
        table: Box<JsonTable>,
        /// AS
        alias: Option<Alias>,
    },
    /// XMLTABLE (…)
    XmlTable {
        /// LATERAL
        lateral: bool,
        /// The call.
        table: Box<XmlTable>,
        /// AS
        alias: Option<Alias>,
    },
    /// A join.
    Join(Box<Join>),
    /// Stands where the parser could not read an item, so that it could go on.
    Error,
}

/// A table by name.
#[derive(Clone, Debug)]
pub struct RangeTable {
    /// The name, perhaps with a schema.
    pub name: ObjectName,
    /// `Some(true)` for ONLY, `Some(false)` for `name *`.
    pub only: Option<bool>,
    /// Which rows are seen.
    pub scope: Scope,
    /// AS
    pub alias: Option<Alias>,
    /// TABLESAMPLE
    pub sample: Option<Box<TableSample>>,
}

/// Which rows of a soft-delete table a reference sees, written between its name and its alias.
#[derive(Clone, Debug, Default)]
pub enum Scope {
    /// Nothing written: active rows.
    #[default]
    Active,
    /// `with deleted`
    WithDeleted(Span),
    /// `only deleted`
    OnlyDeleted(Span),
    /// `deleted after t`
    DeletedAfter(Box<Expr>, Span),
    /// `deleted before t`
    DeletedBefore(Box<Expr>, Span),
    /// `deleted between a and b`
    DeletedBetween(Box<Expr>, Box<Expr>, Span),
    /// `as of t`
    AsOf(Box<Expr>, Span),
}

/// An alias, perhaps with names for columns.
#[derive(Clone, Debug)]
pub struct Alias {
    /// The name.
    pub name: Name,
    /// Names for the first columns.
    pub columns: Vec<Name>,
}

/// TABLESAMPLE
#[derive(Clone, Debug)]
pub struct TableSample {
    /// The method.
    pub method: ObjectName,
    /// Its arguments.
    pub args: Vec<Expr>,
    /// REPEATABLE
    pub repeatable: Option<Expr>,
    /// Its place.
    pub span: Span,
}

/// Functions in FROM.
#[derive(Clone, Debug)]
pub struct RangeFunction {
    /// LATERAL
    pub lateral: bool,
    /// ROWS FROM
    pub rows_from: bool,
    /// The calls, each with its own column definition list (ROWS FROM only).
    pub functions: Vec<(Expr, Vec<ColumnDefinition>)>,
    /// WITH ORDINALITY
    pub ordinality: bool,
    /// AS
    pub alias: Option<Alias>,
    /// AS (name type, …)
    pub columns: Vec<ColumnDefinition>,
}

/// An entry of a column definition list.
#[derive(Clone, Debug)]
pub struct ColumnDefinition {
    /// The name.
    pub name: Name,
    /// The type.
    pub type_name: TypeName,
    /// COLLATE
    pub collation: Option<ObjectName>,
}

/// XMLTABLE (…)
#[derive(Clone, Debug)]
pub struct XmlTable {
    /// XMLNAMESPACES
    pub namespaces: Vec<XmlNamespace>,
    /// The row path.
    pub rows: Expr,
    /// PASSING
    pub document: Expr,
    /// COLUMNS
    pub columns: Vec<XmlTableColumn>,
}

/// A column of XMLTABLE.
#[derive(Clone, Debug)]
pub struct XmlTableColumn {
    /// The name.
    pub name: Name,
    /// What it holds; `None` for FOR ORDINALITY.
    pub value: Option<XmlTableValue>,
}

/// The value of a column of XMLTABLE.
#[derive(Clone, Debug)]
pub struct XmlTableValue {
    /// The type.
    pub type_name: TypeName,
    /// PATH
    pub path: Option<Expr>,
    /// DEFAULT
    pub default: Option<Expr>,
    /// NOT NULL
    pub not_null: bool,
}

/// A join.
#[derive(Clone, Debug)]
pub struct Join {
    /// INNER, LEFT, …
    pub kind: JoinKind,
    /// The left side.
    pub left: FromItem,
    /// The right side.
    pub right: FromItem,
    /// How rows meet.
    pub condition: JoinCondition,
    /// `(a join b …) as x (c1, …)`
    pub alias: Option<Alias>,
}

/// Which join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    /// INNER, and the plain word JOIN
    Inner,
    /// LEFT
    Left,
    /// RIGHT
    Right,
    /// FULL
    Full,
    /// CROSS
    Cross,
}

/// How the rows of a join meet.
#[derive(Clone, Debug)]
pub enum JoinCondition {
    /// ON
    On(Expr),
    /// USING (…) AS alias
    Using(Vec<Name>, Option<Name>),
    /// NATURAL
    Natural,
    /// CROSS
    None,
}
