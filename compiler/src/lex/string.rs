//! String constants of every kind.

use super::{Lexer, ParamStyle};
use crate::diagnostic::syntax::{BAD_ESCAPE, BAD_NUMBER, UNTERMINATED};
use crate::token::TokenKind;

impl Lexer<'_> {
    /// `'…'`
    pub(super) fn plain_string(&mut self, start: usize) {
        if let Some(text) = self.quoted_text(start, false) {
            self.push_string(text.replace("''", "'"), start);
        }
    }

    /// `E'…'`
    pub(super) fn escape_string(&mut self, start: usize) {
        self.at += 1;
        let Some(text) = self.quoted_text(start, true) else {
            return;
        };
        match resolve_escapes(text.as_bytes()) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => self.push_string(text, start),
                Err(_) => self.error(
                    &BAD_ESCAPE,
                    start,
                    "the escapes of the string do not make valid UTF-8",
                    None,
                ),
            },
            Err(message) => self.error(&BAD_ESCAPE, start, message, None),
        }
    }

    /// `U&'…'`, perhaps with UESCAPE.
    pub(super) fn unicode_string(&mut self, start: usize) {
        self.at += 2;
        let Some(text) = self.quoted_text(start, false) else {
            return;
        };
        let escape = self.uescape();
        if let Some(text) = self.unicode_escapes(&text.replace("''", "'"), escape, start) {
            self.push_string(text, start);
        }
    }

    /// `B'…'` and `X'…'`
    pub(super) fn digit_string(&mut self, start: usize, radix: u32) {
        self.at += 1;
        let Some(text) = self.quoted_text(start, false) else {
            return;
        };
        let text = text.replace("''", "'");
        // Plain SQL is PostgreSQL's to judge: its lexer leaves the digits to the type's input function.
        let wrong = text.chars().find(|c| !c.is_digit(radix));
        if let Some(wrong) = wrong.filter(|_| self.style == ParamStyle::Named) {
            let kind = if radix == 2 { "binary" } else { "hexadecimal" };
            let wrong = wrong.escape_debug();
            self.error(
                &BAD_NUMBER,
                start,
                format!("`{wrong}` is not a {kind} digit"),
                None,
            );
            return;
        }
        let kind = if radix == 2 {
            TokenKind::Bits(text)
        } else {
            TokenKind::Hex(text)
        };
        self.push(kind, start);
    }

    /// Adds a string, unless it holds what text in PostgreSQL cannot hold.
    pub(super) fn push_string(&mut self, text: String, start: usize) {
        if text.contains('\0') {
            let message = "a string cannot hold the character NUL";
            self.error(
                &BAD_ESCAPE,
                start,
                message,
                Some("bytes are `'\\x00'::bytea`"),
            );
        } else {
            self.push(TokenKind::String(text), start);
        }
    }

    /// Reads from the opening quote to the closing one, and on through strings that continue on a later line.
    /// Escapes and doubled quotes are left as they are.
    fn quoted_text(&mut self, start: usize, backslashes: bool) -> Option<String> {
        let mut text = String::new();
        loop {
            self.at += 1;
            let body = self.at;
            loop {
                match self.bytes.get(self.at) {
                    None => {
                        self.at = body;
                        let message = "the string does not end";
                        self.error(
                            &UNTERMINATED,
                            start,
                            message,
                            Some("close it with `'`; a quote within a string is written twice"),
                        );
                        self.at = self.bytes.len();
                        return None;
                    }
                    Some(b'\\') if backslashes => self.at = (self.at + 2).min(self.bytes.len()),
                    Some(b'\'') if self.peek(1) == b'\'' => self.at += 2,
                    Some(b'\'') => break,
                    Some(_) => self.at += 1,
                }
            }
            text.push_str(&self.text[body..self.at]);
            self.at += 1;
            match self.continuation() {
                Some(quote) => self.at = quote,
                None => return Some(text),
            }
        }
    }

    /// Where the next part of a string opens: after white space that has a line break, comments to the end of a line
    /// included.
    fn continuation(&self) -> Option<usize> {
        let mut at = self.at;
        let mut lines = false;
        loop {
            match self.bytes.get(at)? {
                b' ' | b'\t' | 0x0b | 0x0c => at += 1,
                b'\n' | b'\r' => {
                    lines = true;
                    at += 1;
                }
                b'-' if self.bytes.get(at + 1) == Some(&b'-') => {
                    at += self.bytes[at..]
                        .iter()
                        .take_while(|&&byte| !matches!(byte, b'\n' | b'\r'))
                        .count();
                }
                b'\'' if lines => return Some(at),
                _ => return None,
            }
        }
    }

    /// Reads `UESCAPE 'c'` if it stands here: the escape character of the `U&` text before it.
    pub(super) fn uescape(&mut self) -> char {
        let start = self.at;
        loop {
            match self.peek(0) {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'-' if self.peek(1) == b'-' => self.line_comment(),
                b'/' if self.peek(1) == b'*' => self.block_comment(),
                _ => break,
            }
        }
        let word = self.at;
        let named = self
            .bytes
            .get(word..word + 7)
            .is_some_and(|bytes| bytes.eq_ignore_ascii_case(b"uescape"));
        if !named || super::is_word_part(self.peek(7)) {
            self.at = start;
            return '\\';
        }
        self.at += 7;
        while self.peek(0).is_ascii_whitespace() || self.peek(0) == 0x0b {
            self.at += 1;
        }
        if self.peek(0) == b'\'' {
            let text = self
                .quoted_text(word, false)
                .unwrap_or_default()
                .replace("''", "'");
            let mut chars = text.chars();
            if let (Some(escape), None) = (chars.next(), chars.next())
                && !escape.is_ascii_hexdigit()
                && !matches!(
                    escape,
                    '+' | '\'' | '"' | ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c'
                )
            {
                return escape;
            }
        }
        let message = "UESCAPE is followed by one character in quotes, which is no digit, quote, plus or space";
        self.error(&BAD_ESCAPE, word, message, None);
        '\\'
    }

    /// Resolves the escapes of `U&'…'` and `U&"…"`.
    pub(super) fn unicode_escapes(
        &mut self,
        text: &str,
        escape: char,
        start: usize,
    ) -> Option<String> {
        let resolved = resolve_unicode(text, escape);
        if resolved.is_none() {
            let message = format!(
                "an escape here is not `{escape}XXXX`, `{escape}+XXXXXX` or `{escape}{escape}`, or names no character"
            );
            self.error(&BAD_ESCAPE, start, message, None);
        }
        resolved
    }
}

/// Resolves the escapes of `E'…'`.
fn resolve_escapes(text: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut surrogate = None;
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        let next = text.get(at + 1).copied();
        let unicode = byte == b'\\' && matches!(next, Some(b'u' | b'U'));
        if surrogate.is_some() && !unicode {
            return Err(SURROGATE);
        }
        if byte == b'\'' {
            bytes.push(b'\'');
            at += 2;
            continue;
        }
        let (b'\\', Some(next)) = (byte, next) else {
            bytes.push(byte);
            at += 1;
            continue;
        };
        at += 2;
        match next {
            b'b' => bytes.push(8),
            b'f' => bytes.push(0x0c),
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'v' => bytes.push(0x0b),
            b'0'..=b'7' => {
                at -= 1;
                let (value, len) = digits(&text[at..], 8, 3);
                at += len;
                // Three octal digits may exceed a byte; PostgreSQL keeps the low one.
                bytes.push((value & 0xff) as u8);
            }
            b'x' if text.get(at).is_some_and(u8::is_ascii_hexdigit) => {
                let (value, len) = digits(&text[at..], 16, 2);
                at += len;
                bytes.push((value & 0xff) as u8);
            }
            b'u' | b'U' => {
                let expected = if next == b'u' { 4 } else { 8 };
                let (value, len) = digits(&text[at..], 16, expected);
                if len != expected {
                    return Err("a Unicode escape is `\\uXXXX` or `\\UXXXXXXXX`");
                }
                at += len;
                if let Some(c) = join_surrogates(&mut surrogate, value)? {
                    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
            other => bytes.push(other),
        }
    }
    if surrogate.is_some() {
        Err(SURROGATE)
    } else {
        Ok(bytes)
    }
}

const SURROGATE: &str = "half of a surrogate pair stands alone";

/// Takes a code of an escape: a character, or `None` after the first half of a pair.
fn join_surrogates(first: &mut Option<u32>, value: u32) -> Result<Option<char>, &'static str> {
    match (first.take(), value) {
        (None, 0xd800..=0xdbff) => {
            *first = Some(value);
            Ok(None)
        }
        (Some(high), 0xdc00..=0xdfff) => {
            let value = 0x1_0000 + ((high - 0xd800) << 10) + (value - 0xdc00);
            char::from_u32(value).map(Some).ok_or(SURROGATE)
        }
        (Some(_), _) => Err(SURROGATE),
        (None, _) => char::from_u32(value)
            .map(Some)
            .ok_or("the escape names no Unicode character"),
    }
}

/// The value of the digits at the start, at most so many, and how many there are.
fn digits(text: &[u8], radix: u32, most: usize) -> (u32, usize) {
    let mut value = 0_u32;
    let mut len = 0;
    for &byte in text.iter().take(most) {
        let Some(digit) = char::from(byte).to_digit(radix) else {
            break;
        };
        value = value.wrapping_mul(radix).wrapping_add(digit);
        len += 1;
    }
    (value, len)
}

fn resolve_unicode(text: &str, escape: char) -> Option<String> {
    let mut resolved = String::with_capacity(text.len());
    let mut surrogate = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != escape {
            if surrogate.is_some() {
                return None;
            }
            resolved.push(c);
            continue;
        }
        if let Some(after) = rest.strip_prefix(escape) {
            if surrogate.is_some() {
                return None;
            }
            resolved.push(escape);
            rest = after;
            continue;
        }
        let (text, expected) = match rest.strip_prefix('+') {
            Some(after) => (after, 6),
            None => (rest, 4),
        };
        let (value, len) = digits(text.as_bytes(), 16, expected);
        if len != expected {
            return None;
        }
        rest = &text[len..];
        if let Some(c) = join_surrogates(&mut surrogate, value).ok()? {
            resolved.push(c);
        }
    }
    surrogate.is_none().then_some(resolved)
}
