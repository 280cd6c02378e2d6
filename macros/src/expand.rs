//! What a compiled statement becomes: an expression of type `Query<'_, Row, N>`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use softdelete_compiler::catalog::Schema;
use softdelete_compiler::compile::{Compiled, Outcome};
use softdelete_compiler::gather::Gather as _;

use crate::code::Code;
use crate::report::Mistakes;
use crate::tokens::Statement;

mod choice;
mod editor;
mod param;
mod row;
pub(crate) mod statement;
mod value;

/// What the expansion is made from, beside what the compiler says.
pub(crate) struct Input<'a> {
    /// The statement as written.
    pub(crate) statement: &'a Statement,
    /// Its tables and their types.
    pub(crate) schema: &'a Schema,
    /// How to name them, by index into [`Schema::tables`].
    pub(crate) declared: &'a [Declared],
    /// Where to find user-declared types that no table of the statement has, by index into [`Schema::types`].
    pub(crate) paths: &'a [(usize, TokenStream)],
    /// What the rows become.
    pub(crate) into: Into,
}

/// How the expansion reaches a declared table.
pub(crate) struct Declared {
    /// The path of its module, as it is said at the statement.
    pub(crate) module: TokenStream,
    /// For each user-declared type of its columns, the index into [`Schema::types`]; the n-th is `module::__Tn`.
    pub(crate) types: Vec<usize>,
}

/// What rows become.
pub(crate) enum Into {
    /// The table's struct or one of the statement's own.
    Own,
    /// The struct at this path.
    Struct(TokenStream),
}

/// Expands a statement with whatever mistakes were found in it.
pub(crate) fn expand(input: &Input<'_>, outcome: &Outcome, mistakes: &mut Mistakes) -> TokenStream {
    let row = row::expand(input, outcome, mistakes);
    let params = outcome
        .statement
        .as_ref()
        .map(|statement| param::expand(input, statement, mistakes));
    let editor = editor::expand(input, &outcome.references);
    match (&outcome.statement, params) {
        (Some(compiled), Some(params)) if mistakes.is_empty() => {
            let row::Row { items, ty, decode } = row;
            let mut typed = Code::from("{");
            typed.code(items);
            let statement = registered_static(&mut typed, input, compiled, outcome);
            typed
                .text("::softdelete::__private::Typed::<")
                .code(ty)
                .text(">::decoded(&")
                .text(&statement)
                .text(",")
                .code(decode)
                .text(")}");
            let typed = typed.finish();
            let taken = choice::taken(input);
            let query = if taken.is_empty() {
                quote!(::softdelete::__private::Query::new(#typed, [#params]))
            } else {
                quote!(::softdelete::__private::Query::choosing(#typed, [#params], &[#(#taken),*]))
            };
            let query = choice::around(input, compiled, query, mistakes);
            editor::before(&editor, &query)
        }
        _ => editor::before(&editor, &expand_failed(input, &row, mistakes)),
    }
}

/// Mistakes that leave nothing to expand.
pub(crate) fn expand_mistakes(mistakes: &Mistakes) -> TokenStream {
    let errors = mistakes.to_compile_errors();
    quote!({ #(#errors;)* })
}

/// After a mistake the expression has a type that rustc knows to come from an error, so that it says nothing of its own about what is
/// done with the query. Editors are given the type as far as it is known, and go on.
fn expand_failed(input: &Input<'_>, row: &row::Row, mistakes: &Mistakes) -> TokenStream {
    let errors = mistakes.to_compile_errors();
    let (first, rest) = errors.split_first().expect("there is a mistake");
    let items = row.items.clone().finish();
    let ty = row.ty.clone().finish();
    // Mistakes in the parameters' own expressions are reported as well.
    let params = input.statement.params.iter();
    let params = params.zip(&input.statement.source.params);
    // Those in an arm may be made of what its pattern binds.
    let params = params.filter(|(_, written)| written.arm.is_none());
    let params = params.map(|(expression, _)| expression);
    quote! {
        {
            #[allow(unexpected_cfgs)]
            let query = {
                #[cfg(not(rust_analyzer))]
                let query = #first;
                #[cfg(rust_analyzer)]
                let query = {
                    #items
                    let query: ::softdelete::__private::Query<'_, #ty, 0> = ::core::unreachable!();
                    query
                };
                query
            };
            #(#rest;)*
            #(let _ = &#params;)*
            query
        }
    }
}

/// The statement as an expression to refer to. A reference to the value itself lives as long as one to a static, but `cargo check` need
/// not evaluate it, which is a tenth of what a statement costs; only what has to be found in the binary is an item.
fn registered_static(
    code: &mut Code,
    input: &Input<'_>,
    compiled: &Compiled,
    outcome: &Outcome,
) -> String {
    let columns = outcome.row.columns.iter();
    let columns: Vec<&str> = columns.map(|column| column.name.as_str()).gather();
    let value = statement::text(input.schema, compiled, &columns);
    let results = || statement::results(input.schema, &outcome.row.columns);
    let item = registered(|| {
        format!(
            "Statement {{ statement: &STATEMENT, results: {:?} }}",
            results()
        )
    });
    if item.is_empty() {
        return value;
    }
    code.text("static STATEMENT: ::softdelete::__private::Statement = ")
        .text(&value)
        .text(";")
        .text(&item);
    "STATEMENT".to_owned()
}

/// The item by which something can be found and compared with a database; nothing for programs that do not ask for it, as it costs
/// compile time. Our own tests look at what is there at most.
pub(crate) fn registered(what: impl FnOnce() -> String) -> String {
    if cfg!(any(test, feature = "testing")) {
        format!("::softdelete::__private::register! {{ {} }}", what())
    } else {
        String::new()
    }
}

/// Tokens of ours at a place of the user's, so that rustc reports there what it finds wrong with them.
fn at(place: Span) -> Span {
    place.resolved_at(Span::call_site())
}

/// The same for a call whose types rustc infers. What it reports is about such a `_`, or the call from its first to its last token; the
/// names stay where no editor takes them for the meaning of the user's word.
fn underlined(place: Span, tokens: TokenStream) -> TokenStream {
    let moved = |mut token: TokenTree| {
        let marked = match &token {
            // An editor takes `?` for a word of its own.
            TokenTree::Punct(punct) => punct.as_char() != '?',
            TokenTree::Group(_) => true,
            // The type that rustc infers, and blames.
            TokenTree::Ident(ident) => ident == "_",
            TokenTree::Literal(_) => false,
        };
        if marked {
            token.set_span(place);
        }
        token
    };
    tokens.into_iter().map(moved).collect()
}
