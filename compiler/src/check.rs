//! Names, types and nullability: what every part of a statement means, and the mistakes in it.
//!
//! The result is a set of tables beside the tree, keyed by [`NodeId`]; the tree itself is not changed.

use std::collections::HashMap;

use crate::ast::NodeId;
use crate::catalog::builtin::TypeId;

pub mod convert;

/// The type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    /// The type.
    pub id: TypeId,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// The declared column whose Rust type it has: a column reference, or something that passes such a value through
    /// unchanged (`max(c)`, `coalesce(c, …)`, a column of a derived table). `None` for computed values.
    pub origin: Option<ColumnId>,
}

/// A column of a declared table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ColumnId {
    /// Index into [`crate::catalog::Schema::tables`].
    pub table: usize,
    /// Index into [`crate::catalog::Table::columns`].
    pub column: usize,
}

/// What the statement means.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// FROM items and targets of data-modifying statements ([`crate::ast::FromItem::id`]) that are declared tables. A name
    /// that is a common table expression is not here.
    pub tables: HashMap<NodeId, TableUse>,
    /// Column references ([`crate::ast::Expr::id`] of `ExprKind::Column`), INSERT columns and SET targets
    /// ([`crate::ast::InsertColumn::id`]). References to output columns (ORDER BY, GROUP BY) are not here.
    pub columns: HashMap<NodeId, ColumnUse>,
    /// What each `*` stands for, by [`crate::ast::Expr::id`] of `ExprKind::Star` in a target list.
    pub stars: HashMap<NodeId, Vec<StarColumn>>,
    /// The columns that a NATURAL join meets on, by the id of the join's FROM item.
    pub natural: HashMap<NodeId, Vec<String>>,
    /// Target-list entries that are whole rows of a declared table (`select u, o`), by [`crate::ast::Target::id`].
    pub whole_rows: HashMap<NodeId, WholeRow>,
    /// The type of every expression that has one, by [`crate::ast::Expr::id`].
    pub types: HashMap<NodeId, Type>,
    /// The parameters, by index into [`crate::token::Source::params`]; `None` where no type could be told.
    pub params: Vec<Option<ParamUse>>,
    /// The columns that the outermost statement returns, whole rows expanded; empty if it returns nothing.
    pub outputs: Vec<Output>,
    /// Output columns of each query level that an enclosing level can see are not kept; only the outermost is.
    pub row: RowShape,
}

/// A use of a declared table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableUse {
    /// Index into [`crate::catalog::Schema::tables`].
    pub table: usize,
    /// The name by which this use is referred to in the statement: its alias, else the name written.
    pub reference: String,
}

/// What a column reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnUse {
    /// A column of a range table entry.
    Column {
        /// The name of the entry, by which the reference may be qualified. `None` where no qualified name reaches it (the
        /// entry has no alias, or an inner entry of the same name hides it).
        qualifier: Option<String>,
        /// The column's name as the server knows it.
        name: String,
        /// The declared column, if the entry is a declared table.
        column: Option<ColumnId>,
    },
    /// A column that JOIN … USING merged: it has no qualifier.
    Merged,
    /// A whole row of a range table entry, used as a value (`row_to_json(u)`).
    WholeRow {
        /// The name of the entry.
        qualifier: String,
        /// Its declared table, if it is one.
        table: Option<usize>,
    },
}

/// A column that `*` stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarColumn {
    /// The name of its entry; `None` for a merged column.
    pub qualifier: Option<String>,
    /// Its name.
    pub name: String,
}

/// A whole row in the outermost target list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeRow {
    /// Index into [`crate::catalog::Schema::tables`].
    pub table: usize,
    /// The name of the range table entry.
    pub qualifier: String,
    /// Whether an outer join may have left the row out.
    pub nullable: bool,
}

/// What is known of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamUse {
    /// Its type, decided by its uses as the server decides it. For `in $list` the array type; for a struct or rows
    /// ([`crate::ast::InsertSource`]) the table is in `rows`, and this is [`TypeId`] 0.
    pub id: TypeId,
    /// Whether NULL may be given: not where it is assigned to a NOT NULL column.
    pub nullable: bool,
    /// The declared column it is compared with or assigned to, whose Rust type an error may name.
    pub origin: Option<ColumnId>,
    /// For the parameter of `insert into t $struct` and `values $rows`: the columns taken from it, in order.
    pub rows: Option<Vec<ColumnId>>,
}

/// A column of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The place of its alias or expression.
    pub span: crate::span::Span,
}

/// The shape of a row of the result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RowShape {
    /// Nothing comes back.
    #[default]
    Nothing,
    /// The struct of a table: `select from users`.
    Table(usize),
    /// One field an entry of the target list.
    Fields(Vec<Field>),
}

/// A field of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// One output column: an index into [`Analysis::outputs`].
    Column(usize),
    /// A whole row: the struct of a table, spread over output columns `first..first + count`.
    Struct {
        /// The field's name.
        name: String,
        /// Its place.
        span: crate::span::Span,
        /// The table.
        table: usize,
        /// Whether the row may be missing.
        nullable: bool,
        /// The first output column.
        first: usize,
        /// How many there are: the table's columns that are fields of its struct.
        count: usize,
    },
}
