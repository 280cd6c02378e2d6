//! Declared columns and compiled statements, for tests that send a few statements of their own.

use softdelete_compiler::catalog::{Column, ColumnType, Schema};
use softdelete_compiler::compile::{Compiled, Options, compile};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;

/// A column, which the table's struct has as a field or which only the mark is in.
#[allow(dead_code, reason = "not every test declares columns this way")]
pub(crate) fn column(name: &str, ty: &str, nullable: bool, field: bool) -> Column {
    Column {
        name: name.to_owned(),
        field: field.then(|| name.to_owned()),
        ty: ColumnType::Builtin(ty.to_owned()),
        nullable,
        has_default: !field,
        generated: false,
        personal: None,
    }
}

/// A statement that must compile.
#[track_caller]
pub(crate) fn compiled(text: &str, schema: &Schema) -> Compiled {
    let source = lex::sql(text, lex::ParamStyle::Named, &mut Errors::new());
    let outcome = compile(&source, schema, &Options::default());
    outcome
        .statement
        .unwrap_or_else(|| panic!("{text}: {:?}", outcome.errors))
}
