//! Whether a value of one type may stand where another is wanted.

use super::Types;
use crate::catalog::builtin::TypeId;

/// Where a value is converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// As an operand or argument.
    Implicit,
    /// Into a column, by INSERT or SET.
    Assignment,
    /// By a cast that is written.
    Explicit,
}

impl Types<'_> {
    /// Whether a value of one type may be converted to another there. An unknown literal may become anything.
    pub fn can_coerce(&self, from: TypeId, to: TypeId, context: Context) -> bool {
        unimplemented!()
    }

    /// Whether the types are stored alike, so that conversion does nothing.
    pub fn is_binary_coercible(&self, from: TypeId, to: TypeId) -> bool {
        unimplemented!()
    }

    /// Whether converting a value that is not NULL may give NULL: a cast by a function that returns NULL for some
    /// values.
    pub fn coercion_may_give_null(&self, from: TypeId, to: TypeId) -> bool {
        unimplemented!()
    }
}
