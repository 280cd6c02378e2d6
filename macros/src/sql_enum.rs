//! `#[derive(SqlEnum)]`.

mod case;

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use softdelete_compiler::catalog::{UserType, UserTypeKind};
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;

use crate::attributes::{has_word, ident_text, read_items};
use crate::describing::Gathered;
use crate::report::{Mistake, Mistakes};
use crate::sql_type::casts::{self, Casts};
use crate::sql_type::{described, hand_on, name_and_schema, once_known, register};
use crate::table::read::refuse_generics;

/// A declared enum.
struct Declaration {
    ty: UserType,
    variants: Vec<(Ident, String)>,
    casts: Casts,
    /// The paths of the user-declared types that casts name.
    user_types: Vec<TokenStream>,
}

/// What the derive expands to.
pub(crate) fn derive(input: &TokenStream) -> TokenStream {
    let parsed = match syn::parse2::<syn::DeriveInput>(input.clone()) {
        Ok(parsed) => parsed,
        Err(error) => return error.into_compile_error(),
    };
    let mut mistakes = Mistakes::default();
    let declaration = read(&parsed, &mut mistakes);
    let errors = mistakes.to_compile_errors();
    let Some(declaration) = declaration else {
        return quote!(#(#errors)*);
    };
    let impls = expand_impls(&parsed.ident, &declaration.variants, mistakes.is_empty());
    let describing = once_known(&declaration.user_types, input, || {
        let text = declaration.casts.describe(declaration.ty, Vec::new());
        describe(&parsed, &text, input)
    });
    quote!(#(#errors)* #impls #describing)
}

/// The rest of the expansion, once the types that casts name have described themselves.
pub(crate) fn finish(parsed: &syn::DeriveInput, gathered: &Gathered) -> TokenStream {
    // The mistakes in it were reported by the derive.
    let Some(declaration) = read(parsed, &mut Mistakes::default()) else {
        return TokenStream::new();
    };
    let mut mistakes = Mistakes::default();
    let types = described(gathered, &declaration.user_types, &mut mistakes);
    let text = declaration.casts.describe(declaration.ty, types);
    let describing = describe(parsed, &text, &gathered.payload);
    let errors = mistakes.to_compile_errors();
    quote!(#(#errors)* #describing)
}

fn describe(parsed: &syn::DeriveInput, text: &str, input: &TokenStream) -> TokenStream {
    let describing = hand_on(parsed, text, input);
    // The labels are compared wherever a column or function has the type, its casts nowhere else.
    let registered = has_word(&parsed.attrs, "sql", "cast").then(|| register(text));
    quote!(#describing #registered)
}

/// `None` after a mistake that leaves nothing to describe.
fn read(parsed: &syn::DeriveInput, mistakes: &mut Mistakes) -> Option<Declaration> {
    let words = ["name", "schema", "rename_all", "cast"];
    let items = read_items(&parsed.attrs, "sql", &words, mistakes);
    if refuse_generics(&parsed.generics, mistakes) {
        return None;
    }
    let (name, schema) = name_and_schema(&items, mistakes);
    if !items.iter().any(|item| item.is("name")) {
        mistakes.push(no_name(&parsed.ident));
    }
    let rename = items
        .iter()
        .find(|item| item.is("rename_all"))
        .and_then(|item| {
            let (rule, _) = item.string(mistakes)?;
            let known = case::rule(&rule);
            if known.is_none() {
                mistakes.push(item.malformed(&format!(
                    "rename_all = \"…\"` with one of `{}",
                    case::names()
                )));
            }
            known
        });
    let variants = read_variants(parsed, rename.unwrap_or(case::SNAKE), mistakes);
    let name = name.unwrap_or_else(|| case::SNAKE.apply(&ident_text(&parsed.ident)));
    let mut user_types = Vec::new();
    let casts = casts::read(&items, &parsed.ident, &name, &mut user_types, mistakes);
    Some(Declaration {
        ty: UserType {
            schema,
            name,
            kind: UserTypeKind::Enum(variants.iter().map(|(_, label)| label.clone()).gather()),
        },
        variants,
        casts,
        user_types,
    })
}

/// The mistake that a type does not say what it is called in the database.
fn no_name(ident: &Ident) -> Mistake {
    Mistake::new(
        &declaration::NO_NAME,
        ident,
        format!("`{ident}` does not say which type of the database it is"),
    )
    .help("write `#[sql(name = \"…\")]`, with the name of the enum type")
}

fn read_variants(
    input: &syn::DeriveInput,
    rename: case::Rule,
    mistakes: &mut Mistakes,
) -> Vec<(Ident, String)> {
    let syn::Data::Enum(data) = &input.data else {
        mistakes.push(
            Mistake::new(
                &declaration::ENUM_SHAPE,
                &input.ident,
                format!("`{}` is not an enum", input.ident),
            )
            .help("a newtype over another type derives `SqlType`, a table `Table`"),
        );
        return Vec::new();
    };
    if data.variants.is_empty() {
        mistakes.push(
            Mistake::new(
                &declaration::ENUM_SHAPE,
                &input.ident,
                format!(
                    "`{}` has no variants, so no value could ever be stored",
                    input.ident
                ),
            )
            .help("declare a variant for each label of the enum type"),
        );
    }
    let mut labels: HashMap<String, Ident> = HashMap::new();
    let mut variants = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, syn::Fields::Unit) {
            mistakes.push(
                Mistake::new(
                    &declaration::ENUM_SHAPE,
                    &variant.fields,
                    format!(
                        "`{}` carries values, but an enum of PostgreSQL is a list of labels",
                        variant.ident
                    ),
                )
                .help("leave the fields out, or store the value as `Json<…>`"),
            );
        }
        let renamed = read_items(&variant.attrs, "sql", &["rename"], mistakes)
            .iter()
            .find(|item| item.is("rename"))
            .and_then(|item| item.string(mistakes));
        let (label, span) = renamed.unwrap_or_else(|| {
            (
                rename.apply(&ident_text(&variant.ident)),
                variant.ident.span(),
            )
        });
        if let Some(other) = labels.insert(label.clone(), variant.ident.clone()) {
            mistakes.push(
                Mistake::at(
                    &declaration::DUPLICATE_LABEL,
                    span,
                    format!(
                        "`{other}` and `{}` both have the label `{label}`",
                        variant.ident
                    ),
                )
                .help("give one of them another with `#[sql(rename = \"…\")]`"),
            );
        }
        variants.push((variant.ident.clone(), label));
    }
    variants
}

/// An enum travels as text both ways, so that nobody has to ask the server for the number it gave the type.
fn expand_impls(ident: &Ident, variants: &[(Ident, String)], sound: bool) -> TokenStream {
    let labels = variants
        .iter()
        .map(|(variant, label)| quote!(Self::#variant => #label,));
    let labelled = variants
        .iter()
        .map(|(variant, label)| quote!(#label => ::core::option::Option::Some(Self::#variant),));
    // After a mistake the type can be named, so that tables that use it say nothing of their own.
    let (to, from) = if sound {
        (quote!(match *self { #(#labels)* }), quote!(#(#labelled)*))
    } else {
        (quote!(::core::unreachable!()), TokenStream::new())
    };
    quote! {
        #[automatically_derived]
        impl ::softdelete::__private::Label for #ident {
            fn label(&self) -> &'static ::core::primitive::str {
                #to
            }

            fn from_label(label: &::core::primitive::str) -> ::core::option::Option<Self> {
                match label {
                    #from
                    _ => ::core::option::Option::None,
                }
            }
        }
        ::softdelete::__private::declare_enum!(#ident);
    }
}
