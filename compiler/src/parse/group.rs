//! GROUP BY.

use super::{Parse, Parser};
use crate::ast::{GroupBy, GroupItem};
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    pub(super) fn optional_group_by(&mut self) -> Parse<Option<GroupBy>> {
        let start = self.span();
        if !self.eat(Kw::Group) {
            return Ok(None);
        }
        self.expect(Kw::By)?;
        let distinct = if self.eat(Kw::Distinct) {
            Some(true)
        } else if self.eat(Kw::All) {
            Some(false)
        } else {
            None
        };
        let items = self.list(Self::group_item)?;
        Ok(Some(GroupBy {
            distinct,
            items,
            span: self.span_from(start),
        }))
    }

    fn group_item(&mut self) -> Parse<GroupItem> {
        let start = self.span();
        let parenthesis = *self.kind_at(1) == TokenKind::LeftParen;
        match self.word() {
            Some(Kw::Rollup) if parenthesis => {
                self.advance();
                let list = self.paren_list(Self::recovering_expr)?;
                Ok(GroupItem::Rollup(list, self.span_from(start)))
            }
            Some(Kw::Cube) if parenthesis => {
                self.advance();
                let list = self.paren_list(Self::recovering_expr)?;
                Ok(GroupItem::Cube(list, self.span_from(start)))
            }
            Some(Kw::Grouping) if self.at_ahead(1, Kw::Sets) => {
                self.advance();
                self.advance();
                let list = self.nested(|parser| parser.paren_list(Self::group_item))?;
                Ok(GroupItem::Sets(list, self.span_from(start)))
            }
            _ if self.at_kind(&TokenKind::LeftParen)
                && *self.kind_at(1) == TokenKind::RightParen =>
            {
                self.advance();
                self.advance();
                Ok(GroupItem::Empty(self.span_from(start)))
            }
            _ => self.recovering_expr().map(GroupItem::Expr),
        }
    }
}
