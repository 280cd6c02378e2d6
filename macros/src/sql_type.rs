//! `#[derive(SqlType)]`: a struct with one unnamed field that travels as that field, one with named fields that is a composite type, or
//! whatever stands for a base type.

mod base;
pub(crate) mod casts;
mod composite;
mod range;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use softdelete_compiler::catalog::describe::{DescribedType, Types, encode_type};
use softdelete_compiler::catalog::{ColumnType, UserType, UserTypeKind};
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;

use crate::attributes::{Item, has_word, read_items};
use crate::code::Code;
use crate::describing::{self, Gathered};
use crate::expand::registered;
use crate::report::{Mistake, Mistakes};
use crate::sql_enum;
use crate::sql_name;
use crate::table::described_type;
use crate::table::read::refuse_generics;
use crate::table::rust_type;

/// What is left of an expansion, once the user-declared types that a type is made of are known: at once if there are none, else by a
/// call that gathers their descriptions and goes on in [`finish`].
pub(crate) fn once_known(
    user_types: &[TokenStream],
    input: &TokenStream,
    complete: impl FnOnce() -> TokenStream,
) -> TokenStream {
    if user_types.is_empty() {
        return complete();
    }
    let finish = quote!(::softdelete::__private::__sql_type);
    describing::expand_call(user_types, &finish, input)
}

/// The macro that hands on the description of a type.
pub(crate) fn hand_on(parsed: &syn::DeriveInput, text: &str, input: &TokenStream) -> TokenStream {
    let unique = describing::unique_name(&parsed.ident, input);
    describing::expand_macro(&parsed.ident, &parsed.vis, &unique, text)
}

/// What compares a type with a database.
pub(crate) fn register(text: &str) -> TokenStream {
    Code::from(registered(|| format!("Type {{ description: {text:?} }}"))).finish()
}

/// Both.
fn describe(parsed: &syn::DeriveInput, text: &str, input: &TokenStream) -> TokenStream {
    let (describing, registered) = (hand_on(parsed, text, input), register(text));
    quote!(#describing #registered)
}

/// What a type is called in the database, and in which schema, as far as its entries say so.
pub(crate) fn name_and_schema(
    items: &[Item],
    mistakes: &mut Mistakes,
) -> (Option<String>, Option<String>) {
    let mut text = |word: &str| {
        let item = items.iter().find(|item| item.is(word))?;
        item.string(mistakes).map(|(text, _)| text)
    };
    (text("name"), text("schema"))
}

/// The mistake that a type does not say which one of a kind it is; `words` are those that it has besides.
fn no_name(ident: &Ident, kind: &str, words: &str) -> Mistake {
    Mistake::new(
        &declaration::NO_NAME,
        ident,
        format!("`{ident}` does not say which {kind} type of the database it is"),
    )
    .help(format!(
        "write `#[sql(name = \"…\"{words})]`, with the name of the {kind} type"
    ))
}

/// The one unnamed field of a struct.
fn only_field(input: &syn::DeriveInput) -> Option<&syn::Type> {
    let syn::Data::Struct(data) = &input.data else {
        return None;
    };
    match (&data.fields, data.fields.len()) {
        (syn::Fields::Unnamed(fields), 1) => Some(&fields.unnamed.first()?.ty),
        (syn::Fields::Unnamed(_) | syn::Fields::Named(_) | syn::Fields::Unit, _) => None,
    }
}

/// By which a user-declared type that a type is made of, or comes with, is reached from it. Rust wants it to be as visible as the type.
fn field_type(ident: &Ident, index: usize, declared: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::softdelete::__private::FieldType<#index> for #ident {
            type Declared = #declared;
        }
    }
}

/// What the derive expands to.
pub(crate) fn derive(input: &TokenStream) -> TokenStream {
    let parsed = match syn::parse2::<syn::DeriveInput>(input.clone()) {
        Ok(parsed) => parsed,
        Err(error) => return error.into_compile_error(),
    };
    if has_word(&parsed.attrs, "sql", base::WORD) {
        return base::derive(&parsed, input);
    }
    if range::is_one(&parsed) {
        return range::derive(&parsed, input);
    }
    if composite::is_one(&parsed) {
        return composite::derive(&parsed, input);
    }
    let mut mistakes = Mistakes::default();
    let items = read_items(
        &parsed.attrs,
        "sql",
        &["name", "schema", "sql_type"],
        &mut mistakes,
    );
    if refuse_generics(&parsed.generics, &mut mistakes) {
        let errors = mistakes.to_compile_errors();
        return quote!(#(#errors)*);
    }
    let (name, schema) = name_and_schema(&items, &mut mistakes);
    let given = items.iter().find(|item| item.is("sql_type"));
    let given = given.and_then(|item| sql_name::read(item, &mut mistakes));
    let base = read_base(&parsed, given, &mut mistakes);
    let description = encode_type(&DescribedType {
        ty: UserType {
            schema,
            name: name.unwrap_or_default(),
            kind: UserTypeKind::Domain {
                base: Box::new(
                    base.clone()
                        .unwrap_or_else(|| ColumnType::Builtin("text".to_owned())),
                ),
                not_null: false,
            },
        },
        parts: Types::default(),
    });
    let errors = mistakes.to_compile_errors();
    let describing = hand_on(&parsed, &description, input);
    let impls = base.as_ref().and_then(|base| expand_impls(&parsed, base));
    quote!(#(#errors)* #impls #describing)
}

/// What the last type's macro calls: the rest of the expansion of this derive or of `SqlEnum`'s, once the types that it names have
/// described themselves.
pub(crate) fn finish(input: TokenStream) -> TokenStream {
    let gathered = describing::read(input);
    let Ok(parsed) = syn::parse2::<syn::DeriveInput>(gathered.payload.clone()) else {
        return TokenStream::new();
    };
    if has_word(&parsed.attrs, "sql", base::WORD) {
        base::finish(&parsed, &gathered)
    } else if range::is_one(&parsed) {
        range::finish(&parsed, &gathered)
    } else if matches!(parsed.data, syn::Data::Enum(_)) {
        sql_enum::finish(&parsed, &gathered)
    } else {
        composite::finish(&parsed, &gathered)
    }
}

/// The types that gathered descriptions are of; `paths` are where they were asked.
pub(crate) fn described(
    gathered: &Gathered,
    paths: &[TokenStream],
    mistakes: &mut Mistakes,
) -> Vec<DescribedType> {
    let described = gathered.descriptions.iter().zip(paths);
    described
        .map(|(text, path)| described_type(text, path, mistakes))
        .gather()
}

fn read_base(
    input: &syn::DeriveInput,
    given: Option<ColumnType>,
    mistakes: &mut Mistakes,
) -> Option<ColumnType> {
    let shape = |message: String| {
        Mistake::new(&declaration::NEWTYPE_SHAPE, &input.ident, message).help(format!(
            "write `struct {}(i64);` with the type it stands for, or the fields of the composite type with their names",
            input.ident
        ))
    };
    let Some(field) = only_field(input) else {
        mistakes.push(shape(format!(
            "`{}` is neither a struct with one unnamed field nor one with named fields",
            input.ident
        )));
        return None;
    };
    let given = given.or_else(|| rust_type::own(field));
    let ty = rust_type::read(field, given, mistakes)?;
    if ty.nullable {
        mistakes.push(
            Mistake::new(
                &declaration::NEWTYPE_SHAPE,
                field,
                "whether a value may be NULL is said where a column has the type",
            )
            .help("leave out the `Option` here and write it in the table's struct"),
        );
        return None;
    }
    match ty.sql {
        rust_type::SqlType::Builtin(base) => Some(base),
        rust_type::SqlType::User(path) | rust_type::SqlType::UserArray(path) => {
            mistakes.push(
                Mistake::new(
                    &declaration::NEWTYPE_SHAPE,
                    field,
                    format!("`{path}` is not a Rust type that stands for one of PostgreSQL's own"),
                )
                .help("name the SQL type that it is read from: `#[sql(sql_type = \"…\")]`"),
            );
            None
        }
    }
}

fn expand_impls(input: &syn::DeriveInput, base: &ColumnType) -> Option<TokenStream> {
    let ident = &input.ident;
    let field = match &input.data {
        syn::Data::Struct(data) => &data.fields.iter().next()?.ty,
        syn::Data::Enum(_) | syn::Data::Union(_) => return None,
    };
    let marker = marker(base)?;
    Some(quote!(::softdelete::__private::declare_newtype!(#ident, #field, #marker);))
}

fn marker(ty: &ColumnType) -> Option<TokenStream> {
    match ty {
        ColumnType::Builtin(name) => sql_name::marker(name),
        ColumnType::User(_) => None,
        ColumnType::Array(element) => {
            let element = marker(element)?;
            Some(quote!(::softdelete::__private::sql::Array<#element>))
        }
    }
}
