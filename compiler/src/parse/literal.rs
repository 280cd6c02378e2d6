//! Constants with their type before them: `interval '1 day'`, `numeric(3, 1) '1.5'`, `double precision '1'`.

use super::{Parse, Parser};
use crate::ast::{Expr, ExprKind};
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    /// Whether a type that the grammar knows stands here with its constant, rather than a column of that name.
    pub(super) fn at_typed_literal(&self) -> bool {
        let next = self.keyword_at(1).map(|keyword| keyword.word);
        let constant = matches!(self.kind_at(1), TokenKind::String(_) | TokenKind::LeftParen);
        match self.word() {
            Some(
                Kw::Int
                | Kw::Integer
                | Kw::Smallint
                | Kw::Bigint
                | Kw::Real
                | Kw::Float
                | Kw::Decimal
                | Kw::Dec
                | Kw::Numeric
                | Kw::Boolean
                | Kw::Interval
                | Kw::Json,
            ) => constant,
            Some(Kw::Bit | Kw::Character | Kw::Char | Kw::Varchar | Kw::Nchar) => {
                constant || next == Some(Kw::Varying)
            }
            Some(Kw::National) => matches!(next, Some(Kw::Character | Kw::Char)),
            Some(Kw::Double) => next == Some(Kw::Precision),
            Some(Kw::Timestamp | Kw::Time) => {
                constant
                    || (matches!(next, Some(Kw::With | Kw::Without)) && self.at_ahead(2, Kw::Time))
            }
            _ => false,
        }
    }

    pub(super) fn typed_literal(&mut self) -> Parse<Expr> {
        let start = self.span();
        let interval = self.at(Kw::Interval);
        let mut type_name = self.simple_type()?;
        let TokenKind::String(text) = self.kind() else {
            return Err(self.unexpected("a string constant of this type"));
        };
        self.advance();
        if interval
            && type_name
                .interval
                .is_none_or(|fields| fields.precision.is_none())
        {
            type_name.interval = self.interval_fields()?.or(type_name.interval);
        }
        Ok(self.node(
            start,
            ExprKind::TypedLiteral(Box::new(type_name), text.clone()),
        ))
    }

    /// A constant, where nothing that is computed may stand (`AexprConst`).
    pub(super) fn constant(&mut self) -> Parse<Expr> {
        let expr = self.signed_primary()?;
        match expr.kind {
            ExprKind::Null
            | ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Numeric(_)
            | ExprKind::String(_)
            | ExprKind::Bytes(_)
            | ExprKind::Bits(_)
            | ExprKind::Hex(_)
            | ExprKind::TypedLiteral(..) => Ok(expr),
            _ => {
                let message = "a constant must stand here";
                self.report(&crate::diagnostic::syntax::UNEXPECTED, expr.span, message);
                Err(super::Stop)
            }
        }
    }
}
