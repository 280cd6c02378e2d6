//! `#[derive(Table)]`.

use proc_macro2::TokenStream;
use quote::quote;
use softdelete_compiler::catalog::describe::{DecodeError, decode_type, encode_table};
use softdelete_compiler::catalog::{UserType, UserTypeKind};
use softdelete_compiler::diagnostic::declaration as entries;

use crate::describing;
use crate::report::{Mistake, Mistakes};

mod column;
mod declaration;
pub(crate) mod expand;
mod lifecycle;
mod personal;
pub(crate) mod read;
mod reference;
mod relations;
pub(crate) mod rust_type;
mod soft_delete;

use declaration::Declaration;

/// What the derive expands to.
pub(crate) fn derive(input: &TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let declaration = match read_tokens(input.clone(), &mut mistakes) {
        Ok(declaration) => declaration,
        Err(error) => return error.into_compile_error(),
    };
    let errors = mistakes.to_compile_errors();
    let Some(declaration) = declaration else {
        return quote!(#(#errors)*);
    };
    // After a mistake the table still has its struct, module and macro, so that its statements can be checked; what would
    // only fail once more is left out.
    let sound = mistakes.is_empty();
    let module = expand::module(&declaration);
    let relations = relations::expand(&declaration, sound);
    let rest = if declaration.user_types.is_empty() {
        complete(&declaration, &[], input, sound)
    } else {
        // What depends on the types of columns waits until they have described themselves: if one is not declared, that is
        // all there is to say.
        describing::expand_call(
            &declaration.user_types,
            &quote!(::softdelete::__private::__table),
            input,
        )
    };
    let demands = sound.then(|| expand::demands(&declaration));
    quote!(#(#errors)* #module #relations #demands #rest)
}

/// What the last type's macro calls: the rest of the expansion, once the types of the columns have described themselves.
pub(crate) fn finish(input: TokenStream) -> TokenStream {
    let gathered = describing::read(input);
    // The mistakes in it were reported by the derive.
    let mut known = Mistakes::default();
    let Ok(Some(declaration)) = read_tokens(gathered.payload.clone(), &mut known) else {
        return TokenStream::new();
    };
    let mut mistakes = Mistakes::default();
    let described = gathered.descriptions.iter().zip(&declaration.user_types);
    let types: Vec<UserType> = described
        .map(|(text, path)| {
            decode_type(text).unwrap_or_else(|error| {
                mistakes.push(not_a_type(path, &error));
                UserType {
                    schema: None,
                    name: path.to_string(),
                    kind: UserTypeKind::Enum(Vec::new()),
                }
            })
        })
        .collect();
    let sound = known.is_empty() && mistakes.is_empty();
    let rest = complete(&declaration, &types, &gathered.payload, sound);
    let errors = mistakes.to_compile_errors();
    quote!(#(#errors)* #rest)
}

fn read_tokens(input: TokenStream, mistakes: &mut Mistakes) -> syn::Result<Option<Declaration>> {
    let parsed = syn::parse2::<syn::DeriveInput>(input)?;
    Ok(read::read(&parsed, mistakes))
}

/// How rows are read and written, and the describing macro.
fn complete(
    declaration: &Declaration,
    types: &[UserType],
    input: &TokenStream,
    sound: bool,
) -> TokenStream {
    let mut mistakes = Mistakes::default();
    personal::check(declaration, types, &mut mistakes);
    let errors = mistakes.to_compile_errors();
    let sound = sound && mistakes.is_empty();
    let rows = expand::rows(declaration, sound);
    let text = encode_table(&declaration.table, types);
    let mut unique = describing::unique_name(&declaration.module, input);
    // Whoever jumps to the table is led to where it is named.
    unique.set_span(declaration.module.span());
    let description =
        describing::expand_macro(&declaration.module, &declaration.visibility, &unique, &text);
    // As for statements: nothing for programs that do not ask for it.
    let wanted = sound && cfg!(any(test, feature = "testing"));
    let registered = wanted.then(|| expand::registered(declaration, &text));
    let lifecycle = sound.then(|| lifecycle::expand(declaration, &[text], input));
    quote!(#(#errors)* #rows #description #registered #lifecycle)
}

/// What the last relative's macro calls: what depends on the family.
pub(crate) fn finish_lifecycle(input: TokenStream) -> TokenStream {
    let gathered = describing::read(input);
    let mut known = Mistakes::default();
    match read_tokens(gathered.payload.clone(), &mut known) {
        Ok(Some(declaration)) => {
            lifecycle::expand(&declaration, &gathered.descriptions, &gathered.payload)
        }
        Ok(None) | Err(_) => TokenStream::new(),
    }
}

fn not_a_type(path: &TokenStream, error: &DecodeError) -> Mistake {
    Mistake::new(
        &entries::DESCRIPTION,
        path,
        format!("`{path}` is not a type that a column can have: {error}"),
    )
    .help("derive `SqlEnum` or `SqlType` on it, or say `#[column(sql_type = \"…\")]`")
}
