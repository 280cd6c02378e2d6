//! Type names.
//!
//! Source: the manual's chapter "Data Types", and `Typename` of the grammar: its own spellings become names in `pg_catalog`.

use super::{Parse, Parser};
use crate::ast::{Expr, ExprKind, IntervalFields, IntervalRange, Name, ObjectName, TypeName};
use crate::catalog::builtin::type_by_name;
use crate::diagnostic::syntax::{BAD_FORM, BAD_NUMBER};
use crate::keyword::Word as Kw;
use crate::span::Span;
use crate::token::TokenKind;

impl Parser<'_> {
    /// A type, with SETOF and array brackets (`Typename`).
    pub(super) fn type_name(&mut self) -> Parse<TypeName> {
        let start = self.span();
        let setof = self.eat(Kw::Setof);
        let interval = self.at(Kw::Interval);
        let mut name = self.simple_type()?;
        if interval && name.interval.is_none() {
            name.interval = self.interval_fields()?;
        }
        name.setof = setof;
        if self.eat(Kw::Array) {
            let bound = if self.at_kind(&TokenKind::LeftBracket) {
                self.array_bound()?
            } else {
                None
            };
            name.array.push(bound);
        } else {
            while self.at_kind(&TokenKind::LeftBracket) {
                let bound = self.array_bound()?;
                name.array.push(bound);
            }
        }
        name.span = self.span_from(start);
        Ok(name)
    }

    fn array_bound(&mut self) -> Parse<Option<i32>> {
        self.advance();
        let bound = if self.at_kind(&TokenKind::RightBracket) {
            None
        } else {
            Some(self.small_integer()?)
        };
        self.expect_kind(&TokenKind::RightBracket, "]")?;
        Ok(bound)
    }

    /// An integer constant (`Iconst`).
    pub(super) fn small_integer(&mut self) -> Parse<i32> {
        let TokenKind::Integer(digits) = self.kind() else {
            return Err(self.unexpected("an integer"));
        };
        let (radix, rest) = match digits.get(..2) {
            Some("0x" | "0X") => (16, &digits[2..]),
            Some("0o" | "0O") => (8, &digits[2..]),
            Some("0b" | "0B") => (2, &digits[2..]),
            _ => (10, digits.as_str()),
        };
        let Ok(value) = i32::from_str_radix(rest, radix) else {
            self.report(
                &BAD_NUMBER,
                self.span(),
                format!("`{digits}` is too large here"),
            );
            return Err(super::Stop);
        };
        self.advance();
        Ok(value)
    }

    /// `(n)` if it stands here.
    fn optional_precision(&mut self) -> Parse<Option<i32>> {
        if !self.eat_kind(&TokenKind::LeftParen) {
            return Ok(None);
        }
        let precision = self.small_integer()?;
        self.right_paren()?;
        Ok(Some(precision))
    }

    /// A type without SETOF, brackets and the fields of an interval (`SimpleTypename`).
    pub(super) fn simple_type(&mut self) -> Parse<TypeName> {
        let start = self.span();
        let name = match self.word() {
            Some(Kw::Int | Kw::Integer) => "int4",
            Some(Kw::Smallint) => "int2",
            Some(Kw::Bigint) => "int8",
            Some(Kw::Real) => "float4",
            Some(Kw::Boolean) => "bool",
            Some(Kw::Json) => "json",
            Some(Kw::Double) if self.at_ahead(1, Kw::Precision) => {
                self.advance();
                "float8"
            }
            Some(Kw::Float) => return self.float_type(),
            Some(Kw::Decimal | Kw::Dec | Kw::Numeric) => {
                self.advance();
                let modifiers = self.type_modifiers()?;
                return Ok(self.system_type(start, "numeric", modifiers));
            }
            Some(Kw::Bit) => return self.bit_type(),
            Some(Kw::Character | Kw::Char | Kw::Varchar | Kw::Nchar | Kw::National) => {
                return self.character_type();
            }
            Some(Kw::Timestamp) => return self.time_type("timestamp", "timestamptz"),
            Some(Kw::Time) => return self.time_type("time", "timetz"),
            Some(Kw::Interval) => return self.interval_type(),
            _ => return self.named_type(),
        };
        self.advance();
        Ok(self.system_type(start, name, Vec::new()))
    }

    fn system_type(&mut self, start: Span, name: &str, modifiers: Vec<Expr>) -> TypeName {
        let span = self.span_from(start);
        let parts = vec![Name::new("pg_catalog", span), Name::new(name, span)];
        TypeName {
            modifiers,
            ..TypeName::simple(ObjectName { parts }, span)
        }
    }

    fn integer(&mut self, value: i32) -> Expr {
        Expr {
            id: self.id(),
            span: self.span(),
            kind: ExprKind::Integer(value.to_string()),
        }
    }

    fn type_modifiers(&mut self) -> Parse<Vec<Expr>> {
        if self.at_kind(&TokenKind::LeftParen) {
            self.paren_list(Self::expr)
        } else {
            Ok(Vec::new())
        }
    }

    fn float_type(&mut self) -> Parse<TypeName> {
        let start = self.span();
        self.advance();
        let name = match self.optional_precision()? {
            Some(1..=24) => "float4",
            None | Some(25..=53) => "float8",
            Some(_) => {
                self.report(
                    &BAD_FORM,
                    self.span_from(start),
                    "the precision of `float` is 1 to 53",
                );
                "float8"
            }
        };
        Ok(self.system_type(start, name, Vec::new()))
    }

    fn bit_type(&mut self) -> Parse<TypeName> {
        let start = self.span();
        self.advance();
        let name = if self.eat(Kw::Varying) {
            "varbit"
        } else {
            "bit"
        };
        let mut modifiers = self.type_modifiers()?;
        // `bit` alone is `bit(1)`, but a constant takes the length of its digits.
        if modifiers.is_empty() && name == "bit" && !matches!(self.kind(), TokenKind::String(_)) {
            modifiers.push(self.integer(1));
        }
        Ok(self.system_type(start, name, modifiers))
    }

    fn character_type(&mut self) -> Parse<TypeName> {
        let start = self.span();
        let varying = match self.word() {
            Some(Kw::Varchar) => true,
            Some(Kw::National) => {
                self.advance();
                if !matches!(self.word(), Some(Kw::Character | Kw::Char)) {
                    return Err(self.unexpected("`character`"));
                }
                self.at_ahead(1, Kw::Varying)
            }
            _ => self.at_ahead(1, Kw::Varying),
        };
        if !self.at(Kw::Varchar) && varying {
            self.advance();
        }
        self.advance();
        let length = self.optional_precision()?;
        let mut modifiers = Vec::new();
        // `char` alone is `char(1)`, but a constant keeps its length.
        match length {
            Some(length) => modifiers.push(self.integer(length)),
            None if !varying && !matches!(self.kind(), TokenKind::String(_)) => {
                modifiers.push(self.integer(1));
            }
            None => {}
        }
        Ok(self.system_type(start, if varying { "varchar" } else { "bpchar" }, modifiers))
    }

    fn time_type(&mut self, plain: &str, zoned: &str) -> Parse<TypeName> {
        let start = self.span();
        self.advance();
        let modifiers = match self.optional_precision()? {
            Some(precision) => vec![self.integer(precision)],
            None => Vec::new(),
        };
        let with_zone = self.at(Kw::With);
        if (with_zone || self.at(Kw::Without)) && self.at_ahead(1, Kw::Time) {
            self.advance();
            self.advance();
            self.expect(Kw::Zone)?;
            return Ok(self.system_type(start, if with_zone { zoned } else { plain }, modifiers));
        }
        Ok(self.system_type(start, plain, modifiers))
    }

    /// INTERVAL or INTERVAL(n); fields after it are read by who knows where they stand.
    fn interval_type(&mut self) -> Parse<TypeName> {
        let start = self.span();
        self.advance();
        let precision = self.optional_precision()?;
        let mut name = self.system_type(start, "interval", Vec::new());
        name.interval = precision.map(|precision| IntervalFields {
            range: None,
            precision: Some(precision),
        });
        Ok(name)
    }

    /// `DAY TO SECOND(3)` and the like, if they stand here.
    pub(super) fn interval_fields(&mut self) -> Parse<Option<IntervalFields>> {
        let Some(first) = self.word() else {
            return Ok(None);
        };
        let to = if self.at_ahead(1, Kw::To) {
            self.keyword_at(2).map(|keyword| keyword.word)
        } else {
            None
        };
        let range = match (first, to) {
            (Kw::Year, None) => IntervalRange::Year,
            (Kw::Year, Some(Kw::Month)) => IntervalRange::YearToMonth,
            (Kw::Month, None) => IntervalRange::Month,
            (Kw::Day, None) => IntervalRange::Day,
            (Kw::Day, Some(Kw::Hour)) => IntervalRange::DayToHour,
            (Kw::Day, Some(Kw::Minute)) => IntervalRange::DayToMinute,
            (Kw::Day, Some(Kw::Second)) => IntervalRange::DayToSecond,
            (Kw::Hour, None) => IntervalRange::Hour,
            (Kw::Hour, Some(Kw::Minute)) => IntervalRange::HourToMinute,
            (Kw::Hour, Some(Kw::Second)) => IntervalRange::HourToSecond,
            (Kw::Minute, None) => IntervalRange::Minute,
            (Kw::Minute, Some(Kw::Second)) => IntervalRange::MinuteToSecond,
            (Kw::Second, None) => IntervalRange::Second,
            _ => return Ok(None),
        };
        self.advance();
        if to.is_some() {
            self.advance();
            self.advance();
        }
        let seconds = first == Kw::Second || to == Some(Kw::Second);
        let precision = if seconds {
            self.optional_precision()?
        } else {
            None
        };
        Ok(Some(IntervalFields {
            range: Some(range),
            precision,
        }))
    }

    /// A type by a name of Rust that is a reserved word of SQL (`User`, `Order`): no type of PostgreSQL's begins with one, and nobody
    /// writes a keyword so.
    fn rust_type(&mut self) -> Option<TypeName> {
        let TokenKind::Word(text) = self.kind() else {
            return None;
        };
        let in_rust = text.starts_with(char::is_uppercase) && text.contains(char::is_lowercase);
        let qualified = *self.kind_at(1) == TokenKind::Dot;
        if !in_rust || qualified || !self.at_reserved() {
            return None;
        }
        let span = self.span();
        let name = Name::new(text.clone(), span);
        self.advance();
        Some(TypeName::simple(ObjectName { parts: vec![name] }, span))
    }

    fn named_type(&mut self) -> Parse<TypeName> {
        let start = self.span();
        if let Some(name) = self.rust_type() {
            return Ok(name);
        }
        let written = match self.kind() {
            TokenKind::Word(text) => Some(text),
            _ => None,
        };
        let mut name = self.type_object_name()?;
        // A type of the user's may be called by its name in Rust, which does not fold.
        if let (Some(written), [folded]) = (written, name.parts.as_mut_slice())
            && written.contains(|c: char| c.is_ascii_lowercase())
            && type_by_name(&folded.text).is_none()
        {
            folded.text.clone_from(written);
        }
        let modifiers = self.type_modifiers()?;
        let span = self.span_from(start);
        Ok(TypeName {
            modifiers,
            ..TypeName::simple(name, span)
        })
    }
}
