//! `#[derive(SqlType)]` with `range`, a newtype over `Range<…>` that is a range type of the database, and with `multirange_of`, one over
//! `Multirange<…>` that is the multirange type of such a one.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use softdelete_compiler::catalog::describe::DescribedType;
use softdelete_compiler::catalog::{ColumnType, UserType, UserTypeKind};
use softdelete_compiler::diagnostic::declaration;

use super::casts::{self, Casts};
use super::{describe, described, field_type, name_and_schema, no_name, once_known, only_field};
use crate::attributes::{Item, Value, has_word, read_items};
use crate::describing::Gathered;
use crate::report::{Mistake, Mistakes};
use crate::sql_name;
use crate::table::column::describe_type;
use crate::table::expand::marker;
use crate::table::own_types;
use crate::table::read::refuse_generics;
use crate::table::rust_type;

/// The words that say it.
const RANGE: &str = "range";
const MULTIRANGE_OF: &str = "multirange_of";

/// A declared range or multirange type.
struct Declaration<'a> {
    ident: &'a Ident,
    /// The type of the bounds.
    bound: &'a syn::Type,
    ty: UserType,
    /// The Rust type of the multirange, if it is named.
    multirange: Option<TokenStream>,
    casts: Casts,
    /// The paths of the user-declared types: of the subtype, or of the range type that a multirange is of; then those of casts.
    user_types: Vec<TokenStream>,
}

pub(super) fn is_one(input: &syn::DeriveInput) -> bool {
    let words = [RANGE, MULTIRANGE_OF];
    words.iter().any(|word| has_word(&input.attrs, "sql", word))
}

/// What the derive expands to.
pub(super) fn derive(parsed: &syn::DeriveInput, input: &TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let declaration = read(parsed, &mut mistakes);
    let errors = mistakes.to_compile_errors();
    let Some(declaration) = declaration else {
        return quote!(#(#errors)*);
    };
    let rest = once_known(&declaration.user_types, input, || {
        complete(parsed, &declaration, Vec::new(), input)
    });
    quote!(#(#errors)* #rest)
}

/// The rest of the expansion, once the types that it names have described themselves.
pub(super) fn finish(parsed: &syn::DeriveInput, gathered: &Gathered) -> TokenStream {
    // The mistakes in it were reported by the derive.
    let Some(mut declaration) = read(parsed, &mut Mistakes::default()) else {
        return TokenStream::new();
    };
    let mut mistakes = Mistakes::default();
    let types = described(gathered, &declaration.user_types, &mut mistakes);
    let sound = if let UserTypeKind::Range { subtype, .. } = &mut declaration.ty.kind {
        own_types(subtype, &gathered.descriptions);
        check_subtype(&declaration, &types, &mut mistakes)
    } else {
        name_multirange(&mut declaration, &types, &mut mistakes)
    };
    let errors = mistakes.to_compile_errors();
    let rest = sound.then(|| complete(parsed, &declaration, types, &gathered.payload));
    quote!(#(#errors)* #rest)
}

/// The bounds of a result are read in their binary form, and that of a base type only its own functions know.
fn check_subtype(
    declaration: &Declaration<'_>,
    types: &[DescribedType],
    mistakes: &mut Mistakes,
) -> bool {
    let UserTypeKind::Range { subtype, .. } = &declaration.ty.kind else {
        return true;
    };
    let subtype = subtype.user().and_then(|index| types.get(index));
    let base = subtype.filter(|ty| matches!(ty.ty.kind, UserTypeKind::Base(_)));
    if let Some(base) = base {
        let message = format!(
            "`{}` is a base type, of which no bound of a range can be read",
            base.ty.name
        );
        mistakes.push(
            Mistake::new(&declaration::NEWTYPE_SHAPE, declaration.bound, message)
                .help("leave such ranges to SQL: give and select their bounds one by one, with `lower(…)` and `upper(…)`"),
        );
    }
    base.is_none()
}

/// A multirange type is called as its range type says.
fn name_multirange(
    declaration: &mut Declaration<'_>,
    types: &[DescribedType],
    mistakes: &mut Mistakes,
) -> bool {
    let Some(range) = types.first() else {
        return false;
    };
    if let UserTypeKind::Range { multirange, .. } = &range.ty.kind {
        declaration.ty.name.clone_from(multirange);
        declaration.ty.schema.clone_from(&range.ty.schema);
        return true;
    }
    let path = &declaration.user_types[0];
    mistakes.push(
        Mistake::new(
            &declaration::NEWTYPE_SHAPE,
            path,
            format!("`{path}` is not declared as a range type"),
        )
        .help("name a newtype over `Range<…>` with `#[sql(name = \"…\", range)]`"),
    );
    false
}

/// `None` after a mistake that leaves nothing to describe.
fn read<'a>(input: &'a syn::DeriveInput, mistakes: &mut Mistakes) -> Option<Declaration<'a>> {
    let multirange = has_word(&input.attrs, "sql", MULTIRANGE_OF);
    let words: &[&str] = if multirange {
        &[MULTIRANGE_OF, "cast"]
    } else {
        &[
            "name",
            "schema",
            RANGE,
            "subtype",
            "multirange",
            "multirange_type_name",
            "cast",
        ]
    };
    let items = read_items(&input.attrs, "sql", words, mistakes);
    if refuse_generics(&input.generics, mistakes) {
        return None;
    }
    let ident = &input.ident;
    let find = |word: &str| items.iter().find(|item| item.is(word));
    let over = if multirange { "Multirange" } else { "Range" };
    let Some(bound) = only_field(input).and_then(|field| rust_type::argument(field, over)) else {
        mistakes.push(
            Mistake::new(
                &declaration::NEWTYPE_SHAPE,
                ident,
                format!("`{ident}` is not a struct with one unnamed field of type `{over}<…>`"),
            )
            .help(format!(
                "write `struct {ident}({over}<f64>);` with the type of the bounds"
            )),
        );
        return None;
    };
    let mut user_types = Vec::new();
    let (ty, named) = if multirange {
        let of = find(MULTIRANGE_OF).and_then(|item| path(item, mistakes))?;
        user_types.push(of);
        let range = Box::new(ColumnType::User(0));
        let ty = UserType {
            schema: None,
            name: String::new(),
            kind: UserTypeKind::Multirange { range },
        };
        (ty, None)
    } else {
        let ty = range_type(&items, ident, bound, &mut user_types, mistakes)?;
        (ty, find("multirange").and_then(|item| path(item, mistakes)))
    };
    let casts = casts::read(&items, ident, &ty.name, &mut user_types, mistakes);
    Some(Declaration {
        ident,
        bound,
        ty,
        multirange: named,
        casts,
        user_types,
    })
}

fn range_type(
    items: &[Item],
    ident: &Ident,
    bound: &syn::Type,
    user_types: &mut Vec<TokenStream>,
    mistakes: &mut Mistakes,
) -> Option<UserType> {
    let find = |word: &str| items.iter().find(|item| item.is(word));
    if let Some(item) = find(RANGE) {
        item.flag(mistakes);
    }
    let (name, schema) = name_and_schema(items, mistakes);
    let multirange = find("multirange_type_name").and_then(|item| item.string(mistakes));
    let given = find("subtype").and_then(|item| sql_name::read(item, mistakes));
    if find("name").is_none() {
        mistakes.push(no_name(ident, "range", ", range"));
    }
    let given = given.or_else(|| rust_type::own(bound));
    let subtype = rust_type::read(bound, given, mistakes)?;
    if subtype.nullable {
        mistakes.push(
            Mistake::new(
                &declaration::NEWTYPE_SHAPE,
                bound,
                "a bound of a range is never NULL",
            )
            .help("leave out the `Option`: a bound that is missing is `Bound::Unbounded`"),
        );
        return None;
    }
    let name = name?;
    Some(UserType {
        schema,
        kind: UserTypeKind::Range {
            subtype: Box::new(describe_type(subtype.sql, user_types)),
            multirange: multirange.map_or_else(|| multirange_name(&name), |(name, _)| name),
        },
        name,
    })
}

/// How CREATE TYPE calls the multirange type of a range type by itself.
fn multirange_name(range: &str) -> String {
    match range.find("range") {
        Some(at) => format!("{}multi{}", &range[..at], &range[at..]),
        None => format!("{range}_multirange"),
    }
}

/// `word = path`
fn path(item: &Item, mistakes: &mut Mistakes) -> Option<TokenStream> {
    let path = match &item.value {
        Value::Equals(tokens) => syn::parse2::<syn::Path>(tokens.clone()).ok(),
        Value::None | Value::List(..) => None,
    };
    if path.is_none() {
        mistakes.push(item.malformed(&format!("{} = Name", item.name)));
    }
    path.map(ToTokens::into_token_stream)
}

fn complete(
    parsed: &syn::DeriveInput,
    declaration: &Declaration<'_>,
    types: Vec<DescribedType>,
    input: &TokenStream,
) -> TokenStream {
    let (ident, bound) = (declaration.ident, declaration.bound);
    let text = declaration.casts.describe(declaration.ty.clone(), types);
    let describing = describe(parsed, &text, input);
    let (subtype, calls, mut related);
    if let UserTypeKind::Range { subtype: of, .. } = &declaration.ty.kind {
        subtype = marker(of, &declaration.user_types);
        calls = quote!(encode_range, decode_range);
        related = quote! {
            #[automatically_derived]
            impl ::softdelete::__private::DeclaredRange for #ident {
                type Subtype = #subtype;
            }
        };
        let of = of.user().map(|index| &declaration.user_types[index]);
        related.extend(of.map(|path| field_type(ident, 0, path)));
    } else {
        let range = &declaration.user_types[0];
        subtype = quote!(<#range as ::softdelete::__private::DeclaredRange>::Subtype);
        calls = quote!(encode_multirange, decode_multirange);
        related = field_type(ident, 0, range);
    }
    if let Some(multirange) = &declaration.multirange {
        related.extend(field_type(ident, 1, multirange));
    }
    quote! {
        ::softdelete::__private::declare_range!(#ident, #bound, #subtype, #calls);
        #related
        #describing
    }
}
