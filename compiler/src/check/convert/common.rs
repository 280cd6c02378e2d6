//! The type that several values have in common.

use super::Types;
use crate::catalog::builtin::TypeId;

/// Two of the types that cannot be brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCommonType {
    /// The index of the value whose type had been chosen.
    pub first: usize,
    /// The index of the value that does not fit it.
    pub second: usize,
    /// Whether the types are of one category, so that a cast is what is missing; else they never match.
    pub same_category: bool,
}

impl Types<'_> {
    /// The type of UNION, CASE, COALESCE, GREATEST, ARRAY[…], VALUES and IN, of which these are the types of the inputs
    /// in their order (for CASE the ELSE first, as the server looks at it first; a missing ELSE is an unknown). All
    /// unknown gives `text`.
    ///
    /// # Errors
    /// If two inputs are of types that have nothing in common.
    pub fn common_type(&self, inputs: &[TypeId]) -> Result<TypeId, NoCommonType> {
        unimplemented!()
    }
}
