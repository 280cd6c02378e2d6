//! What a row becomes: the table's struct, a struct of the statement's own, or the struct named in `sd_query_as!`.

use std::fmt::Write as _;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use softdelete_compiler::catalog::ColumnType;
use softdelete_compiler::check::{Field, RowShape};
use softdelete_compiler::compile::{Outcome, ResultColumn, ValueKind, ValueType};
use softdelete_compiler::diagnostic::declaration;
use softdelete_compiler::gather::Gather as _;
use softdelete_compiler::span;

use super::param::unreadable;
use super::{Input, Into, at, underlined, value};
use crate::code::Code;
use crate::report::{Mistake, Mistakes};
use crate::table::read::module_name;

/// The type of the rows.
pub(super) struct Row {
    /// What declares it, if the statement does.
    pub(super) items: Code,
    /// Its name.
    pub(super) ty: Code,
    /// The function that reads one.
    pub(super) decode: Code,
}

/// A field of a row.
struct RowField {
    name: Ident,
    ty: Code,
    /// The expression that reads it.
    read: Code,
    /// Whether values of it can surely be cloned, as those of PostgreSQL's own types can.
    plain: bool,
}

/// Expands the type of the rows.
pub(super) fn expand(input: &Input<'_>, outcome: &Outcome, mistakes: &mut Mistakes) -> Row {
    let row = &outcome.row;
    let whole = (0..row.columns.len()).map(Field::Column).gather();
    let fields = match (&row.shape, &input.into) {
        (RowShape::Nothing, _) => return expand_nothing(),
        (RowShape::Table(table), Into::Own) => return expand_table(input, *table),
        (RowShape::Table(_), Into::Struct(_)) => &whole,
        (RowShape::Fields(fields), _) => fields,
    };
    let before = mistakes.is_empty();
    let fields: Vec<RowField> = fields
        .iter()
        .filter_map(|field| expand_field(input, field, outcome, before, mistakes))
        .gather();
    match &input.into {
        Into::Own => expand_own(fields),
        Into::Struct(path) => expand_struct(path, fields),
    }
}

fn expand_nothing() -> Row {
    Row {
        items: Code::default(),
        ty: Code::from("()"),
        decode: Code::from("|_| ::core::result::Result::Ok(())"),
    }
}

fn expand_table(input: &Input<'_>, table: usize) -> Row {
    let module = &input.declared[table].module;
    Row {
        items: Code::default(),
        ty: Code::from(quote!(#module::__Row)),
        decode: Code::from("|row| ::softdelete::__private::FromRow::from_row(row, 0)"),
    }
}

fn expand_own(fields: Vec<RowField>) -> Row {
    let plain = fields.iter().all(|field| field.plain);
    let mut items = Code::default();
    if plain {
        // Each further impl costs `cargo check` a third of what a statement does; that rows of one statement can be compared with each
        // other alone is not worth it.
        items.text("#[derive(::core::fmt::Debug, ::core::clone::Clone)]");
    }
    items.text("#[allow(dead_code, non_snake_case)] struct Row {");
    let mut show = String::new();
    let mut decode = Code::from("|row| ::core::result::Result::Ok(Row {");
    for RowField { name, ty, read, .. } in fields {
        let written = name.to_string();
        let _ = write!(
            show,
            ".field({:?}, ::softdelete::__private::Show(&self.{written}).field())",
            written.strip_prefix("r#").unwrap_or(&written),
        );
        decode.text(&written).text(": ").code(read).text(",");
        items.text("pub ").word(&name);
        items.text(": ").code(ty).text(",");
    }
    items.text("}");
    if !plain {
        items
            .text(
                "impl ::core::fmt::Debug for Row {
                    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        #[allow(unused_imports)]
                        use ::softdelete::__private::Opaque as _;
                        f.debug_struct(\"Row\")",
            )
            .text(&show)
            .text(".finish() } }");
    }
    decode.text("})");
    Row {
        items,
        ty: Code::from("Row"),
        decode,
    }
}

fn expand_struct(path: &TokenStream, fields: Vec<RowField>) -> Row {
    let mut decode = Code::from("|row| ::core::result::Result::Ok(");
    decode.tokens(path.clone()).text("{");
    for RowField { name, read, .. } in fields {
        decode.tokens(quote!(#name)).text(": ");
        decode.code(read).text(",");
    }
    decode.text("})");
    Row {
        items: Code::default(),
        ty: Code::from(path.clone()),
        decode,
    }
}

/// `sound` is whether nothing was wrong so far; after a mistake, types that are unknown because of it are not reported.
fn expand_field(
    input: &Input<'_>,
    field: &Field,
    outcome: &Outcome,
    sound: bool,
    mistakes: &mut Mistakes,
) -> Option<RowField> {
    match field {
        Field::Column(index) => expand_column(input, outcome, *index, sound, mistakes),
        Field::Struct {
            name,
            span,
            table,
            nullable,
            first,
            count,
        } => {
            let place = input.statement.place(*span).1;
            let name = module_name(name, place)?;
            let module = &input.declared.get(*table)?.module;
            let mut ty = Code::from(quote!(#module::__Row));
            let read = format!("::softdelete::__private::FromRow::from_row(row, {first}usize)?");
            let read = if *nullable {
                ty = optional(ty);
                format!(
                    "if ::softdelete::__private::all_null(row, {first}usize, {count}usize)? {{
                        ::core::option::Option::None
                    }} else {{
                        ::core::option::Option::Some({read})
                    }}"
                )
            } else {
                read
            };
            let read = Code::from(read);
            Some(RowField {
                name,
                ty,
                read,
                plain: false,
            })
        }
    }
}

fn expand_column(
    input: &Input<'_>,
    outcome: &Outcome,
    index: usize,
    sound: bool,
    mistakes: &mut Mistakes,
) -> Option<RowField> {
    let column = outcome.row.columns.get(index)?;
    let place = input.statement.place(column.span);
    let Some(mut name) = module_name(&column.name, place.1) else {
        if sound {
            mistakes.push(
                Mistake::between(
                    &declaration::NOT_A_NAME,
                    place,
                    format!("`{}` cannot be the name of a field", column.name),
                )
                .help("give the column a name with `as name`"),
            );
        }
        return None;
    };
    let marker = value::marker(input, &column.ty.kind);
    let ty = value::rust_type(input, column);
    let (Some(marker), Some(ty)) = (marker, ty) else {
        if sound {
            mistakes.push(unreadable(input, place, &column.ty.kind));
        }
        return None;
    };
    let named = matches!(input.into, Into::Struct(_));
    let mut read = Code::from("::softdelete::__private::");
    read.text(if column.nullable && named {
        "get_nullable"
    } else {
        "get"
    });
    read.text("::<").code(marker);
    read.text(&format!(", _>(row, {index}usize)?"));
    // A field of the user's own struct may have the wrong type.
    if named {
        read = Code::from(underlined(at(place.1), read.finish()));
    }
    let ty = if column.nullable && !named {
        optional(ty)
    } else {
        ty
    };
    if let (Into::Own, Some(place)) = (&input.into, before_reference(input, outcome, column)) {
        name.set_span(at(place));
    }
    Some(RowField {
        name,
        ty,
        read,
        plain: is_plain(input, &column.ty),
    })
}

fn optional(ty: Code) -> Code {
    let mut code = Code::from("::core::option::Option<");
    code.code(ty).text(">");
    code
}

/// The token before the word by which an output is named that has no name of its own. The word leads editors to the column of the
/// table, and only there; what uses the field is led to the token before it. As a place of ours, or editors would write a new name for
/// the field over that token.
fn before_reference(input: &Input<'_>, outcome: &Outcome, column: &ResultColumn) -> Option<Span> {
    let last = column.span.end.checked_sub(1)?;
    let mut references = outcome.references.iter();
    if input.statement.is_text() || !references.any(|reference| reference.span.start == last) {
        return None;
    }
    let before = last.checked_sub(1)?;
    Some(input.statement.place(span::Span::new(before, last)).0)
}

/// Whether values of a column can surely be cloned and compared: those of PostgreSQL's own types can, in whatever Rust type a table
/// reads them; JSON and declared types hold what their users put into them.
fn is_plain(input: &Input<'_>, ty: &ValueType) -> bool {
    let declared = ty.origin.and_then(|origin| {
        let table = input.schema.tables.get(origin.table)?;
        Some(&table.columns.get(origin.column)?.ty)
    });
    kind_is_plain(&ty.kind) && declared.is_none_or(column_is_plain)
}

fn kind_is_plain(kind: &ValueKind) -> bool {
    match kind {
        ValueKind::Builtin(name) => name != "json" && name != "jsonb",
        ValueKind::User(_) => false,
        ValueKind::Array(element) => kind_is_plain(element),
    }
}

fn column_is_plain(ty: &ColumnType) -> bool {
    match ty {
        ColumnType::Builtin(_) => true,
        ColumnType::User(_) => false,
        ColumnType::Array(element) => column_is_plain(element),
    }
}
