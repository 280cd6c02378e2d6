//! `sd_ddl!`: what the database itself can hold of the rules of soft deletion, for the tables that are named.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use softdelete_compiler::catalog::Schema;
use softdelete_compiler::catalog::describe::{Added, decode_table};
use softdelete_compiler::compile::Follows;
use softdelete_compiler::ddl::{self, Options};
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;

use crate::attributes::{comma_separated, ident_text};
use crate::describing;
use crate::expand::Declared;
use crate::query::relatives::Family;
use crate::query::unreadable_relative;
use crate::report::{Mistake, Mistakes};

/// What `sd_ddl!(users, orders)` expands to: a call that gathers the descriptions of the tables.
pub(crate) fn sd_ddl(input: &TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let tables = read(input, &mut mistakes);
    if tables.is_empty() && mistakes.is_empty() {
        mistakes.push(
            Mistake::new(
                &declaration::MALFORMED,
                input,
                "`sd_ddl!` takes the tables that statements are to be made for",
            )
            .help("write `sd_ddl!(users, crate::shop::orders)`"),
        );
    }
    if !mistakes.is_empty() {
        return expand(&[], &mistakes);
    }
    let paths: Vec<TokenStream> = tables.iter().map(ToTokens::to_token_stream).gather();
    describing::expand_call(&paths, &quote!(::softdelete::__private::__ddl), input)
}

/// The paths of the tables.
fn read(input: &TokenStream, mistakes: &mut Mistakes) -> Vec<syn::Path> {
    let mut tables = Vec::new();
    for part in comma_separated(input) {
        let part: TokenStream = part.into_iter().collect();
        match syn::parse2::<syn::Path>(part.clone()) {
            Ok(path) => tables.push(path),
            Err(_) => mistakes.push(
                Mistake::new(
                    &declaration::MALFORMED,
                    part,
                    "`sd_ddl!` takes the paths of tables",
                )
                .help("write `sd_ddl!(users, crate::shop::orders)`"),
            ),
        }
    }
    tables
}

/// What the last table's macro calls: makes the statements, once it is known which foreign key means which table.
pub(crate) fn finish(input: TokenStream) -> TokenStream {
    let gathered = describing::read(input);
    let mut mistakes = Mistakes::default();
    let tables = read(&gathered.payload, &mut mistakes);
    let mut texts = gathered.descriptions.iter();
    let mut schema = Schema::default();
    let mut declared = Vec::new();
    for (path, text) in tables.iter().zip(texts.by_ref()) {
        let name = path
            .segments
            .last()
            .map(|segment| ident_text(&segment.ident));
        match decode_table(text) {
            Ok(description) => {
                let Added { table: _, types } = schema.add(description, &name.unwrap_or_default());
                let module = path.to_token_stream();
                declared.push(Declared { module, types });
            }
            Err(error) => mistakes.push(
                Mistake::new(
                    &declaration::DESCRIPTION,
                    path,
                    format!("this cannot be used as a table: {error}"),
                )
                .help("name something that `#[derive(Table)]` declared"),
            ),
        }
    }
    if !mistakes.is_empty() {
        return expand(&[], &mistakes);
    }
    let named = schema.tables.len();
    let roots = (0..named).map(|table| (table, Follows::Parents)).gather();
    let mut family = Family::new(&mut schema, &mut declared, roots);
    let missing = family.gather(&mut texts);
    if !missing.is_empty() {
        return describing::expand_further_call(
            &gathered.descriptions,
            &missing,
            &quote!(::softdelete::__private::__ddl),
            &gathered.payload,
        );
    }
    if let Some(path) = family.broken() {
        mistakes.push(unreadable_relative(&path));
    }
    forget_relatives(&mut schema, named);
    let made = ddl::all(&schema, &Options::default());
    let made: Vec<String> = made.into_iter().map(|statement| statement.sql).gather();
    expand(&made, &mistakes)
}

/// Statements are made for the tables that are named; a foreign key to another one is left alone.
fn forget_relatives(schema: &mut Schema, named: usize) {
    let known = |table: Option<usize>| table.filter(|table| *table < named);
    schema.tables.truncate(named);
    for table in &mut schema.tables {
        for child in &mut table.children {
            child.table = known(child.table);
        }
        for key in &mut table.references {
            key.parent = known(key.parent);
        }
    }
}

fn expand(statements: &[String], mistakes: &Mistakes) -> TokenStream {
    let errors = mistakes.to_compile_errors();
    quote! {
        {
            #(#errors;)*
            const STATEMENTS: &[&::core::primitive::str] = &[#(#statements),*];
            STATEMENTS
        }
    }
}
