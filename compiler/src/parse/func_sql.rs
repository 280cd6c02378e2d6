//! Functions with a grammar of their own.

use super::expr::Grammar;
use super::{Parse, Parser};
use crate::ast::{
    Expr, ExprKind, FunctionCall, Level, Name, ObjectName, SqlFunction, SqlValue, TrimSide,
};
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    /// Whether a word stands here that begins such a function.
    pub(super) fn at_special_function(&self) -> bool {
        let parenthesis = *self.kind_at(1) == TokenKind::LeftParen;
        match self.word() {
            Some(
                Kw::CurrentDate
                | Kw::CurrentTime
                | Kw::CurrentTimestamp
                | Kw::Localtime
                | Kw::Localtimestamp
                | Kw::CurrentRole
                | Kw::CurrentUser
                | Kw::User
                | Kw::SessionUser
                | Kw::SystemUser
                | Kw::CurrentCatalog
                | Kw::Cast,
            ) => true,
            // The word is also the name of a function or a type, which arguments or a constant show.
            Some(Kw::CurrentSchema) => {
                !parenthesis && !matches!(self.kind_at(1), TokenKind::String(_))
            }
            Some(Kw::Collation) => self.at_ahead(1, Kw::For),
            Some(Kw::Json) => parenthesis,
            Some(
                Kw::Extract
                | Kw::Normalize
                | Kw::Overlay
                | Kw::Position
                | Kw::Substring
                | Kw::Treat
                | Kw::Trim
                | Kw::Nullif
                | Kw::Coalesce
                | Kw::Greatest
                | Kw::Least
                | Kw::MergeAction
                | Kw::Xmlconcat
                | Kw::Xmlelement
                | Kw::Xmlexists
                | Kw::Xmlforest
                | Kw::Xmlparse
                | Kw::Xmlpi
                | Kw::Xmlroot
                | Kw::Xmlserialize
                | Kw::JsonObject
                | Kw::JsonArray
                | Kw::JsonScalar
                | Kw::JsonSerialize
                | Kw::JsonQuery
                | Kw::JsonExists
                | Kw::JsonValue
                | Kw::JsonObjectagg
                | Kw::JsonArrayagg,
            ) => parenthesis,
            _ => false,
        }
    }

    pub(super) fn special_function(&mut self) -> Parse<Expr> {
        let start = self.span();
        let Some(word) = self.word() else {
            return Err(self.unexpected("a function"));
        };
        let kind = match word {
            Kw::CurrentDate => self.value(SqlValue::CurrentDate),
            Kw::CurrentRole => self.value(SqlValue::CurrentRole),
            Kw::CurrentUser => self.value(SqlValue::CurrentUser),
            Kw::User => self.value(SqlValue::User),
            Kw::SessionUser => self.value(SqlValue::SessionUser),
            Kw::SystemUser => self.value(SqlValue::SystemUser),
            Kw::CurrentCatalog => self.value(SqlValue::CurrentCatalog),
            Kw::CurrentSchema => self.value(SqlValue::CurrentSchema),
            Kw::CurrentTime => self.time_value(SqlValue::CurrentTime)?,
            Kw::CurrentTimestamp => self.time_value(SqlValue::CurrentTimestamp)?,
            Kw::Localtime => self.time_value(SqlValue::LocalTime)?,
            Kw::Localtimestamp => self.time_value(SqlValue::LocalTimestamp)?,
            Kw::Xmlconcat
            | Kw::Xmlelement
            | Kw::Xmlexists
            | Kw::Xmlforest
            | Kw::Xmlparse
            | Kw::Xmlpi
            | Kw::Xmlroot
            | Kw::Xmlserialize => self.xml_function(word)?,
            Kw::Json
            | Kw::JsonObject
            | Kw::JsonArray
            | Kw::JsonScalar
            | Kw::JsonSerialize
            | Kw::JsonQuery
            | Kw::JsonExists
            | Kw::JsonValue
            | Kw::JsonObjectagg
            | Kw::JsonArrayagg => self.json_function(word)?,
            _ => {
                self.advance();
                if word == Kw::Collation {
                    self.expect(Kw::For)?;
                }
                self.left_paren()?;
                let kind = self.special_arguments(word, start)?;
                self.right_paren()?;
                kind
            }
        };
        Ok(self.node(start, kind))
    }

    fn value(&mut self, value: SqlValue) -> ExprKind {
        self.advance();
        ExprKind::SqlValue(value)
    }

    fn time_value(&mut self, value: impl FnOnce(Option<i32>) -> SqlValue) -> Parse<ExprKind> {
        self.advance();
        let precision = if self.eat_kind(&TokenKind::LeftParen) {
            let precision = self.small_integer()?;
            self.right_paren()?;
            Some(precision)
        } else {
            None
        };
        Ok(ExprKind::SqlValue(value(precision)))
    }

    /// What stands in the parentheses.
    fn special_arguments(&mut self, word: Kw, start: crate::span::Span) -> Parse<ExprKind> {
        let function = match word {
            Kw::Cast => {
                let expr = Box::new(self.expr()?);
                self.expect(Kw::As)?;
                let type_name = Box::new(self.type_name()?);
                return Ok(ExprKind::Cast { expr, type_name });
            }
            Kw::Nullif => {
                let left = Box::new(self.expr()?);
                self.expect_kind(&TokenKind::Comma, ",")?;
                return Ok(ExprKind::NullIf(left, Box::new(self.expr()?)));
            }
            Kw::Coalesce => return self.list(Self::recovering_expr).map(ExprKind::Coalesce),
            Kw::Greatest => return self.list(Self::recovering_expr).map(ExprKind::Greatest),
            Kw::Least => return self.list(Self::recovering_expr).map(ExprKind::Least),
            Kw::MergeAction => return Ok(ExprKind::SqlValue(SqlValue::MergeAction)),
            Kw::Collation => SqlFunction::CollationFor(self.expr()?),
            Kw::Extract => self.extract()?,
            Kw::Normalize => {
                let text = self.expr()?;
                let form = if self.comma() {
                    let form = self.normal_form();
                    if form.is_none() {
                        return Err(self.unexpected("`nfc`, `nfd`, `nfkc` or `nfkd`"));
                    }
                    form
                } else {
                    None
                };
                SqlFunction::Normalize(text, form)
            }
            Kw::Position => {
                let part = self.restricted_expr()?;
                self.expect(Kw::In)?;
                SqlFunction::Position(part, self.restricted_expr()?)
            }
            Kw::Treat => {
                let expr = self.expr()?;
                self.expect(Kw::As)?;
                SqlFunction::Treat(expr, Box::new(self.type_name()?))
            }
            Kw::Trim => self.trim()?,
            Kw::Overlay => return self.overlay(start),
            Kw::Substring => return self.substring(start),
            _ => return Err(self.unexpected("an argument")),
        };
        Ok(ExprKind::SqlFunction(Box::new(function)))
    }

    fn extract(&mut self) -> Parse<SqlFunction> {
        let field_span = self.span();
        let field = match self.kind() {
            TokenKind::String(text) | TokenKind::Quoted(text) => text.clone(),
            TokenKind::Word(text) => match self.keyword() {
                None => text.to_ascii_lowercase(),
                Some(keyword)
                    if matches!(
                        keyword.word,
                        Kw::Year | Kw::Month | Kw::Day | Kw::Hour | Kw::Minute | Kw::Second
                    ) =>
                {
                    keyword.text.to_owned()
                }
                Some(_) => return Err(self.unexpected("a field such as `year` or `epoch`")),
            },
            _ => return Err(self.unexpected("a field such as `year` or `epoch`")),
        };
        self.advance();
        self.expect(Kw::From)?;
        let source = self.expr()?;
        Ok(SqlFunction::Extract {
            field,
            field_span,
            source,
        })
    }

    fn trim(&mut self) -> Parse<SqlFunction> {
        let side = if self.eat(Kw::Leading) {
            TrimSide::Leading
        } else if self.eat(Kw::Trailing) {
            TrimSide::Trailing
        } else {
            self.eat(Kw::Both);
            TrimSide::Both
        };
        if self.eat(Kw::From) {
            let args = self.list(Self::expr)?;
            return Ok(SqlFunction::Trim {
                side,
                from: false,
                args,
            });
        }
        let mut args = vec![self.expr()?];
        let from = self.eat(Kw::From);
        if from || self.comma() {
            args.extend(self.list(Self::expr)?);
        }
        Ok(SqlFunction::Trim { side, from, args })
    }

    /// OVERLAY (s PLACING t FROM i FOR n), or a plain call of `overlay`.
    fn overlay(&mut self, start: crate::span::Span) -> Parse<ExprKind> {
        if self.at_plain_arguments() {
            return self.plain_call("overlay", start);
        }
        let string = self.expr()?;
        if !self.eat(Kw::Placing) {
            return self.rest_of_plain_call("overlay", start, string);
        }
        let placing = self.expr()?;
        self.expect(Kw::From)?;
        let from = self.expr()?;
        let for_ = if self.eat(Kw::For) {
            Some(self.expr()?)
        } else {
            None
        };
        Ok(ExprKind::SqlFunction(Box::new(SqlFunction::Overlay {
            string,
            placing,
            from,
            for_,
        })))
    }

    /// SUBSTRING (s FROM i FOR n) and its kin, or a plain call of `substring`.
    fn substring(&mut self, start: crate::span::Span) -> Parse<ExprKind> {
        if self.at_plain_arguments() {
            return self.plain_call("substring", start);
        }
        // SIMILAR is an operator elsewhere: here it separates arguments.
        let string = self.substring_subject()?;
        let function = match self.word() {
            Some(Kw::From) => {
                self.advance();
                let from = Some(self.expr()?);
                let for_ = if self.eat(Kw::For) {
                    Some(self.expr()?)
                } else {
                    None
                };
                SqlFunction::Substring { string, from, for_ }
            }
            Some(Kw::For) => {
                self.advance();
                let for_ = Some(self.expr()?);
                let from = if self.eat(Kw::From) {
                    Some(self.expr()?)
                } else {
                    None
                };
                SqlFunction::Substring { string, from, for_ }
            }
            Some(Kw::Similar) => {
                self.advance();
                let pattern = self.expr()?;
                self.expect(Kw::Escape)?;
                SqlFunction::SubstringSimilar {
                    string,
                    pattern,
                    escape: self.expr()?,
                }
            }
            _ => return self.rest_of_plain_call("substring", start, string),
        };
        Ok(ExprKind::SqlFunction(Box::new(function)))
    }

    fn substring_subject(&mut self) -> Parse<Expr> {
        self.operand(Level::Or, Grammar::Full)
    }

    /// Whether arguments stand here that only a plain call has: none, or named or variadic ones.
    fn at_plain_arguments(&self) -> bool {
        self.at_kind(&TokenKind::RightParen)
            || self.at(Kw::Variadic)
            || matches!(
                self.kind_at(1),
                TokenKind::ColonEquals | TokenKind::EqualsGreater
            )
    }

    fn plain_call(&mut self, name: &str, start: crate::span::Span) -> Parse<ExprKind> {
        let args = if self.at_kind(&TokenKind::RightParen) {
            Vec::new()
        } else {
            self.list(Self::argument)?
        };
        Ok(call_of(single(name, start), args))
    }

    fn rest_of_plain_call(
        &mut self,
        name: &str,
        start: crate::span::Span,
        first: Expr,
    ) -> Parse<ExprKind> {
        let mut args = vec![crate::ast::FunctionArg {
            name: None,
            variadic: false,
            value: first,
        }];
        if self.comma() {
            args.extend(self.list(Self::argument)?);
        }
        Ok(call_of(single(name, start), args))
    }
}

/// A call with nothing but arguments.
pub(super) fn call_of(name: ObjectName, args: Vec<crate::ast::FunctionArg>) -> ExprKind {
    ExprKind::Function(Box::new(FunctionCall {
        name,
        args,
        star: false,
        distinct: None,
        order_by: Vec::new(),
        within_group: Vec::new(),
        filter: None,
        over: None,
    }))
}

fn single(name: &str, span: crate::span::Span) -> ObjectName {
    ObjectName {
        parts: vec![Name::new(name, span)],
    }
}
