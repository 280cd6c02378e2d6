//! Macros that hand on a description: how `sd_query!` learns of tables, and `#[derive(Table)]` of the types of its columns.
//!
//! A macro sees only its own tokens. So whoever needs descriptions expands to a call of the first describing macro, with
//! the paths of the others and a continuation. Each puts its description (one string literal) at the end of those gathered
//! and calls the next; the last one calls the continuation with all of them and the payload. As a describing macro calls the
//! next one itself, a table is one step of rustc's recursion limit.
//!
//! ```text
//! users! { {} [[orders] [crate::shop::items]] {::softdelete::__private::__query} {payload} }
//! orders! { {"users…"} [[crate::shop::items]] {::softdelete::__private::__query} {payload} }
//! crate::shop::items! { {"users…" "orders…"} [] {::softdelete::__private::__query} {payload} }
//! ::softdelete::__private::__query! { {"users…" "orders…" "items…"} {payload} }
//! ```
//!
//! The macro is reached as an item of the module it was declared in, by the table's name. `#[macro_export]` puts it at the
//! root of the crate as well, where two tables of one name would meet, so its real name is made unique there.

use softdelete_compiler::gather::Gather as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::plain;

/// A macro by the name of `name`, as visible as `visibility`, that hands on `description`.
pub(crate) fn expand_macro(
    name: &Ident,
    visibility: &syn::Visibility,
    unique: &Ident,
    description: &str,
) -> TokenStream {
    // Only a macro that other crates may use needs a place at the root of its crate.
    let export = matches!(visibility, syn::Visibility::Public(_)).then(|| quote!(#[macro_export]));
    let name = expand_name(name, visibility, unique);
    quote! {
        #[doc(hidden)]
        #export
        #[allow(unused_macros)]
        macro_rules! #unique {
            ({$($done:tt)*} [[$($next:tt)*] $($rest:tt)*] $($then:tt)*) => {
                $($next)*! { {$($done)* #description} [$($rest)*] $($then)* }
            };
            ({$($done:tt)*} [] {$($finish:tt)*} $payload:tt) => {
                $($finish)*! { {$($done)* #description} $payload }
            };
        }
        #name
    }
}

/// Another name of a describing macro in the module of its declaration.
pub(crate) fn expand_name(
    name: &Ident,
    visibility: &syn::Visibility,
    unique: &Ident,
) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(unused_imports)]
        #visibility use #unique as #name;
    }
}

/// A call that gathers the descriptions behind `paths` for `finish`.
pub(crate) fn expand_call(
    paths: &[TokenStream],
    finish: &TokenStream,
    payload: &TokenStream,
) -> TokenStream {
    expand_further_call(&[], paths, finish, payload)
}

/// The same once more: a call that gathers more descriptions, after those that are there.
pub(crate) fn expand_further_call(
    descriptions: &[String],
    paths: &[TokenStream],
    finish: &TokenStream,
    payload: &TokenStream,
) -> TokenStream {
    let Some((first, rest)) = paths.split_first() else {
        return quote!(#finish! { {#(#descriptions)*} {#payload} });
    };
    quote!(#first! { {#(#descriptions)*} [#([#rest])*] {#finish} {#payload} })
}

/// What a continuation is called with.
pub(crate) struct Gathered {
    /// The descriptions in the order of the paths.
    pub(crate) descriptions: Vec<String>,
    /// The payload.
    pub(crate) payload: TokenStream,
}

/// Reads what [`expand_call`] made in the end.
pub(crate) fn read(input: TokenStream) -> Gathered {
    let mut groups = input.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    let descriptions = groups
        .next()
        .unwrap_or_default()
        .into_iter()
        .filter_map(string)
        .gather();
    Gathered {
        descriptions,
        payload: groups.next().unwrap_or_default(),
    }
}

/// The text of a string literal.
pub(crate) fn string(token: TokenTree) -> Option<String> {
    if let TokenTree::Literal(literal) = &token
        && let Some(text) = plain::string(&literal.to_string())
    {
        return Some(text.to_owned());
    }
    syn::parse2::<syn::LitStr>(token.into())
        .ok()
        .map(|literal| literal.value())
}

/// A name for the macro at the root of the crate, which differs for every declaration: the place of the declaration is part
/// of it, and of what a `macro_rules!` made of the place.
pub(crate) fn unique_name(name: &Ident, declaration: &TokenStream) -> Ident {
    let mut hasher = DefaultHasher::new();
    declaration.to_string().hash(&mut hasher);
    let mut places = |span: Span| format!("{span:?}").hash(&mut hasher);
    places(name.span());
    places(Span::call_site());
    let name = name.to_string();
    format_ident!(
        "__softdelete_{}_{:016x}",
        name.strip_prefix("r#").unwrap_or(&name),
        hasher.finish()
    )
}
