//! What the user wrote, as the compiler's tokens, with the way back from the compiler's spans to the user's.
//!
//! The compiler counts places in Rust tokens as one a token of its own, in SQL text as bytes.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use softdelete_compiler::diagnostic::{Diagnostic, Errors};
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::lex::{self, ParamStyle};
use softdelete_compiler::span;
use softdelete_compiler::token::Source;

mod choice;
mod literal;
mod param;
mod reader;

pub(crate) use choice::Decision;

/// A statement as the user wrote it.
pub(crate) struct Statement {
    /// The compiler's tokens.
    pub(crate) source: Source,
    /// The Rust expression of each parameter of `source`.
    pub(crate) params: Vec<TokenStream>,
    /// Which of `params` are places; the others are expressions, which make a value.
    pub(crate) held: Vec<bool>,
    /// What decides each choice of `source`.
    pub(crate) decisions: Vec<Decision>,
    /// What was wrong with the tokens themselves.
    pub(crate) errors: Vec<Diagnostic>,
    places: Places,
}

/// The way back to the user's spans.
enum Places {
    /// For each token of the compiler the spans of its first and last Rust token.
    Tokens(Vec<(Span, Span)>),
    /// One string literal: rustc can underline it only as a whole.
    Text { text: String, literal: Span },
}

/// Reads a statement: Rust tokens, or one string of SQL.
pub(crate) fn read(input: TokenStream) -> Statement {
    let tokens: Vec<TokenTree> = input.into_iter().gather();
    match sql_text(&tokens) {
        Some((text, literal)) => read_text(text, literal),
        None => reader::read(tokens),
    }
}

/// The text of a call whose only argument is a string.
fn sql_text(input: &[TokenTree]) -> Option<(String, Span)> {
    let [token] = input else { return None };
    match token {
        TokenTree::Literal(literal) => Some((string_of(literal)?, literal.span())),
        // A literal that a `macro_rules!` handed on stands in an invisible group.
        TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::None => {
            let inside: Vec<TokenTree> = group.stream().into_iter().gather();
            sql_text(&inside)
        }
        TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Punct(_) => None,
    }
}

fn string_of(literal: &Literal) -> Option<String> {
    crate::describing::string(TokenTree::Literal(literal.clone()))
}

fn read_text(text: String, literal: Span) -> Statement {
    let mut errors = Errors::new();
    let mut source = lex::sql(&text, ParamStyle::Named, &mut errors);
    let params = source
        .params
        .iter()
        .map(|param| param::from_text(&param.text, literal))
        .gather();
    // A parameter's own text is Rust, which the compiler does not read.
    let params: Vec<Option<TokenStream>> = params;
    for (param, tokens) in source.params.iter().zip(&params) {
        if tokens.is_none() {
            errors.push(
                Diagnostic::new(
                    &softdelete_compiler::diagnostic::syntax::BAD_PARAMETER,
                    param.span,
                    format!("`{}` is not a Rust expression", param.text),
                )
                .help("parameters are `$name`, `$name.field` or `$(expression)`"),
            );
        }
    }
    source
        .params
        .iter_mut()
        .for_each(|param| param.text = param.text.trim().to_owned());
    Statement {
        held: vec![false; source.params.len()],
        decisions: Vec::new(),
        source,
        params: params
            .into_iter()
            .map(|param| param.unwrap_or_else(|| quote::quote!(())))
            .gather(),
        errors: errors.into_sorted(),
        places: Places::Text { text, literal },
    }
}

impl Statement {
    /// The user's tokens from the first to the last of a place.
    pub(crate) fn place(&self, span: span::Span) -> (Span, Span) {
        match &self.places {
            Places::Tokens(places) => {
                let last_index = places.len().saturating_sub(1);
                let index = |at: u32| usize::try_from(at).unwrap_or(usize::MAX).min(last_index);
                let at = |index: usize| places.get(index).copied();
                let here = Span::call_site();
                let (first, first_end) = at(index(span.start)).unwrap_or((here, here));
                let last = if span.end > span.start + 1 {
                    at(index(span.end - 1)).map_or(first_end, |(_, last)| last)
                } else {
                    first_end
                };
                (first, last)
            }
            Places::Text { literal, .. } => (*literal, *literal),
        }
    }

    /// Whether it was written as SQL text in a string.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.places, Places::Text { .. })
    }

    /// The line of SQL text that holds a place, with the place marked below: what rustc cannot underline in a string.
    pub(crate) fn excerpt(&self, span: span::Span) -> Option<String> {
        let Places::Text { text, .. } = &self.places else {
            return None;
        };
        excerpt(text, span)
    }
}

/// The line of a text that holds a place, with the place marked below.
pub(crate) fn excerpt(text: &str, span: span::Span) -> Option<String> {
    let at = |at: u32| usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let (start, end) = (at(span.start), at(span.end));
    let before = text.get(..start)?;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[start..]
        .find('\n')
        .map_or(text.len(), |length| start + length);
    let line = &text[line_start..line_end];
    let column = text[line_start..start].chars().count();
    let width = text[start..end.clamp(start, line_end)]
        .chars()
        .count()
        .max(1);
    let (line, column) = shorten(line.trim_end(), column, width);
    Some(format!(
        "{line}\n{}{}",
        " ".repeat(column),
        "^".repeat(width)
    ))
}

/// The part of a long line around a place, so that the mark stands below it on an ordinary screen.
fn shorten(line: &str, column: usize, width: usize) -> (String, usize) {
    const LONGEST: usize = 100;
    const BEFORE: usize = 40;
    let length = line.chars().count();
    if length <= LONGEST {
        return (line.to_owned(), column);
    }
    let skip = column.saturating_sub(BEFORE);
    let shown: String = line
        .chars()
        .skip(skip)
        .take((BEFORE + width).max(LONGEST))
        .collect();
    let (head, column) = if skip > 0 {
        ("…", column - skip + 1)
    } else {
        ("", column)
    };
    let tail = if skip + shown.chars().count() < length {
        "…"
    } else {
        ""
    };
    (format!("{head}{shown}{tail}"), column)
}
