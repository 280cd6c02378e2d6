//! Any text goes through all passes over a family of tables with every kind of marker. A statement that comes out has the same
//! parameters in its text and its plan, and is read again.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use softdelete_compiler::catalog::{
    Child, Column, ColumnType, Marker, OnDelete, Personal, Reference, Schema, SoftDelete, Table,
};
use softdelete_compiler::compile::{Options, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex::{self, ParamStyle};
use softdelete_compiler::parse;

fn column(name: &str, ty: &str, nullable: bool) -> Column {
    Column {
        name: name.to_owned(),
        field: Some(name.to_owned()),
        ty: ColumnType::Builtin(ty.to_owned()),
        nullable,
        ..Column::default()
    }
}

/// A table `id, parent, name, deleted_at, gone, deletion_id, hold`.
fn table(name: &str, marker: Option<Marker>) -> Table {
    Table {
        local_name: name.to_owned(),
        name: name.to_owned(),
        columns: vec![
            column("id", "int8", false),
            column("parent", "int8", true),
            Column {
                personal: Some(Personal::Null),
                ..column("name", "text", true)
            },
            column("deleted_at", "timestamptz", true),
            column("gone", "bool", false),
            column("deletion_id", "uuid", true),
            column("hold", "bool", false),
        ],
        primary_key: vec![0],
        unique: vec![vec![2]],
        soft_delete: marker.map(|marker| SoftDelete {
            marker,
            by: None,
            reason: None,
            id: Some(5),
            created: None,
            retention: Some("1 day".to_owned()),
            hold: Some(6),
        }),
        ..Table::default()
    }
}

fn refers(child: &mut Table, parent: usize, on_delete: OnDelete) {
    child.references.push(Reference {
        columns: vec![1],
        table: "t".to_owned(),
        parent: Some(parent),
        target: vec!["id".to_owned()],
        on_delete,
    });
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let mut users = table("users", Some(Marker::Timestamp { at: 3 }));
    let mut orders = table("orders", Some(Marker::Flag { flag: 4, at: Some(3) }));
    let mut items = table("items", Some(Marker::Sentinel { at: 3 }));
    let mut notes = table("notes", Some(Marker::Timestamp { at: 3 }));
    let log = table("log", None);
    let child = |path: &str, table: usize| Child {
        path: path.to_owned(),
        table: Some(table),
    };
    users.children = vec![child("orders", 1), child("notes", 3)];
    users.audit = true;
    orders.children = vec![child("items", 2)];
    notes.children = vec![child("notes", 3)];
    refers(&mut orders, 0, OnDelete::Cascade);
    refers(&mut items, 1, OnDelete::Restrict);
    refers(&mut notes, 0, OnDelete::SetNull);
    refers(&mut notes, 3, OnDelete::Cascade);
    Schema {
        tables: vec![users, orders, items, notes, log],
        ..Schema::default()
    }
});

fuzz_target!(|text: &str| {
    let source = lex::sql(text, ParamStyle::Named, &mut Errors::new());
    for options in [
        Options::default(),
        Options {
            struct_rows: false,
            ..Options::default()
        },
    ] {
        let outcome = compile(&source, &SCHEMA, &options);
        let Some(compiled) = outcome.statement else {
            assert!(!outcome.errors.is_empty(), "neither a statement nor a mistake");
            continue;
        };
        for text in std::iter::once(&compiled.sql).chain(&compiled.plan) {
            let mut errors = Errors::new();
            let again = lex::sql(text, ParamStyle::Positional, &mut errors);
            assert!(parse::statement(&again, &mut errors).is_some(), "{text}");
            assert!(errors.is_empty(), "{text}");
        }
    }
});
