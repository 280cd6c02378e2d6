//! The type that several values have in common: section 10.5 of the manual.

use super::{Context, Types};
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
    pub fn common_type(self, inputs: &[TypeId]) -> Result<TypeId, NoCommonType> {
        let (common, first) = self.select_common_type(inputs)?;
        // One may be chosen to which an input that came before it cannot be converted.
        match inputs
            .iter()
            .position(|input| !self.can_coerce(*input, common, Context::Implicit))
        {
            Some(second) => Err(NoCommonType {
                first,
                second,
                same_category: true,
            }),
            None => Ok(common),
        }
    }

    /// The choice itself, and the index of the input it was taken from.
    fn select_common_type(self, inputs: &[TypeId]) -> Result<(TypeId, usize), NoCommonType> {
        let Some(&first) = inputs.first() else {
            return Ok((TypeId::TEXT, 0));
        };
        // Only where all are the same can the result be a domain.
        if first != TypeId::UNKNOWN && inputs.iter().all(|input| *input == first) {
            return Ok((first, 0));
        }
        let (mut chosen, mut from) = (self.base(first), 0);
        let (mut category, mut preferred) = self.category_and_preference(chosen);
        for (index, input) in inputs.iter().enumerate().skip(1) {
            let input = self.base(*input);
            if input == TypeId::UNKNOWN || input == chosen {
                continue;
            }
            let (input_category, input_preferred) = self.category_and_preference(input);
            let takes = if chosen == TypeId::UNKNOWN {
                true
            } else if input_category != category {
                return Err(NoCommonType {
                    first: from,
                    second: index,
                    same_category: false,
                });
            } else {
                !preferred
                    && self.can_coerce(chosen, input, Context::Implicit)
                    && !self.can_coerce(input, chosen, Context::Implicit)
            };
            if takes {
                (chosen, from, category, preferred) =
                    (input, index, input_category, input_preferred);
            }
        }
        if chosen == TypeId::UNKNOWN {
            chosen = TypeId::TEXT;
        }
        Ok((chosen, from))
    }
}
