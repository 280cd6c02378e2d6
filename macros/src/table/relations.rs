//! That parents and children know of each other.
//!
//! A deletion follows `children(…)` downwards, so a child that its parent does not list would be left behind. Neither
//! derive sees the other's struct; each states its half as a trait impl and demands the other's.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::declaration::Declaration;
use super::read::module_name;

/// The checks, in the scope of the struct, where the paths mean what they say.
///
/// After another mistake (`sound` is false) nothing is demanded, as the halves may be incomplete because of it.
pub(crate) fn expand(declaration: &Declaration, sound: bool) -> TokenStream {
    let row = &declaration.row;
    let children = declaration.children.iter().map(|path| {
        let demand = sound.then(|| quote_spanned!(path.span()=> refers::<#path::__Row>()));
        quote! {
            const _: () = {
                impl ::softdelete::__private::ListsChild<#path::__Row> for #row {}
                #[allow(dead_code)]
                const fn refers<C: ::softdelete::__private::RefersTo<#row>>() {}
                #demand
            };
        }
    });
    let mut seen = Vec::new();
    let parents = declaration.references.iter().filter_map(|reference| {
        let path = reference.parent.path()?;
        let columns = reference
            .columns
            .iter()
            .filter_map(|(column, place)| module_name(column, *place));
        let text = path.to_token_stream().to_string();
        // Two columns may refer to one parent; that it is referred to is said once.
        let statement = (!seen.contains(&text)).then(|| {
            let demand = sound.then(|| quote_spanned!(path.span()=> listed::<#path::__Row>()));
            quote! {
                impl ::softdelete::__private::RefersTo<#path::__Row> for #row {}
                #[allow(dead_code)]
                const fn listed<P: ::softdelete::__private::ListsChild<#row>>() {}
                #demand
            }
        });
        seen.push(text);
        Some(quote! {
            const _: () = {
                #[allow(dead_code)]
                type Target = (#(#path::#columns,)*);
                #statement
            };
        })
    });
    quote!(#(#children)* #(#parents)*)
}
