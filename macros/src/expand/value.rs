//! The types of values: markers, Rust types and wire types.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use softdelete_compiler::catalog::{ColumnType, Schema, UserTypeKind};
use softdelete_compiler::compile::{ResultColumn, ValueKind};

use super::Input;
use crate::code::{Code, is_rustc};
use crate::sql_name;
use crate::table::read::module_name;

/// The marker of a type; `None` if no Rust type can hold it.
pub(super) fn marker(input: &Input<'_>, kind: &ValueKind) -> Option<Code> {
    let mut code = Code::default();
    match kind {
        ValueKind::Builtin(name) => code
            .text("::softdelete::__private::sql::")
            .text(sql_name::marker_name(name)?),
        ValueKind::User(index) => code
            .text("<")
            .tokens(user_type(input, *index)?)
            .text("as ::softdelete::__private::DeclaredType>::Marker"),
        ValueKind::Array(element) => code
            .text("::softdelete::__private::sql::Array<")
            .code(marker(input, element)?)
            .text(">"),
    };
    Some(code)
}

/// The Rust type of a value that is not NULL: its column's, else the usual one of its SQL type.
pub(super) fn rust_type(input: &Input<'_>, column: &ResultColumn) -> Option<Code> {
    let ty = &column.ty;
    let origin = ty.origin.and_then(|origin| {
        let table = input.schema.tables.get(origin.table)?;
        let column = table.columns.get(origin.column)?;
        // Not at the user's word, where an editor would rename it with the column.
        let column = module_name(&column.name, Span::call_site())?;
        let mut code = Code::default();
        match module_name(&table.local_name, Span::call_site()) {
            Some(name) if is_rustc() => code.text(&name.to_string()),
            _ => code.tokens(input.declared.get(origin.table)?.module.clone()),
        };
        code.text("::").text(&column.to_string());
        Some(code)
    });
    origin.or_else(|| match &ty.kind {
        ValueKind::Array(element) if column.null_elements => {
            let mut code = Code::default();
            code.text("::softdelete::__private::Vec<::core::option::Option<")
                .code(usual_type(input, element)?)
                .text(">>");
            Some(code)
        }
        kind => usual_type(input, kind),
    })
}

fn usual_type(input: &Input<'_>, kind: &ValueKind) -> Option<Code> {
    let mut code = Code::default();
    match kind {
        ValueKind::Builtin(name) => code
            .text("::softdelete::__private::sql::usual::")
            .text(sql_name::marker_name(name)?),
        ValueKind::User(index) => code.tokens(user_type(input, *index)?),
        ValueKind::Array(element) => code
            .text("::softdelete::__private::Vec<")
            .code(usual_type(input, element)?)
            .text(">"),
    };
    Some(code)
}

/// The path of a user-declared type: through a table that has it, through a function or name of the statement, or as the type of a
/// field of another one.
fn user_type(input: &Input<'_>, index: usize) -> Option<TokenStream> {
    user_type_of(input, index, input.schema.types.len())
}

fn user_type_of(input: &Input<'_>, index: usize, depth: usize) -> Option<TokenStream> {
    let mut declared = input.declared.iter();
    let of_table = declared.find_map(|declared| {
        let local = declared.types.iter().position(|ty| *ty == index)?;
        let (module, alias) = (&declared.module, format_ident!("__T{local}"));
        Some(quote!(#module::#alias))
    });
    let direct = of_table.or_else(|| {
        let mut paths = input.paths.iter();
        let (_, path) = paths.find(|(ty, _)| *ty == index)?;
        Some(path.clone())
    });
    direct.or_else(|| {
        // A type cannot be made of itself, so the way up ends.
        let depth = depth.checked_sub(1)?;
        let mut types = input.schema.types.iter().enumerate();
        types.find_map(|(parent, ty)| {
            let field = match &ty.kind {
                UserTypeKind::Composite(fields) => {
                    fields.iter().position(|(_, ty)| ty.user() == Some(index))
                }
                // A range type has a way to its subtype, and to its multirange.
                UserTypeKind::Range { subtype, .. } if subtype.user() == Some(index) => Some(0),
                UserTypeKind::Range { .. } => {
                    (input.schema.multirange_of(parent) == Some(index)).then_some(1)
                }
                UserTypeKind::Multirange { range } => (range.user() == Some(index)).then_some(0),
                UserTypeKind::Enum(_) | UserTypeKind::Domain { .. } | UserTypeKind::Base(_) => None,
            }?;
            let parent = user_type_of(input, parent, depth)?;
            Some(quote!(<#parent as ::softdelete::__private::FieldType<#field>>::Declared))
        })
    })
}

/// The type as which a value is sent: one of PostgreSQL's own, whose number nobody has to ask for. It is the name of a constant of
/// `postgres_types::Type`.
pub(super) fn wire_type(schema: &Schema, kind: &ValueKind) -> String {
    let name = sql_name::constant(&wire_name(schema, kind));
    match kind {
        ValueKind::Array(_) => format!("{name}_ARRAY"),
        ValueKind::Builtin(_) | ValueKind::User(_) => name,
    }
}

/// The name of that type in the catalogue; of an array, that of its elements.
pub(super) fn wire_name(schema: &Schema, kind: &ValueKind) -> String {
    match kind {
        ValueKind::Builtin(name) => name.clone(),
        ValueKind::User(index) => match schema.types.get(*index).map(|ty| &ty.kind) {
            Some(UserTypeKind::Domain { base, .. }) => column_type_name(schema, base),
            // Labels, rows, ranges and what only an extension knows travel as text.
            Some(
                UserTypeKind::Enum(_)
                | UserTypeKind::Composite(_)
                | UserTypeKind::Base(_)
                | UserTypeKind::Range { .. }
                | UserTypeKind::Multirange { .. },
            )
            | None => "text".to_owned(),
        },
        ValueKind::Array(element) => wire_name(schema, element),
    }
}

/// Whether a result is sent in a row around it: a composite type, a range or multirange, or an array of one.
pub(super) fn in_row(schema: &Schema, kind: &ValueKind) -> bool {
    match kind {
        ValueKind::Builtin(_) => false,
        ValueKind::User(index) => schema.types.get(*index).is_some_and(|ty| match ty.kind {
            UserTypeKind::Composite(_)
            | UserTypeKind::Range { .. }
            | UserTypeKind::Multirange { .. } => true,
            UserTypeKind::Enum(_) | UserTypeKind::Domain { .. } | UserTypeKind::Base(_) => false,
        }),
        ValueKind::Array(element) => in_row(schema, element),
    }
}

fn column_type_name(schema: &Schema, ty: &ColumnType) -> String {
    match ty {
        ColumnType::Builtin(name) => sql_name::catalogue_name(name).to_owned(),
        ColumnType::User(index) => wire_name(schema, &ValueKind::User(*index)),
        ColumnType::Array(element) => column_type_name(schema, element),
    }
}
