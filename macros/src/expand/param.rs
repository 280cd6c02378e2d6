//! Parameters: each bound by reference, checked against the SQL type that its place in the statement gave it.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{TokenStreamExt, format_ident, quote, quote_spanned};
use softdelete_compiler::catalog::ColumnType;
use softdelete_compiler::compile::{Compiled, ElementPart, Param, ParamSource, ValueKind};
use softdelete_compiler::diagnostic::declaration;

use super::{Input, at, choice, underlined, value};
use crate::code::Code;
use crate::report::{Mistake, Mistakes};
use crate::sql_name;
use crate::table::read::module_name;

/// The elements of the array of parameters.
pub(super) fn expand(
    input: &Input<'_>,
    compiled: &Compiled,
    mistakes: &mut Mistakes,
) -> TokenStream {
    let params = compiled
        .params
        .iter()
        .filter_map(|param| expand_param(input, compiled, param, mistakes));
    params.map(|param| quote!(#param,)).collect()
}

fn expand_param(
    input: &Input<'_>,
    compiled: &Compiled,
    param: &Param,
    mistakes: &mut Mistakes,
) -> Option<TokenStream> {
    let index = match param.source {
        ParamSource::User(index)
        | ParamSource::Field(index, _)
        | ParamSource::Rows(index, _, _)
        | ParamSource::Elements(index, _, _, _) => index,
        ParamSource::Actor | ParamSource::DeletionId => return None,
    };
    let place = input
        .statement
        .place(input.statement.source.params[index].span);
    // Of rows each column is one array; what is checked are its elements.
    let kind = match (&param.source, &param.ty.kind) {
        (ParamSource::Rows(..), ValueKind::Array(element)) => element.as_ref(),
        (_, kind) => kind,
    };
    let Some(marker) = value::marker(input, kind) else {
        mistakes.push(unreadable(input, place, kind));
        return None;
    };
    if let Some(param) = choice::param(input, compiled, index) {
        return Some(param);
    }
    let expression = &input.statement.params[index];
    let place = at(place.1);
    // rustc reports at the argument, which begins here.
    let reference = quote_spanned!(place=> &);
    match param.source {
        ParamSource::User(_) => Some(bind(
            place,
            marker,
            param.nullable,
            quote!(#reference #expression),
        )),
        ParamSource::Field(_, column) => {
            let field = input.schema.tables[column.table].columns[column.column]
                .field
                .as_deref()?;
            let field = module_name(field, place)?;
            Some(bind(
                place,
                marker,
                param.nullable,
                quote!(#reference (#expression).#field),
            ))
        }
        ParamSource::Elements(_, column, position, part) => {
            let module = &input.declared.get(column.table)?.module;
            let declared = &input.schema.tables[column.table].columns[column.column];
            // All three walk over the same field, so all are checked and encoded as its type.
            let kind = of_column(&declared.ty);
            let Some(marker) = value::marker(input, &kind) else {
                mistakes.push(unreadable(
                    input,
                    input
                        .statement
                        .place(input.statement.source.params[index].span),
                    &kind,
                ));
                return None;
            };
            let marker = marker.finish();
            let ty = format_ident!("{}", value::wire_type(input.schema, &kind));
            let part = match part {
                ElementPart::Item => quote!(Item),
                ElementPart::Row => quote!(Row),
                ElementPart::Place => quote!(Place),
            };
            let (nullable, column) = (declared.nullable, column.column);
            Some(underlined(
                place,
                quote! {
                    ::softdelete::__private::bind_elements::<#module::__Row, #marker, #column, #position, #nullable, _>(
                        #reference #expression,
                        ::softdelete::__private::ElementPart::#part,
                        const { &::softdelete::__private::Type::#ty },
                    )
                },
            ))
        }
        ParamSource::Rows(_, column, position) => {
            let module = &input.declared.get(column.table)?.module;
            let nullable = input.schema.tables[column.table].columns[column.column].nullable;
            let (marker, column) = (marker.finish(), column.column);
            Some(underlined(
                place,
                quote! {
                    ::softdelete::__private::bind_rows::<#module::__Row, #marker, #column, #position, #nullable, _>(#reference #expression)
                },
            ))
        }
        ParamSource::Actor | ParamSource::DeletionId => None,
    }
}

/// What values of a column are made of.
fn of_column(ty: &ColumnType) -> ValueKind {
    match ty {
        ColumnType::Builtin(name) => ValueKind::Builtin(sql_name::catalogue_name(name).to_owned()),
        ColumnType::User(index) => ValueKind::User(*index),
        ColumnType::Array(element) => ValueKind::Array(Box::new(of_column(element))),
    }
}

/// `::softdelete::__private::bind::<marker, _>(reference)`. What rustc finds wrong is reported about the `_`, or the call from its first to
/// its last token; those between stand nowhere. Most of a statement's parameters pass here, so it is put together by hand.
fn bind(place: Span, marker: Code, nullable: bool, reference: TokenStream) -> TokenStream {
    let mut path = Code::default();
    path.text("softdelete::__private::")
        .text(if nullable { "bind_nullable" } else { "bind" })
        .text("::<")
        .code(marker)
        .text(",");
    let punct = |character, spacing| {
        let mut punct = Punct::new(character, spacing);
        punct.set_span(place);
        TokenTree::Punct(punct)
    };
    let mut arguments = Group::new(Delimiter::Parenthesis, reference);
    arguments.set_span(place);
    let mut call = TokenStream::new();
    call.append(punct(':', Spacing::Joint));
    call.append(punct(':', Spacing::Alone));
    call.extend([path.finish()]);
    call.append(Ident::new("_", place));
    call.append(punct('>', Spacing::Alone));
    call.append(arguments);
    call
}

/// The mistake that a value has a type which no Rust type stands for.
pub(super) fn unreadable(input: &Input<'_>, place: (Span, Span), kind: &ValueKind) -> Mistake {
    let user = |index: usize| input.schema.types.get(index).map(|ty| ty.name.as_str());
    let (mut element, mut brackets) = (kind, String::new());
    while let ValueKind::Array(inner) = element {
        element = inner;
        brackets.push_str("[]");
    }
    let (name, help) = match element {
        ValueKind::Builtin(name) => (
            name.as_str(),
            "cast it, for example to text: `…::text`".to_owned(),
        ),
        // A table whose rows a function returns does not say where the types of its columns are in Rust.
        ValueKind::User(index) => {
            let name = user(*index).unwrap_or_default();
            let help = format!(
                "say its type, so that its Rust type is looked for: `(…)::{name}{brackets}`"
            );
            (name, help)
        }
        ValueKind::Array(_) => ("", String::new()),
    };
    let message = format!("no Rust type stands for `{name}{brackets}`");
    Mistake::between(&declaration::SQL_TYPE, place, message).help(help)
}
