//! The fields of the struct and their `#[column(…)]`.

use std::collections::HashMap;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use softdelete_compiler::catalog::{self, ColumnType, OnDelete};
use softdelete_compiler::diagnostic::{declaration, did_you_mean};

use super::declaration::{Field, Reference};
use super::read::ends;
use super::rust_type::{self, SqlType};
use crate::attributes::{Item, Value, ident_text, read_items};
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
    pub(crate) reference: Option<ColumnReference>,
}

/// What a column refers to.
pub(crate) struct ColumnReference {
    tokens: Reference,
    on_delete: OnDelete,
}

impl ColumnReference {
    /// The reference of the column of this index, for the compiler and for the checks in the expansion.
    pub(crate) fn of_column(self, index: usize) -> (catalog::Reference, Reference) {
        let path = &self.tokens.table;
        let described = catalog::Reference {
            columns: vec![index],
            table: quote::quote!(#path).to_string().replace(' ', ""),
            parent: None,
            target: vec![ident_text(&self.tokens.column)],
            on_delete: self.on_delete,
        };
        (described, self.tokens)
    }
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
    let given = find("sql_type").and_then(|item| read_sql_type(item, mistakes));
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
    if let Some(item) = find("personal") {
        mistakes.push(
            Mistake::at(
                &declaration::NOT_AVAILABLE,
                item.name.span(),
                "`personal` is not available in this version: nothing would erase the column",
            )
            .help("leave it out"),
        );
    }
    let reference = read_reference(find("references"), find("on_delete"), mistakes);
    if let Some(reference) = &reference
        && matches!(reference.on_delete, OnDelete::SetNull)
        && typed
        && !nullable
    {
        mistakes.push(
            Mistake::between(
                &declaration::SET_NULL,
                ends(&field.ty),
                format!("`{name}` cannot be NULL, so it cannot be set to NULL when its parent is deleted"),
            )
            .help("make it an `Option`, or choose `cascade`, `restrict` or `keep`"),
        );
    }
    let docs = field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .cloned()
        .collect();
    let column = Column {
        described: catalog::Column {
            name,
            field: Some(ident_text(ident)),
            ty: sql,
            nullable,
            has_default: has_default || generated,
            personal: None,
            generated,
        },
        field: Some(Field {
            ident: ident.clone(),
            ty: field.ty.clone(),
            base,
            foreign,
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

fn read_sql_type(item: &Item, mistakes: &mut Mistakes) -> Option<ColumnType> {
    let (written, span) = item.string(mistakes)?;
    let parsed = sql_name::parse(&written);
    if parsed.is_none() {
        let mistake = Mistake::at(
            &declaration::SQL_TYPE,
            span,
            format!("`{written}` is not a type of PostgreSQL's that a field can have"),
        );
        let base = written.split(['(', '[']).next().unwrap_or_default().trim();
        mistakes.push(match did_you_mean(base, sql_name::known_names()) {
            Some(meant) => mistake.help(format!("did you mean `{meant}`?")),
            None => mistake.help(
                "name one of PostgreSQL's own types, such as `varchar(20)` or `numeric(10,2)`; for a type of your own derive \
                 `SqlEnum` or `SqlType`",
            ),
        });
    }
    parsed
}

fn describe_type(sql: SqlType, user_types: &mut Vec<TokenStream>) -> ColumnType {
    let mut index_of = |path: TokenStream| {
        let text = path.to_string();
        let known = user_types
            .iter()
            .position(|other| other.to_string() == text);
        known.unwrap_or_else(|| {
            user_types.push(path);
            user_types.len() - 1
        })
    };
    match sql {
        SqlType::Builtin(ty) => ty,
        SqlType::User(path) => ColumnType::User(index_of(path)),
        SqlType::UserArray(path) => ColumnType::Array(Box::new(ColumnType::User(index_of(path)))),
    }
}

fn read_reference(
    references: Option<&Item>,
    on_delete: Option<&Item>,
    mistakes: &mut Mistakes,
) -> Option<ColumnReference> {
    let Some(item) = references else {
        if let Some(item) = on_delete {
            mistakes.push(
                Mistake::at(
                    &declaration::CONTRADICTION,
                    item.name.span(),
                    "`on_delete` has no meaning on a column that refers to nothing",
                )
                .help("write `references(table.column), on_delete = …`"),
            );
        }
        return None;
    };
    let target = match &item.value {
        Value::List(tokens, _) => read_target(tokens),
        Value::None | Value::Equals(_) => None,
    };
    if target.is_none() {
        mistakes.push(item.malformed("references(table.column)"));
    }
    if on_delete.is_none() {
        mistakes.push(
            Mistake::at(
                &declaration::REFERENCE,
                item.name.span(),
                "this reference does not say what becomes of the row when the one it refers to is deleted",
            )
            .help("add `on_delete = cascade`, `restrict`, `set_null` or `keep`"),
        );
    }
    let on_delete = on_delete.and_then(|on_delete| read_on_delete(on_delete, mistakes));
    Some(ColumnReference {
        tokens: target?,
        // Without a policy nothing is compiled; the reference itself still counts, so that its parent does not miss it.
        on_delete: on_delete.unwrap_or(OnDelete::Keep),
    })
}

/// `path.column`, or `path(column)` as SQL writes it.
fn read_target(tokens: &TokenStream) -> Option<Reference> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let (path, column) = match tokens.as_slice() {
        [path @ .., TokenTree::Punct(dot), TokenTree::Ident(column)] if dot.as_char() == '.' => {
            (path, column.clone())
        }
        [path @ .., TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            (path, syn::parse2::<Ident>(group.stream()).ok()?)
        }
        _ => return None,
    };
    Some(Reference {
        table: syn::parse2(path.iter().cloned().collect()).ok()?,
        column,
    })
}

fn read_on_delete(item: &Item, mistakes: &mut Mistakes) -> Option<OnDelete> {
    let word = match &item.value {
        Value::Equals(tokens) => syn::parse2::<Ident>(tokens.clone())
            .ok()
            .map(|word| ident_text(&word)),
        Value::None | Value::List(..) => None,
    };
    let policy = match word.as_deref() {
        Some("cascade") => Some(OnDelete::Cascade),
        Some("restrict") => Some(OnDelete::Restrict),
        Some("set_null") => Some(OnDelete::SetNull),
        Some("keep") => Some(OnDelete::Keep),
        _ => None,
    };
    if policy.is_none() {
        mistakes.push(item.malformed("on_delete = cascade`, `restrict`, `set_null` or `keep"));
    }
    policy
}
