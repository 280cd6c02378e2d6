//! `#[derive(Table)]`.

use proc_macro2::TokenStream;
use quote::quote;
use softdelete_compiler::catalog::describe::{
    DecodeError, DescribedType, Description, Types, decode_functions, decode_type, encode_table,
};
use softdelete_compiler::catalog::{ColumnType, UserType, UserTypeKind};
use softdelete_compiler::diagnostic::declaration as entries;
use softdelete_compiler::gather::Gather as _;

use crate::describing;
use crate::report::{Mistake, Mistakes};

pub(crate) mod column;
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
    let named = declaration.user_types.iter().chain(&declaration.operators);
    let named: Vec<TokenStream> = named.cloned().gather();
    let rest = if named.is_empty() {
        let description = Description {
            table: declaration.table.clone(),
            ..Description::default()
        };
        complete(&declaration, &description, input, sound)
    } else {
        // What depends on the types of columns waits until they have described themselves: if one is not declared, that is
        // all there is to say.
        describing::expand_call(&named, &quote!(::softdelete::__private::__table), input)
    };
    let demands = sound.then(|| expand::demands(&declaration));
    quote!(#(#errors)* #module #relations #demands #rest)
}

/// What the last type's macro calls: the rest of the expansion, once the types of the columns have described themselves.
pub(crate) fn finish(input: TokenStream) -> TokenStream {
    let gathered = describing::read(input);
    // The mistakes in it were reported by the derive.
    let mut known = Mistakes::default();
    let Ok(Some(mut declaration)) = read_tokens(gathered.payload.clone(), &mut known) else {
        return TokenStream::new();
    };
    let mut mistakes = Mistakes::default();
    for column in &mut declaration.table.columns {
        own_types(&mut column.ty, &gathered.descriptions);
    }
    let (of_types, of_functions) = gathered.descriptions.split_at(
        declaration
            .user_types
            .len()
            .min(gathered.descriptions.len()),
    );
    let described = of_types.iter().zip(&declaration.user_types);
    let types = described.map(|(text, path)| described_type(text, path, &mut mistakes));
    let mut description = Description {
        table: declaration.table.clone(),
        types: Types::of(types.gather()),
        operators: Vec::new(),
    };
    for (text, path) in of_functions.iter().zip(&declaration.operators) {
        match decode_functions(text) {
            Ok(functions) => {
                if functions.operators.is_empty() {
                    mistakes.push(implements_none(path));
                }
                let first = description.types.append(functions.types);
                let operators = functions.operators.into_iter().map(|mut operator| {
                    operator.renumber(&|index| first + index);
                    operator
                });
                description.operators.extend(operators);
            }
            Err(_) => mistakes.push(implements_none(path)),
        }
    }
    let sound = known.is_empty() && mistakes.is_empty();
    let rest = complete(&declaration, &description, &gathered.payload, sound);
    let errors = mistakes.to_compile_errors();
    quote!(#(#errors)* #rest)
}

/// What the description of a type of this library's own begins with; the name of the type follows that it stands for.
const OWN_TYPE: &str = "builtin ";

/// Puts PostgreSQL's own types where columns have a type of this library's that stands for one.
pub(crate) fn own_types(ty: &mut ColumnType, descriptions: &[String]) {
    match ty {
        ColumnType::Builtin(_) => {}
        ColumnType::Array(element) => own_types(element, descriptions),
        ColumnType::User(index) => {
            let described = descriptions.get(*index);
            if let Some(name) = described.and_then(|text| text.strip_prefix(OWN_TYPE)) {
                *ty = ColumnType::Builtin(name.to_owned());
            }
        }
    }
}

/// Keeps the number of a type that no column has any more.
fn unnamed(base: &str) -> UserType {
    UserType {
        schema: None,
        name: String::new(),
        kind: UserTypeKind::Domain {
            base: Box::new(ColumnType::Builtin(base.to_owned())),
            not_null: false,
        },
    }
}

/// What a type says of itself. After a mistake it is an enum without labels, of which nothing more is said.
pub(crate) fn described_type(
    text: &str,
    path: &TokenStream,
    mistakes: &mut Mistakes,
) -> DescribedType {
    if let Some(name) = text.strip_prefix(OWN_TYPE) {
        return DescribedType {
            ty: unnamed(name),
            parts: Types::default(),
        };
    }
    decode_type(text).unwrap_or_else(|error| {
        mistakes.push(not_a_type(path, &error));
        DescribedType {
            ty: UserType {
                schema: None,
                name: path.to_string(),
                kind: UserTypeKind::Enum(Vec::new()),
            },
            parts: Types::default(),
        }
    })
}

/// The mistake that a name in `operators(…)` brings no operator along.
fn implements_none(path: &TokenStream) -> Mistake {
    Mistake::new(
        &entries::OPERATOR,
        path,
        format!("`{path}` is no function that implements an operator"),
    )
    .help("name a function of `sql_function!` beside which `create operator … (function = …)` is declared")
}

fn read_tokens(input: TokenStream, mistakes: &mut Mistakes) -> syn::Result<Option<Declaration>> {
    let parsed = syn::parse2::<syn::DeriveInput>(input)?;
    Ok(read::read(&parsed, mistakes))
}

/// How rows are read and written, and the describing macro.
fn complete(
    declaration: &Declaration,
    description: &Description,
    input: &TokenStream,
    sound: bool,
) -> TokenStream {
    let mut mistakes = Mistakes::default();
    personal::check(declaration, &description.types.all, &mut mistakes);
    let errors = mistakes.to_compile_errors();
    let sound = sound && mistakes.is_empty();
    let rows = expand::rows(declaration, sound);
    let text = encode_table(description);
    let mut unique = describing::unique_name(&declaration.module, input);
    // Whoever jumps to the table is led to where it is named.
    unique.set_span(declaration.module.span());
    let visibility = &declaration.visibility;
    let describing = describing::expand_macro(&declaration.module, visibility, &unique, &text);
    // Functions name the type of the table's rows as Rust does.
    let row = describing::expand_name(&declaration.row, visibility, &unique);
    // As for statements: nothing for programs that do not ask for it.
    let wanted = sound && cfg!(any(test, feature = "testing"));
    let registered = wanted.then(|| expand::registered(declaration, &text));
    let lifecycle = sound.then(|| lifecycle::expand(declaration, &[text], input));
    quote!(#(#errors)* #rows #describing #row #registered #lifecycle)
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
