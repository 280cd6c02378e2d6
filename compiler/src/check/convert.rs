//! PostgreSQL's chapter "Type Conversion": which operator, function or common type is meant.
//!
//! Everything here works on [`TypeId`]s; unknown literals are [`UNKNOWN`], parameters of no type yet likewise.

use crate::catalog::Schema;
use crate::catalog::builtin::TypeId;

/// The pseudo-type of a string literal, NULL or parameter whose type is not decided yet.
pub const UNKNOWN: TypeId = TypeId(705);

/// The built-in types and the declared ones together.
#[derive(Clone, Copy, Debug)]
pub struct Types<'a> {
    /// What was declared.
    pub schema: &'a Schema,
}
