//! Declarations: the heads of CREATE FUNCTION, CREATE AGGREGATE and CREATE OPERATOR.
//!
//! Source: the manual's pages of these commands. What says how a function works rather than what it is (its body, cost, language) is
//! read over. `returns … not null` is our own, and so is the `returns` of an aggregate, whose own command does not say it.

use super::{Parse, Parser, Stop};
use crate::ast::{
    ArgumentDeclaration, Declaration, DeclaredKind, FunctionDeclaration, Name, OperatorDeclaration,
    TypeName,
};
use crate::catalog::builtin::ArgMode;
use crate::diagnostic::declaration::FUNCTION;
use crate::keyword::Word as Kw;
use crate::token::TokenKind;

impl Parser<'_> {
    /// Declarations up to the end, each ended by a semicolon; the last one may lack it.
    pub(super) fn declarations(&mut self) -> Vec<Declaration> {
        let mut found = Vec::new();
        while *self.kind() != TokenKind::End {
            if let Ok(declaration) = self.declaration() {
                found.push(declaration);
            }
            // After a mistake the next declaration is read, so that its mistakes are found too.
            while !matches!(self.kind(), TokenKind::End | TokenKind::Semicolon) {
                self.advance();
            }
            while self.eat_kind(&TokenKind::Semicolon) {}
        }
        found
    }

    fn declaration(&mut self) -> Parse<Declaration> {
        self.expect(Kw::Create)?;
        if self.eat(Kw::Or) {
            self.expect(Kw::Replace)?;
        }
        let declaration = if self.eat(Kw::Function) {
            Declaration::Function(Box::new(self.function_declaration()?))
        } else if self.eat(Kw::Aggregate) {
            Declaration::Function(Box::new(self.aggregate_declaration()?))
        } else if self.eat(Kw::Operator) {
            Declaration::Operator(Box::new(self.operator_declaration()?))
        } else {
            return Err(self.unexpected("`function`, `aggregate` or `operator`"));
        };
        if matches!(self.kind(), TokenKind::End | TokenKind::Semicolon) {
            Ok(declaration)
        } else {
            Err(self.unexpected("a clause of the declaration, or `;`"))
        }
    }

    fn function_declaration(&mut self) -> Parse<FunctionDeclaration> {
        let name = self.function_name("a function's name")?;
        self.left_paren()?;
        let mut args = Vec::new();
        if !self.at_kind(&TokenKind::RightParen) {
            args = self.list(Self::declared_argument)?;
        }
        self.right_paren()?;
        let (mut returns, mut set) = (None, false);
        if self.at(Kw::Returns) && !self.at_ahead(1, Kw::Null) {
            self.advance();
            if self.eat(Kw::Table) {
                set = true;
                args.extend(self.paren_list(Self::table_column)?);
            } else {
                let mut ty = self.type_name()?;
                set = std::mem::take(&mut ty.setof);
                returns = Some(ty);
            }
        }
        let mut declaration = FunctionDeclaration {
            name,
            args,
            kind: DeclaredKind::Function { returns, set },
            strict: false,
            window: false,
            not_null: self.eat_both(Kw::Not, Kw::Null),
        };
        while !matches!(self.kind(), TokenKind::End | TokenKind::Semicolon) {
            self.function_clause(&mut declaration)?;
        }
        Ok(declaration)
    }

    fn table_column(&mut self) -> Parse<ArgumentDeclaration> {
        let start = self.span();
        let name = self.name("a column's name")?;
        let ty = self.type_name()?;
        Ok(ArgumentDeclaration {
            mode: ArgMode::Table,
            name: Some(name),
            ty,
            default: false,
            span: self.span_from(start),
        })
    }

    /// `[mode] [name] type [default expression]`, where the mode may follow the name.
    fn declared_argument(&mut self) -> Parse<ArgumentDeclaration> {
        let start = self.span();
        let mut mode = self.argument_mode();
        let name = if self.at_argument_name() {
            Some(self.parameter_name()?)
        } else {
            None
        };
        if mode.is_none() && name.is_some() {
            mode = self.argument_mode();
        }
        let ty = self.type_name()?;
        let default = self.eat(Kw::Default) || self.eat_operator("=");
        if default {
            self.expr()?;
        }
        Ok(ArgumentDeclaration {
            mode: mode.unwrap_or(ArgMode::In),
            name,
            ty,
            default,
            span: self.span_from(start),
        })
    }

    fn argument_mode(&mut self) -> Option<ArgMode> {
        let mode = match self.word()? {
            Kw::In => {
                self.advance();
                // `IN OUT` is another spelling.
                return Some(if self.eat(Kw::Out) {
                    ArgMode::InOut
                } else {
                    ArgMode::In
                });
            }
            Kw::Out => ArgMode::Out,
            Kw::Inout => ArgMode::InOut,
            Kw::Variadic => ArgMode::Variadic,
            _ => return None,
        };
        self.advance();
        Some(mode)
    }

    /// Whether the word here is the name of an argument, rather than its type: a type follows it.
    fn at_argument_name(&self) -> bool {
        let name = match self.kind() {
            TokenKind::Quoted(_) => true,
            TokenKind::Word(_) => self
                .keyword()
                .is_none_or(crate::keyword::Keyword::is_type_function_name),
            _ => false,
        };
        let type_of_two_words = self.at(Kw::Double) && self.at_ahead(1, Kw::Precision);
        let followed = matches!(self.kind_at(1), TokenKind::Word(_) | TokenKind::Quoted(_))
            && !matches!(
                self.keyword_at(1).map(|keyword| keyword.word),
                Some(Kw::Default | Kw::Array | Kw::Order)
            );
        name && followed && !type_of_two_words
    }

    fn parameter_name(&mut self) -> Parse<Name> {
        let mut name = self.function_name("an argument's name")?;
        match (name.parts.pop(), name.parts.is_empty()) {
            (Some(name), true) => Ok(name),
            _ => Err(self.unexpected("the argument's type")),
        }
    }

    /// A clause after the head. Those that say how the function works are read over, but a word that begins none is a mistake.
    fn function_clause(&mut self, declaration: &mut FunctionDeclaration) -> Parse<()> {
        let Some(word) = self.word() else {
            return Err(self.unexpected("a clause of CREATE FUNCTION"));
        };
        match word {
            Kw::Strict => {
                self.advance();
                declaration.strict = true;
            }
            Kw::Returns => {
                self.advance();
                for word in [Kw::Null, Kw::On, Kw::Null, Kw::Input] {
                    self.expect(word)?;
                }
                declaration.strict = true;
            }
            Kw::Called => {
                self.advance();
                for word in [Kw::On, Kw::Null, Kw::Input] {
                    self.expect(word)?;
                }
            }
            Kw::Window => {
                self.advance();
                declaration.window = true;
            }
            Kw::Immutable | Kw::Stable | Kw::Volatile | Kw::Leakproof => self.advance(),
            Kw::Not if self.at_ahead(1, Kw::Null) => {
                self.advance();
                self.advance();
                declaration.not_null = true;
            }
            Kw::Not => {
                self.advance();
                if !self.eat(Kw::Leakproof) {
                    return Err(self.unexpected("`null` or `leakproof`"));
                }
            }
            Kw::External | Kw::Security => {
                self.eat(Kw::External);
                self.expect(Kw::Security)?;
                if !self.eat(Kw::Invoker) {
                    self.expect(Kw::Definer)?;
                }
            }
            Kw::Language | Kw::Parallel | Kw::Cost | Kw::Rows => {
                self.advance();
                self.advance();
            }
            Kw::Support => {
                self.advance();
                self.object_name("a function's name")?;
            }
            Kw::As => {
                self.advance();
                self.advance();
                while self.comma() {
                    self.advance();
                }
            }
            Kw::Set | Kw::Transform | Kw::Return | Kw::Begin => self.skip_body(),
            _ => return Err(self.unexpected("a clause of CREATE FUNCTION")),
        }
        Ok(())
    }

    /// Passes a body, or a setting, up to where the declaration ends.
    fn skip_body(&mut self) {
        let atomic = self.at(Kw::Begin);
        let mut open = 0_usize;
        loop {
            match (self.kind(), self.word()) {
                (TokenKind::End, _) => return,
                (TokenKind::Semicolon, _) if !atomic => return,
                (_, Some(Kw::Begin | Kw::Case)) if atomic => open += 1,
                (_, Some(Kw::End)) if atomic => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        self.advance();
                        return;
                    }
                }
                _ => {}
            }
            self.advance();
        }
    }

    /// `name (arguments [order by arguments]) [(…)] [returns type [not null]]`
    fn aggregate_declaration(&mut self) -> Parse<FunctionDeclaration> {
        let name = self.function_name("an aggregate's name")?;
        let place = self.span();
        self.left_paren()?;
        let (mut args, mut direct) = (Vec::new(), None);
        if self.at_operator("*") {
            self.advance();
        } else {
            if !self.at(Kw::Order) && !self.at_kind(&TokenKind::RightParen) {
                args = self.list(Self::declared_argument)?;
            }
            if self.eat_both(Kw::Order, Kw::By) {
                direct = Some(args.len());
                args.extend(self.list(Self::declared_argument)?);
            }
        }
        self.right_paren()?;
        let (mut state, mut finished, mut hypothetical) = (None, false, false);
        if self.at_kind(&TokenKind::LeftParen) {
            self.advance();
            loop {
                if self.at_own(0, "stype") {
                    self.advance();
                    self.expect_operator("=")?;
                    state = Some(self.type_name()?);
                } else {
                    finished |= self.at_own(0, "finalfunc");
                    hypothetical |= self.at_own(0, "hypothetical");
                    self.skip_option();
                }
                if !self.comma() {
                    break;
                }
            }
            self.right_paren()?;
        }
        let returns = if self.eat(Kw::Returns) {
            self.type_name()?
        } else if let Some(state) = state.filter(|_| !finished) {
            state
        } else {
            self.report_help(
                &FUNCTION,
                name.span().to(place),
                format!("it is not said what the aggregate `{}` returns", name.last().text),
                "write `returns type` behind it: the command of PostgreSQL leaves that to its final function",
            );
            return Err(Stop);
        };
        Ok(FunctionDeclaration {
            name,
            args,
            kind: DeclaredKind::Aggregate {
                returns,
                direct,
                hypothetical,
            },
            strict: false,
            window: false,
            not_null: self.eat_both(Kw::Not, Kw::Null),
        })
    }

    /// Passes `word [= value]` in the parentheses of CREATE AGGREGATE or CREATE OPERATOR.
    fn skip_option(&mut self) {
        let mut open = 0_usize;
        loop {
            match self.kind() {
                TokenKind::End => return,
                TokenKind::Comma | TokenKind::RightParen if open == 0 => return,
                TokenKind::LeftParen => open += 1,
                TokenKind::RightParen => open -= 1,
                _ => {}
            }
            self.advance();
        }
    }

    /// `[schema.]symbol (leftarg = type, rightarg = type, function = name, …)`
    fn operator_declaration(&mut self) -> Parse<OperatorDeclaration> {
        let mut schema = None;
        if !matches!(self.kind(), TokenKind::Operator(_)) {
            schema = Some(self.name("an operator, or its schema's name")?);
            self.expect_kind(&TokenKind::Dot, ".")?;
        }
        let span = self.span();
        let TokenKind::Operator(symbol) = self.kind() else {
            return Err(self.unexpected("an operator"));
        };
        self.advance();
        self.left_paren()?;
        let (mut left, mut right, mut function) = (None, None, None);
        loop {
            let operand: Option<&mut Option<TypeName>> = if self.at_own(0, "leftarg") {
                Some(&mut left)
            } else if self.at_own(0, "rightarg") {
                Some(&mut right)
            } else {
                None
            };
            if let Some(operand) = operand {
                self.advance();
                self.expect_operator("=")?;
                *operand = Some(self.type_name()?);
            } else if self.at(Kw::Function) || self.at(Kw::Procedure) {
                self.advance();
                self.expect_operator("=")?;
                function = Some(self.function_name("a function's name")?);
            } else {
                self.skip_option();
            }
            if !self.comma() {
                break;
            }
        }
        let (Some(right), Some(function)) = (right, function) else {
            return Err(self.unexpected("`rightarg = type` and `function = name` before"));
        };
        self.right_paren()?;
        Ok(OperatorDeclaration {
            schema,
            symbol: symbol.clone(),
            left,
            right,
            function,
            span,
        })
    }
}
