//! From the struct and its attributes to a [`Declaration`].

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use softdelete_compiler::catalog::{Child, Table};
use softdelete_compiler::diagnostic::{declaration, did_you_mean};
use softdelete_compiler::gather::Gather as _;
use syn::spanned::Spanned;

use super::column::{self, Column};
use super::declaration::Declaration;
use super::reference::{self, Target};
use super::soft_delete;
use crate::attributes::{Item, Value, comma_separated, ident_text, read_items};
use crate::plain;
use crate::report::{Mistake, Mistakes};

const ATTRIBUTES: &[&str] = &[
    "name",
    "schema",
    "soft_delete",
    "children",
    "operators",
    "retention",
    "hold",
    "unique",
    "references",
    "audit",
    "outbox",
];

/// Reads the declaration. `None` if there is too little to describe a table by; the mistakes say what is missing.
pub(crate) fn read(input: &syn::DeriveInput, mistakes: &mut Mistakes) -> Option<Declaration> {
    let items = read_items(&input.attrs, "table", ATTRIBUTES, mistakes);
    let name = read_name(input, &items, mistakes);
    let generic = refuse_generics(&input.generics, mistakes);
    let fields = named_fields(input, mistakes)?;
    let mut user_types = Vec::new();
    let mut columns = column::read_all(fields, &mut user_types, mistakes);
    let mut soft_delete = soft_delete::read(&items, &mut columns, &input.ident, mistakes);
    let unique = read_unique(&items, &columns, mistakes);
    let children = read_paths(
        &items,
        "children",
        "tables",
        "orders, crate::shop::items",
        mistakes,
    );
    let operators = read_paths(
        &items,
        "operators",
        "functions that implement operators",
        "similarity_op, crate::shop::is_near",
        mistakes,
    );
    let references = read_references(&items, &mut columns, soft_delete.is_some(), mistakes);
    let audit = read_record(&items, "audit", &columns, mistakes);
    let outbox = read_record(&items, "outbox", &columns, mistakes);
    let (module, name) = name.filter(|_| !generic)?;
    let schema = items
        .iter()
        .find(|item| item.is("schema"))
        .and_then(|item| item.string(mistakes));
    if let (Some(soft_delete), Some((schema, _))) = (&mut soft_delete, &schema) {
        soft_delete::archive_beside(soft_delete, schema);
    }
    let primary_key: Vec<usize> = (0..columns.len())
        .filter(|index| columns[*index].primary_key)
        .gather();
    let (references, reference_tokens) = references
        .into_iter()
        .map(|(key, target)| target.of_columns(key))
        .unzip();
    let column_keys = (0..columns.len())
        .filter(|index| columns[*index].unique)
        .map(|index| vec![index]);
    let table = Table {
        local_name: String::new(),
        schema: schema.map(|(schema, _)| schema),
        name,
        primary_key,
        unique: column_keys.chain(unique).gather(),
        soft_delete,
        children: children
            .iter()
            .map(|path| Child {
                path: path.to_token_stream().to_string().replace(' ', ""),
                table: None,
            })
            .gather(),
        references,
        audit,
        outbox,
        columns: columns
            .iter()
            .map(|column| column.described.clone())
            .gather(),
    };
    Some(Declaration {
        row: input.ident.clone(),
        visibility: input.vis.clone(),
        module,
        table,
        fields: columns
            .into_iter()
            .filter_map(|column| column.field)
            .gather(),
        user_types,
        operators: operators.iter().map(ToTokens::to_token_stream).gather(),
        children,
        references: reference_tokens,
    })
}

/// The table's name, as text and as the name of the module.
fn read_name(
    input: &syn::DeriveInput,
    items: &[Item],
    mistakes: &mut Mistakes,
) -> Option<(Ident, String)> {
    let Some(item) = items.iter().find(|item| item.is("name")) else {
        mistakes.push(
            Mistake::new(
                &declaration::NO_NAME,
                &input.ident,
                format!("`{}` does not say which table it is", input.ident),
            )
            .help("write `#[table(name = \"…\")]`, with the table's name in the database"),
        );
        return None;
    };
    let (name, span) = item.string(mistakes)?;
    let module = module_name(&name, span);
    if module.is_none() {
        mistakes.push(
            Mistake::at(
                &declaration::NOT_A_NAME,
                span,
                format!("`{name}` cannot be the name of a Rust module"),
            )
            .help("a table is used through a module and a macro of its name; a schema is written apart: `schema = \"…\"`"),
        );
    }
    Some((module?, name))
}

/// A name as an identifier of Rust, raw where it is a keyword.
pub(crate) fn module_name(name: &str, span: Span) -> Option<Ident> {
    if plain::is_identifier(name) {
        return Some(Ident::new(name, span));
    }
    let mut ident = syn::parse_str::<Ident>(name)
        .or_else(|_| syn::parse_str::<Ident>(&format!("r#{name}")))
        .ok()?;
    ident.set_span(span);
    Some(ident)
}

/// Reports type parameters and lifetimes; whether there are any.
pub(crate) fn refuse_generics(generics: &syn::Generics, mistakes: &mut Mistakes) -> bool {
    let generic = !generics.params.is_empty();
    if generic {
        mistakes.push(
            Mistake::new(
                &declaration::GENERIC,
                &generics.params,
                "what a database declares cannot be generic",
            )
            .help("write the type out; a column owns its value: `String`, not `&'a str`"),
        );
    }
    generic
}

fn named_fields<'a>(
    input: &'a syn::DeriveInput,
    mistakes: &mut Mistakes,
) -> Option<impl Iterator<Item = &'a syn::Field> + use<'a>> {
    let found = match &input.data {
        syn::Data::Struct(data) => match &data.fields {
            syn::Fields::Named(fields) => return Some(fields.named.iter()),
            syn::Fields::Unnamed(_) => "a tuple struct",
            syn::Fields::Unit => "a struct without fields",
        },
        syn::Data::Enum(_) => "an enum",
        syn::Data::Union(_) => "a union",
    };
    mistakes.push(
        Mistake::new(
            &declaration::NOT_A_STRUCT,
            &input.ident,
            format!(
                "a table is declared by a struct with named fields; `{}` is {found}",
                input.ident
            ),
        )
        .help("each field is a column: `struct User { id: i64, … }`"),
    );
    None
}

fn read_unique(items: &[Item], columns: &[Column], mistakes: &mut Mistakes) -> Vec<Vec<usize>> {
    let mut keys = Vec::new();
    for item in items.iter().filter(|item| item.is("unique")) {
        let Value::List(tokens, _) = &item.value else {
            mistakes.push(item.malformed("unique(column, column)"));
            continue;
        };
        let mut key = Vec::new();
        for part in comma_separated(tokens) {
            let part: proc_macro2::TokenStream = part.into_iter().collect();
            match syn::parse2::<Ident>(part.clone()) {
                Ok(ident) => key.extend(find_column(
                    &ident_text(&ident),
                    ident.span(),
                    columns,
                    mistakes,
                )),
                Err(_) => mistakes.push(
                    Mistake::new(
                        &declaration::MALFORMED,
                        part,
                        "`unique` takes the names of columns",
                    )
                    .help("write `unique(column, column)`"),
                ),
            }
        }
        keys.push(key);
    }
    keys
}

/// The column of a name, which must exist.
pub(crate) fn find_column(
    name: &str,
    span: Span,
    columns: &[Column],
    mistakes: &mut Mistakes,
) -> Option<usize> {
    let found = columns
        .iter()
        .position(|column| column.described.name == name);
    if found.is_none() {
        let names = columns.iter().map(|column| column.described.name.as_str());
        let mistake = Mistake::at(
            &declaration::UNKNOWN_COLUMN,
            span,
            format!("the table has no column `{name}`"),
        );
        mistakes.push(match did_you_mean(name, names) {
            Some(meant) => mistake.help(format!("did you mean `{meant}`?")),
            None => mistake.help("declare it as a field of the struct"),
        });
    }
    found
}

/// The paths of `attribute(path, path)`.
fn read_paths(
    items: &[Item],
    attribute: &str,
    what: &str,
    example: &str,
    mistakes: &mut Mistakes,
) -> Vec<syn::Path> {
    let Some(item) = items.iter().find(|item| item.is(attribute)) else {
        return Vec::new();
    };
    let Value::List(tokens, _) = &item.value else {
        mistakes.push(item.malformed(&format!("{attribute}({example})")));
        return Vec::new();
    };
    comma_separated(tokens)
        .into_iter()
        .filter_map(|part| {
            let part: proc_macro2::TokenStream = part.into_iter().collect();
            let path = syn::parse2::<syn::Path>(part.clone()).ok();
            if path.is_none() {
                mistakes.push(
                    Mistake::new(
                        &declaration::MALFORMED,
                        part,
                        format!("`{attribute}` takes the paths of {what}"),
                    )
                    .help(format!("write `{attribute}({example})`")),
                );
            }
            path
        })
        .gather()
}

/// All foreign keys: those of columns, in the order of the fields, then those of the table.
fn read_references(
    items: &[Item],
    columns: &mut [Column],
    soft_delete: bool,
    mistakes: &mut Mistakes,
) -> Vec<(Vec<usize>, Target)> {
    let of_columns = columns.iter_mut().enumerate();
    let mut references: Vec<_> = of_columns
        .filter_map(|(index, column)| Some((vec![index], column.reference.take()?)))
        .gather();
    references.extend(reference::of_table(items, columns, mistakes));
    reference::check_policies(&references, columns, soft_delete, mistakes);
    references
}

/// `audit` or `outbox`: records name rows by their primary key.
fn read_record(items: &[Item], word: &str, columns: &[Column], mistakes: &mut Mistakes) -> bool {
    let Some(item) = items.iter().find(|item| item.is(word)) else {
        return false;
    };
    item.flag(mistakes);
    let keyed = columns.iter().any(|column| column.primary_key);
    // `soft_delete` says so already.
    if !keyed && !items.iter().any(|item| item.is("soft_delete")) {
        mistakes.push(
            Mistake::at(
                &declaration::NO_PRIMARY_KEY,
                item.name.span(),
                format!("`{word}` names rows by their primary key, and this table has none"),
            )
            .help("write `#[column(primary_key)]` on the field that is the key"),
        );
    }
    true
}

/// The places where a type begins and ends.
pub(crate) fn ends(ty: &syn::Type) -> (Span, Span) {
    let mut spans = ty.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(|| ty.span());
    (first, spans.last().unwrap_or(first))
}
