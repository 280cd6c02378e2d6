//! Which operator is meant: section 10.2 of the manual.

use super::polymorphic::Polymorphism;
use super::{OperatorError, Types};
use crate::catalog::builtin::{Nulls, Operator, TypeId, operator, operators};

/// How many candidates a message lists.
const LISTED: usize = 4;

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

/// An operator among others, with its operands as a list.
struct Candidate {
    operator: Operator,
    operands: Vec<TypeId>,
}

impl Types<'_> {
    /// The operator of this symbol for operands of these types; `left` is `None` for a prefix operator.
    ///
    /// # Errors
    /// If there is none, or several that fit equally well.
    pub fn operator(
        &self,
        symbol: &str,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Result<OperatorMatch, OperatorError> {
        let found = self.find_operator(symbol, left, right)?;
        let solution = self.solve_operator(&found, left, right)?;
        let disagreement = |message| OperatorError::NoMatch {
            candidates: Vec::new(),
            hint: Some(message),
        };
        Ok(OperatorMatch {
            left: left
                .zip(found.left)
                .map(|(actual, declared)| solution.argument(actual, declared))
                .transpose()
                .map_err(disagreement)?,
            right: solution
                .argument(right, found.right)
                .map_err(disagreement)?,
            result: solution.resolve(found.result).map_err(disagreement)?,
            nulls: found.nulls,
            strict: found.strict,
        })
    }

    /// The operator of `left op any (array)` and `left op all (array)`. An array of unknown type is given as
    /// [`TypeId::UNKNOWN`]; [`OperatorMatch::right`] is the array type it becomes.
    ///
    /// The result is NULL also where an element of the array is, whatever [`OperatorMatch::nulls`] says of one comparison.
    ///
    /// # Errors
    /// As for [`Types::operator`], and if the right side is no array or the operator does not give `boolean`.
    pub fn quantified_operator(
        &self,
        symbol: &str,
        left: TypeId,
        array: TypeId,
    ) -> Result<OperatorMatch, OperatorError> {
        let element = if array == TypeId::UNKNOWN {
            TypeId::UNKNOWN
        } else {
            self.element(array)
                .ok_or(OperatorError::NotAnArray(array))?
        };
        let found = self.find_operator(symbol, Some(left), element)?;
        let matched = self.operator(symbol, Some(left), element)?;
        if matched.result != TypeId::BOOL {
            return Err(OperatorError::NotBoolean(matched.result));
        }
        let stays = found.right.is_polymorphic() && array != TypeId::UNKNOWN;
        let right = if stays {
            Some(array)
        } else {
            self.array_of(matched.right)
        };
        Ok(OperatorMatch {
            right: right.ok_or(OperatorError::NotAnArray(matched.right))?,
            ..matched
        })
    }

    fn solve_operator(
        &self,
        found: &Operator,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Result<Polymorphism, OperatorError> {
        let actual: Vec<TypeId> = left.into_iter().chain([right]).collect();
        let declared: Vec<TypeId> = found.left.into_iter().chain([found.right]).collect();
        Polymorphism::solve(*self, &actual, &declared).map_err(|message| OperatorError::NoMatch {
            candidates: Vec::new(),
            hint: Some(message),
        })
    }

    /// The operator as declared.
    fn find_operator(
        &self,
        symbol: &str,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Result<Operator, OperatorError> {
        if let Some(exact) = self.exact_operator(symbol, left, right) {
            return Ok(exact);
        }
        let all: Vec<Candidate> = operators(symbol).map(Candidate::new).collect();
        if all.is_empty() {
            return Err(OperatorError::NoSuchSymbol);
        }
        let inputs: Vec<TypeId> = left.into_iter().chain([right]).collect();
        let of_arity: Vec<Candidate> = operators(symbol)
            .map(Candidate::new)
            .filter(|candidate| candidate.operands.len() == inputs.len())
            .collect();
        let mut matching = self.matching(&inputs, of_arity, |candidate| &candidate.operands);
        if matching.len() == 1
            && let Some(only) = matching.pop()
        {
            return Ok(only.operator);
        }
        if matching.is_empty() {
            return Err(self.no_operator(symbol, &inputs, all));
        }
        self.select(&inputs, matching, |candidate| &candidate.operands)
            .map(|chosen| chosen.operator)
            .map_err(|several| OperatorError::Ambiguous {
                candidates: several
                    .iter()
                    .map(|candidate| self.spell(symbol, candidate))
                    .collect(),
            })
    }

    /// The operator on exactly these types. An unknown operand is taken to be of the other's type, or of what that
    /// restricts if it is a domain.
    fn exact_operator(
        &self,
        symbol: &str,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Option<Operator> {
        let Some(left) = left else {
            return operator(symbol, None, right);
        };
        let same = match (left, right) {
            (TypeId::UNKNOWN, other) | (other, TypeId::UNKNOWN) => other,
            _ => return operator(symbol, Some(left), right),
        };
        let base = self.base(same);
        operator(symbol, Some(same), same).or_else(|| operator(symbol, Some(base), base))
    }

    /// Says what there is where nothing matches: first what takes one of the operands as it is.
    fn no_operator(
        &self,
        symbol: &str,
        inputs: &[TypeId],
        mut all: Vec<Candidate>,
    ) -> OperatorError {
        let bases: Vec<TypeId> = inputs.iter().map(|input| self.base(*input)).collect();
        all.retain(|candidate| candidate.operands.len() == bases.len());
        all.sort_by_key(|candidate| {
            bases
                .iter()
                .zip(&candidate.operands)
                .filter(|(base, operand)| {
                    !self.can_coerce(**base, **operand, super::Context::Implicit)
                })
                .count()
        });
        OperatorError::NoMatch {
            candidates: all
                .iter()
                .take(LISTED)
                .map(|candidate| self.spell(symbol, candidate))
                .collect(),
            hint: None,
        }
    }

    fn spell(&self, symbol: &str, candidate: &Candidate) -> String {
        let operator = &candidate.operator;
        match operator.left {
            Some(left) => format!(
                "{} {symbol} {}",
                self.display(left),
                self.display(operator.right)
            ),
            None => format!("{symbol} {}", self.display(operator.right)),
        }
    }
}

impl Candidate {
    fn new(operator: Operator) -> Self {
        Self {
            operands: operator.left.into_iter().chain([operator.right]).collect(),
            operator,
        }
    }
}
