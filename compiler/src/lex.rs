//! SQL text to tokens, by PostgreSQL's own lexical rules.
//!
//! Source: PostgreSQL 18's manual, "Lexical Structure". Strings without a prefix hold backslashes as they stand
//! (`standard_conforming_strings`).

use std::collections::HashMap;

use crate::diagnostic::syntax::{BAD_CHARACTER, UNTERMINATED};
use crate::diagnostic::{Diagnostic, Entry, Errors};
use crate::span::Span;
use crate::token::{Source, SourceParam, Token, TokenKind};

mod number;
mod operator;
mod param;
mod quoted;
mod string;

pub use operator::{Piece, operators};

/// How parameters are spelled in SQL text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamStyle {
    /// `$name`, `$name.field`, `$(rust expression)`, as in the string form of the macros.
    Named,
    /// `$1`, as on the wire. The parameter `$n` has the index `n - 1`, whatever others are used.
    Positional,
}

/// After so many mistakes the rest of the text is hardly SQL.
const MOST_ERRORS: usize = 50;

/// PostgreSQL keeps names in 64 bytes, one of them the end.
const LONGEST_NAME: usize = 63;

/// The tokens of a statement.
///
/// Never panics, whatever the text; what is no token is reported and left out.
///
/// ```
/// use softdelete_compiler::{diagnostic::Errors, lex, token::TokenKind};
/// let mut errors = Errors::new();
/// let source = lex::sql("Users . 'it''s'", lex::ParamStyle::Named, &mut errors);
/// assert_eq!(source.tokens[0].kind, TokenKind::Word("users".to_owned()));
/// assert_eq!(source.tokens[2].kind, TokenKind::String("it's".to_owned()));
/// assert!(errors.is_empty());
/// ```
pub fn sql(text: &str, style: ParamStyle, errors: &mut Errors) -> Source {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        style,
        tokens: Vec::with_capacity(text.len() / 4 + 2),
        params: Vec::new(),
        known: HashMap::new(),
        errors,
    };
    if text.len() < u32::MAX as usize {
        while lexer.at < lexer.bytes.len() && lexer.errors.len() < MOST_ERRORS {
            lexer.token();
        }
    } else {
        lexer.error(&UNTERMINATED, 0, "the statement is larger than 4 GiB", None);
    }
    let end = lexer.at;
    lexer.push(TokenKind::End, end);
    Source {
        tokens: lexer.tokens,
        params: lexer.params,
        choices: Vec::new(),
    }
}

/// The state of reading one text.
struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    style: ParamStyle,
    tokens: Vec<Token>,
    params: Vec<SourceParam>,
    /// The index of each parameter by its text.
    known: HashMap<String, usize>,
    errors: &'a mut Errors,
}

impl Lexer<'_> {
    /// The byte so many places ahead; 0 after the end, which no rule takes for a part of a token.
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Whether the rest starts so.
    fn starts_with(&self, prefix: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(prefix)
    }

    fn span(&self, start: usize) -> Span {
        let place = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(place(start), place(self.at))
    }

    /// Adds a token that began at `start` and ends here.
    fn push(&mut self, kind: TokenKind, start: usize) {
        let span = self.span(start);
        self.tokens.push(Token { kind, span });
    }

    /// Reports a mistake in what began at `start` and ends here.
    fn error(
        &mut self,
        entry: &'static Entry,
        start: usize,
        message: impl Into<String>,
        help: Option<&str>,
    ) {
        let mut diagnostic = Diagnostic::new(entry, self.span(start), message);
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        self.errors.push(diagnostic);
    }

    /// Reads one token, or what stands between tokens.
    fn token(&mut self) {
        let start = self.at;
        match self.peek(0) {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
            b'-' if self.peek(1) == b'-' => self.line_comment(),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'\'' => self.plain_string(start),
            b'"' => self.quoted_identifier(start),
            b'0'..=b'9' => self.number(start),
            b'.' if self.peek(1).is_ascii_digit() => self.number(start),
            b'$' => self.dollar(start),
            b'e' | b'E' if self.peek(1) == b'\'' => self.escape_string(start),
            b'b' | b'B' if self.peek(1) == b'\'' => self.digit_string(start, 2),
            b'x' | b'X' if self.peek(1) == b'\'' => self.digit_string(start, 16),
            b'n' | b'N' if self.peek(1) == b'\'' => {
                // A national string is the word NCHAR before a plain one.
                self.at += 1;
                self.push(TokenKind::Word("nchar".to_owned()), start);
                let start = self.at;
                self.plain_string(start);
            }
            b'u' | b'U' if self.peek(1) == b'&' && self.peek(2) == b'\'' => {
                self.unicode_string(start);
            }
            b'u' | b'U' if self.peek(1) == b'&' && self.peek(2) == b'"' => {
                self.unicode_identifier(start);
            }
            byte if is_word_start(byte) => self.word(start),
            _ => self.punctuation(start),
        }
    }

    fn line_comment(&mut self) {
        while !matches!(self.peek(0), b'\n' | b'\r') && self.at < self.bytes.len() {
            self.at += 1;
        }
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let start = self.at;
        let mut open = 0_usize;
        while self.at < self.bytes.len() {
            if self.starts_with(b"/*") {
                open += 1;
                self.at += 2;
            } else if self.starts_with(b"*/") {
                open -= 1;
                self.at += 2;
                if open == 0 {
                    return;
                }
            } else {
                self.at += 1;
            }
        }
        self.at = start + 2;
        self.error(
            &UNTERMINATED,
            start,
            "the comment does not end",
            Some("close it with `*/`"),
        );
        self.at = self.bytes.len();
    }

    fn word(&mut self, start: usize) {
        while is_word_part(self.peek(0)) {
            self.at += 1;
        }
        let mut word = self.text[start..self.at].to_ascii_lowercase();
        truncate_name(&mut word);
        self.push(TokenKind::Word(word), start);
    }

    fn punctuation(&mut self, start: usize) {
        if let Some(piece) = operator::piece(&self.bytes[self.at..], operator::Comments::Sql) {
            self.at += piece.len;
            self.push(piece.kind, start);
            return;
        }
        let rest = self.text[self.at..].chars();
        let strange =
            rest.take_while(|&c| matches!(c, '\\' | '\0'..='\x08' | '\x0e'..='\x1f' | '\x7f'));
        self.at += strange.map(char::len_utf8).sum::<usize>().max(1);
        let written: String = self.text[start..self.at]
            .chars()
            .take(10)
            .flat_map(char::escape_debug)
            .collect();
        self.error(
            &BAD_CHARACTER,
            start,
            format!("`{written}` starts no token of SQL"),
            None,
        );
    }
}

/// Letters, the underscore, and whatever is not ASCII.
fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_word_part(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

/// Cuts a name where PostgreSQL cuts it.
fn truncate_name(name: &mut String) {
    if name.len() > LONGEST_NAME {
        let end = (0..=LONGEST_NAME)
            .rev()
            .find(|&end| name.is_char_boundary(end));
        name.truncate(end.unwrap_or(0));
    }
}

#[cfg(test)]
mod tests;
