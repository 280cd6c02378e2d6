//! The fields of the struct and their `#[column(…)]`.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use softdelete_compiler::catalog::{self, ColumnType};
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;

use super::declaration::Field;
use super::personal;
use super::read::ends;
use super::reference::{self, Target};
use super::rust_type::{self, SqlType};
use crate::attributes::{ident_text, read_items};
use crate::report::{Mistake, Mistakes};
use crate::sql_name;

const ATTRIBUTES: &[&str] = &[
    "primary_key",
    "unique",
    "name",
    "sql_type",
    "default",
    "generated",
    "references",
    "on_delete",
    "personal",
];

/// A column while the declaration is read.
pub(crate) struct Column {
    /// What the compiler is told.
    pub(crate) described: catalog::Column,
    /// Its field, unless it is an implied one.
    pub(crate) field: Option<Field>,
    /// The place of its type, or of the attribute that implies it.
    pub(crate) type_span: (Span, Span),
    /// Whether its type could be told; if not, nothing more is said about it.
    pub(crate) typed: bool,
    /// Whether it is part of the primary key.
    pub(crate) primary_key: bool,
    /// Whether it alone is unique.
    pub(crate) unique: bool,
    /// What it refers to.
    pub(crate) reference: Option<Target>,
}

/// Reads all fields. User-declared types are collected, each once.
pub(crate) fn read_all<'a>(
    fields: impl Iterator<Item = &'a syn::Field>,
    user_types: &mut Vec<TokenStream>,
    mistakes: &mut Mistakes,
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut names: HashMap<String, Ident> = HashMap::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let (column, name_span) = read_field(field, ident, user_types, mistakes);
        if let Some(other) = names.insert(column.described.name.clone(), ident.clone()) {
            mistakes.push(
                Mistake::at(
                    &declaration::DUPLICATE_COLUMN,
                    name_span,
                    format!(
                        "`{other}` and `{ident}` are both the column `{}`",
                        column.described.name
                    ),
                )
                .help("give each field a column of its own with `#[column(name = \"…\")]`"),
            );
        }
        columns.push(column);
    }
    columns
}

fn read_field(
    field: &syn::Field,
    ident: &Ident,
    user_types: &mut Vec<TokenStream>,
    mistakes: &mut Mistakes,
) -> (Column, Span) {
    let items = read_items(&field.attrs, "column", ATTRIBUTES, mistakes);
    let find = |word: &str| items.iter().find(|item| item.is(word));
    let flag = |word: &str, mistakes: &mut Mistakes| {
        let item = find(word);
        if let Some(item) = item {
            item.flag(mistakes);
        }
        item.is_some()
    };
    let (name, name_span) = find("name")
        .and_then(|item| item.string(mistakes))
        .unwrap_or_else(|| (ident_text(ident), ident.span()));
    let given = find("sql_type").and_then(|item| sql_name::read(item, mistakes));
    let ty = rust_type::read(&field.ty, given, mistakes);
    let typed = ty.is_some();
    let (nullable, base, sql, foreign) = match ty {
        Some(ty) => (
            ty.nullable,
            ty.base,
            describe_type(ty.sql, user_types),
            ty.foreign,
        ),
        None => (
            false,
            quote::quote!(()),
            ColumnType::Builtin("text".to_owned()),
            false,
        ),
    };
    let primary_key = flag("primary_key", mistakes);
    let unique = flag("unique", mistakes);
    let has_default = flag("default", mistakes);
    let generated = flag("generated", mistakes);
    if let (true, Some(item)) = (generated, find("default")) {
        mistakes.push(
            Mistake::at(
                &declaration::CONTRADICTION,
                item.name.span(),
                format!("`{name}` cannot have a default and be generated"),
            )
            .help("leave out `default`: a generated column is never written by an insert"),
        );
    }
    if primary_key && nullable {
        mistakes.push(
            Mistake::between(
                &declaration::NULLABLE_KEY,
                ends(&field.ty),
                format!("`{name}` is part of the primary key, which is never NULL"),
            )
            .help("leave out the `Option`"),
        );
    }
    let personal = find("personal").and_then(|item| {
        let refused = personal::Column {
            name: &name,
            nullable: nullable || !typed,
            generated,
            primary_key,
        };
        personal::read(item, &refused, mistakes)
    });
    let (personal, expression) = personal.unzip();
    let reference = reference::of_column(find("references"), find("on_delete"), mistakes);
    let docs = field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .cloned()
        .gather();
    let column = Column {
        described: catalog::Column {
            name,
            field: Some(ident_text(ident)),
            ty: sql,
            nullable,
            has_default: has_default || generated,
            personal,
            generated,
        },
        field: Some(Field {
            ident: ident.clone(),
            ty: field.ty.clone(),
            base,
            foreign,
            personal: expression.flatten(),
            docs,
        }),
        type_span: ends(&field.ty),
        typed,
        primary_key,
        unique,
        reference,
    };
    (column, name_span)
}

/// The type of a column; the path of a declared one is kept in `user_types`, which its number is of.
pub(crate) fn describe_type(sql: SqlType, user_types: &mut Vec<TokenStream>) -> ColumnType {
    match sql {
        SqlType::Builtin(ty) => ty,
        SqlType::User(path) => ColumnType::User(index_of(path, user_types)),
        SqlType::UserArray(path) => {
            ColumnType::Array(Box::new(ColumnType::User(index_of(path, user_types))))
        }
    }
}

/// Which of the paths to user-declared types one is; it is added if it is new.
pub(crate) fn index_of(path: TokenStream, user_types: &mut Vec<TokenStream>) -> usize {
    let text = path.to_string();
    let known = user_types
        .iter()
        .position(|other| other.to_string() == text);
    known.unwrap_or_else(|| {
        user_types.push(path);
        user_types.len() - 1
    })
}
