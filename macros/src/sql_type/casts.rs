//! `cast(…)` in `#[sql(…)]`: the casts of a type, in the words of CREATE CAST.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use softdelete_compiler::catalog::describe::{DescribedType, Types, encode_type};
use softdelete_compiler::catalog::{UserCast, UserType};
use softdelete_compiler::compile;
use softdelete_compiler::diagnostic::declaration;

use crate::attributes::{Item, Value, ident_text};
use crate::query::others::rust_name;
use crate::report::{Mistake, Mistakes};
use crate::sql_function::read::report;
use crate::table::column::index_of;
use crate::tokens;

/// The casts of a type.
#[derive(Default)]
pub(crate) struct Casts {
    casts: Vec<(UserCast, Vec<Side>)>,
}

/// What a cast calls a type that is not PostgreSQL's own.
enum Side {
    /// The one that is declared here.
    Own,
    /// Another, by its index among the paths of the declaration.
    Other(usize),
}

/// Reads all `cast(…)`. The paths of other types that they name are collected in `user_types`, each once.
pub(crate) fn read(
    items: &[Item],
    ident: &Ident,
    name: &str,
    user_types: &mut Vec<TokenStream>,
    mistakes: &mut Mistakes,
) -> Casts {
    let mut casts = Casts::default();
    for item in items.iter().filter(|item| item.is("cast")) {
        let Value::List(tokens, _) = &item.value else {
            mistakes.push(item.malformed(&format!(
                "cast({name} as text without function as implicit)"
            )));
            continue;
        };
        let statement = tokens::read(tokens.clone());
        let declared = compile::cast(&statement.source);
        report(&statement, &statement.errors, mistakes);
        report(&statement, &declared.errors, mistakes);
        let Some(cast) = declared.cast else {
            continue;
        };
        let mut sides = Vec::new();
        for written in &declared.types {
            let place = statement.place(written.span);
            if written.text == name || written.text == ident_text(ident) {
                sides.push(Side::Own);
            } else if let Some(other) = rust_name(&written.text, place.0) {
                sides.push(Side::Other(index_of(other.into_token_stream(), user_types)));
            } else {
                let message = format!("no type of Rust can be called `{}`", written.text);
                let mistake = Mistake::between(&declaration::NOT_A_NAME, place, message);
                mistakes.push(mistake.help("write the name that the type has in Rust"));
            }
        }
        if sides.len() < declared.types.len() {
            continue;
        }
        if sides.iter().any(|side| matches!(side, Side::Own)) {
            casts.casts.push((cast, sides));
        } else {
            let message = format!("this is no cast of `{name}`");
            mistakes.push(
                Mistake::new(&declaration::CAST, tokens, message).help(format!(
                    "one of its types must be `{name}`; others are declared with their own types"
                )),
            );
        }
    }
    casts
}

impl Casts {
    /// The description of a type with these casts. `parts` are the types at the paths of the declaration.
    pub(crate) fn describe(&self, ty: UserType, parts: Vec<DescribedType>) -> String {
        let mut parts = Types::of(parts);
        let own = parts.all.len();
        parts.casts.extend(self.casts.iter().map(|(cast, sides)| {
            let mut cast = cast.clone();
            cast.renumber(&|index| match sides.get(index) {
                Some(Side::Other(path)) => *path,
                Some(Side::Own) | None => own,
            });
            cast
        }));
        encode_type(&DescribedType { ty, parts })
    }
}
