//! `sql_function!`: functions, aggregates and operators of the database, declared by the heads of their CREATE commands.
//!
//! Each name becomes a macro that hands on a description of all functions of that name, as a table's does, and a module of the same
//! name that documentation shows and through which statements reach the Rust types of arguments and results.

mod group;
pub(crate) mod read;

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use softdelete_compiler::catalog::describe::{
    DecodeError, DescribedType, Functions, Types, decode_table, decode_type, encode_functions,
};
use softdelete_compiler::gather::Gather as _;
use syn::ext::IdentExt;

use crate::code::Code;
use crate::describing;
use crate::expand::registered;
use crate::report::Mistakes;
use crate::table::described_type;
use group::Group;

/// What the macro expands to. A name waits only for the types that itself needs to have described themselves, so that a table may list
/// an operator beside whose function others are declared that take rows of that table.
pub(crate) fn sql_function(input: &TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let call = read::read(input, &mut mistakes);
    let errors = mistakes.to_compile_errors();
    let groups = group::of(&call);
    let groups = groups.iter().map(|group| {
        if group.types.is_empty() {
            return expand_group(group, Vec::new(), input);
        }
        let paths: Vec<TokenStream> = group.types.iter().map(|ty| quote!(#ty)).gather();
        let (name, written) = (&group.name, group.written(&call));
        describing::expand_call(
            &paths,
            &quote!(::softdelete::__private::__function),
            &quote!(#name #written),
        )
    });
    quote!(#(#errors)* #(#groups)*)
}

/// What the last type's macro calls: the functions of one name, once their types have described themselves.
pub(crate) fn finish(input: TokenStream) -> TokenStream {
    let gathered = describing::read(input);
    let mut payload = gathered.payload.into_iter();
    let Some(TokenTree::Ident(name)) = payload.next() else {
        return TokenStream::new();
    };
    let written: TokenStream = payload.collect();
    // The mistakes in it were reported before.
    let call = read::read(&written, &mut Mistakes::default());
    let Some(group) = group::of(&call)
        .into_iter()
        .find(|group| group.name == name)
    else {
        return TokenStream::new();
    };
    let mut mistakes = Mistakes::default();
    let described = gathered.descriptions.iter().zip(&group.types);
    let types = described
        .map(|(text, ident)| {
            let row = match decode_type(text) {
                Err(DecodeError::Kind(kind)) if kind == "table" => decode_table(text).ok(),
                Ok(_) | Err(_) => None,
            };
            match row {
                Some(table) => table.into_row_type(),
                None => described_type(text, &quote!(#ident), &mut mistakes),
            }
        })
        .gather();
    let rest = expand_group(&group, types, &written);
    let errors = mistakes.to_compile_errors();
    quote!(#(#errors)* #rest)
}

fn expand_group(
    group: &Group<'_>,
    described: Vec<DescribedType>,
    input: &TokenStream,
) -> TokenStream {
    let Group {
        name,
        visibility,
        docs,
        types,
        functions,
        operators,
        heads: _,
    } = group;
    let prefix = format_ident!("__softdelete_function_{}", name.unraw());
    let (mut beside, mut inside) = (Vec::new(), Vec::new());
    for (index, ty) in types.iter().enumerate() {
        let (local, alias) = (
            format_ident!("{prefix}_T{index}"),
            format_ident!("__T{index}"),
        );
        beside.push(quote!(type #local = #ty;));
        inside.push(quote!(#[doc(hidden)] pub type #alias = super::#local;));
    }
    let text = encode_functions(&Functions {
        functions: functions.clone(),
        operators: operators.clone(),
        types: Types::of(described),
    });
    let unique = describing::unique_name(name, input);
    let describing = describing::expand_macro(name, visibility, &unique, &text);
    let registered = Code::from(registered(|| {
        format!("Functions {{ description: {text:?} }}")
    }))
    .finish();
    quote! {
        #(
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code)]
            #beside
        )*
        #(#[doc = #docs])*
        #[allow(non_snake_case, non_camel_case_types, dead_code, unreachable_pub)]
        #visibility mod #name {
            #(#inside)*
        }
        #describing
        #registered
    }
}
