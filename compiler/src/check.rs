//! Names, types and nullability: what every part of a statement means, and the mistakes in it.
//!
//! The result is a set of tables beside the tree, keyed by [`crate::ast::NodeId`]; the tree itself is not changed.

use crate::ast::{NodeMap, Statement};
use crate::catalog::Schema;
use crate::catalog::builtin::TypeId;
use crate::diagnostic::Errors;

pub(crate) use output::target_name as output_name;

pub use crate::resolve::{ColumnId, ColumnUse, StarColumn, TableUse, Type};

mod aggregate;
mod assign;
mod checker;
mod clause;
mod coerce;
mod compare;
pub mod convert;
mod delete;
mod elements;
mod expr;
mod from;
mod from_function;
mod function;
mod group;
mod insert;
mod json;
mod key;
mod literal;
mod merge;
mod nullability;
mod operator;
mod order;
mod output;
mod params;
mod query;
mod row;
mod select;
mod set_operation;
mod special;
mod statement;
mod subquery;
mod update;
mod upsert;
mod value;
mod window;
mod with;
mod xml;

/// What a statement means: names, types, nullability. Reports every mistake found in it to `errors`, each once.
///
/// `source_params` is the number of parameters of the source ([`crate::token::Source::params`]).
///
/// The result is as complete as the mistakes allow: an expression that could not be typed is missing from
/// [`Analysis::types`], an output column of no known type has the type [`convert::UNKNOWN`].
pub fn statement(
    statement: &Statement,
    source_params: usize,
    schema: &Schema,
    errors: &mut Errors,
) -> Analysis {
    let mut checker = checker::Checker::new(schema, source_params, errors);
    checker.outermost(statement);
    checker.finish()
}

/// As [`statement`], for a statement whose result becomes no struct of Rust: its columns may have any names, the same one twice
/// or none (`?column?`), a whole row is one column of its row type, and an empty target list has no columns.
pub fn plain_statement(
    statement: &Statement,
    source_params: usize,
    schema: &Schema,
    errors: &mut Errors,
) -> Analysis {
    let mut checker = checker::Checker::new(schema, source_params, errors);
    checker.plain(statement);
    checker.finish()
}

/// What the statement means.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// FROM items and targets of data-modifying statements ([`crate::ast::FromItem::id`]) that are declared tables. A name
    /// that is a common table expression is not here.
    pub tables: NodeMap<TableUse>,
    /// Column references ([`crate::ast::Expr::id`] of `ExprKind::Column`), INSERT columns and SET targets
    /// ([`crate::ast::InsertColumn::id`]). References to output columns (ORDER BY, GROUP BY) are not here.
    pub columns: NodeMap<ColumnUse>,
    /// What each `*` stands for, by [`crate::ast::Expr::id`] of `ExprKind::Star` in a target list. For the empty target list
    /// of `select from users`, the table's columns are here by [`crate::ast::Select::id`].
    pub stars: NodeMap<Vec<StarColumn>>,
    /// The columns that a NATURAL join meets on, by the id of the join's FROM item.
    pub natural: NodeMap<Vec<String>>,
    /// Target-list entries that are whole rows of a declared table (`select u, o`), by [`crate::ast::Target::id`].
    pub whole_rows: NodeMap<WholeRow>,
    /// The type of every expression that has one, by [`crate::ast::Expr::id`].
    pub types: NodeMap<Type>,
    /// The columns that an INSERT writes, in the order of its values: those of its list, else the fields of the table's
    /// struct that can be written. By [`crate::ast::Insert::id`], and by [`crate::ast::MergeWhen::id`].
    pub insert_columns: NodeMap<Vec<ColumnId>>,
    /// Which declared function a call means (an index into [`crate::catalog::Schema::functions`]), by [`crate::ast::Expr::id`].
    /// Calls of PostgreSQL's own are not here.
    pub functions: NodeMap<usize>,
    /// The parameters, by index into [`crate::token::Source::params`]; `None` where no type could be told.
    pub params: Vec<Option<ParamUse>>,
    /// The columns that the outermost statement returns, whole rows expanded; empty if it returns nothing.
    pub outputs: Vec<Output>,
    /// Output columns of each query level that an enclosing level can see are not kept; only the outermost is.
    pub row: RowShape,
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
    /// Whether it is an array made by the statement whose elements may be NULL.
    pub null_elements: bool,
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
