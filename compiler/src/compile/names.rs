//! The names of a statement that something declared stands for: what a front end must know before it can be checked.

use crate::ast::{Expr, ExprKind, Name, ObjectName, Statement, TypeName};
use crate::catalog::Schema;
use crate::catalog::builtin::{function_names, functions, type_by_name};
use crate::check::convert::Types;
use crate::diagnostic::types::UNKNOWN_TYPE;
use crate::diagnostic::{Diagnostic, Errors, misspelled};
use crate::parse;
use crate::token::Source;
use crate::visit::{self, Visitor, walk_expr, walk_type_name};

/// The names of a statement that are none of PostgreSQL's own.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Those that must be tables, each once in the order of their first appearance and without a schema. A name that a common table
    /// expression takes is not among them.
    pub tables: Vec<Name>,
    /// Those that are called as functions, each once: the schema, if one is written, and the name.
    pub functions: Vec<(Option<String>, Name)>,
    /// Those of types, each once: the schema, if one is written, and the name.
    pub types: Vec<(Option<String>, Name)>,
    /// The mistakes of the statement's grammar.
    pub errors: Vec<Diagnostic>,
}

/// The names that a statement uses. A name that is probably a misspelled one of PostgreSQL's own is left out, so that the statement is
/// told what is wrong with it.
pub fn names(source: &Source) -> Names {
    let mut errors = Errors::new();
    let parsed = parse::statement(source, &mut errors);
    let mut names = Names::default();
    if let Some(parsed) = &parsed {
        for table in visit::tables(&parsed.statement) {
            let name = table.name.last();
            if !names.tables.contains(name) {
                names.tables.push(name.clone());
            }
        }
        Collector { names: &mut names }.statement(&parsed.statement);
    }
    names.errors = errors.into_sorted();
    names
}

/// Only those that must be tables, and the mistakes of the statement's grammar.
pub fn tables(source: &Source) -> (Vec<Name>, Vec<Diagnostic>) {
    let Names {
        tables,
        functions: _,
        types: _,
        errors,
    } = names(source);
    (tables, errors)
}

struct Collector<'n> {
    names: &'n mut Names,
}

impl Visitor for Collector<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn statement(&mut self, statement: &Statement) {
        visit::walk_statement(self, statement);
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Function(call) = &expr.kind {
            let (schema, name) = split(&call.name);
            let mut known = self.names.functions.iter();
            let known = known.any(|(_, it)| it.text == name.text);
            if !known && is_foreign_function(schema, &name.text) {
                let schema = schema.map(str::to_owned);
                self.names.functions.push((schema, name.clone()));
            }
        }
        walk_expr(self, expr);
    }

    fn type_name(&mut self, ty: &TypeName) {
        let (schema, name) = split(&ty.name);
        let schema = schema.map(str::to_owned);
        let same = |(other, it): &(Option<String>, Name)| *other == schema && it.text == name.text;
        if !self.names.types.iter().any(same) && is_foreign_type(schema.as_deref(), &name.text) {
            self.names.types.push((schema, name.clone()));
        }
        walk_type_name(self, ty);
    }
}

fn split(name: &ObjectName) -> (Option<&str>, &Name) {
    match name.parts.as_slice() {
        [.., schema, name] => (Some(&schema.text), name),
        [_] | [] => (None, name.last()),
    }
}

/// Whether a name that is called must be declared: it is none of PostgreSQL's own, nor one of them misspelled.
fn is_foreign_function(schema: Option<&str>, name: &str) -> bool {
    match schema {
        Some("pg_catalog" | "information_schema") => false,
        Some(_) => true,
        None => {
            functions(name).next().is_none()
                // The name of a type called with one argument is a cast.
                && type_by_name(name).is_none()
                && misspelled(name, function_names()).is_none()
        }
    }
}

fn is_foreign_type(schema: Option<&str>, name: &str) -> bool {
    match schema {
        Some("pg_catalog" | "information_schema") => false,
        Some(_) => true,
        None => {
            let schema = Schema::default();
            let types = Types { schema: &schema };
            type_by_name(name).is_none() && types.misspelled(name).is_none()
        }
    }
}

/// The mistake that a type's name is one of PostgreSQL's own misspelled.
pub(super) fn misspelled_type(written: &Name, close: &str) -> Diagnostic {
    let text = &written.text;
    let message = format!("type `{text}` does not exist");
    Diagnostic::new(&UNKNOWN_TYPE, written.span, message).help(format!(
        "did you mean `{close}`? A type of your own of this name is written with its schema, `schema.{text}`"
    ))
}
