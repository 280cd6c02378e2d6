//! Conditions.

use super::Generator;
use crate::world::Type;

impl Generator<'_> {
    /// A condition, nested to a depth.
    pub(super) fn condition(&mut self, depth: usize) -> String {
        if depth > 0 {
            match self.random.below(10) {
                0 | 1 => {
                    let (left, right) = (self.condition(depth - 1), self.condition(depth - 1));
                    // Without parentheses on purpose: a condition that is added must not come between.
                    return format!("{left} or {right}");
                }
                2 => {
                    let (left, right) = (self.condition(depth - 1), self.condition(depth - 1));
                    return format!("({left}) and ({right})");
                }
                3 => return format!("not ({})", self.condition(depth - 1)),
                4..=6 if self.spend() => return self.condition_on_subquery(),
                _ => {}
            }
        }
        self.simple_condition()
    }

    fn simple_condition(&mut self) -> String {
        let ty = self.any_type();
        let left = self.column(ty).unwrap_or_else(|| self.literal(ty));
        match self.random.below(14) {
            0 => format!("{left} is null"),
            1 => format!("{left} is not null"),
            2 => format!("{left} is distinct from {}", self.scalar(ty, 1)),
            3 => format!("{left} is not distinct from {}", self.scalar(ty, 1)),
            4 => format!("{left} in ({}, {})", self.scalar(ty, 0), self.literal(ty)),
            5 => format!("{left} not in ({}, {})", self.literal(ty), self.literal(ty)),
            6 => format!(
                "{left} between {} and {}",
                self.literal(ty),
                self.scalar(ty, 1)
            ),
            12 => self.bool_form(0),
            7 if ty == Type::Text => format!("{left} like '%'"),
            8 if ty == Type::Bool => left,
            9 if ty == Type::Bool => format!("{left} is not true"),
            10 => format!(
                "{left} = any (array[{}, {}])",
                self.literal(ty),
                self.literal(ty)
            ),
            11 => format!("({left}, 1) = ({}, 1)", self.scalar(ty, 0)),
            _ => {
                let op = *self
                    .random
                    .pick(&["=", "=", "=", "<>", "<", "<=", ">", ">="]);
                format!("{left} {op} {}", self.scalar(ty, 1))
            }
        }
    }

    /// A condition that asks a query.
    fn condition_on_subquery(&mut self) -> String {
        let ty = self.any_type();
        match self.random.below(8) {
            0 | 1 => {
                let query = self.subselect(None).sql;
                let not = if self.random.chance(40) { "not " } else { "" };
                format!("{not}exists ({query})")
            }
            2 | 3 => {
                let query = self.subselect(Some(&[ty])).sql;
                let not = if self.random.chance(40) { "not " } else { "" };
                format!("{} {not}in ({query})", self.scalar(ty, 0))
            }
            4 => {
                let query = self.subselect(Some(&[ty])).sql;
                let op = *self.random.pick(&[
                    "= any", "<> any", "> any", "> all", "<> all", "<= all", "= some",
                ]);
                format!("{} {op} ({query})", self.scalar(ty, 0))
            }
            5 => {
                let query = self.subselect(Some(&[Type::Int, Type::Text])).sql;
                format!(
                    "({}, {}) in ({query})",
                    self.scalar(Type::Int, 0),
                    self.scalar(Type::Text, 0)
                )
            }
            6 => {
                let query = self.subselect(Some(&[ty])).sql;
                format!("{} = any (array({query}))", self.scalar(ty, 0))
            }
            _ => {
                if self.random.chance(30) {
                    let query = self.single_values(&[ty, Type::Int]);
                    let op = *self.random.pick(&["=", "<", "<>"]);
                    return format!(
                        "({}, {}) {op} ({query})",
                        self.scalar(ty, 0),
                        self.scalar(Type::Int, 0)
                    );
                }
                let query = self.single_value(ty);
                format!("{} = ({query})", self.scalar(ty, 0))
            }
        }
    }
}
