//! `rename_all`: labels from the names of variants.

use softdelete_compiler::gather::Gather as _;

/// How a name is spelled.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    name: &'static str,
    join: &'static str,
    word: fn(usize, &str) -> String,
}

/// `half_done`, which is how PostgreSQL's own names are spelled.
pub(super) const SNAKE: Rule = Rule {
    name: "snake_case",
    join: "_",
    word: |_, word| word.to_lowercase(),
};

const RULES: &[Rule] = &[
    SNAKE,
    Rule {
        name: "SCREAMING_SNAKE_CASE",
        join: "_",
        word: |_, word| word.to_uppercase(),
    },
    Rule {
        name: "kebab-case",
        join: "-",
        word: |_, word| word.to_lowercase(),
    },
    Rule {
        name: "lowercase",
        join: "",
        word: |_, word| word.to_lowercase(),
    },
    Rule {
        name: "UPPERCASE",
        join: "",
        word: |_, word| word.to_uppercase(),
    },
    Rule {
        name: "camelCase",
        join: "",
        word: |index, word| {
            if index == 0 {
                word.to_lowercase()
            } else {
                word.to_owned()
            }
        },
    },
    Rule {
        name: "PascalCase",
        join: "",
        word: |_, word| word.to_owned(),
    },
];

/// The rule of this name.
pub(super) fn rule(name: &str) -> Option<Rule> {
    RULES.iter().find(|rule| rule.name == name).copied()
}

/// The names of all rules.
pub(super) fn names() -> String {
    RULES.iter().map(|rule| rule.name).gather().join("`, `")
}

impl Rule {
    /// The label of a variant.
    pub(super) fn apply(self, variant: &str) -> String {
        let mut words: Vec<String> = Vec::new();
        for c in variant.chars() {
            match words.last_mut() {
                Some(word) if !c.is_uppercase() => word.push(c),
                _ => words.push(c.to_string()),
            }
        }
        let spelled: Vec<String> = words
            .iter()
            .enumerate()
            .map(|(index, word)| (self.word)(index, word))
            .gather();
        spelled.join(self.join)
    }
}

#[cfg(test)]
mod tests {
    use super::{RULES, rule};

    #[test]
    fn labels_are_spelled_by_the_rule() {
        let labels: Vec<String> = RULES.iter().map(|rule| rule.apply("HalfDone")).collect();
        assert_eq!(
            labels,
            [
                "half_done",
                "HALF_DONE",
                "half-done",
                "halfdone",
                "HALFDONE",
                "halfDone",
                "HalfDone"
            ]
        );
        assert!(rule("Snake").is_none());
    }
}
