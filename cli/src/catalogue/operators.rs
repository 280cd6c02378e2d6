//! Operators that statements may use.

use softdelete_compiler::catalog::UserOperator;

use super::facts::{Facts, Operator};
use super::types::Types;

/// The operators that the search path finds, those of earlier schemas first. The compiler looks an operator up by its symbol alone, so that
/// any other would stand in for one of the same symbol.
pub(super) fn of(facts: &Facts, types: &mut Types<'_>) -> Vec<UserOperator> {
    let mut found: Vec<UserOperator> = Vec::new();
    let operators = |schema: &'_ String| {
        let schema = schema.clone();
        facts.operators.iter().filter(move |it| it.schema == schema)
    };
    for operator in facts.path.iter().flat_map(operators) {
        let operator = user_operator(operator, types);
        let hidden = found.iter().any(|other| {
            (&other.symbol, &other.left, &other.right)
                == (&operator.symbol, &operator.left, &operator.right)
        });
        if !hidden {
            found.push(operator);
        }
    }
    found
}

fn user_operator(operator: &Operator, types: &mut Types<'_>) -> UserOperator {
    UserOperator {
        schema: Some(operator.schema.clone()),
        symbol: operator.symbol.clone(),
        left: (operator.left != 0).then(|| types.column_type(operator.left)),
        right: types.column_type(operator.right),
        result: types.column_type(operator.result),
        strict: operator.strict,
        // When its function returns NULL besides, nobody says.
        not_null: false,
    }
}
