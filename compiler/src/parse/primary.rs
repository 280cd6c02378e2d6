//! Operands: constants, columns, parameters, and what begins with a word.

use super::{Parse, Parser, Stop};
use crate::ast::{Expr, ExprKind, Indirection, Name, ObjectName, TypeName};
use crate::keyword::{Category, Word as Kw};
use crate::span::Span;
use crate::token::TokenKind;

impl Parser<'_> {
    /// An operand (`c_expr`).
    pub(super) fn primary(&mut self) -> Parse<Expr> {
        let start = self.span();
        let kind = match self.kind() {
            TokenKind::Integer(digits) => ExprKind::Integer(digits.clone()),
            TokenKind::Numeric(digits) => ExprKind::Numeric(digits.clone()),
            TokenKind::String(text) => ExprKind::String(text.clone()),
            TokenKind::Bytes(bytes) => ExprKind::Bytes(bytes.clone()),
            TokenKind::Bits(digits) => ExprKind::Bits(digits.clone()),
            TokenKind::Hex(digits) => ExprKind::Hex(digits.clone()),
            TokenKind::Param(index) => return self.param(*index),
            TokenKind::Word(_) => return self.word_primary(),
            TokenKind::Quoted(_) => return self.named(),
            TokenKind::LeftParen => {
                let paren = self.paren()?;
                return self.paren_expr(paren, start);
            }
            TokenKind::Choice(choice) => return self.choice_of_conditions(*choice),
            TokenKind::Operator(_)
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
            | TokenKind::End => return Err(self.unexpected("an expression")),
        };
        self.advance();
        Ok(self.node(start, kind))
    }

    /// An operand with a sign, as FETCH FIRST has it.
    pub(super) fn signed_primary(&mut self) -> Parse<Expr> {
        let start = self.span();
        if self.at_operator("-") || self.at_operator("+") {
            let op = self.operator()?;
            let operand = self.primary()?;
            return Ok(self.node(start, ExprKind::Unary(op, Box::new(operand))));
        }
        self.primary()
    }

    fn param(&mut self, index: usize) -> Parse<Expr> {
        let start = self.span();
        self.advance();
        let param = self.node(start, ExprKind::Param(index));
        let steps = self.indirection()?;
        if steps.is_empty() {
            return Ok(param);
        }
        Ok(self.node(start, ExprKind::Indirection(Box::new(param), steps)))
    }

    fn word_primary(&mut self) -> Parse<Expr> {
        let Some(keyword) = self.keyword() else {
            return self.named();
        };
        let start = self.span();
        let kind = match keyword.word {
            Kw::Null => ExprKind::Null,
            Kw::True => ExprKind::Boolean(true),
            Kw::False => ExprKind::Boolean(false),
            Kw::Case => return self.case(),
            Kw::Array => return self.array(),
            Kw::Exists if *self.kind_at(1) == TokenKind::LeftParen => return self.exists(),
            Kw::Row if *self.kind_at(1) == TokenKind::LeftParen => return self.row(),
            Kw::Grouping if *self.kind_at(1) == TokenKind::LeftParen => {
                self.advance();
                let list = self.paren_list(Self::recovering_expr)?;
                return Ok(self.node(start, ExprKind::Grouping(list)));
            }
            _ if self.at_special_function() => return self.special_function(),
            _ if self.at_typed_literal() => return self.typed_literal(),
            _ => return self.keyword_named(keyword.category),
        };
        self.advance();
        Ok(self.node(start, kind))
    }

    fn keyword_named(&mut self, category: Category) -> Parse<Expr> {
        match category {
            Category::Unreserved | Category::ColumnName => self.named(),
            // A function's name: a call or a typed literal must follow.
            Category::TypeFunctionName
                if matches!(self.kind_at(1), TokenKind::LeftParen | TokenKind::String(_)) =>
            {
                self.named()
            }
            Category::TypeFunctionName | Category::Reserved => {
                Err(self.unexpected("an expression"))
            }
        }
    }

    /// A column, a call, or a constant of a named type.
    fn named(&mut self) -> Parse<Expr> {
        let start = self.span();
        let mut parts = vec![self.label("a column name")?];
        while self.at_kind(&TokenKind::Dot) {
            if matches!(self.kind_at(1), TokenKind::Operator(star) if star == "*") {
                self.advance();
                self.advance();
                return Ok(self.node(start, ExprKind::Star(Some(ObjectName { parts }))));
            }
            self.advance();
            parts.push(self.label("a column name")?);
        }
        match self.kind() {
            TokenKind::LeftParen => {
                let name = self.checked_function_name(parts)?;
                self.call(name, start)
            }
            TokenKind::String(text) => {
                let name = self.checked_function_name(parts)?;
                let span = self.span_from(start);
                let type_name = Box::new(TypeName::simple(name, span));
                self.advance();
                Ok(self.node(start, ExprKind::TypedLiteral(type_name, text.clone())))
            }
            TokenKind::LeftBracket => {
                let column = self.node(start, ExprKind::Column(ObjectName { parts }));
                let steps: Vec<Indirection> = self.indirection()?;
                Ok(self.node(start, ExprKind::Indirection(Box::new(column), steps)))
            }
            _ => Ok(self.node(start, ExprKind::Column(ObjectName { parts }))),
        }
    }

    /// Folds the name of a function or type, and refuses a keyword that cannot be one.
    fn checked_function_name(&mut self, mut parts: Vec<Name>) -> Parse<ObjectName> {
        let count = parts.len();
        for (index, part) in parts.iter_mut().enumerate() {
            let back = 2 * (count - index) - 1;
            if !self.is_word_behind(back) {
                continue;
            }
            let keyword = self.keyword_behind(back);
            if count == 1 && keyword.is_some_and(|keyword| !keyword.is_type_function_name()) {
                let message = format!("`{}` is not a function's name", part.text);
                let help =
                    "PostgreSQL keeps this word for columns; quote it if a function has this name";
                self.report_help(
                    &crate::diagnostic::syntax::UNEXPECTED,
                    part.span,
                    message,
                    help,
                );
                return Err(Stop);
            }
            part.text.make_ascii_lowercase();
        }
        Ok(ObjectName { parts })
    }

    fn array(&mut self) -> Parse<Expr> {
        let start = self.span();
        self.advance();
        if self.at_kind(&TokenKind::LeftParen) {
            let query = self.query_in_parens()?;
            return Ok(self.node(start, ExprKind::ArraySubquery(query)));
        }
        self.array_elements(start)
    }

    /// `[a, b]`, `[[a], [b]]`, `[]`
    fn array_elements(&mut self, start: Span) -> Parse<Expr> {
        self.expect_kind(&TokenKind::LeftBracket, "[")?;
        let elements = if self.at_kind(&TokenKind::RightBracket) {
            Vec::new()
        } else if self.at_kind(&TokenKind::LeftBracket) {
            self.list(|parser| {
                let start = parser.span();
                parser.nested(|parser| parser.array_elements(start))
            })?
        } else {
            self.list(Self::recovering_expr)?
        };
        self.expect_kind(&TokenKind::RightBracket, "]")?;
        Ok(self.node(start, ExprKind::Array(elements)))
    }

    fn exists(&mut self) -> Parse<Expr> {
        let start = self.span();
        self.advance();
        let query = self.query_in_parens()?;
        Ok(self.node(start, ExprKind::Exists(query)))
    }

    /// `(query)`, perhaps in more parentheses.
    pub(super) fn query_in_parens(&mut self) -> Parse<Box<crate::ast::Query>> {
        self.left_paren()?;
        let query = self.nested(Self::query)?;
        self.right_paren()?;
        Ok(Box::new(query))
    }

    fn row(&mut self) -> Parse<Expr> {
        let start = self.span();
        self.advance();
        self.left_paren()?;
        let fields = if self.at_kind(&TokenKind::RightParen) {
            Vec::new()
        } else {
            self.list(Self::recovering_expr)?
        };
        self.right_paren()?;
        Ok(self.node(
            start,
            ExprKind::Row {
                explicit: true,
                fields,
            },
        ))
    }
}
