//! CASE.

use super::{Parse, Parser};
use crate::ast::{Expr, ExprKind};
use crate::keyword::Word as Kw;

impl Parser<'_> {
    pub(super) fn case(&mut self) -> Parse<Expr> {
        let start = self.span();
        self.advance();
        let operand = if self.at(Kw::When) {
            None
        } else {
            Some(Box::new(self.expr()?))
        };
        let mut whens = Vec::new();
        while self.eat(Kw::When) {
            let condition = self.expr()?;
            self.expect(Kw::Then)?;
            let value = self.expr()?;
            whens.push((condition, value));
        }
        if whens.is_empty() {
            return Err(self.unexpected("`when`"));
        }
        let default = if self.eat(Kw::Else) {
            Some(Box::new(self.expr()?))
        } else {
            None
        };
        self.expect(Kw::End)?;
        Ok(self.node(
            start,
            ExprKind::Case {
                operand,
                whens,
                default,
            },
        ))
    }
}
