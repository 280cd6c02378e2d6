//! What a table gets once its family is known: the statements that work by key and those of purge, and what only both ends of a
//! relation together can tell.
//!
//! The family is gathered as for a statement that restores, in rounds. Whatever is wrong with a relative is its own derive's to
//! say: where the family does not allow such statements, the table has none, and who uses them is told by the trait.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use softdelete_compiler::catalog::describe::{Added, decode_table};
use softdelete_compiler::catalog::{Reference, Schema, Table};
use softdelete_compiler::compile::{
    self, Compiled, Follows, History, Manager, Purge, PurgeTable, StatementKind,
};
use softdelete_compiler::diagnostic::declaration as entries;
use softdelete_compiler::gather::Gather as _;
use syn::spanned::Spanned;

use super::declaration::Declaration;
use super::expand::marker;
use super::read::ends;
use crate::code::Code;
use crate::describing;
use crate::expand::statement::{self, Parts, option};
use crate::expand::{Declared, registered};
use crate::query::relatives::Family;
use crate::report::{Mistake, Mistakes};

/// Gathers the family of a sound declaration, of which these descriptions are known, its own first; then expands.
pub(super) fn expand(
    declaration: &Declaration,
    descriptions: &[String],
    input: &TokenStream,
) -> TokenStream {
    let mut texts = descriptions.iter();
    let Some(Ok(own)) = texts.next().map(|text| decode_table(text)) else {
        return TokenStream::new();
    };
    let mut schema = Schema::default();
    let name = own.table.name.clone();
    let Added { table: own, types } = schema.add(own, &name);
    let module = &declaration.module;
    let mut declared = vec![Declared {
        module: quote!(#module),
        types,
    }];
    let follows = match declaration.table.soft_delete {
        Some(_) => Follows::Ancestors,
        None => Follows::Descendants,
    };
    let mut family = Family::new(&mut schema, &mut declared, vec![(own, follows)]);
    let missing = family.gather(&mut texts);
    if !missing.is_empty() {
        return describing::expand_further_call(
            descriptions,
            &missing,
            &quote!(::softdelete::__private::__lifecycle),
            input,
        );
    }
    if family.broken().is_some() {
        return TokenStream::new();
    }
    let mut mistakes = Mistakes::default();
    check_keys(declaration, &schema, own, &mut mistakes);
    let errors = mistakes.to_compile_errors();
    let referring = expand_referring(declaration, &schema, own);
    if !mistakes.is_empty() || declaration.table.soft_delete.is_none() {
        return quote!(#(#errors)* #referring);
    }
    let manager = compile::manager(&schema, own);
    let manager = manager.map(|manager| expand_manager(declaration, &schema, &manager));
    let manager = manager.unwrap_or_default();
    let purge = expand_purge(declaration, &schema, own);
    quote!(#referring #manager #purge)
}

/// Reports foreign keys to columns that are no key of their parent.
fn check_keys(declaration: &Declaration, schema: &Schema, own: usize, mistakes: &mut Mistakes) {
    let tokens = declaration.references.iter();
    for (key, tokens) in schema.tables[own].references.iter().zip(tokens) {
        check_key(key, tokens.place, schema, mistakes);
    }
    // A child of a crate below cannot look at this table itself.
    let children = schema.tables[own].children.iter();
    for (child, path) in children.zip(&declaration.children) {
        let keys = child.table.map(|child| &schema.tables[child].references);
        let named = keys.into_iter().flatten().filter(|key| {
            key.parent == Some(own) && key.table.starts_with('"') && child.table != Some(own)
        });
        for key in named {
            check_key(key, path.span(), schema, mistakes);
        }
    }
}

fn check_key(key: &Reference, place: Span, schema: &Schema, mistakes: &mut Mistakes) {
    let Some(parent) = key.parent.map(|parent| &schema.tables[parent]) else {
        return;
    };
    let columns = key.target.iter().map(|name| parent.column(name));
    let columns: Option<Vec<usize>> = columns.collect();
    let by_path = !key.table.starts_with('"');
    let is_key = match &columns {
        Some(columns) => is_key(parent, columns),
        // rustc says of a path that it leads nowhere.
        None => by_path,
    };
    if !is_key {
        mistakes.push(
            Mistake::at(
                &entries::NOT_A_KEY,
                place,
                format!(
                    "`{}` is neither the primary key of `{}` nor unique in it",
                    key.target.join(", "),
                    parent.name
                ),
            )
            .help("refer to its primary key, or declare `unique` there if the database says so"),
        );
    }
}

fn is_key(table: &Table, columns: &[usize]) -> bool {
    let mut keys = table.unique.iter().chain([&table.primary_key]);
    keys.any(|key| key.len() == columns.len() && columns.iter().all(|it| key.contains(it)))
}

/// A child that names this table as it is in the database cannot say in Rust that it refers here: it is said here.
fn expand_referring(declaration: &Declaration, schema: &Schema, own: usize) -> TokenStream {
    let row = &declaration.row;
    let children = schema.tables[own].children.iter();
    let mut seen = Vec::new();
    let children = children.zip(&declaration.children).filter_map(|(child, path)| {
        let child = child.table.filter(|child| !seen.contains(child))?;
        seen.push(child);
        let keys = schema.tables[child].references.iter();
        let mut here = keys.filter(|key| key.parent == Some(own)).peekable();
        let by_name = here.peek().is_some() && here.all(|key| key.table.starts_with('"'));
        by_name.then(|| quote_spanned!(path.span()=> impl ::softdelete::__private::RefersTo<#row> for #path::__Row {}))
    });
    quote!(#(#children)*)
}

fn expand_manager(declaration: &Declaration, schema: &Schema, manager: &Manager) -> TokenStream {
    let row = &declaration.row;
    let key = &declaration.table.primary_key;
    let fields: Vec<_> = key.iter().map(|index| &declaration.fields[*index]).gather();
    let types = fields.iter().map(|field| {
        let ty = &field.ty;
        // A type that is less visible than the table is reported where it is written.
        let place = ends(ty).0.resolved_at(Span::call_site());
        quote_spanned!(place=> #ty)
    });
    let count = key.len();
    let parts = key.iter().enumerate().map(|(position, index)| {
        let marker = marker(
            &declaration.table.columns[*index].ty,
            &declaration.user_types,
        );
        let ty = &declaration.fields[*index].ty;
        quote!(::softdelete::__private::get::<#marker, #ty>(row, first + #position))
    });
    let (ty, encode, decode) = if count == 1 {
        (
            quote!(#(#types)*),
            quote!(0 => ::softdelete::__private::Encode::encode(key, ty, out),),
            quote!(#(#parts)*),
        )
    } else {
        let positions = (0..count).map(syn::Index::from);
        let numbers = 0..count;
        (
            quote!((#(#types,)*)),
            quote!(#(#numbers => ::softdelete::__private::Encode::encode(&key.#positions, ty, out),)*),
            quote!(::core::result::Result::Ok((#(#parts?,)*))),
        )
    };
    let statements = Code::from(statements(schema, manager, key.len())).finish();
    quote! {
        const _: () = {
            #statements
            #[automatically_derived]
            impl ::softdelete::__private::Lifecycle for #row {
                type Key = #ty;
                const KEY_COLUMNS: ::core::primitive::usize = #count;

                fn statements() -> &'static ::softdelete::__private::Statements {
                    &STATEMENTS
                }

                fn encode_key(
                    key: &Self::Key,
                    column: ::core::primitive::usize,
                    ty: &::softdelete::__private::Type,
                    out: &mut ::softdelete::__private::BytesMut,
                ) -> ::core::result::Result<::softdelete::__private::IsNull, ::softdelete::__private::EncodeError> {
                    match column {
                        #encode
                        _ => ::core::result::Result::Err(::softdelete::__private::no_such_field(column)),
                    }
                }

                fn decode_key(
                    row: &::softdelete::__private::Row,
                    first: ::core::primitive::usize,
                ) -> ::core::result::Result<Self::Key, ::softdelete::__private::Error> {
                    #decode
                }
            }
        };
    }
}

fn statements(schema: &Schema, manager: &Manager, key: usize) -> String {
    let Manager {
        takes_reason,
        takes_reason_to_restore,
        timed,
        delete,
        restore,
        restore_with_parents,
        erase,
        hard_delete,
        hard_delete_before,
        state,
        history,
    } = manager;
    let text = |compiled: &Compiled| statement::text(schema, compiled, &[]);
    let optional = |compiled: &Option<Compiled>| some(compiled.as_ref().map(text));
    let own = &schema.tables[0];
    let names = own.primary_key.iter().take(key);
    let mut columns: Vec<&str> = names
        .map(|index| own.columns[*index].name.as_str())
        .gather();
    let of_history: Vec<&str> = History::COLUMNS.into_iter().chain(columns.clone()).gather();
    columns.push("deleted");
    let history = history.as_ref().map(|History { of_keys, since }| {
        format!(
            "::softdelete::__private::HistoryStatements {{ of_keys: {}, since: {} }}",
            statement::text(schema, of_keys, &of_history),
            statement::text(schema, since, &of_history),
        )
    });
    format!(
        "static STATEMENTS: ::softdelete::__private::Statements = ::softdelete::__private::Statements {{
            takes_reason: {takes_reason},
            delete: {},
            restore: {},
            restore_with_parents: {},
            takes_reason_to_restore: {takes_reason_to_restore},
            erase: {},
            hard_delete: {},
            hard_delete_before: {},
            timed: {timed},
            state: {},
            history: {},
        }};
        {}",
        text(delete),
        text(restore),
        optional(restore_with_parents),
        optional(erase),
        text(hard_delete),
        optional(hard_delete_before),
        statement::text(schema, state, &columns),
        some(history),
        registered(|| "Lifecycle { statements: &STATEMENTS }".to_owned()),
    )
}

fn some(text: Option<String>) -> String {
    text.map_or_else(
        || "::core::option::Option::None".to_owned(),
        |text| format!("::core::option::Option::Some({text})"),
    )
}

fn expand_purge(declaration: &Declaration, schema: &Schema, own: usize) -> TokenStream {
    let row = &declaration.row;
    let (family, result) = match compile::purge(schema, own) {
        Ok(purge) => (
            format!(
                "static FAMILY: ::softdelete::__private::PurgeFamily = ::softdelete::__private::PurgeFamily {{ stages: &[{}], plan: {} }};{}",
                stages(schema, &purge),
                purge_plan(schema, &purge),
                registered(|| "Purge { family: &FAMILY }".to_owned()),
            ),
            quote!(::core::result::Result::Ok(&FAMILY)),
        ),
        Err(why) => (String::new(), quote!(::core::result::Result::Err(#why))),
    };
    let family = Code::from(family).finish();
    quote! {
        const _: () = {
            #family
            #[automatically_derived]
            impl ::softdelete::__private::Purgeable for #row {
                fn purge_family() -> ::core::result::Result<
                    &'static ::softdelete::__private::PurgeFamily,
                    &'static ::core::primitive::str,
                > {
                    #result
                }
            }
        };
    }
}

fn stages(schema: &Schema, purge: &Purge) -> String {
    let stages = purge.stages.iter().map(|stage| {
        let names = stage.tables.iter();
        let names: Vec<&str> = names
            .map(|it| schema.tables[it.table].name.as_str())
            .gather();
        let tables: Vec<String> = stage
            .tables
            .iter()
            .map(|table| purge_table(schema, table))
            .gather();
        let mut counts = vec!["picked"];
        counts.extend(&names);
        let groups = stage.groups.as_ref();
        let groups =
            groups.map(|sql| purge_statement(StatementKind::HardDelete, &names, &counts, sql));
        format!(
            "::softdelete::__private::PurgeStage {{ tables: &[{}], groups: {} }}",
            tables.join(","),
            some(groups)
        )
    });
    stages.gather().join(",")
}

/// The statement that counts what would be removed of each table.
fn purge_plan(schema: &Schema, purge: &Purge) -> String {
    let tables = purge.stages.iter().flat_map(|stage| &stage.tables);
    let names: Vec<&str> = tables
        .map(|it| schema.tables[it.table].name.as_str())
        .gather();
    purge_statement(StatementKind::Select, &names, &names, &purge.plan)
}

fn purge_table(schema: &Schema, purged: &PurgeTable) -> String {
    let table = &schema.tables[purged.table];
    let names = [table.name.as_str()];
    format!(
        "::softdelete::__private::PurgeTable {{ schema: {}, table: {:?}, retention: {}, batch: {}, kept: {} }}",
        option(table.schema.as_deref()),
        table.name,
        option(purged.retention.as_deref()),
        purge_statement(
            StatementKind::HardDelete,
            &names,
            &["picked", "removed", "latest"],
            &purged.batch
        ),
        purge_statement(
            StatementKind::Select,
            &names,
            &["recent", "held", "referenced", "waiting"],
            &purged.kept
        ),
    )
}

fn purge_statement(kind: StatementKind, tables: &[&str], columns: &[&str], sql: &str) -> String {
    let types = compile::PURGE_PARAMS.map(|name| {
        let name = name.to_uppercase();
        format!("::softdelete::__private::Type::{name},")
    });
    let parts = Parts {
        kind,
        tables,
        params: &types.concat(),
        slots: "::softdelete::__private::Slot::Actor,",
        columns,
    };
    statement::plain(&parts, sql)
}
