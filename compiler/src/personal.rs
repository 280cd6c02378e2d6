//! What `erase` writes over a personal column: the SQL expressions of declarations, `#[column(personal = "…")]`.
//!
//! Such an expression is text over the columns of its own row. It is read by the front end for SQL text, checked as if an
//! UPDATE assigned it to its column, and spelled like the rest of a statement: each column is qualified, so that nothing
//! around it can take its name.

use crate::ast::{
    Alias, Assignment, Expr, FromItem, FromItemKind, InsertColumn, NodeIds, Query, RangeTable,
    Scope, Statement, Update,
};
use crate::catalog::{Personal, Schema, Table};
use crate::diagnostic::{Diagnostic, Errors, declaration};
use crate::visit::Visitor;
use crate::{check, lex, lower, parse};

/// Checks the expression that `erase` is to write over a column, if it was declared with one: that it can be read, that it
/// looks at columns of its own row alone, and that its value fits the column. For the derive macro; spans are places in the
/// text of the expression.
///
/// A column whose type is declared by the user is checked as far as `schema` has its type: without it, only the columns that
/// the expression names are.
///
/// Source: the page "The life of a row", "Purge and erase".
///
/// ```
/// use softdelete_compiler::catalog::{Column, ColumnType, Personal, Schema, Table};
/// let mut email = Column { name: "email".to_owned(), ..Column::default() };
/// email.personal = Some(Personal::Expression("'erased ' || nobody".to_owned()));
/// let users = Table { name: "users".to_owned(), columns: vec![email], ..Table::default() };
/// let schema = Schema { tables: vec![users], ..Schema::default() };
/// let mistakes = softdelete_compiler::personal::check(&schema, 0, 0);
/// assert_eq!(mistakes[0].entry.code, "SD0102");
/// ```
///
/// # Panics
/// If `schema` has no such table, or that no such column.
pub fn check(schema: &Schema, table: usize, column: usize) -> Vec<Diagnostic> {
    let mut errors = Errors::new();
    if let Some(Personal::Expression(text)) = &schema.tables[table].columns[column].personal {
        let mut ids = NodeIds::default();
        expression(schema, table, column, text, "erased", &mut ids, &mut errors);
    }
    errors.into_sorted()
}

/// An expression of a declaration as a value for its column, its columns qualified with `alias`. `None` after a mistake.
pub(crate) fn expression(
    schema: &Schema,
    table: usize,
    column: usize,
    text: &str,
    alias: &str,
    ids: &mut NodeIds,
    errors: &mut Errors,
) -> Option<Expr> {
    let before = errors.len();
    let source = lex::sql(text, lex::ParamStyle::Named, errors);
    for param in &source.params {
        errors.push(
            Diagnostic::new(
                &declaration::PERSONAL,
                param.span,
                format!(
                    "`${}`: a personal column is erased without anybody giving values",
                    param.text
                ),
            )
            .help("write the value itself, or read it from a column of the row"),
        );
    }
    let expr = parse::expression(&source, ids, errors)?;
    if errors.len() > before {
        return None;
    }
    Queries { errors }.expr(&expr);
    let own = alone(schema, table);
    let declared = &own.tables[0];
    let mut statement = assignment(declared, column, alias, expr, ids);
    let analysis = check::plain_statement(&statement, 0, &own, errors);
    if errors.len() > before {
        return None;
    }
    lower::statement(&mut statement, &own, &analysis, ids, false, errors);
    match statement {
        Statement::Update(update) => match update.set.into_iter().next() {
            Some(Assignment::Column(_, value)) => Some(value),
            Some(Assignment::Row(..)) | None => None,
        },
        Statement::Query(_)
        | Statement::Insert(_)
        | Statement::Delete(_)
        | Statement::Merge(_)
        | Statement::Restore(_)
        | Statement::Erase(_) => None,
    }
}

/// A schema with one table, and the types and functions there are.
fn alone(schema: &Schema, table: usize) -> Schema {
    let mut table = schema.tables[table].clone();
    table
        .display_name()
        .to_owned()
        .clone_into(&mut table.local_name);
    Schema {
        tables: vec![table],
        types: schema.types.clone(),
        type_names: schema.type_names.clone(),
        functions: schema.functions.clone(),
        operators: schema.operators.clone(),
        casts: schema.casts.clone(),
    }
}

/// `UPDATE table AS alias SET column = value`
fn assignment(
    table: &Table,
    column: usize,
    alias: &str,
    value: Expr,
    ids: &mut NodeIds,
) -> Statement {
    let span = value.span;
    let mut build = lower::build::Build::new(ids, span);
    let column = build.name(&table.columns[column].name);
    let item = table_item(&mut build, &table.local_name, alias);
    Statement::Update(Box::new(Update {
        id: ids.next(),
        span,
        with: None,
        all: None,
        table: item,
        set: vec![Assignment::Column(
            InsertColumn {
                id: ids.next(),
                name: column,
                indirection: Vec::new(),
            },
            value,
        )],
        from: Vec::new(),
        where_clause: None,
        returning: None,
    }))
}

fn table_item(build: &mut lower::build::Build<'_>, name: &str, alias: &str) -> FromItem {
    let name = build.object_name(None, name);
    let alias = Alias {
        name: build.name(alias),
        columns: Vec::new(),
    };
    build.item_of_from(FromItemKind::Table(RangeTable {
        name,
        only: None,
        scope: Scope::Active,
        alias: Some(alias),
        sample: None,
    }))
}

/// Refuses queries: an erasure reads the row alone.
struct Queries<'a> {
    errors: &'a mut Errors,
}

impl Visitor for Queries<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn query(&mut self, query: &Query) {
        self.errors.push(
            Diagnostic::new(
                &declaration::PERSONAL,
                query.span,
                "a personal column is erased from what stands in its own row, so no query can be read here",
            )
            .help("write an expression over the columns of the row: `'user ' || id`"),
        );
    }
}
