//! The expressions that `erase` writes over personal columns, as a declaration states them.

use softdelete_compiler::catalog::{Column, ColumnType, Personal, Schema, Table};
use softdelete_compiler::personal;

fn column(name: &str, ty: &str, nullable: bool) -> Column {
    Column {
        name: name.to_owned(),
        ty: ColumnType::Builtin(ty.to_owned()),
        nullable,
        ..Column::default()
    }
}

/// What is said of an expression for the column `email` of a table of users.
fn said(expression: &str) -> Vec<(&'static str, String)> {
    let mut email = column("email", "text", false);
    email.personal = Some(Personal::Expression(expression.to_owned()));
    let mood = Column {
        ty: ColumnType::User(3),
        ..column("mood", "", true)
    };
    let users = Table {
        name: "users".to_owned(),
        columns: vec![column("id", "int8", false), email, mood],
        primary_key: vec![0],
        ..Table::default()
    };
    let schema = Schema {
        tables: vec![users],
        ..Schema::default()
    };
    let mistakes = personal::check(&schema, 0, 1).into_iter();
    mistakes
        .map(|it| {
            let place = it.span.start as usize..it.span.end as usize;
            (it.entry.code, expression[place].to_owned())
        })
        .collect()
}

#[test]
fn an_expression_over_the_row_is_fine() {
    for text in [
        "'erased'",
        "'erased-' || id || '@example.org'",
        "md5(email)",
        "id",
        "case when id > 0 then left(email, 1) else '' end",
        "concat(mood, id)",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

#[test]
fn a_mistake_is_said_at_its_place() {
    for (text, code, place) in [
        ("'a' || nmae", "SD0102", "nmae"),
        ("null", "SD0259", "null"),
        ("lower(id, 1)", "SD0276", "lower"),
        ("'a' || $x", "SD0625", "$x"),
        ("(select 'a')", "SD0625", "select 'a'"),
        ("'a' , id", "SD0001", ","),
        ("", "SD0002", ""),
        ("count(*)::text", "SD0302", "count(*)"),
    ] {
        assert_eq!(said(text), [(code, place.to_owned())], "{text}");
    }
}
