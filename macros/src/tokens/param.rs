//! Parameters: the Rust expression after a `$`.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// The expression of a parameter in SQL text, all of it at the place of the string that holds it.
pub(super) fn from_text(text: &str, place: Span) -> Option<TokenStream> {
    let tokens: TokenStream = text.parse().ok()?;
    match syn::parse2::<syn::Expr>(tokens.clone()) {
        Ok(_) => {}
        // Blocks, `if`, `match` and closures are Rust's business: to read them, `syn` would have to be twice its size.
        Err(error) if error.to_string().contains("full") => {}
        Err(_) => return None,
    }
    Some(at(tokens, place))
}

fn at(tokens: TokenStream, place: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| {
            let mut token = match token {
                TokenTree::Group(group) => {
                    TokenTree::Group(Group::new(group.delimiter(), at(group.stream(), place)))
                }
                token => token,
            };
            token.set_span(place);
            token
        })
        .collect()
}
