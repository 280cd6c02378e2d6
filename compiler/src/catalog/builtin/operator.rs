//! PostgreSQL's own operators.

use super::lines::{find, number, with_prefix};
use super::{Nulls, TypeId};

/// An operator on certain types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The type of its left operand; `None` for a prefix operator.
    pub left: Option<TypeId>,
    /// The type of its right operand.
    pub right: TypeId,
    /// The type of its result.
    pub result: TypeId,
    /// When it gives NULL.
    pub nulls: Nulls,
    /// Whether it gives NULL as soon as an operand is NULL.
    pub strict: bool,
}

/// The operator of this symbol on exactly these types.
pub fn operator(symbol: &str, left: Option<TypeId>, right: TypeId) -> Option<Operator> {
    let prefix = format!("O{symbol} {} {} ", left.map_or(0, |left| left.0), right.0);
    let (result, rest) = number(find(&prefix)?);
    let (nulls, strict) = super::function::nulls_flag(rest.as_bytes().get(1).copied());
    Some(Operator {
        left,
        right,
        result: TypeId(result),
        nulls,
        strict,
    })
}

/// All operators of this symbol, prefix and infix.
pub fn operators(symbol: &str) -> impl Iterator<Item = Operator> + use<> {
    with_prefix(&format!("O{symbol} ")).map(|line| {
        let (left, rest) = number(line);
        let (right, rest) = number(&rest[1..]);
        let (result, rest) = number(&rest[1..]);
        let (nulls, strict) = super::function::nulls_flag(rest.as_bytes().get(1).copied());
        Operator {
            left: (left != 0).then_some(TypeId(left)),
            right: TypeId(right),
            result: TypeId(result),
            nulls,
            strict,
        }
    })
}
