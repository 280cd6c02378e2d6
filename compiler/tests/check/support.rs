//! A small declared schema, and what a statement over it means as a text.

use std::fmt::Write as _;
use std::sync::LazyLock;

use softdelete_compiler::catalog::{Column, ColumnType, Marker, Schema, SoftDelete};
use softdelete_compiler::check::convert::{Types, UNKNOWN};
use softdelete_compiler::check::{self, Analysis, ColumnId, Field, RowShape, Type};
use softdelete_compiler::diagnostic::{Diagnostic, Errors};
use softdelete_compiler::{lex, parse};

/// The tables that the tests read and write.
const TABLES: &str = "
    create type mood as enum ('happy', 'sad', 'so so');
    create type address as (street text, zip varchar(10));
    create table users (
        id bigint primary key default, email text not null unique, name text, mood mood not null default,
        age integer, home address, created_at timestamp with time zone not null default
    );
    create table orders (
        id bigint primary key default, user_id bigint not null, total numeric not null, note text, mood mood,
        placed_on date not null, unique (user_id, placed_on)
    );
    create table items (
        id bigint primary key default, order_id bigint not null, sku varchar(40) not null, qty integer not null,
        tags text[] not null, meta jsonb, line numeric
    );
    create table logs (at timestamp with time zone not null, line text);
";

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let mut schema = crate::ddl::read(TABLES);
    for table in ["users", "orders"] {
        mark(&mut schema, table);
    }
    let items = schema
        .tables
        .iter()
        .position(|table| table.name == "items")
        .expect("declared");
    let line = schema.tables[items].column("line").expect("declared");
    schema.tables[items].columns[line].generated = true;
    schema
});

/// Makes a table a soft-delete one, with its implied columns.
fn mark(schema: &mut Schema, table: &str) {
    let table = schema
        .tables
        .iter_mut()
        .find(|candidate| candidate.name == table)
        .expect("declared");
    let first = table.columns.len();
    for (name, ty) in [
        ("deleted_at", "timestamptz"),
        ("deleted_by", "text"),
        ("deletion_reason", "text"),
        ("deletion_id", "uuid"),
    ] {
        table.columns.push(Column {
            name: name.to_owned(),
            field: None,
            ty: ColumnType::Builtin(ty.to_owned()),
            nullable: true,
            has_default: false,
            generated: false,
            personal: None,
        });
    }
    table.soft_delete = Some(SoftDelete {
        marker: Marker::Timestamp { at: first },
        by: Some(first + 1),
        reason: Some(first + 2),
        id: Some(first + 3),
        created: None,
        retention: None,
        hold: None,
    });
}

/// Asserts what a statement means: a line for each column of the result and each parameter, or its mistakes.
#[track_caller]
pub(crate) fn check(sql: &str, expected: &str) {
    let given = meaning(sql);
    let trimmed: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    let trimmed = trimmed.join("\n");
    assert!(
        given == trimmed,
        "\n{sql}\n\nwanted:\n{trimmed}\n\nfound:\n{given}\n"
    );
}

/// What a statement means, as a text.
pub(crate) fn meaning(sql: &str) -> String {
    let mut errors = Errors::new();
    let source = lex::sql(sql, lex::ParamStyle::Named, &mut errors);
    let Some(parsed) = parse::statement(&source, &mut errors) else {
        return mistakes(sql, errors.into_sorted());
    };
    let analysis = check::statement(&parsed.statement, source.params.len(), &SCHEMA, &mut errors);
    if !errors.is_empty() {
        return mistakes(sql, errors.into_sorted());
    }
    let names: Vec<&str> = source
        .params
        .iter()
        .map(|param| param.text.as_str())
        .collect();
    let mut text = String::new();
    result(&analysis, &mut text);
    params(&analysis, &names, &mut text);
    text.trim_end().to_owned()
}

fn mistakes(sql: &str, found: Vec<Diagnostic>) -> String {
    let mut text = String::new();
    for mistake in found {
        let place = sql
            .get(mistake.span.start as usize..mistake.span.end as usize)
            .unwrap_or("?");
        let place = place.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            text,
            "{} at [{place}]: {}",
            mistake.entry.code, mistake.message
        );
        if let Some(help) = mistake.help {
            let _ = writeln!(text, "help: {help}");
        }
    }
    text.trim_end().to_owned()
}

fn result(analysis: &Analysis, text: &mut String) {
    match &analysis.row {
        RowShape::Nothing => {}
        RowShape::Table(table) => {
            let _ = writeln!(text, "struct of {}", SCHEMA.tables[*table].name);
        }
        RowShape::Fields(fields) => {
            for field in fields {
                match field {
                    Field::Column(index) => {
                        let output = &analysis.outputs[*index];
                        let _ = writeln!(text, "{}: {}", output.name, spelled(output.ty));
                    }
                    Field::Struct {
                        name,
                        table,
                        nullable,
                        count,
                        ..
                    } => {
                        let nullable = if *nullable { ", may be missing" } else { "" };
                        let table = &SCHEMA.tables[*table].name;
                        let _ =
                            writeln!(text, "{name}: struct of {table}, {count} columns{nullable}");
                    }
                }
            }
        }
    }
}

fn params(analysis: &Analysis, names: &[&str], text: &mut String) {
    for (name, param) in names.iter().zip(&analysis.params) {
        let Some(param) = param else {
            let _ = writeln!(text, "${name}: ?");
            continue;
        };
        if let Some(columns) = &param.rows {
            let columns: Vec<&str> = columns.iter().map(|id| column(*id)).collect();
            let _ = writeln!(text, "${name}: struct ({})", columns.join(", "));
            continue;
        }
        let ty = Type {
            id: param.id,
            nullable: param.nullable,
            origin: param.origin,
        };
        let _ = writeln!(text, "${name}: {}", spelled(ty));
    }
}

/// `int8 not null (users.id)`
fn spelled(ty: Type) -> String {
    let mut text = if ty.id == UNKNOWN {
        "unknown".to_owned()
    } else {
        Types { schema: &SCHEMA }.display(ty.id)
    };
    if !ty.nullable {
        text.push_str(" not null");
    }
    if let Some(origin) = ty.origin {
        let _ = write!(
            text,
            " ({}.{})",
            SCHEMA.tables[origin.table].name,
            column(origin)
        );
    }
    text
}

fn column(id: ColumnId) -> &'static str {
    &SCHEMA.tables[id.table].columns[id.column].name
}
