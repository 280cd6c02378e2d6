//! What a statement names beside tables: functions that it calls, and types of casts.
//!
//! A function is asked by its name, as a table is. A type is asked by its name in Rust: the one that is written, or what Rust makes of
//! PostgreSQL's spelling, `OrderStatus` of `order_status`. Both are asked in a second round, because what the tables bring along is known
//! by then: most types are, and a call of a type's name is a cast.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use softdelete_compiler::catalog::describe::{
    DecodeError, decode_functions, decode_table, decode_type,
};
use softdelete_compiler::catalog::{Schema, Table, UserType};
use softdelete_compiler::compile::Names;
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;

use crate::describing;
use crate::expand::Declared;
use crate::report::{Mistake, Mistakes};
use crate::table::read::module_name;
use crate::tokens::Statement;

/// A function or type that is named.
pub(super) struct Named {
    /// Its name in Rust.
    ident: Ident,
    /// Whether it is called as a function.
    called: bool,
    /// The schema, if one is written.
    schema: Option<String>,
    /// The name as written.
    name: String,
}

impl Named {
    /// Where its description is found.
    pub(super) fn path(&self) -> TokenStream {
        let ident = &self.ident;
        quote!(#ident)
    }

    /// Whether the tables of the statement brought it along, and the way to it in Rust too if it is the name of a type. `reached` are the
    /// types that have one.
    fn is_known(&self, schema: &Schema, reached: &[usize]) -> bool {
        let row = |table: &Table| !self.called && table.name == self.name;
        let known = schema.type_called(self.schema.as_deref(), &self.name);
        known.is_some_and(|index| self.called || reached.contains(&index))
            || schema.tables.iter().any(row)
    }
}

/// How Rust spells the name of a type: that of PostgreSQL in camel case, unless it is written as in Rust already.
pub(crate) fn rust_name(name: &str, place: Span) -> Option<Ident> {
    let spelled = if name.contains(char::is_uppercase) {
        name.to_owned()
    } else {
        let words = name.split('_').map(|word| {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters).collect::<String>()
        });
        words.collect()
    };
    module_name(&spelled, place)
}

/// The functions and types that a statement names, as they are handed on: `name called "schema" "name"` each.
pub(super) fn written(names: &Names, statement: &Statement) -> TokenStream {
    let functions = names.functions.iter().filter_map(|(schema, name)| {
        let ident = module_name(&name.text, statement.place(name.span).0)?;
        let (schema, name) = (schema.as_deref().unwrap_or_default(), &name.text);
        Some(quote!(#ident true #schema #name))
    });
    let types = names.types.iter().filter_map(|(schema, name)| {
        let ident = rust_name(&name.text, statement.place(name.span).0)?;
        let (schema, name) = (schema.as_deref().unwrap_or_default(), &name.text);
        Some(quote!(#ident false #schema #name))
    });
    functions.chain(types).collect()
}

/// The types to which the declared tables lead: those that columns have, and what these are made of. Those of operators that a table
/// lists are not among them.
fn reached(schema: &Schema, declared: &[Declared]) -> Vec<usize> {
    let of_tables = declared.iter().flat_map(|table| &table.types);
    let mut reached: Vec<usize> = of_tables.copied().gather();
    let mut next = 0;
    while let Some(index) = reached.get(next).copied() {
        let made_of = schema.types.get(index).map(UserType::parts);
        for part in made_of.unwrap_or_default() {
            if !reached.contains(&part) {
                reached.push(part);
            }
        }
        next += 1;
    }
    reached
}

/// Those of them that are not known yet.
pub(super) fn unknown(written: TokenStream, schema: &Schema, declared: &[Declared]) -> Vec<Named> {
    let reached = reached(schema, declared);
    let mut tokens = written.into_iter();
    let mut unknown = Vec::new();
    while let (Some(TokenTree::Ident(ident)), Some(TokenTree::Ident(called))) =
        (tokens.next(), tokens.next())
    {
        let mut text = || tokens.next().and_then(describing::string);
        let (Some(of), Some(name)) = (text(), text()) else {
            break;
        };
        let named = Named {
            ident,
            called: called == "true",
            schema: Some(of).filter(|of| !of.is_empty()),
            name,
        };
        if !named.is_known(schema, &reached) {
            unknown.push(named);
        }
    }
    unknown
}

/// Adds what has described itself. Returns the paths of the types in it, by index into [`Schema::types`].
pub(super) fn add(
    named: &[Named],
    schema: &mut Schema,
    descriptions: &mut std::slice::Iter<'_, String>,
    mistakes: &mut Mistakes,
) -> Vec<(usize, TokenStream)> {
    let mut paths = Vec::new();
    for (named, text) in named.iter().zip(descriptions) {
        let added = if named.called {
            add_functions(named, text, schema)
        } else {
            add_type(named, text, schema)
        };
        match added {
            Ok(added) => paths.extend(added),
            Err(error) => {
                let (ident, name) = (&named.ident, &named.name);
                let (message, help) = if named.called {
                    (
                        format!("`{name}` cannot be called: {error}"),
                        "name something that `sql_function!` declared",
                    )
                } else {
                    (
                        format!("`{ident}` cannot be used as a type: {error}"),
                        "name a type that derives `SqlEnum` or `SqlType`",
                    )
                };
                let mistake = Mistake::new(&declaration::DESCRIPTION, ident, message);
                mistakes.push(mistake.help(help));
            }
        }
    }
    paths
}

fn add_functions(
    named: &Named,
    text: &str,
    schema: &mut Schema,
) -> Result<Vec<(usize, TokenStream)>, DecodeError> {
    let types = schema.add_functions(decode_functions(text)?, &named.name);
    let module = &named.ident;
    let types = types.into_iter().enumerate().map(|(index, ty)| {
        let alias = format_ident!("__T{index}");
        (ty, quote!(#module::#alias))
    });
    Ok(types.gather())
}

fn add_type(
    named: &Named,
    text: &str,
    schema: &mut Schema,
) -> Result<Vec<(usize, TokenStream)>, DecodeError> {
    let described = match decode_type(text) {
        Err(DecodeError::Kind(kind)) if kind == "table" => decode_table(text)?.into_row_type(),
        other => other?,
    };
    Ok(vec![(
        schema.add_type(described, &named.name),
        named.path(),
    )])
}
