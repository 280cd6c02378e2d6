//! `if …`, `if let …` and `match …` of Rust around parts of a statement.
//!
//! What decides is Rust and stays as it was written; what the arms hold is SQL and is read like the rest of the statement.

use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};
use softdelete_compiler::diagnostic::syntax;
use softdelete_compiler::token::{Arm, SourceChoice, TokenKind};

use super::reader::{Reader, Tokens, read_ahead};

/// What decides which arm is taken, in Rust.
pub(crate) enum Decision {
    /// The condition of each `if` and `else if`, behind which an `else` may stand.
    If(Vec<TokenStream>),
    /// What a `match` looks at, and the pattern of each arm with its guard.
    Match(TokenStream, Vec<TokenStream>),
}

/// An arm: where it opens and closes, and what it holds.
struct Body {
    open: Span,
    close: Span,
    text: TokenStream,
}

impl Body {
    fn of(group: &Group) -> Self {
        Self {
            open: group.span_open(),
            close: group.span_close(),
            text: group.stream(),
        }
    }
}

/// A choice as it was read.
struct Choice {
    decision: Decision,
    bodies: Vec<Body>,
    exhaustive: bool,
}

impl Reader {
    /// Reads a choice, if `word` and what follows are one; else nothing is taken. A column may be called `if`: without braces behind it,
    /// it is a name.
    pub(super) fn choice(&mut self, word: &str, place: Span, tokens: &mut Tokens) -> bool {
        let read: fn(&mut Tokens) -> Option<Choice> = match word {
            "if" => read_if,
            "match" => read_match,
            _ => return false,
        };
        let mut ahead = tokens.clone();
        let read = read(&mut ahead);
        let Some(choice) = read else {
            return false;
        };
        *tokens = ahead;
        let place = (place, place);
        if self.arm.is_some() {
            self.refuse(
                &syntax::CHOICE,
                place,
                "an optional part cannot hold another one".to_owned(),
                "join the conditions: `if a && b { … }`, `if let Some(x) = a && let Some(y) = b { … }`".to_owned(),
            );
            return true;
        }
        let index = self.choices.len();
        let span = self.here();
        self.choices.push(SourceChoice {
            arms: choice.bodies.len(),
            exhaustive: choice.exhaustive,
            span,
        });
        self.decisions.push(choice.decision);
        self.push(TokenKind::Choice(index), place);
        for (arm, body) in choice.bodies.into_iter().enumerate() {
            self.arm = Some(Arm { choice: index, arm });
            self.push(TokenKind::LeftBrace, (body.open, body.open));
            self.stream(body.text);
            self.push(TokenKind::RightBrace, (body.close, body.close));
        }
        self.arm = None;
        true
    }
}

/// Conditions and bodies, behind the first `if`.
fn read_if(tokens: &mut Tokens) -> Option<Choice> {
    let mut conditions = Vec::new();
    let mut bodies = Vec::new();
    let mut exhaustive = false;
    loop {
        let (condition, body) = condition(tokens)?;
        conditions.push(condition);
        bodies.push(body);
        if !next_is(tokens, "else") {
            break;
        }
        tokens.next();
        if next_is(tokens, "if") {
            tokens.next();
            continue;
        }
        let Some(TokenTree::Group(group)) = tokens.next() else {
            return None;
        };
        bodies.push(Body::of(&group));
        exhaustive = true;
        break;
    }
    Some(Choice {
        decision: Decision::If(conditions),
        bodies,
        exhaustive,
    })
}

/// A condition up to the braces behind it. Braces before the `=` of a `let` belong to its pattern.
fn condition(tokens: &mut Tokens) -> Option<(TokenStream, Body)> {
    let mut condition = Vec::new();
    let mut pattern = false;
    let mut joint = false;
    for token in tokens.by_ref() {
        match &token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !pattern => {
                if condition.is_empty() {
                    return None;
                }
                return Some((condition.into_iter().collect(), Body::of(group)));
            }
            TokenTree::Ident(ident) if ident == "let" => pattern = true,
            // `..=` is part of the pattern.
            TokenTree::Punct(punct) if punct.as_char() == '=' && !joint => pattern = false,
            TokenTree::Group(_)
            | TokenTree::Ident(_)
            | TokenTree::Punct(_)
            | TokenTree::Literal(_) => {}
        }
        joint = matches!(&token, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint);
        condition.push(token);
    }
    None
}

/// What a `match` looks at, and its arms.
fn read_match(tokens: &mut Tokens) -> Option<Choice> {
    let (scrutinee, body) = condition(tokens)?;
    let mut patterns = Vec::new();
    let mut bodies = Vec::new();
    let mut rest = read_ahead(body.text);
    while rest.peek().is_some() {
        let (pattern, arrow) = pattern(&mut rest)?;
        patterns.push(pattern);
        let braced = match rest.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                Some(Body::of(group))
            }
            _ => None,
        };
        let body = if let Some(body) = braced {
            rest.next();
            body
        } else {
            up_to_comma(&mut rest, arrow)
        };
        bodies.push(body);
        if matches!(rest.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ',') {
            rest.next();
        }
    }
    Some(Choice {
        decision: Decision::Match(scrutinee, patterns),
        bodies,
        exhaustive: true,
    })
}

/// A pattern with its guard, up to `=>`, and where that stands.
fn pattern(tokens: &mut Tokens) -> Option<(TokenStream, Span)> {
    let mut pattern: Vec<TokenTree> = Vec::new();
    while let Some(token) = tokens.next() {
        let arrow = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '=' && punct.spacing() == Spacing::Joint)
            && matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '>');
        if arrow {
            let place = token.span();
            tokens.next();
            return Some((pattern.into_iter().collect(), place));
        }
        pattern.push(token);
    }
    None
}

/// The text of an arm without braces, which ends at a comma. Sort keys of one arm that need commas stand in braces.
fn up_to_comma(tokens: &mut Tokens, arrow: Span) -> Body {
    let mut text: Vec<TokenTree> = Vec::new();
    let comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    while let Some(token) = tokens.next_if(|token| !comma(token)) {
        text.push(token);
    }
    let close = text.last().map_or(arrow, TokenTree::span);
    Body {
        open: arrow,
        close,
        text: text.into_iter().collect(),
    }
}

fn next_is(tokens: &mut Tokens, word: &str) -> bool {
    matches!(tokens.peek(), Some(TokenTree::Ident(ident)) if ident == word)
}
