//! Tokens to syntax tree, by recursive descent; operators by precedence climbing.
//!
//! Source: `gram.y` of PostgreSQL 18 as its manual describes it in "SQL Commands" and "Operator Precedence", and our forms.
//! A function that cannot go on reports why and returns `Stop`; whoever can go on after the mistake catches it (see
//! `recover`), so that several mistakes of a statement are found.

use crate::ast::{CastDeclaration, Declaration, Expr, NodeIds, Statement};
use crate::diagnostic::Errors;
use crate::diagnostic::syntax::{SEVERAL_STATEMENTS, UNEXPECTED_END};
use crate::token::{Source, TokenKind};

mod advice;
mod case;
mod choice;
mod cursor;
mod declare;
mod declare_cast;
mod dml;
mod dml_own;
mod expr;
mod expr_test;
mod from;
mod from_scope;
mod func;
mod func_sql;
mod group;
mod insert;
mod json;
mod json_table;
mod literal;
mod merge;
mod merged;
mod name;
mod paren;
mod primary;
mod query;
mod recover;
mod select;
mod statement;
mod tail;
mod types;
mod window;
mod with;
mod xml;

use cursor::{Parse, Parser, Stop};

/// What the parser made.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The statement.
    pub statement: Statement,
    /// Where passes that make nodes go on counting.
    pub ids: NodeIds,
}

/// Parses one statement; a semicolon may end it.
///
/// `None` where not even its kind could be told. With mistakes reported, the tree holds what could be read, and
/// [`crate::ast::ExprKind::Error`] or [`crate::ast::FromItemKind::Error`] where something could not.
///
/// ```
/// use softdelete_compiler::{diagnostic::Errors, lex, parse};
/// let mut errors = Errors::new();
/// let source = lex::sql("select 1 + 2 as three", lex::ParamStyle::Named, &mut errors);
/// let parsed = parse::statement(&source, &mut errors);
/// assert!(errors.is_empty() && parsed.is_some());
/// ```
pub fn statement(source: &Source, errors: &mut Errors) -> Option<Parsed> {
    let mut parser = Parser::new(source, errors);
    if *parser.kind() == TokenKind::End {
        parser.report(&UNEXPECTED_END, parser.span(), "the statement is empty");
        return None;
    }
    parser.check_number_of_shapes();
    let statement = parser.outermost();
    let ids = parser.ids;
    statement.ok().map(|statement| Parsed { statement, ids })
}

/// Parses declarations of functions, aggregates and operators; those that could be read.
pub fn declarations(source: &Source, errors: &mut Errors) -> Vec<Declaration> {
    Parser::new(source, errors).declarations()
}

/// Parses the declaration of a cast. `None` where it could not be read.
pub(crate) fn cast_declaration(source: &Source, errors: &mut Errors) -> Option<CastDeclaration> {
    let mut parser = Parser::new(source, errors);
    parser.cast_declaration().ok()
}

/// Parses text that is one expression and nothing else, with numbers from `ids` on. `None` where it could not be read.
pub(crate) fn expression(source: &Source, ids: &mut NodeIds, errors: &mut Errors) -> Option<Expr> {
    let mut parser = Parser::new(source, errors);
    std::mem::swap(&mut parser.ids, ids);
    let expr = parser.expr();
    if expr.is_ok() && *parser.kind() != TokenKind::End {
        let Stop = parser.unexpected("the end of the expression");
    }
    std::mem::swap(&mut parser.ids, ids);
    expr.ok()
}

impl Parser<'_> {
    fn outermost(&mut self) -> Parse<Statement> {
        let statement = self.statement()?;
        let semicolon = self.eat_kind(&TokenKind::Semicolon);
        while self.eat_kind(&TokenKind::Semicolon) {}
        if *self.kind() == TokenKind::End {
            return Ok(statement);
        }
        if semicolon {
            let help = "send one statement a call; several belong into a transaction, or into one `with` clause";
            self.report_help(
                &SEVERAL_STATEMENTS,
                self.span(),
                "a second statement starts here",
                help,
            );
        } else {
            let Stop = self.unexpected("the end of the statement");
        }
        Ok(statement)
    }
}

#[cfg(test)]
mod tests;
