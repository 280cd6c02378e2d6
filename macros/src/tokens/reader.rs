//! Rust tokens to the compiler's.

use std::collections::HashMap;
use std::iter::Peekable;

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use softdelete_compiler::diagnostic::{Diagnostic, Entry, syntax};
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::lex;
use softdelete_compiler::span;
use softdelete_compiler::token::{Arm, Source, SourceChoice, SourceParam, Token, TokenKind};

use super::choice::Decision;
use super::{Places, Statement, literal};
use crate::attributes::ident_text;
use crate::plain;

/// Reads a statement of Rust tokens.
pub(super) fn read(input: Vec<TokenTree>) -> Statement {
    let mut reader = Reader::default();
    reader.tokens(input.into_iter().peekable());
    let end = reader
        .places
        .last()
        .map_or_else(Span::call_site, |(_, last)| *last);
    reader.push(TokenKind::End, (end, end));
    Statement {
        source: Source {
            tokens: reader.written,
            params: reader.params,
            choices: reader.choices,
        },
        params: reader.expressions,
        held: reader.held,
        decisions: reader.decisions,
        errors: reader.errors,
        places: Places::Tokens(reader.places),
    }
}

/// The user's tokens, of which some are looked at before they are taken.
pub(super) type Tokens = Peekable<std::vec::IntoIter<TokenTree>>;

/// The tokens of a stream.
pub(super) fn read_ahead(input: TokenStream) -> Tokens {
    let tokens: Vec<TokenTree> = input.into_iter().gather();
    tokens.into_iter().peekable()
}

#[derive(Default)]
pub(super) struct Reader {
    written: Vec<Token>,
    places: Vec<(Span, Span)>,
    params: Vec<SourceParam>,
    expressions: Vec<TokenStream>,
    /// Which of `expressions` are places, whose values stay where they are.
    held: Vec<bool>,
    known: HashMap<(Option<Arm>, String), usize>,
    pub(super) choices: Vec<SourceChoice>,
    pub(super) decisions: Vec<Decision>,
    /// The arm of a choice that is being read.
    pub(super) arm: Option<Arm>,
    errors: Vec<Diagnostic>,
}

impl Reader {
    pub(super) fn push(&mut self, kind: TokenKind, place: (Span, Span)) {
        let span = self.here();
        self.written.push(Token { kind, span });
        self.places.push(place);
    }

    /// The span of the token that is pushed next.
    pub(super) fn here(&self) -> span::Span {
        let at = u32::try_from(self.written.len()).unwrap_or(u32::MAX - 1);
        span::Span::new(at, at + 1)
    }

    /// Reports a token that is none of SQL's, and puts a word in its place, so that the parser has something to go on with.
    pub(super) fn refuse(
        &mut self,
        entry: &'static Entry,
        place: (Span, Span),
        message: String,
        help: String,
    ) {
        let span = self.here();
        self.errors
            .push(Diagnostic::new(entry, span, message).help(help));
        self.push(TokenKind::Word("null".to_owned()), place);
    }

    pub(super) fn stream(&mut self, input: TokenStream) {
        self.tokens(read_ahead(input));
    }

    fn tokens(&mut self, mut tokens: Tokens) {
        let mut run: Vec<Punct> = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '$' => {
                    self.operators(&mut run);
                    self.param(&punct, &mut tokens);
                }
                TokenTree::Punct(punct) => {
                    let joint = punct.spacing() == Spacing::Joint;
                    run.push(punct);
                    if !joint {
                        self.operators(&mut run);
                    }
                }
                TokenTree::Ident(ident) => {
                    self.operators(&mut run);
                    let place = ident.span();
                    let mut word = ident.to_string();
                    if self.choice(&word, place, &mut tokens) {
                        continue;
                    }
                    if word.starts_with("r#") {
                        word.drain(..2);
                    }
                    self.push(TokenKind::Word(word), (place, place));
                }
                TokenTree::Literal(literal) => {
                    self.operators(&mut run);
                    self.literal(&literal);
                }
                TokenTree::Group(group) => {
                    self.operators(&mut run);
                    self.group(&group);
                }
            }
        }
        self.operators(&mut run);
    }

    fn literal(&mut self, literal: &proc_macro2::Literal) {
        let place = (literal.span(), literal.span());
        match literal::constant(literal) {
            Ok(kind) => self.push(kind, place),
            Err(literal::NotSql { message, help }) => {
                self.refuse(&syntax::BAD_CHARACTER, place, message, help);
            }
        }
    }

    /// Punctuation that stands together, split as PostgreSQL's lexer splits it.
    fn operators(&mut self, run: &mut Vec<Punct>) {
        if run.is_empty() {
            return;
        }
        let text: String = run.iter().map(Punct::as_char).collect();
        let mut at = 0;
        let place = |from: usize, to: usize| (run[from].span(), run[to - 1].span());
        for piece in lex::operators(&text) {
            // Every character of an operator is ASCII, so bytes count characters.
            self.push(piece.kind, place(at, at + piece.len));
            at += piece.len;
        }
        if at < run.len() {
            let rest: String = text.chars().skip(at).collect();
            self.refuse(
                &syntax::BAD_CHARACTER,
                place(at, run.len()),
                format!("`{rest}` has no meaning in SQL"),
                "strings are written with double quotes: `\"text\"`".to_owned(),
            );
        }
        run.clear();
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => (TokenKind::LeftParen, TokenKind::RightParen),
            Delimiter::Bracket => (TokenKind::LeftBracket, TokenKind::RightBracket),
            Delimiter::Brace => (TokenKind::LeftBrace, TokenKind::RightBrace),
            Delimiter::None => return self.fragment(group),
        };
        self.push(open, (group.span_open(), group.span_open()));
        self.stream(group.stream());
        self.push(close, (group.span_close(), group.span_close()));
    }

    /// What a `macro_rules!` puts in the place of a fragment such as `$value:expr`: names and constants are part of the
    /// statement, anything larger is a parameter, as nothing else could be meant by it.
    fn fragment(&mut self, group: &Group) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().gather();
        match tokens.as_slice() {
            [] | [TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_)] => {
                self.stream(group.stream());
            }
            [first, .., last] => {
                let (text, place) = (group.stream().to_string(), (first.span(), last.span()));
                self.use_param(
                    text,
                    TokenStream::from(TokenTree::Group(parenthesised(group))),
                    false,
                    place,
                );
            }
            [TokenTree::Punct(_)] => self.stream(group.stream()),
        }
    }

    /// `$name`, `$name.field` or `$(expression)`, after the `$`.
    fn param(&mut self, dollar: &Punct, tokens: &mut Tokens) {
        match tokens.peek() {
            Some(TokenTree::Ident(_)) => {
                let Some(TokenTree::Ident(name)) = tokens.next() else {
                    return;
                };
                self.place_param(dollar, name, tokens);
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                let group = group.clone();
                tokens.next();
                let text = format!("({})", group.stream());
                let place = (dollar.span(), group.span_close());
                let expression = TokenTree::Group(parenthesised(&group)).into();
                self.use_param(text, expression, false, place);
            }
            other => {
                let number = matches!(other, Some(TokenTree::Literal(_)));
                let place = match tokens.next_if(|_| number) {
                    Some(token) => (dollar.span(), token.span()),
                    None => (dollar.span(), dollar.span()),
                };
                let message = if number {
                    "parameters have names here, not numbers"
                } else {
                    "this is not a parameter"
                };
                let help = "write the Rust variable: `$name`, `$name.field` or `$(expression)`";
                self.refuse(
                    &syntax::BAD_PARAMETER,
                    place,
                    message.to_owned(),
                    help.to_owned(),
                );
            }
        }
    }

    fn place_param(&mut self, dollar: &Punct, name: Ident, tokens: &mut Tokens) {
        let mut text = ident_text(&name);
        let mut last = name.span();
        let mut expression = vec![TokenTree::Ident(raw_if_keyword(name))];
        // A dot is part of the place only if a field follows it.
        while let Some(TokenTree::Punct(dot)) = tokens.peek()
            && dot.as_char() == '.'
        {
            let mut ahead = tokens.clone();
            ahead.next();
            let field = match ahead.next() {
                Some(TokenTree::Ident(field)) => TokenTree::Ident(raw_if_keyword(field)),
                Some(TokenTree::Literal(index))
                    if index.to_string().starts_with(|c: char| c.is_ascii_digit()) =>
                {
                    TokenTree::Literal(index)
                }
                _ => break,
            };
            text.push('.');
            let field_text = field.to_string();
            text.push_str(field_text.strip_prefix("r#").unwrap_or(&field_text));
            last = field.span();
            expression.extend(tokens.next());
            expression.push(field);
            *tokens = ahead;
        }
        self.use_param(
            text,
            expression.into_iter().collect(),
            true,
            (dollar.span(), last),
        );
    }

    /// The parameter of a text, which is one however often it is used.
    fn use_param(
        &mut self,
        text: String,
        expression: TokenStream,
        held: bool,
        place: (Span, Span),
    ) {
        let span = self.here();
        let next = self.params.len();
        let key = (self.arm, text);
        let index = *self.known.entry(key).or_insert_with_key(|(arm, text)| {
            self.params.push(SourceParam {
                text: text.clone(),
                span,
                arm: *arm,
            });
            self.expressions.push(expression);
            self.held.push(held);
            next
        });
        self.push(TokenKind::Param(index), place);
    }
}

/// `$type` is the variable that Rust calls `r#type`: what is a keyword of Rust has no other meaning after a `$`.
fn raw_if_keyword(ident: Ident) -> Ident {
    let text = ident.to_string();
    if plain::is_identifier(&text) {
        return ident;
    }
    let keyword = syn::parse_str::<Ident>(&text).is_err();
    if keyword && !matches!(text.as_str(), "self" | "Self" | "super" | "crate" | "_") {
        Ident::new_raw(&text, ident.span())
    } else {
        ident
    }
}

/// The expression in parentheses of our own, about whose use rustc does not complain.
fn parenthesised(group: &Group) -> Group {
    let mut parentheses = Group::new(Delimiter::Parenthesis, group.stream());
    parentheses.set_span(group.span().resolved_at(Span::mixed_site()));
    parentheses
}
