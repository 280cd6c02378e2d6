//! What starts with a dollar sign: parameters and dollar-quoted strings.

use super::{Lexer, ParamStyle, is_word_part, is_word_start};
use crate::diagnostic::syntax::{BAD_PARAMETER, UNTERMINATED};
use crate::span::Span;
use crate::token::{SourceParam, TokenKind};

/// The protocol counts parameters in two bytes.
const MOST_PARAMS: usize = 65_535;

impl Lexer<'_> {
    pub(super) fn dollar(&mut self, start: usize) {
        if let Some(tag) = self.dollar_tag() {
            self.dollar_string(start, tag);
            return;
        }
        self.at += 1;
        match (self.style, self.peek(0)) {
            (ParamStyle::Positional, b'0'..=b'9') => self.positional(start),
            (ParamStyle::Named, b'(') => self.expression(start),
            (ParamStyle::Named, byte) if is_word_start(byte) => self.named(start),
            (ParamStyle::Named, b'0'..=b'9') => {
                while is_word_part(self.peek(0)) {
                    self.at += 1;
                }
                let help = "write the Rust variable: `$name`, `$name.field` or `$(expression)`";
                self.error(
                    &BAD_PARAMETER,
                    start,
                    "parameters have names here, not numbers",
                    Some(help),
                );
            }
            (ParamStyle::Positional, _) => {
                while is_word_part(self.peek(0)) {
                    self.at += 1;
                }
                self.error(
                    &BAD_PARAMETER,
                    start,
                    "this is not a parameter",
                    Some("parameters are `$1`, `$2`, …"),
                );
            }
            (ParamStyle::Named, _) => {
                let help = "parameters are `$name`, `$name.field` or `$(expression)`";
                self.error(&BAD_PARAMETER, start, "this is not a parameter", Some(help));
            }
        }
    }

    /// The length of the opening `$tag$` here, if one stands here.
    fn dollar_tag(&self) -> Option<usize> {
        let rest = &self.bytes[self.at + 1..];
        let len = rest
            .iter()
            .take_while(|&&byte| is_word_part(byte) && byte != b'$')
            .count();
        let starts_well = len == 0 || is_word_start(rest[0]);
        (starts_well && rest.get(len) == Some(&b'$')).then_some(len + 2)
    }

    fn dollar_string(&mut self, start: usize, tag: usize) {
        let body = start + tag;
        if let Some(len) = self.text[body..].find(&self.text[start..body]) {
            self.at = body + len + tag;
            let text = self.text[body..body + len].to_owned();
            self.push_string(text, start);
        } else {
            self.at = body;
            let message = format!(
                "the string after `{}` does not end",
                &self.text[start..body]
            );
            self.error(
                &UNTERMINATED,
                start,
                message,
                Some("close it with the same tag"),
            );
            self.at = self.bytes.len();
        }
    }

    fn positional(&mut self, start: usize) {
        while self.peek(0).is_ascii_digit() {
            self.at += 1;
        }
        let number = self.text[start + 1..self.at]
            .parse()
            .ok()
            .filter(|number| (1..=MOST_PARAMS).contains(number));
        if is_word_start(self.peek(0)) {
            while is_word_part(self.peek(0)) {
                self.at += 1;
            }
            self.error(
                &BAD_PARAMETER,
                start,
                "letters follow the parameter at once",
                Some("put a space between"),
            );
            return;
        }
        let Some(number) = number else {
            let help = format!("parameters are `$1` to `${MOST_PARAMS}`");
            self.error(
                &BAD_PARAMETER,
                start,
                "there is no such parameter",
                Some(&help),
            );
            return;
        };
        while self.params.len() < number {
            let text = (self.params.len() + 1).to_string();
            self.params.push(SourceParam {
                text,
                span: Span::default(),
                arm: None,
            });
        }
        let span = self.span(start);
        let param = &mut self.params[number - 1];
        if param.span == Span::default() {
            param.span = span;
        }
        self.push(TokenKind::Param(number - 1), start);
    }

    fn named(&mut self, start: usize) {
        let begin = self.at;
        self.rust_word();
        while self.peek(0) == b'.' && is_word_part(self.peek(1)) && self.peek(1) != b'$' {
            self.at += 1;
            self.rust_word();
        }
        let text = self.text[begin..self.at].to_owned();
        self.param(text, start);
    }

    fn rust_word(&mut self) {
        while is_word_part(self.peek(0)) && self.peek(0) != b'$' {
            self.at += 1;
        }
    }

    /// Reads up to the parenthesis that closes; strings of the Rust expression may hold parentheses of their own.
    fn expression(&mut self, start: usize) {
        let begin = self.at;
        let mut open = 0_usize;
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        self.at += 1;
                        let text = self.text[begin..self.at].trim().to_owned();
                        self.param(text, start);
                        return;
                    }
                }
                b'"' => self.rust_string(),
                b'\'' if self.peek(2) == b'\'' => self.at += 2,
                _ => {}
            }
            self.at += 1;
        }
        self.at = begin + 1;
        self.error(
            &UNTERMINATED,
            start,
            "the parameter's parenthesis is not closed",
            Some("close it with `)`"),
        );
        self.at = self.bytes.len();
    }

    /// Stops on the quote that ends the Rust string which starts here.
    fn rust_string(&mut self) {
        self.at += 1;
        while self.at < self.bytes.len() && self.peek(0) != b'"' {
            self.at += if self.peek(0) == b'\\' { 2 } else { 1 };
        }
        self.at = self.at.min(self.bytes.len());
    }

    fn param(&mut self, text: String, start: usize) {
        let span = self.span(start);
        let next = self.params.len();
        let index = *self.known.entry(text).or_insert_with_key(|text| {
            self.params.push(SourceParam {
                text: text.clone(),
                span,
                arm: None,
            });
            next
        });
        self.push(TokenKind::Param(index), start);
    }
}
