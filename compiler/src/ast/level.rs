//! How strongly operators bind.
//!
//! Source: the manual's table "Operator Precedence (highest to lowest)"; `gram.y` has the same with the finer points.

/// How strongly an operator binds, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// OR
    Or,
    /// AND
    And,
    /// NOT
    Not,
    /// IS, ISNULL, NOTNULL
    Is,
    /// `<`, `>`, `=`, `<=`, `>=`, `<>`
    Comparison,
    /// BETWEEN, IN, LIKE, ILIKE, SIMILAR
    Between,
    /// Every operator without a place of its own.
    Other,
    /// `+`, `-`
    Sum,
    /// `*`, `/`, `%`
    Product,
    /// `^`
    Power,
    /// AT TIME ZONE
    AtTimeZone,
    /// COLLATE
    Collate,
    /// `+` and `-` before their operand
    Sign,
    /// `::`
    Cast,
    /// What needs no parentheses anywhere.
    Primary,
}

impl Level {
    /// The next stronger level: that of what a left-associative operator has on its right.
    #[must_use]
    pub fn above(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::Not,
            Self::Not => Self::Is,
            Self::Is => Self::Comparison,
            Self::Comparison => Self::Between,
            Self::Between => Self::Other,
            Self::Other => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product => Self::Power,
            Self::Power => Self::AtTimeZone,
            Self::AtTimeZone => Self::Collate,
            Self::Collate => Self::Sign,
            Self::Sign => Self::Cast,
            Self::Cast | Self::Primary => Self::Primary,
        }
    }

    /// The level of an infix operator.
    pub fn of_operator(symbol: &str) -> Self {
        match symbol {
            "<" | ">" | "=" | "<=" | ">=" | "<>" => Self::Comparison,
            "+" | "-" => Self::Sum,
            "*" | "/" | "%" => Self::Product,
            "^" => Self::Power,
            _ => Self::Other,
        }
    }

    /// Whether `a op b op c` is refused.
    pub fn is_non_associative(self) -> bool {
        matches!(self, Self::Is | Self::Comparison | Self::Between)
    }
}
