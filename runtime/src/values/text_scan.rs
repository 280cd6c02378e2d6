//! Reading PostgreSQL's text forms.

use super::InvalidValue;

/// What is left of a text, and of which type it is to be.
pub(super) struct Scan<'t> {
    pub(super) rest: &'t str,
    ty: &'static str,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str, ty: &'static str) -> Scan<'t> {
        Scan { rest: text, ty }
    }

    /// The error that something is wrong with the text.
    pub(super) fn wrong(&self, reason: impl Into<std::borrow::Cow<'static, str>>) -> InvalidValue {
        InvalidValue::new(self.ty, reason)
    }

    pub(super) fn skip_spaces(&mut self) {
        self.rest = self
            .rest
            .trim_start_matches(|it: char| it.is_ascii_whitespace());
    }

    /// The next character, without taking it.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// The next character.
    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    /// Whether `token` comes next, after spaces; it is taken if so.
    pub(super) fn skip(&mut self, token: &str) -> bool {
        self.skip_spaces();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes `token`, after spaces.
    pub(super) fn expect(&mut self, token: &str) -> Result<(), InvalidValue> {
        if self.skip(token) {
            Ok(())
        } else {
            Err(self.wrong(format!("expected `{token}`")))
        }
    }

    /// Takes what is made of these characters.
    pub(super) fn while_in(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|it| !wanted(it)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Takes a whole number without a sign, after spaces.
    pub(super) fn number<N: std::str::FromStr>(&mut self) -> Result<N, InvalidValue> {
        self.skip_spaces();
        self.digits()
    }

    /// Takes a whole number without a sign that must come next.
    pub(super) fn digits<N: std::str::FromStr>(&mut self) -> Result<N, InvalidValue> {
        let digits = self.while_in(|it| it.is_ascii_digit());
        digits
            .parse()
            .map_err(|_| self.wrong("expected a number that is not too large"))
    }

    /// Takes a floating point number.
    pub(super) fn float(&mut self) -> Result<f64, InvalidValue> {
        self.skip_spaces();
        let text = self.while_in(|it| it.is_ascii_alphanumeric() || "+-.".contains(it));
        text.parse().map_err(|_| self.wrong("expected a number"))
    }

    /// Checks that nothing but spaces is left.
    pub(super) fn end(&mut self) -> Result<(), InvalidValue> {
        self.skip_spaces();
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.wrong("something follows its end"))
        }
    }
}
