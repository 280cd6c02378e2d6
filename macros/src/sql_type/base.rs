//! `#[derive(SqlType)]` with `base_type`: a base type of PostgreSQL that it did not ship with, most often an extension's.
//!
//! How its values look in binary form only its own functions know, so they travel as text: the one field of a newtype over `String` as it
//! is, any other Rust type by its `Display` and `FromStr`.

use proc_macro2::TokenStream;
use quote::quote;
use softdelete_compiler::catalog::{BaseType, UserType, UserTypeKind};
use softdelete_compiler::diagnostic::declaration;

use super::casts::{self, Casts};
use super::{describe, described, name_and_schema, no_name, once_known, only_field};
use crate::attributes::{Item, Value, comma_separated, read_items};
use crate::describing::Gathered;
use crate::report::{Mistake, Mistakes};
use crate::table::read::refuse_generics;
use crate::table::rust_type;

/// The word that says it.
pub(super) const WORD: &str = "base_type";

/// Those that every type with a default operator class of a B-tree has.
const COMPARISONS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];

struct Declaration {
    ty: UserType,
    casts: Casts,
    /// The paths of the user-declared types that casts name.
    user_types: Vec<TokenStream>,
}

/// What the derive expands to.
pub(super) fn derive(parsed: &syn::DeriveInput, input: &TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let declaration = read(parsed, &mut mistakes);
    let errors = mistakes.to_compile_errors();
    let Some(declaration) = declaration else {
        return quote!(#(#errors)*);
    };
    let rest = once_known(&declaration.user_types, input, || {
        let text = declaration.casts.describe(declaration.ty, Vec::new());
        describe(parsed, &text, input)
    });
    let impls = expand_impls(parsed);
    quote!(#(#errors)* #impls #rest)
}

/// The rest of the expansion, once the types that casts name have described themselves.
pub(super) fn finish(parsed: &syn::DeriveInput, gathered: &Gathered) -> TokenStream {
    // The mistakes in it were reported by the derive.
    let Some(declaration) = read(parsed, &mut Mistakes::default()) else {
        return TokenStream::new();
    };
    let mut mistakes = Mistakes::default();
    let types = described(gathered, &declaration.user_types, &mut mistakes);
    let text = declaration.casts.describe(declaration.ty, types);
    let rest = describe(parsed, &text, &gathered.payload);
    let errors = mistakes.to_compile_errors();
    quote!(#(#errors)* #rest)
}

/// `None` after a mistake that leaves nothing to describe.
fn read(input: &syn::DeriveInput, mistakes: &mut Mistakes) -> Option<Declaration> {
    let words = [
        "name",
        "schema",
        WORD,
        "category",
        "preferred",
        "comparisons",
        "cast",
    ];
    let items = read_items(&input.attrs, "sql", &words, mistakes);
    if refuse_generics(&input.generics, mistakes) {
        return None;
    }
    let ident = &input.ident;
    let find = |word: &str| items.iter().find(|item| item.is(word));
    for word in [WORD, "preferred"] {
        if let Some(item) = find(word) {
            item.flag(mistakes);
        }
    }
    let (name, schema) = name_and_schema(&items, mistakes);
    if find("name").is_none() {
        mistakes.push(no_name(ident, "base", ""));
    }
    let category = find("category").and_then(|item| read_category(item, mistakes));
    let comparisons = match find("comparisons") {
        Some(item) => read_comparisons(item, mistakes),
        None => COMPARISONS.map(str::to_owned).to_vec(),
    };
    let mut user_types = Vec::new();
    let name = name?;
    let casts = casts::read(&items, ident, &name, &mut user_types, mistakes);
    let base = BaseType {
        category: category.unwrap_or('U'),
        preferred: find("preferred").is_some(),
        comparisons,
    };
    Some(Declaration {
        ty: UserType {
            schema,
            name,
            kind: UserTypeKind::Base(base),
        },
        casts,
        user_types,
    })
}

/// A letter of ASCII, as CREATE TYPE takes it.
fn read_category(item: &Item, mistakes: &mut Mistakes) -> Option<char> {
    let (written, span) = item.string(mistakes)?;
    let mut letters = written.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_graphic() => Some(letter),
        _ => {
            mistakes.push(
                Mistake::at(
                    &declaration::MALFORMED,
                    span,
                    format!("`{written}` is no category of types"),
                )
                .help("write the letter that `CREATE TYPE` gives it, `\"S\"` for strings; `\"U\"` is the usual one"),
            );
            None
        }
    }
}

/// `comparisons("=", "<>")`
fn read_comparisons(item: &Item, mistakes: &mut Mistakes) -> Vec<String> {
    let Value::List(tokens, _) = &item.value else {
        mistakes.push(item.malformed("comparisons(\"=\", \"<>\")"));
        return Vec::new();
    };
    let mut symbols = Vec::new();
    for tokens in comma_separated(tokens) {
        let tokens: TokenStream = tokens.into_iter().collect();
        match syn::parse2::<syn::LitStr>(tokens.clone()) {
            Ok(symbol) if COMPARISONS.contains(&symbol.value().as_str()) => {
                symbols.push(symbol.value());
            }
            Ok(_) | Err(_) => mistakes.push(
                Mistake::new(
                    &declaration::MALFORMED,
                    tokens,
                    "this is no comparison operator in quotes",
                )
                .help(format!(
                    "they are `\"{}\"`; declare others with `create operator` in `sql_function!`",
                    COMPARISONS.join("\"`, `\"")
                )),
            ),
        }
    }
    symbols
}

fn expand_impls(parsed: &syn::DeriveInput) -> TokenStream {
    let ident = &parsed.ident;
    if let Some(field) = only_field(parsed).filter(|field| rust_type::is_string(field)) {
        quote! {
            ::softdelete::__private::declare_newtype!(#ident, #field, ::softdelete::__private::sql::Text);
        }
    } else {
        quote!(::softdelete::__private::declare_by_text!(#ident);)
    }
}
