//! PostgreSQL's own types: how a declaration may spell them, and which marker type of the runtime stands for each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use softdelete_compiler::catalog::ColumnType;
use softdelete_compiler::catalog::builtin::type_by_name;

/// The catalogue's name of each type that has a marker, with the marker in `softdelete::__private::sql`.
const MARKERS: &[(&str, &str)] = &[
    ("bool", "Bool"),
    ("bpchar", "Bpchar"),
    ("bytea", "Bytea"),
    ("char", "Char"),
    ("date", "Date"),
    ("float4", "Float4"),
    ("float8", "Float8"),
    ("inet", "Inet"),
    ("int2", "Int2"),
    ("int4", "Int4"),
    ("int8", "Int8"),
    ("interval", "Interval"),
    ("json", "Json"),
    ("jsonb", "Jsonb"),
    ("name", "Name"),
    ("numeric", "Numeric"),
    ("oid", "Oid"),
    ("text", "Text"),
    ("time", "Time"),
    ("timestamp", "Timestamp"),
    ("timestamptz", "Timestamptz"),
    ("uuid", "Uuid"),
    ("varchar", "Varchar"),
    ("void", "Void"),
];

/// The spellings of PostgreSQL's grammar that are no names of the catalogue.
const SPELLINGS: &[(&str, &str)] = &[
    ("bigint", "int8"),
    ("boolean", "bool"),
    ("char", "bpchar"),
    ("character", "bpchar"),
    ("character varying", "varchar"),
    ("decimal", "numeric"),
    ("double precision", "float8"),
    ("float", "float8"),
    ("int", "int4"),
    ("integer", "int4"),
    ("real", "float4"),
    ("smallint", "int2"),
    ("time without time zone", "time"),
    ("time with time zone", "timetz"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
];

/// The names that `sql_type` may be given, for "did you mean".
pub(crate) fn known_names() -> impl Iterator<Item = &'static str> {
    MARKERS
        .iter()
        .map(|(name, _)| *name)
        .chain(SPELLINGS.iter().map(|(spelling, _)| *spelling))
}

/// What an `sql_type` means: one of PostgreSQL's own types that a Rust type can stand for, perhaps with a modifier, or an array
/// of one.
pub(crate) fn parse(written: &str) -> Option<ColumnType> {
    let written = written.trim();
    if let Some(element) = written.strip_suffix("[]") {
        return Some(ColumnType::Array(Box::new(parse(element)?)));
    }
    let (name, modifier) = match written.split_once('(') {
        Some((name, rest)) => {
            let digits = rest.strip_suffix(')')?;
            let valid = digits
                .split(',')
                .all(|number| number.trim().parse::<i16>().is_ok());
            (name.trim(), Some(valid.then_some(digits)?))
        }
        None => (written, None),
    };
    let lower = name.to_lowercase();
    let name = SPELLINGS
        .iter()
        .find(|(spelling, _)| *spelling == lower)
        .map_or(lower.as_str(), |(_, name)| *name);
    type_by_name(name)?;
    marker_name(name)?;
    Some(ColumnType::Builtin(match modifier {
        Some(digits) => format!("{name}({})", digits.replace(' ', "")),
        None => name.to_owned(),
    }))
}

fn marker_name(name: &str) -> Option<&'static str> {
    let base = name.split('(').next().unwrap_or(name);
    MARKERS
        .iter()
        .find(|(known, _)| *known == base)
        .map(|(_, marker)| *marker)
}

/// The marker type of one of PostgreSQL's own types, given by its catalogue name with or without a modifier.
pub(crate) fn marker(name: &str) -> Option<TokenStream> {
    let ident = Ident::new(marker_name(name)?, Span::call_site());
    Some(quote!(::softdelete::__private::sql::#ident))
}

/// The Rust type that values of it usually have.
pub(crate) fn usual_type(name: &str) -> Option<TokenStream> {
    let ident = Ident::new(marker_name(name)?, Span::call_site());
    Some(quote!(::softdelete::__private::sql::usual::#ident))
}
