//! Every kind of mistake has a case that shows it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use softdelete_compiler::catalog::{Child, Column, ColumnType, Marker, Schema, SoftDelete, Table};
use softdelete_compiler::compile::{Options, compile};
use softdelete_compiler::diagnostic::{Errors, catalogue};
use softdelete_compiler::lex;

/// Kinds that no statement in Rust can show: the tests below show them.
const BELOW: &[&str] = &["SD0107", "SD0409"];

/// Kinds that say that this library is wrong, which no statement should ever show.
const OURS: &[&str] = &["SD0418"];

/// The codes in the stored output below a folder.
fn shown(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            shown(&path, codes);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "stderr")
        {
            let text = fs::read_to_string(&path).expect("the file is text");
            let after = text.split("[SD").skip(1);
            codes.extend(after.filter_map(|rest| Some(format!("SD{}", rest.get(..4)?))));
        }
    }
}

#[test]
fn every_kind_of_mistake_has_a_case() {
    let mut codes = BTreeSet::new();
    shown(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui"),
        &mut codes,
    );
    let missing: Vec<_> = catalogue()
        .into_iter()
        .filter(|entry| !codes.contains(entry.code))
        .filter(|entry| !BELOW.contains(&entry.code) && !OURS.contains(&entry.code))
        .map(|entry| format!("{}: {}", entry.code, entry.title))
        .collect();
    assert!(missing.is_empty(), "no case shows\n{}", missing.join("\n"));
}

/// Two tables of one name cannot both be in scope by it in Rust, but in the command line's SQL they can.
#[test]
fn two_tables_of_one_name() {
    let table = |schema: &str| Table {
        local_name: "orders".to_owned(),
        schema: Some(schema.to_owned()),
        name: "orders".to_owned(),
        columns: vec![Column {
            name: "id".to_owned(),
            field: None,
            ty: ColumnType::Builtin("int8".to_owned()),
            nullable: false,
            has_default: false,
            generated: false,
            personal: None,
        }],
        ..Table::default()
    };
    let schema = Schema {
        tables: vec![table("shop"), table("archive")],
        ..Schema::default()
    };
    let text = "select orders.id from shop.orders, archive.orders";
    let source = lex::sql(text, lex::ParamStyle::Positional, &mut Errors::new());
    let outcome = compile(&source, &schema, &Options::default());
    let codes: Vec<_> = outcome
        .errors
        .iter()
        .map(|found| found.entry.code)
        .collect();
    assert_eq!(codes, BELOW[..1]);
}

/// The macros gather the relatives of a table, or say themselves which one cannot be reached.
#[test]
fn a_relative_that_nobody_gathered() {
    let column = |name: &str| Column {
        name: name.to_owned(),
        nullable: true,
        ..Column::default()
    };
    let users = Table {
        local_name: "users".to_owned(),
        name: "users".to_owned(),
        columns: vec![column("id"), column("deleted_at")],
        soft_delete: Some(SoftDelete {
            marker: Marker::Timestamp { at: 1 },
            by: None,
            reason: None,
            id: None,
            created: None,
            retention: None,
            hold: None,
        }),
        children: vec![Child {
            path: "orders".to_owned(),
            table: None,
        }],
        ..Table::default()
    };
    let schema = Schema {
        tables: vec![users],
        ..Schema::default()
    };
    let text = "delete from users where id = 'a'";
    let source = lex::sql(text, lex::ParamStyle::Positional, &mut Errors::new());
    let outcome = compile(&source, &schema, &Options::default());
    let codes: Vec<_> = outcome
        .errors
        .iter()
        .map(|found| found.entry.code)
        .collect();
    assert_eq!(codes, BELOW[1..]);
}
