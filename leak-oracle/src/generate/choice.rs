//! Optional parts: `if …` and `match …` of Rust in a statement. One way in which they come out is tried.

use std::fmt::Write;

use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;
use softdelete_compiler::span::Span;
use softdelete_compiler::token::{Arm, Source, SourceChoice, SourceParam, Token, TokenKind};

use super::Generator;

/// Stands around the number of an optional part.
const PLACE: char = '\u{4}';

/// An optional part of a statement.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// What stands before it, and belongs to it.
    before: &'static str,
    /// The text of each arm.
    arms: Vec<String>,
    /// Whether one of them is always taken.
    exhaustive: bool,
    /// What stands behind it, and belongs to it.
    after: &'static str,
    /// What one would write in place of all that, by outcome.
    plain: Vec<String>,
    /// The outcome that is tried.
    pub(super) taken: usize,
}

impl Choice {
    /// The same with other texts in its arms.
    pub(super) fn map_arms(&self, text: impl Fn(&str) -> String) -> Self {
        Self {
            arms: self.arms.iter().map(|arm| text(arm)).collect(),
            ..self.clone()
        }
    }

    /// In how many ways it comes out.
    pub(super) fn outcomes(&self) -> usize {
        self.plain.len()
    }

    /// The same as it comes out in one of the ways, or in the last one.
    pub(super) fn coming_out(&self, outcome: usize) -> Self {
        Self {
            taken: outcome.min(self.plain.len() - 1),
            ..self.clone()
        }
    }
}

impl Generator<'_> {
    /// A condition as WHERE, HAVING and ON have it: parts of it may be optional.
    pub(super) fn filter(&mut self, depth: usize) -> String {
        let condition = self.condition(depth);
        if !self.may_choose() {
            return condition;
        }
        let choice = self.choice_of_conditions();
        match self.random.below(3) {
            0 => choice,
            1 => format!("({condition}) and {choice}"),
            _ => format!("{choice} and ({condition})"),
        }
    }

    /// Whether something may be optional here.
    fn may_choose(&mut self) -> bool {
        // Not in each other, and not too many: the number of shapes has a limit.
        !self.in_choice && self.choices.len() < 3 && self.random.chance(6)
    }

    fn choice_of_conditions(&mut self) -> String {
        self.in_choice = true;
        let mut arms: Vec<String> = (0..=self.random.below(2))
            .map(|_| self.condition(1))
            .collect();
        self.in_choice = false;
        if self.random.chance(20) {
            arms.push(String::new());
        }
        let exhaustive = arms.len() > 1;
        let mut plain: Vec<String> = arms
            .iter()
            .map(|arm| match arm.as_str() {
                "" => "true".to_owned(),
                arm => format!("({arm})"),
            })
            .collect();
        if !exhaustive {
            plain.push("true".to_owned());
        }
        self.choice("", arms, exhaustive, "", plain)
    }

    /// Sort keys, one of which may be optional. They sort by all columns all the same.
    pub(super) fn optional_keys(&mut self, keys: &[String]) -> String {
        let all = keys.join(", ");
        if !self.may_choose() {
            return all;
        }
        let arms: Vec<String> = (0..=self.random.below(2))
            .map(|_| self.random.pick(keys).clone())
            .collect();
        let exhaustive = arms.len() > 1;
        let mut plain: Vec<String> = arms.iter().map(|arm| format!("{arm}, ")).collect();
        if !exhaustive {
            plain.push(String::new());
        }
        format!("{}{all}", self.choice("", arms, exhaustive, ", ", plain))
    }

    /// LIMIT, which may be optional.
    pub(super) fn optional_limit(&mut self, count: usize) -> String {
        if !self.may_choose() {
            return format!(" limit {count}");
        }
        let plain = vec![format!(" limit {count}"), String::new()];
        self.choice(" limit ", vec![count.to_string()], false, "", plain)
    }

    fn choice(
        &mut self,
        before: &'static str,
        arms: Vec<String>,
        exhaustive: bool,
        after: &'static str,
        plain: Vec<String>,
    ) -> String {
        let taken = self.random.below(plain.len());
        self.choices.push(Choice {
            before,
            arms,
            exhaustive,
            after,
            plain,
            taken,
        });
        format!("{PLACE}{}{PLACE}", self.choices.len() - 1)
    }
}

/// A text and the optional parts in it, in the order in which they stand there: what stands before each, and its number.
fn pieces(text: &str) -> (Vec<(&str, usize)>, &str) {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(PLACE) {
        let Some((number, behind)) = behind.split_once(PLACE) else {
            break;
        };
        pieces.push((before, number.parse().unwrap_or(0)));
        rest = behind;
    }
    (pieces, rest)
}

/// The text as a person reads it.
pub(super) fn shown(text: &str, choices: &[Choice]) -> String {
    let (pieces, rest) = pieces(text);
    let mut shown = String::new();
    for (before, number) in pieces {
        let choice = &choices[number];
        shown.push_str(before);
        shown.push_str(choice.before);
        shown.push_str(if choice.exhaustive { "match" } else { "if" });
        for (arm, text) in choice.arms.iter().enumerate() {
            let taken = if arm == choice.taken { "taken " } else { "" };
            // Writing to a String cannot fail.
            let _ = write!(shown, " {taken}{{ {text} }}");
        }
        shown.push_str(choice.after);
    }
    shown + rest
}

/// The text with what one would write in place of the optional parts, as they come out.
pub(super) fn taken(text: &str, choices: &[Choice]) -> String {
    let (pieces, rest) = pieces(text);
    let mut plain = String::new();
    for (before, number) in pieces {
        plain.push_str(before);
        let choice = &choices[number];
        plain.push_str(&choice.plain[choice.taken]);
    }
    plain + rest
}

/// The tokens for the compiler.
pub(super) fn source(text: &str, choices: &[Choice], errors: &mut Errors) -> Source {
    if choices.is_empty() {
        return lex::sql(text, lex::ParamStyle::Named, errors);
    }
    let (pieces, rest) = pieces(text);
    let mut source = Source {
        choices: choices
            .iter()
            .map(|choice| SourceChoice {
                arms: choice.arms.len(),
                exhaustive: choice.exhaustive,
                span: Span::default(),
            })
            .collect(),
        ..Source::default()
    };
    for (before, number) in pieces {
        let choice = &choices[number];
        add(&mut source, before, None, errors);
        add(&mut source, choice.before, None, errors);
        add_kind(&mut source, TokenKind::Choice(number));
        for (arm, text) in choice.arms.iter().enumerate() {
            add_kind(&mut source, TokenKind::LeftBrace);
            let arm = Arm {
                choice: number,
                arm,
            };
            add(&mut source, text, Some(arm), errors);
            add_kind(&mut source, TokenKind::RightBrace);
        }
        add(&mut source, choice.after, None, errors);
    }
    add(&mut source, rest, None, errors);
    add_kind(&mut source, TokenKind::End);
    source
}

fn add_kind(source: &mut Source, kind: TokenKind) {
    source.tokens.push(Token {
        kind,
        span: Span::default(),
    });
}

/// Adds the tokens of a text, with its parameters.
fn add(source: &mut Source, text: &str, arm: Option<Arm>, errors: &mut Errors) {
    let lexed = lex::sql(text, lex::ParamStyle::Named, errors);
    let first = source.params.len();
    // Each parameter of a random statement has a name of its own.
    source.params.extend(
        lexed
            .params
            .into_iter()
            .map(|param| SourceParam { arm, ..param }),
    );
    for mut token in lexed.tokens {
        match &mut token.kind {
            TokenKind::End => continue,
            TokenKind::Param(index) => *index += first,
            _ => {}
        }
        source.tokens.push(token);
    }
}
