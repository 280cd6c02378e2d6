//! Which operator is meant: section 10.2 of the manual.

use super::polymorphic::Polymorphism;
use super::{Context, OperatorError, Types};
use crate::catalog::builtin::{Nulls, Operator, TypeId, operator, operators};
use crate::catalog::{ColumnType, UserOperator, UserTypeKind};
use crate::gather::Gather as _;

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
    both: [TypeId; 2],
}

impl Types<'_> {
    /// The operator of this symbol for operands of these types; `left` is `None` for a prefix operator.
    ///
    /// # Errors
    /// If there is none, or several that fit equally well.
    pub fn operator(
        self,
        symbol: &str,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Result<OperatorMatch, OperatorError> {
        let found = self.find_operator(symbol, left, right)?;
        self.conclude_operator(&found, left, right)
    }

    /// The operator of `left op any (array)` and `left op all (array)`. An array of unknown type is given as
    /// [`TypeId::UNKNOWN`]; [`OperatorMatch::right`] is the array type it becomes.
    ///
    /// The result is NULL also where an element of the array is, whatever [`OperatorMatch::nulls`] says of one comparison.
    ///
    /// # Errors
    /// As for [`Types::operator`], and if the right side is no array or the operator does not give `boolean`.
    pub fn quantified_operator(
        self,
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
        let matched = self.conclude_operator(&found, Some(left), element)?;
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

    /// What a declared operator makes of these operands.
    fn conclude_operator(
        self,
        found: &Operator,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Result<OperatorMatch, OperatorError> {
        let disagreement = |message| OperatorError::NoMatch {
            candidates: Vec::new(),
            hint: Some(message),
        };
        let actual: Vec<TypeId> = left.into_iter().chain([right]).gather();
        let declared: Vec<TypeId> = found.left.into_iter().chain([found.right]).gather();
        let solution = Polymorphism::solve(self, &actual, &declared).map_err(disagreement)?;
        let left = left.zip(found.left);
        Ok(OperatorMatch {
            left: left
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

    /// The operator as declared.
    fn find_operator(
        self,
        symbol: &str,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Result<Operator, OperatorError> {
        if let Some(exact) = self.exact_operator(symbol, left, right) {
            return Ok(exact);
        }
        let inputs: Vec<TypeId> = left.into_iter().chain([right]).gather();
        let candidates = self.candidates(symbol, left);
        let mut matching = self.matching(&inputs, candidates, Candidate::operands);
        match matching.len() {
            0 if !self.has_operator(symbol) => return Err(OperatorError::NoSuchSymbol),
            0 => return Err(self.no_operator(symbol, left, &inputs)),
            1 => return Ok(matching.remove(0).operator),
            _ => {}
        }
        self.select(&inputs, matching, Candidate::operands)
            .map(|chosen| chosen.operator)
            .map_err(|several| OperatorError::Ambiguous {
                candidates: several
                    .iter()
                    .map(|candidate| self.spell(symbol, candidate))
                    .gather(),
            })
    }

    /// The operator on exactly these types. An unknown operand is taken to be of the other's type, or of what that
    /// restricts if it is a domain.
    fn exact_operator(self, symbol: &str, left: Option<TypeId>, right: TypeId) -> Option<Operator> {
        let operator = |symbol: &str, left, right| {
            operator(symbol, left, right).or_else(|| self.declared_operator(symbol, left, right))
        };
        let Some(left) = left else {
            return operator(symbol, None, right);
        };
        let base = |id| match self.base(id) {
            TypeId::VARCHAR => TypeId::TEXT,
            other => other,
        };
        // Operands of `varchar` have no operators of their own, and the rules come down to those of `text` wherever both
        // operands are strings of these kinds. Said at once, since nothing is asked more often.
        let strings = [base(left), base(right)];
        if strings.contains(&TypeId::TEXT)
            && strings
                .iter()
                .all(|id| matches!(*id, TypeId::TEXT | TypeId::UNKNOWN))
            && let Some(on_text) = operator(symbol, Some(TypeId::TEXT), TypeId::TEXT)
        {
            return Some(on_text);
        }
        let ((TypeId::UNKNOWN, same) | (same, TypeId::UNKNOWN)) = (left, right) else {
            return operator(symbol, Some(left), right);
        };
        let base = self.base(same);
        operator(symbol, Some(same), same).or_else(|| operator(symbol, Some(base), base))
    }

    /// Says what there is where nothing matches: first what takes one of the operands as it is.
    fn no_operator(self, symbol: &str, left: Option<TypeId>, inputs: &[TypeId]) -> OperatorError {
        let bases: Vec<TypeId> = inputs.iter().map(|input| self.base(*input)).gather();
        let mut all: Vec<Candidate> = self.candidates(symbol, left).gather();
        all.sort_by_key(|candidate| {
            let pairs = || bases.iter().zip(candidate.operands());
            let misfits =
                pairs().filter(|(from, to)| !self.can_coerce(**from, **to, Context::Implicit));
            let polymorphic = candidate
                .operands()
                .iter()
                .any(|operand| operand.is_polymorphic());
            let inexact = pairs().filter(|(from, to)| from != to).count();
            (polymorphic, misfits.count(), inexact)
        });
        OperatorError::NoMatch {
            candidates: all
                .iter()
                .take(LISTED)
                .map(|candidate| self.spell(symbol, candidate))
                .gather(),
            hint: None,
        }
    }

    fn spell(self, symbol: &str, candidate: &Candidate) -> String {
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

impl Types<'_> {
    /// The operators of a symbol that are infix, or prefix, as the operands say. PostgreSQL's own come first.
    fn candidates(self, symbol: &str, left: Option<TypeId>) -> impl Iterator<Item = Candidate> {
        let infix = left.is_some();
        operators(symbol)
            .chain(self.declared_operators(symbol))
            .filter(move |operator| operator.left.is_some() == infix)
            .map(|operator| Candidate {
                operator,
                both: [operator.left.unwrap_or(TypeId::NONE), operator.right],
            })
    }

    /// Whether there is an operator of this symbol at all.
    fn has_operator(self, symbol: &str) -> bool {
        operators(symbol).next().is_some() || self.declared_operators(symbol).next().is_some()
    }

    /// The user-declared operators of a symbol.
    fn declared_operators(self, symbol: &str) -> impl Iterator<Item = Operator> {
        let of_symbol = move |operator: &&UserOperator| operator.symbol == symbol;
        let all = self.schema.operators.iter().filter(of_symbol);
        let declared = all.filter_map(move |operator| {
            Some(Operator {
                left: match &operator.left {
                    Some(left) => Some(self.column_type(left).ok()?),
                    None => None,
                },
                right: self.column_type(&operator.right).ok()?,
                result: self.column_type(&operator.result).ok()?,
                nulls: match (operator.strict, operator.not_null) {
                    (true, true) => Nulls::Strict,
                    (false, true) => Nulls::Never,
                    (_, false) => Nulls::Maybe,
                },
                strict: operator.strict,
            })
        });
        declared.chain(self.comparisons(symbol))
    }

    /// The comparison operators of a symbol that base types have by their declaration.
    fn comparisons(self, symbol: &str) -> impl Iterator<Item = Operator> {
        let types = self.schema.types.iter().enumerate();
        types.filter_map(move |(index, ty)| {
            let UserTypeKind::Base(base) = &ty.kind else {
                return None;
            };
            let operand = base
                .comparisons
                .iter()
                .any(|it| it == symbol)
                .then(|| self.column_type(&ColumnType::User(index)).ok())??;
            Some(Operator {
                left: Some(operand),
                right: operand,
                result: TypeId::BOOL,
                nulls: Nulls::Strict,
                strict: true,
            })
        })
    }

    /// The user-declared operator on exactly these types.
    fn declared_operator(
        self,
        symbol: &str,
        left: Option<TypeId>,
        right: TypeId,
    ) -> Option<Operator> {
        self.declared_operators(symbol)
            .find(|operator| operator.left == left && operator.right == right)
    }
}

impl Candidate {
    fn operands(&self) -> &[TypeId] {
        if self.operator.left.is_some() {
            &self.both
        } else {
            &self.both[1..]
        }
    }
}
