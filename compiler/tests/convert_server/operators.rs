//! Operators over pairs of types.

use softdelete_compiler::catalog::builtin::{TypeId, operators};
use softdelete_compiler::check::convert::Types;

use crate::random::Random;
use crate::world::{common_types, shown, value, value_types};
use crate::{Case, count};

/// Every symbol that PostgreSQL has an operator of.
const SYMBOLS: &str = "= <> < <= > >= + - * / % ^ || && & | # << >> &< &> -|- @> <@ ~ ~* !~ !~* ~~ ~~* !~~ !~~* ~= ~> -> \
                       ->> #> #>> #- ? ?| ?& @? @@ @@@ <-> <^ >^ &<| |&> <<| |>> <<= >>= ^@ ~<~ ~<=~ ~>~ ~>=~ *= *<> *< \
                       *<= *> *>= ## <#> ?- ?# ?-| ?|| |/ ||/ @ @-@ !! !";

pub(crate) fn infix(types: Types<'_>) -> Vec<Case> {
    let symbols: Vec<&str> = SYMBOLS.split_whitespace().collect();
    let (all, usual) = (value_types(types), common_types(types));
    let mut random = Random::new(1);
    (0..count() * 2)
        .map(|round| {
            let symbol = if round % 2 == 0 {
                random.pick(&symbols)
            } else {
                random.pick(&symbols[..13])
            };
            // Half of the samples start from operands that an operator of the symbol really has.
            let declared: Vec<(TypeId, TypeId)> = operators(symbol)
                .filter_map(|operator| Some((operator.left?, operator.right)))
                .collect();
            let (mut left, mut right) = (random.pick(&usual), random.pick(&usual));
            if round % 4 < 2 && !declared.is_empty() {
                (left, right) = random.pick(&declared);
                left = if left.is_polymorphic() || random.below(4) == 0 {
                    random.pick(&usual)
                } else {
                    left
                };
                right = if right.is_polymorphic() || random.below(4) == 0 {
                    random.pick(&usual)
                } else {
                    right
                };
            } else if round % 16 == 15 {
                (left, right) = (random.pick(&all), random.pick(&all));
            }
            Case {
                statement: format!(
                    "select ({}) {symbol} ({})",
                    value(types, left),
                    value(types, right)
                ),
                ours: types
                    .operator(symbol, Some(left), right)
                    .map(|found| shown(types, found.result))
                    .map_err(|error| format!("{error:?}")),
            }
        })
        .collect()
}

pub(crate) fn prefix(types: Types<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for symbol in SYMBOLS.split_whitespace() {
        for operand in value_types(types) {
            // A plus or minus before a constant is read as part of it.
            cases.push(Case {
                statement: format!("select {symbol} ({})", value(types, operand)),
                ours: types
                    .operator(symbol, None, operand)
                    .map(|found| shown(types, found.result))
                    .map_err(|error| format!("{error:?}")),
            });
        }
    }
    cases
}

pub(crate) fn quantified(types: Types<'_>) -> Vec<Case> {
    let usual = common_types(types);
    let mut random = Random::new(2);
    let mut cases = Vec::new();
    for _ in 0..count() {
        let symbol = random.pick(&["=", "<>", "<", "~~", "||", "->", "@>", "&&", "+"]);
        let left = random.pick(&usual);
        let element = random.pick(&usual);
        let array = types.array_of(element).unwrap_or(element);
        let word = random.pick(&["any", "all"]);
        cases.push(Case {
            statement: format!(
                "select ({}) {symbol} {word} ({})",
                value(types, left),
                value(types, array)
            ),
            ours: types
                .quantified_operator(symbol, left, array)
                .map(|found| shown(types, found.result))
                .map_err(|error| format!("{error:?}")),
        });
    }
    cases
}
