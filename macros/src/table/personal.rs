//! `#[column(personal)]`: what `erase` writes over a column.

use softdelete_compiler::catalog::Personal;
use softdelete_compiler::diagnostic::declaration;

use crate::attributes::{Item, Value};
use crate::report::{Mistake, Mistakes};

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

/// Reads `personal` or `personal = "expression"`.
pub(crate) fn read(item: &Item, column: &Column<'_>, mistakes: &mut Mistakes) -> Option<Personal> {
    let personal = match &item.value {
        Value::None => Personal::Null,
        Value::Equals(_) => Personal::Expression(item.string(mistakes)?.0),
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
    Some(personal)
}
