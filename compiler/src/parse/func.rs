//! Calls of functions and aggregates.

use super::{Parse, Parser};
use crate::ast::{Expr, ExprKind, FunctionArg, FunctionCall, ObjectName, SortBy, TypeName};
use crate::diagnostic::syntax::BAD_FORM;
use crate::gather::Gather as _;
use crate::keyword::Word as Kw;
use crate::span::Span;
use crate::token::TokenKind;

impl Parser<'_> {
    /// A call whose name has been read, with FILTER and OVER; or a constant of a type with modifiers.
    pub(super) fn call(&mut self, name: ObjectName, start: Span) -> Parse<Expr> {
        let mut call = self.application(name)?;
        if let TokenKind::String(text) = self.kind()
            && let Some(type_name) = literal_type(&call, self.span_from(start))
        {
            self.advance();
            return Ok(self.node(
                start,
                ExprKind::TypedLiteral(Box::new(type_name), text.clone()),
            ));
        }
        call.within_group = self.within_group()?;
        if !call.within_group.is_empty() {
            self.check_within_group(&call, start);
        }
        call.filter = self.optional_filter()?;
        call.over = self.optional_over()?;
        Ok(self.node(start, ExprKind::Function(Box::new(call))))
    }

    /// A call as FROM and index elements have it (`func_expr_windowless`).
    pub(super) fn call_without_window(&mut self) -> Parse<Expr> {
        if self.at_special_function() {
            return self.special_function();
        }
        let start = self.span();
        let name = self.function_name("a function's name")?;
        let call = self.application(name)?;
        Ok(self.node(start, ExprKind::Function(Box::new(call))))
    }

    /// `(arguments)` after a function's name.
    pub(super) fn application(&mut self, name: ObjectName) -> Parse<FunctionCall> {
        let mut call = FunctionCall {
            name,
            args: Vec::new(),
            star: false,
            distinct: None,
            order_by: Vec::new(),
            within_group: Vec::new(),
            filter: None,
            over: None,
        };
        self.left_paren()?;
        if self.eat_kind(&TokenKind::RightParen) {
            return Ok(call);
        }
        if self.at_operator("*") && *self.kind_at(1) == TokenKind::RightParen {
            self.advance();
            self.advance();
            call.star = true;
            return Ok(call);
        }
        if self.eat(Kw::Distinct) {
            call.distinct = Some(true);
        } else if self.eat(Kw::All) {
            call.distinct = Some(false);
        }
        call.args = self.list(Self::argument)?;
        call.order_by = self.optional_order_by()?;
        self.right_paren()?;
        let last = call.args.len() - 1;
        let misplaced = call
            .args
            .iter()
            .enumerate()
            .find(|(index, arg)| arg.variadic && *index != last);
        if let Some((_, arg)) = misplaced {
            self.report(
                &BAD_FORM,
                arg.value.span,
                "only the last argument may be variadic",
            );
        }
        Ok(call)
    }

    pub(super) fn argument(&mut self) -> Parse<FunctionArg> {
        let variadic = self.eat(Kw::Variadic);
        let named = matches!(
            self.kind_at(1),
            TokenKind::ColonEquals | TokenKind::EqualsGreater
        ) && matches!(self.kind(), TokenKind::Word(_) | TokenKind::Quoted(_));
        let name = if named {
            let name = self.label("an argument's name")?;
            self.advance();
            Some(name)
        } else {
            None
        };
        let value = self.recovering_expr()?;
        Ok(FunctionArg {
            name,
            variadic,
            value,
        })
    }

    fn within_group(&mut self) -> Parse<Vec<SortBy>> {
        if !self.at(Kw::Within) || !self.at_ahead(1, Kw::Group) {
            return Ok(Vec::new());
        }
        self.advance();
        self.advance();
        self.left_paren()?;
        if !self.at(Kw::Order) {
            return Err(self.unexpected("`order by`"));
        }
        let mut order_by = self.optional_order_by()?;
        self.refuse_optional_keys(
            &order_by,
            "what WITHIN GROUP orders by, an argument of the function,",
            "choose the value instead: `order by case when $by_age then age else size end`",
        );
        // The arms together would be too many arguments.
        order_by.retain(|key| key.when.is_none_or(|arm| arm.arm == 0));
        self.right_paren()?;
        Ok(order_by)
    }

    fn check_within_group(&mut self, call: &FunctionCall, start: Span) {
        let clash = if !call.order_by.is_empty() {
            "`order by` within the arguments"
        } else if call.distinct == Some(true) {
            "`distinct`"
        } else if call.args.iter().any(|arg| arg.variadic) {
            "`variadic`"
        } else {
            return;
        };
        self.report(
            &BAD_FORM,
            self.span_from(start),
            format!("`within group` cannot stand with {clash}"),
        );
    }

    pub(super) fn optional_filter(&mut self) -> Parse<Option<Expr>> {
        if !self.at(Kw::Filter) || *self.kind_at(1) != TokenKind::LeftParen {
            return Ok(None);
        }
        self.advance();
        self.advance();
        self.expect(Kw::Where)?;
        let filter = self.recovering_expr()?;
        self.right_paren()?;
        Ok(Some(filter))
    }
}

/// The type before a string constant that was read as a call: `float8(3) '…'`.
fn literal_type(call: &FunctionCall, span: Span) -> Option<TypeName> {
    let plain = !call.star && call.distinct.is_none() && call.order_by.is_empty();
    if !plain
        || call
            .args
            .iter()
            .any(|arg| arg.name.is_some() || arg.variadic)
    {
        return None;
    }
    let modifiers = call.args.iter().map(|arg| arg.value.clone()).gather();
    Some(TypeName {
        modifiers,
        ..TypeName::simple(call.name.clone(), span)
    })
}
