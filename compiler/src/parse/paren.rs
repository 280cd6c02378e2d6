//! Parentheses, in which a query, an expression or a row may stand. Which one shows only after the parentheses within.

use super::{Parse, Parser};
use crate::ast::{Expr, ExprKind, Indirection, Query, QueryBody};
use crate::span::Span;
use crate::token::TokenKind;

/// What stood in parentheses.
pub(super) enum Paren {
    Query(Box<Query>),
    Exprs(Vec<Expr>),
}

impl Parser<'_> {
    /// Reads from `(` to its `)`.
    pub(super) fn paren(&mut self) -> Parse<Paren> {
        self.left_paren()?;
        if self.at_query(0) {
            let query = self.nested(Self::query)?;
            self.right_paren()?;
            return Ok(Paren::Query(Box::new(query)));
        }
        let mut list = Vec::new();
        if self.at_kind(&TokenKind::LeftParen) {
            let inner_start = self.span();
            match self.nested(Self::paren)? {
                Paren::Query(query) if self.at_kind(&TokenKind::RightParen) => {
                    self.advance();
                    return Ok(Paren::Query(query));
                }
                Paren::Query(query) if self.at_query_tail() => {
                    let query = self.query_from(None, QueryBody::Nested(query), inner_start)?;
                    self.right_paren()?;
                    return Ok(Paren::Query(Box::new(query)));
                }
                inner => {
                    let first = self.paren_expr(inner, inner_start)?;
                    let first = self.optional_overlaps(first)?;
                    list.push(self.expr_from(first)?);
                }
            }
        } else {
            list.push(self.paren_element()?);
        }
        while self.comma() {
            list.push(self.paren_element()?);
        }
        self.right_paren()?;
        Ok(Paren::Exprs(list))
    }

    fn paren_element(&mut self) -> Parse<Expr> {
        if self.at_kind(&TokenKind::RightParen) {
            return Err(self.unexpected("an expression"));
        }
        self.recovering_expr()
    }

    /// What stood in parentheses, as an operand, with what is selected from it.
    pub(super) fn paren_expr(&mut self, paren: Paren, start: Span) -> Parse<Expr> {
        let inner = match paren {
            Paren::Query(query) => self.node(start, ExprKind::Subquery(query)),
            Paren::Exprs(mut list) if list.len() == 1 => list.remove(0),
            Paren::Exprs(fields) => self.node(
                start,
                ExprKind::Row {
                    explicit: false,
                    fields,
                },
            ),
        };
        let steps = self.indirection()?;
        if steps.is_empty() {
            return Ok(inner);
        }
        Ok(self.node(start, ExprKind::Indirection(Box::new(inner), steps)))
    }

    /// `.field`, `.*`, `[subscript]`, `[low:high]`, as many as there are.
    pub(super) fn indirection(&mut self) -> Parse<Vec<Indirection>> {
        let mut steps = Vec::new();
        loop {
            let span = self.span();
            if self.eat_kind(&TokenKind::Dot) {
                if self.eat_operator("*") {
                    steps.push(Indirection::Star(self.span_from(span)));
                    return Ok(steps);
                }
                steps.push(Indirection::Field(self.label("a field's name")?));
            } else if self.eat_kind(&TokenKind::LeftBracket) {
                steps.push(self.subscript()?);
            } else {
                return Ok(steps);
            }
        }
    }

    fn subscript(&mut self) -> Parse<Indirection> {
        let low = if self.at_kind(&TokenKind::Colon) {
            None
        } else {
            Some(self.recovering_expr()?)
        };
        let step = if self.eat_kind(&TokenKind::Colon) {
            let high = if self.at_kind(&TokenKind::RightBracket) {
                None
            } else {
                Some(self.recovering_expr()?)
            };
            Indirection::Slice(low, high)
        } else if let Some(index) = low {
            Indirection::Subscript(index)
        } else {
            return Err(self.unexpected("a subscript"));
        };
        self.expect_kind(&TokenKind::RightBracket, "]")?;
        Ok(step)
    }
}
