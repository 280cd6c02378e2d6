//! Functions that read tables which the statement does not name: they are given a query or a name as text, where no predicate
//! can be put.
//!
//! The catalogue does not tell them apart, so they are listed: those of PostgreSQL 18's manual, chapters "Mapping Tables to
//! XML" and "Text Search Functions and Operators". Functions of one's own are their author's affair.

use crate::ast::{Expr, ExprKind, FunctionCall, Statement};
use crate::diagnostic::{Diagnostic, Errors, protection};
use crate::visit::{Visitor, walk_expr};

/// What reads a table, a schema, a database, a query or a cursor that is named by a text.
const READ_BY_NAME: [&str; 11] = [
    "cursor_to_xml",
    "database_to_xml",
    "database_to_xml_and_xmlschema",
    "query_to_xml",
    "query_to_xml_and_xmlschema",
    "schema_to_xml",
    "schema_to_xml_and_xmlschema",
    "table_to_xml",
    "table_to_xml_and_xmlschema",
    "ts_stat",
    "ts_rewrite",
];

/// Refuses calls of functions that read tables by name.
pub(super) fn refuse(statement: &Statement, errors: &mut Errors) {
    Calls { errors }.statement(statement);
}

struct Calls<'a> {
    errors: &'a mut Errors,
}

impl Visitor for Calls<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Function(call) = &expr.kind
            && reads_by_name(call)
        {
            let name = call.name.last();
            self.errors.push(
                Diagnostic::new(
                    &protection::READS_BY_NAME,
                    name.span,
                    format!(
                        "`{}` reads tables that the statement does not name, so deleted rows could not be left out",
                        name.text
                    ),
                )
                .help("select from the tables in the statement itself"),
            );
        }
        walk_expr(self, expr);
    }
}

fn reads_by_name(call: &FunctionCall) -> bool {
    let own = match call.name.parts.as_slice() {
        [_] => true,
        [schema, _] => schema.text == "pg_catalog",
        _ => false,
    };
    let name = call.name.last().text.as_str();
    // `ts_rewrite(tsquery, text)` runs the text; with three arguments it runs nothing.
    own && READ_BY_NAME.contains(&name) && (name != "ts_rewrite" || call.args.len() == 2)
}
