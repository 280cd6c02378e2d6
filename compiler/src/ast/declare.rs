//! Declarations of functions, aggregates, operators and casts: the heads of CREATE FUNCTION, CREATE AGGREGATE, CREATE OPERATOR and
//! CREATE CAST.

use super::{Name, ObjectName, TypeName};
use crate::catalog::builtin::{ArgMode, CastContext, CastMethod};
use crate::span::Span;

/// A declaration.
#[derive(Clone, Debug)]
pub enum Declaration {
    /// CREATE FUNCTION or CREATE AGGREGATE
    Function(Box<FunctionDeclaration>),
    /// CREATE OPERATOR
    Operator(Box<OperatorDeclaration>),
}

/// The head of CREATE FUNCTION or CREATE AGGREGATE.
#[derive(Clone, Debug)]
pub struct FunctionDeclaration {
    /// The name.
    pub name: ObjectName,
    /// The arguments, and the columns of RETURNS TABLE.
    pub args: Vec<ArgumentDeclaration>,
    /// What it is and returns.
    pub kind: DeclaredKind,
    /// STRICT, or RETURNS NULL ON NULL INPUT
    pub strict: bool,
    /// WINDOW
    pub window: bool,
    /// Our own NOT NULL: it never returns NULL, but for a NULL argument of a strict one.
    pub not_null: bool,
}

/// What is declared.
#[derive(Clone, Debug)]
pub enum DeclaredKind {
    /// A function, and what it returns; nothing is written where OUT arguments say it.
    Function {
        /// RETURNS
        returns: Option<TypeName>,
        /// Whether it returns a set: RETURNS SETOF or RETURNS TABLE.
        set: bool,
    },
    /// An aggregate; what it returns is our own RETURNS, as PostgreSQL's own statement does not say it.
    Aggregate {
        /// RETURNS
        returns: TypeName,
        /// How many of the arguments stand before ORDER BY; `None` without ORDER BY.
        direct: Option<usize>,
        /// HYPOTHETICAL
        hypothetical: bool,
    },
}

/// An argument.
#[derive(Clone, Debug)]
pub struct ArgumentDeclaration {
    /// How it is passed.
    pub mode: ArgMode,
    /// Its name.
    pub name: Option<Name>,
    /// Its type.
    pub ty: TypeName,
    /// Whether it has a default.
    pub default: bool,
    /// Its place.
    pub span: Span,
}

/// The head of CREATE OPERATOR.
#[derive(Clone, Debug)]
pub struct OperatorDeclaration {
    /// The schema, if one is written.
    pub schema: Option<Name>,
    /// The symbol.
    pub symbol: String,
    /// LEFTARG
    pub left: Option<TypeName>,
    /// RIGHTARG
    pub right: TypeName,
    /// FUNCTION
    pub function: ObjectName,
    /// The place of the symbol.
    pub span: Span,
}

/// CREATE CAST, without its first two words.
#[derive(Clone, Debug)]
pub struct CastDeclaration {
    /// The type it is from.
    pub from: TypeName,
    /// The type it is to.
    pub to: TypeName,
    /// WITH FUNCTION, WITHOUT FUNCTION or WITH INOUT
    pub method: CastMethod,
    /// Our own NOT NULL behind the function: it never returns NULL.
    pub not_null: bool,
    /// AS IMPLICIT or AS ASSIGNMENT
    pub context: CastContext,
}
