//! Quoted identifiers.

use super::{Lexer, truncate_name};
use crate::diagnostic::syntax::{BAD_ESCAPE, EMPTY_IDENTIFIER, UNTERMINATED};
use crate::token::TokenKind;

impl Lexer<'_> {
    pub(super) fn quoted_identifier(&mut self, start: usize) {
        if let Some(name) = self.identifier_body(start) {
            self.push_identifier(name, start);
        }
    }

    /// `U&"…"`, perhaps with UESCAPE.
    pub(super) fn unicode_identifier(&mut self, start: usize) {
        self.at += 2;
        let Some(body) = self.identifier_body(start) else {
            return;
        };
        let escape = self.uescape();
        if let Some(name) = self.unicode_escapes(&body, escape, start) {
            self.push_identifier(name, start);
        }
    }

    fn push_identifier(&mut self, mut name: String, start: usize) {
        if name.is_empty() {
            self.error(
                &EMPTY_IDENTIFIER,
                start,
                "the quoted identifier is empty",
                None,
            );
        } else if name.contains('\0') {
            self.error(
                &BAD_ESCAPE,
                start,
                "an identifier cannot hold the character NUL",
                None,
            );
        } else {
            truncate_name(&mut name);
            self.push(TokenKind::Quoted(name), start);
        }
    }

    /// Reads from the opening quote to the closing one; two quotes are one.
    fn identifier_body(&mut self, start: usize) -> Option<String> {
        self.at += 1;
        let mut name = String::new();
        loop {
            let Some(len) = self.bytes[self.at..].iter().position(|&byte| byte == b'"') else {
                self.at = start + 1;
                self.error(
                    &UNTERMINATED,
                    start,
                    "the quoted identifier does not end",
                    Some("close it with `\"`"),
                );
                self.at = self.bytes.len();
                return None;
            };
            name.push_str(&self.text[self.at..self.at + len]);
            self.at += len + 1;
            if self.peek(0) != b'"' {
                return Some(name);
            }
            name.push('"');
            self.at += 1;
        }
    }
}
