//! `sd_query!` and `sd_query_as!`: from the call to the expansion, in two steps with the tables' macros between.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use softdelete_compiler::ast::Name;
use softdelete_compiler::catalog::describe::{Added, Description, decode_table};
use softdelete_compiler::catalog::{Schema, Table};
use softdelete_compiler::compile::{self, Follows, Options};
use softdelete_compiler::diagnostic::{Diagnostic, declaration, name, syntax, types};
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::token::{Token, TokenKind};

use crate::attributes::ident_text;
use crate::describing;
use crate::expand::{self, Declared, Into};
use crate::report::{Mistake, Mistakes};
use crate::table::read::module_name;
use crate::tokens::{self, Statement};
use crate::words::Range;

pub(crate) mod others;
pub(crate) mod relatives;

use relatives::Family;

/// What `sd_query!(statement)` expands to: a call that gathers the descriptions of the statement's tables.
pub(crate) fn sd_query(input: TokenStream) -> TokenStream {
    gather(&quote!({}), input)
}

/// What `sd_query_as!(Struct, statement)` expands to.
pub(crate) fn sd_query_as(input: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = input.into_iter().gather();
    let comma = tokens
        .iter()
        .position(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','));
    let (path, statement): (TokenStream, TokenStream) = match comma {
        Some(comma) => (
            tokens[..comma].iter().cloned().collect(),
            tokens[comma + 1..].iter().cloned().collect(),
        ),
        None => (TokenStream::new(), tokens.into_iter().collect()),
    };
    if syn::parse2::<syn::Path>(path.clone()).is_err() {
        let mut mistakes = Mistakes::default();
        let place = if path.is_empty() { statement } else { path };
        mistakes.push(
            Mistake::new(
                &declaration::MALFORMED,
                place,
                "`sd_query_as!` begins with the struct that its rows become",
            )
            .help("write `sd_query_as!(Struct, select …)`"),
        );
        return expand::expand_mistakes(&mistakes);
    }
    gather(&quote!({#path}), statement)
}

fn gather(target: &TokenStream, input: TokenStream) -> TokenStream {
    let statement = tokens::read(input.clone());
    let names = names(&statement);
    // A name that Rust cannot say is nothing declared; the compiler says so.
    let tables: Vec<Ident> = names
        .tables
        .iter()
        .filter_map(|name| module_name(&name.text, statement.place(name.span).0))
        .gather();
    let others = others::written(&names, &statement);
    // The statement is kept in a group of its own, whatever tokens it is made of.
    let statement = TokenTree::Group(Group::new(Delimiter::Brace, input));
    let payload = quote!(#target {#(#tables)*} {#others} #statement);
    let paths: Vec<TokenStream> = tables.iter().map(|table| quote!(#table)).gather();
    if paths.is_empty() {
        return finish_with(&[], &payload);
    }
    describing::expand_call(&paths, &quote!(::softdelete::__private::__query), &payload)
}

/// The names of the statement that something declared stands for.
fn names(statement: &Statement) -> compile::Names {
    let mut names = compile::names(&statement.source);
    if !names.errors.is_empty() {
        let more = Range::of(&statement.source.tokens).tables().into_iter();
        let more: Vec<Name> = more.filter(|name| !names.tables.contains(name)).gather();
        names.tables.extend(more);
    }
    // An editor compares the expansion of what was written with that of what could be written: mistakes must not change the order.
    names.tables.sort_by_key(|name| name.span.start);
    names
}

/// What the last table's macro calls: compiles the statement.
pub(crate) fn finish(input: TokenStream) -> TokenStream {
    let gathered = describing::read(input);
    finish_with(&gathered.descriptions, &gathered.payload)
}

fn finish_with(descriptions: &[String], payload: &TokenStream) -> TokenStream {
    let groups: Vec<TokenStream> = payload
        .clone()
        .into_iter()
        .filter_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream()),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
        })
        .gather();
    let mut groups = groups.into_iter();
    let target = groups.next().unwrap_or_default();
    let tables = groups.next().unwrap_or_default();
    let others = groups.next().unwrap_or_default();
    let statement = tokens::read(groups.next().unwrap_or_default());
    let mut mistakes = Mistakes::default();
    let mut remaining = descriptions.iter();
    let (mut schema, mut declared) = declare(tables, &mut remaining, &mut mistakes);
    // What the tables brought along is not asked for again.
    let others = others::unknown(others, &schema, &declared);
    if !others.is_empty() && remaining.len() == 0 {
        return describing::expand_further_call(
            descriptions,
            &others.iter().map(others::Named::path).gather(),
            &quote!(::softdelete::__private::__query),
            payload,
        );
    }
    let before = mistakes.is_empty();
    let paths = others::add(&others, &mut schema, &mut remaining, &mut mistakes);
    let refused = before && !mistakes.is_empty();
    let changes = changes(&statement, &schema);
    let mut family = Family::new(&mut schema, &mut declared, changes);
    let missing = family.gather(&mut remaining);
    if !missing.is_empty() {
        return describing::expand_further_call(
            descriptions,
            &missing,
            &quote!(::softdelete::__private::__query),
            payload,
        );
    }
    if let Some(path) = family.broken() {
        mistakes.push(unreadable_relative(&path));
    }
    let mut outcome = compile::compile(&statement.source, &schema, &Options::default());
    // What was refused under its name is not said to be unknown as well.
    let unknown = [&name::UNKNOWN_FUNCTION, &types::UNKNOWN_TYPE];
    outcome
        .errors
        .retain(|error| !refused || !unknown.contains(&error.entry));
    let lexical = statement.errors.iter().cloned();
    report(
        lexical.chain(std::mem::take(&mut outcome.errors)),
        &statement,
        &mut mistakes,
    );
    let into = if target.is_empty() {
        Into::Own
    } else {
        Into::Struct(target)
    };
    expand::expand(
        &expand::Input {
            statement: &statement,
            schema: &schema,
            declared: &declared,
            paths: &paths,
            into,
        },
        &outcome,
        &mut mistakes,
    )
}

/// The schema of the statement's tables, and how the expansion names them.
fn declare(
    tables: TokenStream,
    descriptions: &mut std::slice::Iter<'_, String>,
    mistakes: &mut Mistakes,
) -> (Schema, Vec<Declared>) {
    let mut schema = Schema::default();
    let mut declared = Vec::new();
    for module in tables {
        let (TokenTree::Ident(module), Some(text)) = (module, descriptions.next()) else {
            continue;
        };
        let name = ident_text(&module);
        let description = decode_table(text).unwrap_or_else(|error| {
            mistakes.push(
                Mistake::new(
                    &declaration::DESCRIPTION,
                    &module,
                    format!("`{name}` cannot be used as a table: {error}"),
                )
                .help("name something that `#[derive(Table)]` declared"),
            );
            Description::default()
        });
        let Added { table: _, types } = schema.add(description, &name);
        let module = quote!(#module);
        declared.push(Declared { module, types });
    }
    (schema, declared)
}

/// A statement that follows relations needs all of them.
pub(crate) fn unreadable_relative(path: &str) -> Mistake {
    Mistake::at(
        &declaration::DESCRIPTION,
        Span::call_site(),
        format!("the relative `{path}` cannot be used as a table: it was declared by another version of this library, or is none"),
    )
    .help("name something that `#[derive(Table)]` declared")
}

/// The tables whose rows the statement deletes, restores or erases, and which of their relatives that is about.
fn changes(statement: &Statement, schema: &Schema) -> Vec<(usize, Follows)> {
    // Most statements only read: the grammar is looked at once more only for the others.
    let changes = |token: &Token| match &token.kind {
        TokenKind::Word(word) => ["delete", "restore", "erase"]
            .iter()
            .any(|verb| word.eq_ignore_ascii_case(verb)),
        _ => false,
    };
    let relatives = |table: &Table| !table.children.is_empty() || !table.references.is_empty();
    if !schema.tables.iter().any(relatives) || !statement.source.tokens.iter().any(changes) {
        return Vec::new();
    }
    let named = |name: &str| {
        let mut tables = schema.tables.iter();
        tables.position(|table| table.local_name == name)
    };
    compile::changes(&statement.source)
        .into_iter()
        .filter_map(|change| Some((named(&change.table.text)?, change.follows)))
        .gather()
}

/// The compiler's diagnostics at the user's tokens; none twice.
fn report(found: impl Iterator<Item = Diagnostic>, statement: &Statement, mistakes: &mut Mistakes) {
    // What is no token of SQL text is left out, so that the grammar stumbles there once more.
    let stumbles = |diagnostic: &Diagnostic| {
        let grammar = [&syntax::UNEXPECTED, &syntax::UNEXPECTED_END].contains(&diagnostic.entry);
        let mut before = statement.errors.iter().map(|error| error.span.start);
        grammar && statement.is_text() && before.any(|start| start <= diagnostic.span.start)
    };
    let found = found.filter(|diagnostic| !stumbles(diagnostic));
    for diagnostic in found {
        let place = statement.place(diagnostic.span);
        let excerpt = statement.excerpt(diagnostic.span);
        let mistake =
            Mistake::between(diagnostic.entry, place, diagnostic.message).excerpt(excerpt);
        mistakes.push(match diagnostic.help {
            Some(help) => mistake.help(help),
            None => mistake,
        });
    }
}
