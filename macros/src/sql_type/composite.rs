//! `#[derive(SqlType)]` on a struct with named fields: a composite type of PostgreSQL.

use proc_macro2::TokenStream;
use quote::quote;
use softdelete_compiler::catalog::describe::DescribedType;
use softdelete_compiler::catalog::{ColumnType, UserType, UserTypeKind};
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;

use super::casts::{self, Casts};
use super::{describe, described, field_type, name_and_schema, no_name, once_known};
use crate::attributes::{ident_text, read_items};
use crate::describing::Gathered;
use crate::report::{Mistake, Mistakes};
use crate::sql_name;
use crate::table::column::describe_type;
use crate::table::expand::marker;
use crate::table::own_types;
use crate::table::read::refuse_generics;
use crate::table::rust_type;

/// A declared composite type.
struct Declaration<'a> {
    input: &'a syn::DeriveInput,
    ty: UserType,
    fields: Vec<Field<'a>>,
    casts: Casts,
    /// The paths of the user-declared types of the fields and of casts, each once.
    user_types: Vec<TokenStream>,
}

/// A field of one.
struct Field<'a> {
    ident: &'a syn::Ident,
    ty: &'a syn::Type,
    /// Its name in the database.
    name: String,
    sql: ColumnType,
}

/// Whether a struct is one with named fields.
pub(super) fn is_one(input: &syn::DeriveInput) -> bool {
    match &input.data {
        syn::Data::Struct(data) => match &data.fields {
            syn::Fields::Named(fields) => !fields.named.is_empty(),
            syn::Fields::Unnamed(_) | syn::Fields::Unit => false,
        },
        syn::Data::Enum(_) | syn::Data::Union(_) => false,
    }
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
        complete(&declaration, Vec::new(), input)
    });
    quote!(#(#errors)* #rest)
}

/// The rest of the expansion, once the types of the fields have described themselves.
pub(super) fn finish(parsed: &syn::DeriveInput, gathered: &Gathered) -> TokenStream {
    // The mistakes in it were reported by the derive.
    let Some(mut declaration) = read(parsed, &mut Mistakes::default()) else {
        return TokenStream::new();
    };
    for field in &mut declaration.fields {
        own_types(&mut field.sql, &gathered.descriptions);
    }
    let mut mistakes = Mistakes::default();
    let types = described(gathered, &declaration.user_types, &mut mistakes);
    refuse_base_types(&declaration, &types, &mut mistakes);
    let rest = complete(&declaration, types, &gathered.payload);
    let errors = mistakes.to_compile_errors();
    quote!(#(#errors)* #rest)
}

/// `None` after a mistake that leaves nothing to describe.
fn read<'a>(input: &'a syn::DeriveInput, mistakes: &mut Mistakes) -> Option<Declaration<'a>> {
    let items = read_items(&input.attrs, "sql", &["name", "schema", "cast"], mistakes);
    if refuse_generics(&input.generics, mistakes) {
        return None;
    }
    let (name, schema) = name_and_schema(&items, mistakes);
    let Some(name) = name else {
        if !items.iter().any(|item| item.is("name")) {
            mistakes.push(no_name(&input.ident, "composite", ""));
        }
        return None;
    };
    let (mut fields, mut user_types) = (Vec::new(), Vec::new());
    let syn::Data::Struct(data) = &input.data else {
        return None;
    };
    for field in &data.fields {
        fields.push(read_field(field, &mut user_types, mistakes));
    }
    // All are read, so that each mistake is reported.
    let fields: Vec<Field<'a>> = fields.into_iter().collect::<Option<_>>()?;
    for (index, field) in fields.iter().enumerate() {
        if fields[..index].iter().any(|other| other.name == field.name) {
            mistakes.push(
                Mistake::new(
                    &declaration::WRITTEN_TWICE,
                    field.ident,
                    format!("`{name}` has two fields `{}`", field.name),
                )
                .help("give one of them another name"),
            );
        }
    }
    let casts = casts::read(&items, &input.ident, &name, &mut user_types, mistakes);
    let described = fields
        .iter()
        .map(|field| (field.name.clone(), field.sql.clone()));
    Some(Declaration {
        input,
        casts,
        ty: UserType {
            schema,
            name,
            kind: UserTypeKind::Composite(described.gather()),
        },
        fields,
        user_types,
    })
}

fn read_field<'a>(
    field: &'a syn::Field,
    user_types: &mut Vec<TokenStream>,
    mistakes: &mut Mistakes,
) -> Option<Field<'a>> {
    let ident = field.ident.as_ref()?;
    let items = read_items(&field.attrs, "sql", &["rename", "sql_type"], mistakes);
    let find = |word: &str| items.iter().find(|item| item.is(word));
    let name = find("rename").and_then(|item| item.string(mistakes));
    let given = find("sql_type").and_then(|item| sql_name::read(item, mistakes));
    let ty = rust_type::read(&field.ty, given, mistakes)?;
    Some(Field {
        ident,
        ty: &field.ty,
        name: name.map_or_else(|| ident_text(ident), |(name, _)| name),
        sql: describe_type(ty.sql, user_types),
    })
}

/// A row is read in its binary form, and that of a base type only its own functions know.
fn refuse_base_types(
    declaration: &Declaration<'_>,
    types: &[DescribedType],
    mistakes: &mut Mistakes,
) {
    for field in &declaration.fields {
        let Some(ty) = field.sql.user().and_then(|index| types.get(index)) else {
            continue;
        };
        if let UserTypeKind::Base(_) = ty.ty.kind {
            let message = format!(
                "`{}` is a base type, of which no field of a composite type can be read",
                ty.ty.name
            );
            mistakes.push(
                Mistake::new(&declaration::NEWTYPE_SHAPE, field.ty, message)
                    .help("leave the field to SQL: select the fields one by one, and build rows with `row(…)::name`"),
            );
        }
    }
}

fn complete(
    declaration: &Declaration<'_>,
    types: Vec<DescribedType>,
    input: &TokenStream,
) -> TokenStream {
    let text = declaration.casts.describe(declaration.ty.clone(), types);
    let describing = describe(declaration.input, &text, input);
    let impls = expand_impls(declaration);
    quote!(#impls #describing)
}

fn expand_impls(declaration: &Declaration<'_>) -> TokenStream {
    let ident = &declaration.input.ident;
    let name = &declaration.ty.name;
    let of_fields = declaration.fields.iter().map(|field| {
        let (ident, ty) = (field.ident, field.ty);
        let marker = marker(&field.sql, &declaration.user_types);
        (ident, ty, marker, &field.name)
    });
    let writes = of_fields
        .clone()
        .map(|(ident, ty, marker, _)| quote!(row.field::<#marker, #ty>(&self.#ident)?;));
    let reads = of_fields
        .map(|(ident, ty, marker, name)| quote!(#ident: row.field::<#marker, #ty>(#name)?));
    let fields = declaration.fields.len();
    let types = declaration.fields.iter().enumerate();
    let types = types.filter_map(|(index, field)| {
        let declared = &declaration.user_types[field.sql.user()?];
        Some(field_type(ident, index, declared))
    });
    quote! {
        #[automatically_derived]
        impl ::softdelete::__private::Composite for #ident {
            const FIELDS: ::core::primitive::usize = #fields;
            const NAME: &'static ::core::primitive::str = #name;

            fn write(
                &self,
                row: &mut ::softdelete::__private::RowWriter,
            ) -> ::core::result::Result<(), ::softdelete::__private::EncodeError> {
                #(#writes)*
                ::core::result::Result::Ok(())
            }

            fn read(
                row: &mut ::softdelete::__private::RowReader<'_>,
            ) -> ::core::result::Result<Self, ::softdelete::__private::DecodeError> {
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
        }
        ::softdelete::__private::declare_composite!(#ident);
        #(#types)*
    }
}
