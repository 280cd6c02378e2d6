//! Scopes: which rows of a soft-delete table a reference sees. Their words are no keywords; each is told from an alias by
//! what follows it.

use super::{Parse, Parser};
use crate::ast::Scope;
use crate::keyword::{Category, Word as Kw};
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn scope(&mut self) -> Parse<Scope> {
        let start = self.span();
        if self.at(Kw::With) && self.at_own(1, "deleted") {
            self.advance();
            self.advance();
            return Ok(Scope::WithDeleted(self.span_from(start)));
        }
        if self.at(Kw::Only) && self.at_own(1, "deleted") {
            self.advance();
            self.advance();
            return Ok(Scope::OnlyDeleted(self.span_from(start)));
        }
        if self.at(Kw::As) && self.at_ahead(1, Kw::Of) && self.at_expression(2) {
            self.advance();
            self.advance();
            let time = self.scope_expr()?;
            return Ok(Scope::AsOf(time, self.span_from(start)));
        }
        if !self.at_own(0, "deleted") {
            return Ok(Scope::Active);
        }
        match self.keyword_at(1).map(|keyword| keyword.word) {
            Some(Kw::After) => {
                self.advance();
                self.advance();
                let time = self.scope_expr()?;
                Ok(Scope::DeletedAfter(time, self.span_from(start)))
            }
            Some(Kw::Before) => {
                self.advance();
                self.advance();
                let time = self.scope_expr()?;
                Ok(Scope::DeletedBefore(time, self.span_from(start)))
            }
            Some(Kw::Between) => {
                self.advance();
                self.advance();
                let low = self.scope_expr()?;
                self.expect(Kw::And)?;
                let high = self.scope_expr()?;
                Ok(Scope::DeletedBetween(low, high, self.span_from(start)))
            }
            _ => Ok(Scope::Active),
        }
    }

    /// An expression without AND, so that BETWEEN's AND ends it, and an alias or a join may follow.
    fn scope_expr(&mut self) -> Parse<Box<crate::ast::Expr>> {
        self.restricted_expr().map(Box::new)
    }

    /// Whether an expression starts so many places ahead, where otherwise a clause or an alias's columns would.
    pub(super) fn at_expression(&self, ahead: usize) -> bool {
        match self.kind_at(ahead) {
            TokenKind::Param(_)
            | TokenKind::String(_)
            | TokenKind::Integer(_)
            | TokenKind::Numeric(_)
            | TokenKind::Operator(_)
            | TokenKind::Quoted(_) => true,
            TokenKind::Word(_) => match self.keyword_at(ahead) {
                None => !self.at_own(ahead, "because"),
                Some(keyword) => match keyword.category {
                    Category::Reserved => matches!(
                        keyword.word,
                        Kw::Case
                            | Kw::Cast
                            | Kw::CurrentDate
                            | Kw::CurrentTimestamp
                            | Kw::CurrentTime
                            | Kw::CurrentUser
                            | Kw::SessionUser
                            | Kw::User
                            | Kw::Localtime
                            | Kw::Localtimestamp
                            | Kw::Null
                    ),
                    Category::ColumnName => matches!(
                        keyword.word,
                        Kw::Timestamp
                            | Kw::Interval
                            | Kw::Coalesce
                            | Kw::Nullif
                            | Kw::Greatest
                            | Kw::Least
                            | Kw::Extract
                    ),
                    Category::Unreserved | Category::TypeFunctionName => false,
                },
            },
            // `as of (a, b)` names columns of the alias `of`; anything else in parentheses is a value.
            TokenKind::LeftParen => !self.at_column_aliases(ahead),
            TokenKind::Bytes(_)
            | TokenKind::Choice(_)
            | TokenKind::Bits(_)
            | TokenKind::Hex(_)
            | TokenKind::RightParen
            | TokenKind::LeftBracket
            | TokenKind::RightBracket
            | TokenKind::LeftBrace
            | TokenKind::RightBrace
            | TokenKind::Comma
            | TokenKind::Semicolon
            | TokenKind::Dot
            | TokenKind::DotDot
            | TokenKind::Colon
            | TokenKind::Typecast
            | TokenKind::ColonEquals
            | TokenKind::EqualsGreater
            | TokenKind::End => false,
        }
    }

    fn at_column_aliases(&self, ahead: usize) -> bool {
        self.at_name(ahead + 1)
            && matches!(
                self.kind_at(ahead + 2),
                TokenKind::Comma | TokenKind::RightParen
            )
    }
}
