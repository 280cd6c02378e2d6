//! PostgreSQL's chapter "Type Conversion": which operator, function or common type is meant.
//!
//! Everything here works on [`TypeId`]s; unknown literals are [`TypeId::UNKNOWN`], parameters of no type yet likewise.
//! The rules are those of chapter 10 of the manual, and where it is silent those that the server is seen to follow.

use crate::catalog::Schema;
use crate::catalog::builtin::TypeId;

mod candidates;
mod cast;
mod coerce;
mod common;
mod error;
mod function;
mod names;
mod operator;
mod polymorphic;
mod signature;
mod types;
mod usage;

pub use coerce::Context;
pub use common::NoCommonType;
pub use error::{FunctionError, OperatorError, UnknownType};
pub use function::{Call, CallArg, CallKind, FunctionMatch};
pub use operator::OperatorMatch;

/// The pseudo-type of a string literal, NULL or parameter whose type is not decided yet.
pub const UNKNOWN: TypeId = TypeId::UNKNOWN;

/// The built-in types and the declared ones together.
#[derive(Clone, Copy, Debug)]
pub struct Types<'a> {
    /// What was declared.
    pub schema: &'a Schema,
}
