//! The items that a table's struct gets: how it is read and written, and the module named after the table.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use softdelete_compiler::catalog::{Column, ColumnType};
use softdelete_compiler::gather::Gather as _;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::declaration::{Declaration, Field, Parent};
use super::read::{ends, module_name};
use crate::sql_name;

/// How rows are read and written. `sound` is whether the declaration had no mistake; otherwise rows can be named but not made.
pub(crate) fn rows(declaration: &Declaration, sound: bool) -> TokenStream {
    let reads = expand_from_row(declaration, sound);
    let writes = sound.then(|| expand_encode_row(declaration));
    quote!(#reads #writes)
}

/// What the types of columns must be, said once and where they are written: the user's types are declared, and what is read from
/// one of PostgreSQL's own types can be shown, cloned and compared, as the structs of statements promise.
pub(crate) fn demands(declaration: &Declaration) -> TokenStream {
    let declared = declaration
        .user_types
        .iter()
        .map(|path| demand("declared", path));
    let foreign = declaration.fields.iter().filter(|field| field.foreign);
    let foreign = foreign.map(|field| demand("plain", &field.base));
    let demands: Vec<_> = declared.chain(foreign).gather();
    if demands.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[allow(dead_code)]
        const _: () = {
            const fn declared<T: ::softdelete::__private::DeclaredType>() {}
            const fn plain<T: ::core::fmt::Debug + ::core::clone::Clone + ::core::cmp::PartialEq>() {}
            #(#demands)*
        };
    }
}

fn demand(function: &str, ty: &TokenStream) -> TokenStream {
    let place = ty
        .clone()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |token| token.span());
    let place = place.resolved_at(Span::call_site());
    let function = Ident::new(function, place);
    quote_spanned!(place=> #function::<#ty>();)
}

/// The marker of a column's SQL type.
pub(crate) fn marker(ty: &ColumnType, user_types: &[TokenStream]) -> TokenStream {
    match ty {
        ColumnType::Builtin(name) => {
            sql_name::marker(name).unwrap_or_else(|| quote!(::softdelete::__private::sql::Text))
        }
        ColumnType::User(index) => {
            let path = &user_types[*index];
            quote!(<#path as ::softdelete::__private::DeclaredType>::Marker)
        }
        ColumnType::Array(element) => {
            let element = marker(element, user_types);
            quote!(::softdelete::__private::sql::Array<#element>)
        }
    }
}

/// Fields and the columns they stand for, with their index.
fn columns(declaration: &Declaration) -> impl Iterator<Item = (usize, &Field, &Column)> {
    let fields = declaration.fields.iter().zip(&declaration.table.columns);
    fields
        .enumerate()
        .map(|(index, (field, column))| (index, field, column))
}

fn expand_from_row(declaration: &Declaration, sound: bool) -> TokenStream {
    let row = &declaration.row;
    let count = declaration.fields.len();
    let (name, schema) = (
        &declaration.table.name,
        option(declaration.table.schema.as_ref()),
    );
    let names = declaration.table.columns.iter().map(|column| &column.name);
    let body = if sound {
        let reads = columns(declaration).map(|(index, field, column)| {
            let (ident, ty) = (&field.ident, &field.ty);
            let marker = marker(&column.ty, &declaration.user_types);
            // A type that cannot be read is reported where it is written.
            let place = ends(ty).0.resolved_at(Span::call_site());
            quote_spanned!(place=> #ident: ::softdelete::__private::get::<#marker, #ty>(row, first + #index)?)
        });
        quote!(::core::result::Result::Ok(Self { #(#reads),* }))
    } else {
        quote!(::core::unreachable!())
    };
    quote! {
        #[automatically_derived]
        impl ::softdelete::__private::FromRow for #row {
            const COLUMNS: ::core::primitive::usize = #count;

            #[allow(unused_variables)]
            fn from_row(
                row: &::softdelete::__private::Row,
                first: ::core::primitive::usize,
            ) -> ::core::result::Result<Self, ::softdelete::__private::Error> {
                #body
            }
        }

        #[automatically_derived]
        impl ::softdelete::__private::Table for #row {
            const NAME: &'static ::core::primitive::str = #name;
            const SCHEMA: ::core::option::Option<&'static ::core::primitive::str> = #schema;
            const COLUMNS: &'static [&'static ::core::primitive::str] = &[#(#names),*];
        }
    }
}

fn option(value: Option<&String>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}

/// What `insert into users $user` and `values $users` need.
fn expand_encode_row(declaration: &Declaration) -> TokenStream {
    let row = &declaration.row;
    let arms = columns(declaration).map(|(index, field, _)| {
        let ident = &field.ident;
        quote!(#index => ::softdelete::__private::Encode::encode(&self.#ident, ty, out),)
    });
    let fields = columns(declaration).map(|(index, _, column)| {
        let marker = marker(&column.ty, &declaration.user_types);
        let nullable = column.nullable;
        quote! {
            #[automatically_derived]
            impl<const POSITION: ::core::primitive::usize> ::softdelete::__private::RowField<#row, #marker, #index, POSITION, #nullable> for #row {}
        }
    });
    quote! {
        #[automatically_derived]
        impl ::softdelete::__private::EncodeRow for #row {
            fn encode_field(
                &self,
                column: ::core::primitive::usize,
                _: ::core::primitive::usize,
                ty: &::softdelete::__private::Type,
                out: &mut ::softdelete::__private::BytesMut,
            ) -> ::core::result::Result<::softdelete::__private::IsNull, ::softdelete::__private::EncodeError> {
                match column {
                    #(#arms)*
                    _ => ::core::result::Result::Err(::softdelete::__private::no_such_field(column)),
                }
            }
        }
        #(#fields)*
    }
}

/// What is compared with a database where the program asks for it.
pub(crate) fn registered(declaration: &Declaration, description: &str) -> TokenStream {
    let parents = declaration.references.iter().map(|reference| {
        let (schema, name) = match &reference.parent {
            Parent::Path(path) => {
                let table = quote!(<#path::__Row as ::softdelete::__private::Table>);
                return quote!((#table::SCHEMA, #table::NAME));
            }
            Parent::Named(name, _) => match name.split_once('.') {
                Some((schema, name)) => (Some(schema.to_owned()), name),
                None => (None, name.as_str()),
            },
        };
        let schema = option(schema.as_ref());
        quote!((#schema, #name))
    });
    quote! {
        ::softdelete::__private::register! {
            Table { description: #description, parents: &[#(#parents),*] }
        }
    }
}

/// `pub mod users`: a type for each column, so that Rust types resolve where the struct was declared and editors find the
/// field; and, hidden, the struct, the user-declared types and the relatives.
///
/// The types are declared beside the struct and only named in the module, because inside the module a column called `time` would
/// hide the crate that its type `time::OffsetDateTime` comes from.
pub(crate) fn module(declaration: &Declaration) -> TokenStream {
    let Declaration {
        row,
        visibility,
        module,
        table,
        user_types,
        ..
    } = declaration;
    let prefix = format_ident!("__softdelete_{}", module.unraw());
    let inner = inner_visibility(visibility);
    let mut beside = Vec::new();
    let mut inside = Vec::new();
    let mut taken: Vec<&str> = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        // A column whose name Rust cannot say is only reachable from SQL; a second one of a name was reported.
        let field = declaration.fields.get(index);
        let span = field.map_or_else(Span::call_site, |field| field.ident.span());
        let Some(alias) = module_name(&column.name, span) else {
            continue;
        };
        if taken.contains(&column.name.as_str()) {
            continue;
        }
        taken.push(&column.name);
        let (docs, ty) = if let Some(field) = field {
            (field.docs.as_slice(), field.base.clone())
        } else {
            let marker = marker(&column.ty, user_types);
            let ty = quote!(<#marker as ::softdelete::__private::sql::SqlType>::Rust);
            (&[][..], ty)
        };
        let summary = summary(column, field.map(|field| &field.ty));
        let local = format_ident!("{prefix}_{index}");
        beside.push(quote!(type #local = #ty;));
        inside.push(quote!(#(#docs)* #[doc = #summary] pub type #alias = super::#local;));
    }
    for (index, ty) in user_types.iter().enumerate() {
        let (local, alias) = (
            format_ident!("{prefix}_T{index}"),
            format_ident!("__T{index}"),
        );
        beside.push(quote!(type #local = #ty;));
        inside.push(quote!(#[doc(hidden)] pub type #alias = super::#local;));
    }
    let children = declaration.children.iter().enumerate();
    let children = children.map(|(index, path)| (path, child(index)));
    let parents = declaration.references.iter().enumerate();
    let parents =
        parents.filter_map(|(index, reference)| Some((reference.parent.path()?, parent(index))));
    for (path, alias) in children.chain(parents) {
        // A relative that is less visible than this table is reported where it is named.
        let place = path.span().resolved_at(Span::call_site());
        let alias = Ident::new(&alias.to_string(), place);
        let path = match from_inside(path, place) {
            Inside::Known(path) => quote_spanned!(place=> #path::__table),
            Inside::Perhaps(path) => {
                let local = format_ident!("{prefix}{alias}", span = place);
                let visibility = respanned(&quote!(#visibility), place);
                beside.push(quote_spanned!(place=> #visibility use #path::__table as #local;));
                quote_spanned!(place=> super::#local)
            }
        };
        let inner = respanned(&inner, place);
        inside.push(quote_spanned!(place=> #[doc(hidden)] #inner use #path as #alias;));
    }
    let names: Vec<Ident> = taken
        .iter()
        .filter_map(|name| module_name(name, Span::call_site()))
        .gather();
    let summary = format!("The columns of the table `{}`.", table.name);
    quote! {
        #(
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code, unused_imports)]
            #beside
        )*
        #[doc = #summary]
        #[allow(non_camel_case_types, dead_code, unused_imports, unreachable_pub, unexpected_cfgs)]
        #visibility mod #module {
            #(#inside)*
            // The same without what is hidden, which editors would offer within the crate.
            #[cfg(rust_analyzer)]
            #[doc(hidden)]
            pub mod __columns {
                pub use super::{#(#names),*};
            }
            #[doc(hidden)]
            pub type __Row = super::#row;
            // As visible as the table itself, also where its own name was brought into scope by a private `use`.
            #[doc(hidden)]
            #inner use super::#module as __table;
        }
    }
}

/// The name by which a table's module knows the n-th of its children: module and macro of that table.
pub(crate) fn child(index: usize) -> Ident {
    format_ident!("__child_{index}")
}

/// The name by which a table's module knows the parent that the n-th of its foreign keys refers to by a path.
pub(crate) fn parent(index: usize) -> Ident {
    format_ident!("__parent_{index}")
}

/// What editors show at the column's name.
fn summary(column: &Column, ty: Option<&syn::Type>) -> String {
    fn name(ty: &ColumnType) -> String {
        match ty {
            ColumnType::Builtin(name) => name.clone(),
            ColumnType::User(_) => "a declared type".to_owned(),
            ColumnType::Array(element) => format!("{}[]", name(element)),
        }
    }
    let null = if column.nullable {
        "may be NULL"
    } else {
        "never NULL"
    };
    let rust = ty.map_or_else(String::new, |ty| {
        format!(" `{}` in Rust.", written(&quote!(#ty).to_string()))
    });
    format!(
        "`{}` in PostgreSQL: {}, {null}.{rust}",
        column.name,
        name(&column.ty)
    )
}

/// The text of a type without the spaces that tokens are given.
fn written(tokens: &str) -> String {
    let mut text = String::new();
    for piece in tokens.split(' ') {
        let joined = piece.starts_with([':', '<', '>', ',', ')', ']', ';'])
            || text.is_empty()
            || text.ends_with([':', '<', '(', '[', '&']);
        if !joined {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}

/// The visibility, seen from a module inside: what is private beside the struct is private to `super` there.
fn inner_visibility(visibility: &syn::Visibility) -> TokenStream {
    match visibility {
        syn::Visibility::Public(_) => quote!(pub),
        syn::Visibility::Inherited => quote!(pub(super)),
        syn::Visibility::Restricted(restricted) => {
            let place = restricted.path.span().resolved_at(Span::call_site());
            let (Inside::Known(path) | Inside::Perhaps(path)) =
                from_inside(&restricted.path, place);
            quote!(pub(in #path))
        }
    }
}

/// A path written beside the struct, as it is said from a module inside.
enum Inside {
    /// So.
    Known(TokenStream),
    /// `super::path`, unless it begins with the name of a crate, of which only rustc knows.
    Perhaps(TokenStream),
}

fn from_inside(path: &syn::Path, place: Span) -> Inside {
    let first = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string());
    let absolute =
        path.leading_colon.is_some() || matches!(first.as_deref(), Some("crate" | "$crate"));
    if absolute {
        return Inside::Known(quote!(#path));
    }
    match first.as_deref() {
        Some("self") => {
            let rest = path.segments.iter().skip(1);
            let rest: Vec<&Ident> = rest.map(|segment| &segment.ident).gather();
            Inside::Known(quote_spanned!(place=> super #(::#rest)*))
        }
        Some("super") => Inside::Known(quote_spanned!(place=> super::#path)),
        _ if path.segments.len() == 1 => Inside::Known(quote_spanned!(place=> super::#path)),
        _ => Inside::Perhaps(quote!(#path)),
    }
}

/// The same tokens at another place.
fn respanned(tokens: &TokenStream, place: Span) -> TokenStream {
    let respan = |mut token: TokenTree| {
        token.set_span(place);
        token
    };
    tokens.clone().into_iter().map(respan).collect()
}
