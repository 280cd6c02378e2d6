//! Going on after a mistake.

use super::{Parse, Parser};
use crate::ast::{Expr, ExprKind, FromItem, FromItemKind};
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    /// Reads an expression; after a mistake in it, skips to where the clause goes on.
    #[allow(clippy::unnecessary_wraps, reason = "lists take steps of this shape")]
    pub(super) fn recovering_expr(&mut self) -> Parse<Expr> {
        let start = self.span();
        if let Ok(expr) = self.expr() {
            Ok(expr)
        } else {
            self.skip();
            Ok(Expr {
                id: self.id(),
                span: start,
                kind: ExprKind::Error,
            })
        }
    }

    /// Reads a FROM item; after a mistake in it, skips to where the clause goes on.
    #[allow(clippy::unnecessary_wraps, reason = "lists take steps of this shape")]
    pub(super) fn recovering_from_item(&mut self) -> Parse<FromItem> {
        let start = self.span();
        if let Ok(item) = self.from_item() {
            Ok(item)
        } else {
            self.skip();
            Ok(FromItem {
                id: self.id(),
                span: start,
                kind: FromItemKind::Error,
            })
        }
    }

    /// Skips to a comma, a closing parenthesis or the next clause; what stands in parentheses is skipped whole.
    pub(super) fn skip(&mut self) {
        let mut open = 0_usize;
        loop {
            match self.kind() {
                TokenKind::End => return,
                TokenKind::LeftParen | TokenKind::LeftBracket => open += 1,
                TokenKind::RightParen | TokenKind::RightBracket if open == 0 => return,
                TokenKind::RightParen | TokenKind::RightBracket => open -= 1,
                TokenKind::Comma | TokenKind::Semicolon if open == 0 => return,
                _ if open == 0 && self.at_clause() => return,
                _ => {}
            }
            self.advance();
        }
    }

    /// Whether a keyword stands here that only a clause begins with.
    fn at_clause(&self) -> bool {
        matches!(
            self.word(),
            Some(
                Kw::From
                    | Kw::Where
                    | Kw::Group
                    | Kw::Having
                    | Kw::Window
                    | Kw::Union
                    | Kw::Intersect
                    | Kw::Except
                    | Kw::Order
                    | Kw::Limit
                    | Kw::Offset
                    | Kw::Fetch
                    | Kw::For
                    | Kw::Returning
            )
        )
    }
}
