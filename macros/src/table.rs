//! `#[derive(Table)]`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use softdelete_compiler::catalog::describe::{DecodeError, decode_table, decode_type, encode_table};
use softdelete_compiler::catalog::{UserType, UserTypeKind};
use softdelete_compiler::diagnostic::declaration as entries;
use syn::parse::{Parse, ParseStream};

use crate::describing;
use crate::report::{Mistake, Mistakes};

mod column;
mod declaration;
mod expand;
pub(crate) mod read;
mod relations;
pub(crate) mod rust_type;
mod soft_delete;

use declaration::Declaration;

/// What the derive expands to.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let parsed = match syn::parse2::<syn::DeriveInput>(input.clone()) {
        Ok(parsed) => parsed,
        Err(error) => return error.into_compile_error(),
    };
    let mut mistakes = Mistakes::default();
    let declaration = read::read(&parsed, &mut mistakes);
    let errors = mistakes.to_compile_errors();
    let Some(declaration) = declaration else {
        return errors;
    };
    // After a mistake the table still has its struct, module and macro, so that its statements can be checked; what would
    // only fail once more is left out.
    let items = expand::expand(&declaration, mistakes.is_empty());
    let relations = relations::expand(&declaration);
    let description = describe(&declaration, &input);
    quote!(#errors #items #relations #description)
}

/// The describing macro, or the call that asks the types of the columns for what it needs to be made.
fn describe(declaration: &Declaration, input: &TokenStream) -> TokenStream {
    let Declaration {
        module,
        visibility,
        user_types,
        ..
    } = declaration;
    let unique = describing::unique_name(module, input);
    let text = encode_table(&declaration.table, &[]);
    if user_types.is_empty() {
        return describing::expand_macro(module, visibility, &unique, &text);
    }
    describing::expand_call(
        user_types,
        &quote!(::softdelete::__private::__table),
        &quote!(#visibility #module #unique #text #({#user_types})*),
    )
}

/// What [`describe`] sends along while the types are asked.
struct Payload {
    visibility: syn::Visibility,
    module: Ident,
    unique: Ident,
    text: String,
    user_types: Vec<TokenStream>,
}

impl Parse for Payload {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (visibility, module, unique) = (input.parse()?, input.parse()?, input.parse()?);
        let text = input.parse::<syn::LitStr>()?.value();
        let mut user_types = Vec::new();
        while !input.is_empty() {
            user_types.push(input.parse::<proc_macro2::Group>()?.stream());
        }
        Ok(Self {
            visibility,
            module,
            unique,
            text,
            user_types,
        })
    }
}

/// Makes the describing macro of a table once the types of its columns have described themselves.
pub(crate) fn finish(input: TokenStream) -> TokenStream {
    let gathered = describing::read(input);
    let payload: Payload = match syn::parse2(gathered.payload) {
        Ok(payload) => payload,
        Err(error) => return error.into_compile_error(),
    };
    let mut mistakes = Mistakes::default();
    let types: Vec<UserType> = gathered
        .descriptions
        .iter()
        .zip(&payload.user_types)
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
    let table = decode_table(&payload.text).map(|description| description.table).unwrap_or_default();
    let errors = mistakes.to_compile_errors();
    let description = describing::expand_macro(
        &payload.module,
        &payload.visibility,
        &payload.unique,
        &encode_table(&table, &types),
    );
    quote!(#errors #description)
}

fn not_a_type(path: &TokenStream, error: &DecodeError) -> Mistake {
    Mistake::new(
        &entries::DESCRIPTION,
        path,
        format!("`{path}` is not a type that a column can have: {error}"),
    )
    .help("derive `SqlEnum` or `SqlType` on it, or say `#[column(sql_type = \"…\")]`")
}
