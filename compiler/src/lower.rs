//! The forms that PostgreSQL lacks, spelled in PostgreSQL's own; and names spelled so that nothing in the database that was
//! not declared can change what they mean.
//!
//! A table of the server may have columns that its struct does not declare. So `*` is written out, NATURAL names its columns,
//! every column is qualified where a qualified name reaches it, and an INSERT has a column list.

use crate::ast::{Expr, FromItem, NodeIds, QueryBody, Select, Statement, Target, TypeName};
use crate::catalog::Schema;
use crate::check::Analysis;
use crate::diagnostic::Errors;
use crate::visit::mutable::{
    Visitor, walk_expr, walk_from_item, walk_query_body, walk_select, walk_statement,
    walk_type_name,
};

pub(crate) mod build;
mod bulk;
mod from;
mod group;
mod insert;
mod names;
pub mod params;
mod qualify;
mod result_types;
mod star;
pub(crate) mod types;
mod whole_row;

use params::Params;

/// Lowers a statement. Returns the parameters of its text that the user gives.
pub(crate) fn statement(
    statement: &mut Statement,
    schema: &Schema,
    analysis: &Analysis,
    ids: &mut NodeIds,
    struct_rows: bool,
    errors: &mut Errors,
) -> Vec<params::Param> {
    names::refuse_captured(statement, schema, analysis, errors);
    let params = Params::new(schema, analysis, &insert::parameters_of_rows(statement));
    let mut lower = Lower {
        schema,
        analysis,
        ids,
        params,
        struct_rows,
    };
    lower.statement(statement);
    if struct_rows {
        result_types::cast_outputs(&mut lower, statement);
    }
    lower.params.list
}

/// The state of the walk.
struct Lower<'a> {
    /// What was declared.
    schema: &'a Schema,
    /// What the statement means.
    analysis: &'a Analysis,
    /// Numbers for nodes.
    ids: &'a mut NodeIds,
    /// The parameters of the text.
    params: Params,
    /// Whether `select from users` means the struct.
    struct_rows: bool,
}

/// What stands inside is lowered before what stands around it.
impl Visitor for Lower<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn statement(&mut self, statement: &mut Statement) {
        walk_statement(self, statement);
        self.lower_statement(statement);
    }

    fn query_body(&mut self, body: &mut QueryBody) {
        walk_query_body(self, body);
        if let QueryBody::Values(values) = body {
            for row in &mut values.rows {
                self.lower_fields(row);
            }
        }
        self.lower_table_command(body);
    }

    fn select(&mut self, select: &mut Select) {
        walk_select(self, select);
        self.lower_struct(select);
        self.lower_targets(&mut select.targets);
        self.lower_group_by(select);
    }

    fn from_item(&mut self, item: &mut FromItem) {
        walk_from_item(self, item);
        self.lower_from_item(item);
    }

    fn expr(&mut self, expr: &mut Expr) {
        walk_expr(self, expr);
        self.lower_expr(expr);
    }

    fn type_name(&mut self, name: &mut TypeName) {
        walk_type_name(self, name);
        self.lower_type_name(name);
    }
}

impl Lower<'_> {
    /// Spells a statement whose parts have been spelled.
    fn lower_statement(&mut self, statement: &mut Statement) {
        if let Statement::Insert(insert) = statement {
            self.lower_insert(insert);
        }
        if let Statement::Merge(merge) = statement {
            for when in &mut merge.whens {
                self.lower_merge_insert(when, merge.table.span);
            }
        }
        if let Some(targets) = returning(statement) {
            self.lower_targets(targets);
        }
    }
}

/// The RETURNING list of a statement.
fn returning(statement: &mut Statement) -> Option<&mut Vec<Target>> {
    let returning = match statement {
        Statement::Query(_) => return None,
        Statement::Insert(insert) => &mut insert.returning,
        Statement::Update(update) => &mut update.returning,
        Statement::Delete(delete) => &mut delete.returning,
        Statement::Merge(merge) => &mut merge.returning,
        Statement::Restore(restore) => &mut restore.returning,
        Statement::Erase(erase) => &mut erase.returning,
    };
    returning.as_mut().map(|returning| &mut returning.targets)
}
