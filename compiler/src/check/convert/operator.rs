//! Which operator is meant: section 10.2 of the manual.

use super::{OperatorError, Types};
use crate::catalog::builtin::{Nulls, TypeId};

/// The operator that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorMatch {
    /// What the left operand becomes; `None` for a prefix operator.
    pub left: Option<TypeId>,
    /// What the right operand becomes. For a quantified comparison this is the array's type.
    pub right: TypeId,
    /// The type of the result.
    pub result: TypeId,
    /// When it gives NULL.
    pub nulls: Nulls,
    /// Whether it gives NULL as soon as an operand is NULL.
    pub strict: bool,
}

impl Types<'_> {
    /// The operator of this symbol for operands of these types; `left` is `None` for a prefix operator.
    ///
    /// # Errors
    /// If there is none, or several that fit equally well.
    pub fn operator(&self, symbol: &str, left: Option<TypeId>, right: TypeId) -> Result<OperatorMatch, OperatorError> {
        unimplemented!()
    }

    /// The operator of `left op any (array)` and `left op all (array)`. An array of unknown type is given as
    /// [`TypeId::UNKNOWN`]; [`OperatorMatch::right`] is the array type it becomes.
    ///
    /// # Errors
    /// As for [`Types::operator`], and if the right side is no array or the operator does not give `boolean`.
    pub fn quantified_operator(
        &self,
        symbol: &str,
        left: TypeId,
        array: TypeId,
    ) -> Result<OperatorMatch, OperatorError> {
        unimplemented!()
    }
}
