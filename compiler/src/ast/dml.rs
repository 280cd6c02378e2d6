//! Statements that change data.

use super::{Expr, FromItem, Indirection, Name, NodeId, Query, Target, With};
use crate::span::Span;

/// INSERT
#[derive(Clone, Debug)]
pub struct Insert {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// WITH
    pub with: Option<With>,
    /// INTO, a [`super::FromItemKind::Table`].
    pub table: FromItem,
    /// The columns written; none for all.
    pub columns: Vec<InsertColumn>,
    /// OVERRIDING
    pub overriding: Option<Overriding>,
    /// What is inserted.
    pub source: InsertSource,
    /// ON CONFLICT
    pub on_conflict: Option<OnConflict>,
    /// RETURNING
    pub returning: Option<Returning>,
}

/// A column of INSERT's list or a target of SET.
#[derive(Clone, Debug)]
pub struct InsertColumn {
    /// Its number.
    pub id: NodeId,
    /// The column.
    pub name: Name,
    /// Fields and subscripts of it.
    pub indirection: Vec<Indirection>,
}

/// OVERRIDING … VALUE
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overriding {
    /// SYSTEM
    System,
    /// USER
    User,
}

/// What is inserted.
#[derive(Clone, Debug)]
pub enum InsertSource {
    /// DEFAULT VALUES
    Default,
    /// A query, VALUES mostly.
    Query(Box<Query>),
    /// `insert into users $user`: a parameter that is the table's struct.
    Struct(usize, Span),
    /// `values $rows`: a parameter that is a slice of structs or tuples.
    Rows(usize, Span),
}

/// ON CONFLICT
#[derive(Clone, Debug)]
pub struct OnConflict {
    /// What conflicts; `None` for any unique index.
    pub target: Option<ConflictTarget>,
    /// What to do.
    pub action: ConflictAction,
    /// Its place.
    pub span: Span,
}

/// What conflicts.
#[derive(Clone, Debug)]
pub enum ConflictTarget {
    /// (columns) WHERE …
    Columns {
        /// The columns or expressions.
        elements: Vec<ConflictElement>,
        /// WHERE
        where_clause: Option<Expr>,
        /// Its place.
        span: Span,
    },
    /// ON CONSTRAINT name
    Constraint(Name),
}

/// A column or an expression of a unique index.
#[derive(Clone, Debug)]
pub struct ConflictElement {
    /// The expression; a bare column mostly.
    pub expr: Expr,
    /// It was written in parentheses, which PostgreSQL's tree tells from a bare column.
    pub parenthesised: bool,
    /// COLLATE
    pub collation: Option<super::ObjectName>,
    /// The operator class.
    pub op_class: Option<super::ObjectName>,
    /// ASC, DESC, NULLS …, which the grammar reads and nothing allows.
    pub order: Option<ConflictOrder>,
}

/// An order in ON CONFLICT.
#[derive(Clone, Debug)]
pub struct ConflictOrder {
    /// ASC or DESC
    pub direction: Option<super::SortDirection>,
    /// NULLS FIRST, or else NULLS LAST
    pub nulls_first: Option<bool>,
    /// Its place.
    pub span: Span,
}

/// What to do about a conflict.
#[derive(Clone, Debug)]
pub enum ConflictAction {
    /// DO NOTHING
    Nothing,
    /// DO UPDATE SET … WHERE …
    Update {
        /// SET
        set: Vec<Assignment>,
        /// WHERE
        where_clause: Option<Expr>,
    },
    /// DO RESTORE [SET …]
    Restore {
        /// SET
        set: Vec<Assignment>,
        /// Its place.
        span: Span,
    },
}

/// An assignment of SET.
#[derive(Clone, Debug)]
pub enum Assignment {
    /// column = value
    Column(InsertColumn, Expr),
    /// (columns) = row
    Row(Vec<InsertColumn>, Expr),
}

/// RETURNING
#[derive(Clone, Debug)]
pub struct Returning {
    /// WITH (OLD AS …, NEW AS …), as written; each at most once, or it is refused later.
    pub aliases: Vec<VersionAlias>,
    /// The list.
    pub targets: Vec<Target>,
    /// Its place.
    pub span: Span,
}

/// `OLD AS o` or `NEW AS n`.
#[derive(Clone, Debug)]
pub struct VersionAlias {
    /// Which version of the row.
    pub version: Version,
    /// The name it has in the list.
    pub name: Name,
    /// Its place.
    pub span: Span,
}

/// A version of a row that a statement changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// OLD
    Old,
    /// NEW
    New,
}

impl Returning {
    /// The name that a version was given, if it was.
    pub fn alias(&self, version: Version) -> Option<&Name> {
        let alias = self.aliases.iter().find(|alias| alias.version == version)?;
        Some(&alias.name)
    }
}

/// UPDATE
#[derive(Clone, Debug)]
pub struct Update {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// WITH
    pub with: Option<With>,
    /// `all`, the permission to change the whole table.
    pub all: Option<Span>,
    /// The table, a [`super::FromItemKind::Table`].
    pub table: FromItem,
    /// SET
    pub set: Vec<Assignment>,
    /// FROM
    pub from: Vec<FromItem>,
    /// WHERE
    pub where_clause: Option<Expr>,
    /// RETURNING
    pub returning: Option<Returning>,
}

/// DELETE
#[derive(Clone, Debug)]
pub struct Delete {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// WITH
    pub with: Option<With>,
    /// `hard`: the rows are really removed.
    pub hard: Option<Span>,
    /// `all`, the permission to delete the whole table.
    pub all: Option<Span>,
    /// The table, a [`super::FromItemKind::Table`].
    pub table: FromItem,
    /// USING
    pub using: Vec<FromItem>,
    /// WHERE
    pub where_clause: Option<Expr>,
    /// BY and BECAUSE
    pub attribution: Attribution,
    /// RETURNING
    pub returning: Option<Returning>,
}

/// Who and why.
#[derive(Clone, Debug, Default)]
pub struct Attribution {
    /// `by $who`
    pub by: Option<Expr>,
    /// `because $why`
    pub because: Option<Expr>,
}

/// RESTORE
#[derive(Clone, Debug)]
pub struct Restore {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// WITH
    pub with: Option<With>,
    /// `all`, the permission to restore the whole table.
    pub all: Option<Span>,
    /// The table, a [`super::FromItemKind::Table`].
    pub table: FromItem,
    /// WHERE
    pub where_clause: Option<Expr>,
    /// `with parents`
    pub with_parents: Option<Span>,
    /// BY and BECAUSE
    pub attribution: Attribution,
    /// RETURNING
    pub returning: Option<Returning>,
}

/// ERASE
#[derive(Clone, Debug)]
pub struct Erase {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// WITH
    pub with: Option<With>,
    /// `all`, the permission to erase the whole table.
    pub all: Option<Span>,
    /// The table, a [`super::FromItemKind::Table`].
    pub table: FromItem,
    /// WHERE
    pub where_clause: Option<Expr>,
    /// BY and BECAUSE
    pub attribution: Attribution,
    /// RETURNING
    pub returning: Option<Returning>,
}

/// MERGE
#[derive(Clone, Debug)]
pub struct Merge {
    /// Its number.
    pub id: NodeId,
    /// Its place.
    pub span: Span,
    /// WITH
    pub with: Option<With>,
    /// INTO, a [`super::FromItemKind::Table`].
    pub table: FromItem,
    /// USING
    pub source: FromItem,
    /// ON
    pub on: Expr,
    /// WHEN
    pub whens: Vec<MergeWhen>,
    /// RETURNING
    pub returning: Option<Returning>,
}

/// A WHEN clause of MERGE.
#[derive(Clone, Debug)]
pub struct MergeWhen {
    /// Its number.
    pub id: NodeId,
    /// MATCHED, NOT MATCHED [BY TARGET], NOT MATCHED BY SOURCE
    pub matched: MergeMatch,
    /// AND
    pub condition: Option<Expr>,
    /// THEN
    pub action: MergeAction,
    /// Its place.
    pub span: Span,
}

/// Which rows a WHEN clause takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeMatch {
    /// MATCHED
    Matched,
    /// NOT MATCHED [BY TARGET]
    NotMatchedByTarget,
    /// NOT MATCHED BY SOURCE
    NotMatchedBySource,
}

/// What a WHEN clause does.
#[derive(Clone, Debug)]
pub enum MergeAction {
    /// DO NOTHING
    Nothing,
    /// DELETE
    Delete(Span),
    /// UPDATE SET …
    Update(Vec<Assignment>),
    /// INSERT …
    Insert {
        /// The columns written.
        columns: Vec<InsertColumn>,
        /// OVERRIDING
        overriding: Option<Overriding>,
        /// The values; `None` for DEFAULT VALUES.
        values: Option<Vec<Expr>>,
    },
}
