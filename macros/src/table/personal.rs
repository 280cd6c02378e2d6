//! `#[column(personal)]`: what `erase` writes over a column.

use proc_macro2::Span;
use softdelete_compiler::catalog::{Personal, Schema, UserType};
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::personal;

use super::declaration::Declaration;
use crate::attributes::{Item, Value};
use crate::report::{Mistake, Mistakes};
use crate::tokens;

/// What is known of the column.
pub(crate) struct Column<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Whether it may be NULL.
    pub(crate) nullable: bool,
    /// Whether the database alone writes it.
    pub(crate) generated: bool,
    /// Whether it is part of the primary key.
    pub(crate) primary_key: bool,
}

/// Reads `personal` or `personal = "expression"`; with the place of the expression.
pub(crate) fn read(
    item: &Item,
    column: &Column<'_>,
    mistakes: &mut Mistakes,
) -> Option<(Personal, Option<Span>)> {
    let (personal, place) = match &item.value {
        Value::None => (Personal::Null, None),
        Value::Equals(_) => {
            let (text, place) = item.string(mistakes)?;
            (Personal::Expression(text), Some(place))
        }
        Value::List(..) => {
            mistakes.push(item.malformed("personal` or `personal = \"expression\""));
            return None;
        }
    };
    let name = column.name;
    let refused = if column.generated {
        Some((
            format!("`{name}` is written by the database alone, so `erase` cannot overwrite it"),
            "mark the columns it is computed from",
        ))
    } else if column.primary_key {
        Some((
            format!(
                "`{name}` is part of the primary key, by which other rows and the history know the row"
            ),
            "give the table a key that says nothing of the person",
        ))
    } else if matches!(personal, Personal::Null) && !column.nullable {
        Some((
            format!("`{name}` cannot be NULL, so `erase` needs to be told what to write over it"),
            "write `personal = \"'erased'\"`, an expression of SQL over the columns of the row, or make the field an `Option`",
        ))
    } else {
        None
    };
    if let Some((message, help)) = refused {
        mistakes.push(Mistake::at(&declaration::PERSONAL, item.name.span(), message).help(help));
        return None;
    }
    Some((personal, place))
}

/// Checks the expressions that were given, once the types of the columns are known.
pub(super) fn check(declaration: &Declaration, types: &[UserType], mistakes: &mut Mistakes) {
    let given = declaration.fields.iter().enumerate();
    let given = given.filter_map(|(index, field)| Some((index, field.personal?)));
    let given: Vec<(usize, Span)> = given.gather();
    if given.is_empty() {
        return;
    }
    let schema = Schema {
        tables: vec![declaration.table.clone()],
        types: types.to_vec(),
        ..Schema::default()
    };
    for (index, place) in given {
        let Some(Personal::Expression(text)) = &declaration.table.columns[index].personal else {
            continue;
        };
        for diagnostic in personal::check(&schema, 0, index) {
            let mistake = Mistake::at(diagnostic.entry, place, diagnostic.message)
                .excerpt(tokens::excerpt(text, diagnostic.span));
            mistakes.push(match diagnostic.help {
                Some(help) => mistake.help(help),
                None => mistake,
            });
        }
    }
}
