//! What editors are given beside the query: the words of the statement as paths of Rust, through which they complete, hover and jump.
//!
//! ```text
//! let _: users::__columns::id;        // a column, at the user's word; `users` stands at its qualifier
//! let _: users::__columns::emai;      // one that is still being typed
//! let _: users::__columns::__;        // no column
//! let _: orders::__columns::user_id;
//! let _: orders::__columns::__;
//! let _ = &user.email;                // a parameter
//! ```
//!
//! To complete a word, rust-analyzer puts a word of its own at the cursor, expands both statements, and looks for the place of that
//! word in the expansion of what was really written, by its distance from the beginning. So all this comes before anything that a
//! mistake changes; it is told by the words alone where the grammar fails; and columns are sorted by their table, and followed by a
//! path to none: wherever a column is missing, another path of its table stands.
//!
//! `__columns` is there for editors alone, and holds nothing but columns, so that nothing else is offered.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use softdelete_compiler::compile::Reference;
use softdelete_compiler::span;

use super::{Input, choice};
use crate::code::is_rustc;
use crate::table::read::module_name;
use crate::words::{Column, Range, columns, qualifier, word};

/// Puts it before the query. A tuple, because what is borrowed in a block of its own would not live as long as the query.
pub(super) fn before(editor: &TokenStream, query: &TokenStream) -> TokenStream {
    if editor.is_empty() {
        return query.clone();
    }
    quote!((#editor, #query).1)
}

/// What comes before the query, for editors alone: rustc would complain of an unknown column once more.
pub(super) fn expand(input: &Input<'_>, references: &[Reference]) -> TokenStream {
    // A string has no words to jump from.
    if input.statement.is_text() || is_rustc() {
        return TokenStream::new();
    }
    let types = types(input, references);
    let params = choice::for_editors(input);
    if types.is_empty() && params.is_empty() {
        return TokenStream::new();
    }
    quote! {
        {
            #[allow(unexpected_cfgs)]
            let () = {
                #[cfg(rust_analyzer)]
                {
                    #(let _: #types;)*
                    #params
                }
            };
        }
    }
}

fn types(input: &Input<'_>, references: &[Reference]) -> Vec<TokenStream> {
    let tokens = &input.statement.source.tokens;
    let range = Range::of(tokens);
    let mut found = columns(tokens, &range, input.schema);
    // The compiler knows better, where it came that far.
    for reference in references {
        let at = reference.span.start as usize;
        let known = Column {
            table: reference.table,
            at,
            qualifier: qualifier(tokens, at),
        };
        match found.binary_search_by_key(&at, |column| column.at) {
            Ok(index) => found[index] = known,
            Err(index) => found.insert(index, known),
        }
    }
    found.sort_by_key(|column| column.table);
    let mut found = found.into_iter().peekable();
    let mut types = Vec::new();
    for (table, declared) in input.declared.iter().enumerate() {
        let places = range.places(&input.schema.tables[table].local_name);
        let Some(here) = places.first().map(|at| place(input, *at)) else {
            continue;
        };
        while let Some(column) = found.next_if(|column| column.table == table) {
            let module = column.qualifier.map_or(here, |at| place(input, at));
            let module = respanned(&declared.module, module);
            let text = word(tokens, column.at);
            if let Some(name) = text.and_then(|text| module_name(text, place(input, column.at))) {
                types.push(quote!(#module::__columns::#name));
            }
        }
        for at in places {
            let module = respanned(&declared.module, place(input, at));
            types.push(quote!(#module::__columns::__));
        }
    }
    types
}

/// The user's token.
fn place(input: &Input<'_>, at: usize) -> Span {
    let at = u32::try_from(at).unwrap_or(u32::MAX - 1);
    input.statement.place(span::Span::new(at, at + 1)).0
}

fn respanned(tokens: &TokenStream, place: Span) -> TokenStream {
    let respan = |mut token: TokenTree| {
        token.set_span(place);
        token
    };
    tokens.clone().into_iter().map(respan).collect()
}
