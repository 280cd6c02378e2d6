//! Column references as type paths, through which editors hover, complete and jump.

use proc_macro2::TokenStream;
use quote::quote;
use softdelete_compiler::compile::Reference;

use super::Input;
use crate::table::read::module_name;

/// The references, for editors alone: rustc would spend time on them, and complain of an unknown column once more.
pub(super) fn expand(input: &Input<'_>, references: &[Reference]) -> TokenStream {
    let types = references.iter().filter_map(|reference| {
        let module = &input.declared.get(reference.table)?.module;
        let column = module_name(&reference.name, input.statement.place(reference.span).1)?;
        Some(quote!(#module::#column))
    });
    let types: Vec<_> = types.collect();
    if types.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(rust_analyzer)]
            const _: fn() = || { #(let _: #types;)* };
        };
    }
}
