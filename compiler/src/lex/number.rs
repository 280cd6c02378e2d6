//! Numbers.

use super::{Lexer, is_word_part, is_word_start};
use crate::diagnostic::syntax::BAD_NUMBER;
use crate::token::TokenKind;

impl Lexer<'_> {
    /// Reads a number, with the radix prefixes and underscores of PostgreSQL 16.
    pub(super) fn number(&mut self, start: usize) {
        let radix = match (self.peek(0), self.peek(1)) {
            (b'0', b'x' | b'X') => 16,
            (b'0', b'o' | b'O') => 8,
            (b'0', b'b' | b'B') => 2,
            _ => 10,
        };
        if radix != 10 {
            self.at += 2;
            let digits = self.digits(radix);
            self.finish(start, digits, true);
            return;
        }
        let mut sound = self.peek(0) == b'.' || self.digits(10);
        let mut integer = true;
        // In `1..2` the points belong together: an array slice of PL/pgSQL's making.
        if self.peek(0) == b'.' && self.peek(1) != b'.' {
            integer = false;
            self.at += 1;
            if self.peek(0).is_ascii_digit() {
                sound &= self.digits(10);
            }
        }
        if matches!(self.peek(0), b'e' | b'E') {
            let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
            if self.peek(1 + sign).is_ascii_digit() {
                integer = false;
                self.at += 1 + sign;
                sound &= self.digits(10);
            }
        }
        self.finish(start, sound, integer);
    }

    /// Reads digits with single underscores between them; whether there was at least one digit and nothing wrong.
    fn digits(&mut self, radix: u32) -> bool {
        let mut any = false;
        loop {
            let underscore = usize::from(self.peek(0) == b'_' && (any || radix != 10));
            if !char::from(self.peek(underscore)).is_digit(radix) {
                return any;
            }
            self.at += underscore + 1;
            any = true;
        }
    }

    /// Makes the token, unless letters or digits of another radix follow at once.
    fn finish(&mut self, start: usize, sound: bool, integer: bool) {
        let junk = is_word_start(self.peek(0)) || self.peek(0).is_ascii_digit();
        if junk {
            while is_word_part(self.peek(0)) {
                self.at += 1;
            }
        }
        let written = &self.text[start..self.at];
        if junk || !sound {
            let message = format!("`{written}` is not a number");
            self.error(
                &BAD_NUMBER,
                start,
                message,
                Some("put a space after the number, or quote the name"),
            );
            return;
        }
        let digits: String = written.chars().filter(|&c| c != '_').collect();
        let kind = if integer {
            TokenKind::Integer(digits)
        } else {
            TokenKind::Numeric(digits)
        };
        self.push(kind, start);
    }
}
