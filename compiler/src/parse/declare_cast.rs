//! Declarations of casts: what follows CREATE CAST.
//!
//! Source: the manual's page of the command. `not null` behind the function is our own: the command does not say when the function
//! returns NULL.

use super::{Parse, Parser};
use crate::ast::CastDeclaration;
use crate::catalog::builtin::{CastContext, CastMethod};
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    /// `source as target {with function name [(types)] [not null] | without function | with inout} [as assignment | as implicit]`
    pub(super) fn cast_declaration(&mut self) -> Parse<CastDeclaration> {
        let from = self.type_name()?;
        self.expect(Kw::As)?;
        let to = self.type_name()?;
        let mut not_null = true;
        let method = if self.eat(Kw::Without) {
            self.expect(Kw::Function)?;
            CastMethod::Binary
        } else if self.eat(Kw::With) {
            if self.eat(Kw::Inout) {
                CastMethod::InOut
            } else if self.eat(Kw::Function) {
                self.function_name("a function's name")?;
                if self.at_kind(&TokenKind::LeftParen) {
                    self.paren_list(Self::type_name)?;
                }
                not_null = self.eat_both(Kw::Not, Kw::Null);
                CastMethod::Function
            } else {
                return Err(self.unexpected("`function` or `inout`"));
            }
        } else {
            return Err(self.unexpected("`with function`, `without function` or `with inout`"));
        };
        let context = if !self.eat(Kw::As) {
            CastContext::Explicit
        } else if self.eat(Kw::Implicit) {
            CastContext::Implicit
        } else if self.eat(Kw::Assignment) {
            CastContext::Assignment
        } else {
            return Err(self.unexpected("`implicit` or `assignment`"));
        };
        if *self.kind() != TokenKind::End {
            return Err(self.unexpected("the end of the cast"));
        }
        Ok(CastDeclaration {
            from,
            to,
            method,
            not_null,
            context,
        })
    }
}
