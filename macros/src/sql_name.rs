//! PostgreSQL's own types: how a declaration may spell them, and which marker type of the runtime stands for each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use softdelete_compiler::catalog::ColumnType;
use softdelete_compiler::catalog::builtin::type_by_name;
use softdelete_compiler::diagnostic::{declaration, did_you_mean};

use crate::attributes::Item;
use crate::report::{Mistake, Mistakes};

/// The catalogue's name of each type that has a marker, with the marker in `softdelete::__private::sql`.
const MARKERS: &[(&str, &str)] = &[
    ("bit", "Bit"),
    ("bool", "Bool"),
    ("box", "Box"),
    ("bpchar", "Bpchar"),
    ("bytea", "Bytea"),
    ("char", "Char"),
    ("cid", "Cid"),
    ("cidr", "Cidr"),
    ("circle", "Circle"),
    ("date", "Date"),
    ("datemultirange", "Datemultirange"),
    ("daterange", "Daterange"),
    ("float4", "Float4"),
    ("float8", "Float8"),
    ("inet", "Inet"),
    ("int2", "Int2"),
    ("int4", "Int4"),
    ("int4multirange", "Int4multirange"),
    ("int4range", "Int4range"),
    ("int8", "Int8"),
    ("int8multirange", "Int8multirange"),
    ("int8range", "Int8range"),
    ("interval", "Interval"),
    ("json", "Json"),
    ("jsonb", "Jsonb"),
    ("jsonpath", "Jsonpath"),
    ("line", "Line"),
    ("lseg", "Lseg"),
    ("macaddr", "Macaddr"),
    ("macaddr8", "Macaddr8"),
    ("money", "Money"),
    ("name", "Name"),
    ("numeric", "Numeric"),
    ("nummultirange", "Nummultirange"),
    ("numrange", "Numrange"),
    ("oid", "Oid"),
    ("path", "Path"),
    ("pg_lsn", "PgLsn"),
    ("pg_snapshot", "PgSnapshot"),
    ("point", "Point"),
    ("polygon", "Polygon"),
    ("refcursor", "Refcursor"),
    ("regclass", "Regclass"),
    ("regcollation", "Regcollation"),
    ("regconfig", "Regconfig"),
    ("regdictionary", "Regdictionary"),
    ("regnamespace", "Regnamespace"),
    ("regoper", "Regoper"),
    ("regoperator", "Regoperator"),
    ("regproc", "Regproc"),
    ("regprocedure", "Regprocedure"),
    ("regrole", "Regrole"),
    ("regtype", "Regtype"),
    ("text", "Text"),
    ("tid", "Tid"),
    ("time", "Time"),
    ("timestamp", "Timestamp"),
    ("timestamptz", "Timestamptz"),
    ("timetz", "Timetz"),
    ("tsmultirange", "Tsmultirange"),
    ("tsquery", "Tsquery"),
    ("tsrange", "Tsrange"),
    ("tstzmultirange", "Tstzmultirange"),
    ("tstzrange", "Tstzrange"),
    ("tsvector", "Tsvector"),
    ("txid_snapshot", "TxidSnapshot"),
    ("uuid", "Uuid"),
    ("varbit", "Varbit"),
    ("varchar", "Varchar"),
    ("void", "Void"),
    ("xid", "Xid"),
    ("xid8", "Xid8"),
    ("xml", "Xml"),
];

/// The types whose constants of `postgres_types::Type` are not called as the types are, with those names.
const CONSTANTS: &[(&str, &str)] = &[
    ("datemultirange", "DATEMULTI_RANGE"),
    ("daterange", "DATE_RANGE"),
    ("int4multirange", "INT4MULTI_RANGE"),
    ("int4range", "INT4_RANGE"),
    ("int8multirange", "INT8MULTI_RANGE"),
    ("int8range", "INT8_RANGE"),
    ("nummultirange", "NUMMULTI_RANGE"),
    ("numrange", "NUM_RANGE"),
    ("tsmultirange", "TSMULTI_RANGE"),
    ("tsrange", "TS_RANGE"),
    ("tstzmultirange", "TSTZMULTI_RANGE"),
    ("tstzrange", "TSTZ_RANGE"),
    ("tsvector", "TS_VECTOR"),
];

/// The spellings of PostgreSQL's grammar that are no names of the catalogue.
const SPELLINGS: &[(&str, &str)] = &[
    ("bigint", "int8"),
    ("bit varying", "varbit"),
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

/// Reads `sql_type = "…"`.
pub(crate) fn read(item: &Item, mistakes: &mut Mistakes) -> Option<ColumnType> {
    let (written, span) = item.string(mistakes)?;
    let parsed = parse(&written);
    if parsed.is_none() {
        let mistake = Mistake::at(
            &declaration::SQL_TYPE,
            span,
            format!("`{written}` is not a type of PostgreSQL's that a field can have"),
        );
        let base = written.split(['(', '[']).next().unwrap_or_default().trim();
        mistakes.push(match did_you_mean(base, known_names()) {
            Some(meant) => mistake.help(format!("did you mean `{meant}`?")),
            None => mistake.help(
                "name one of PostgreSQL's own types, such as `varchar(20)` or `numeric(10,2)`; for a type of your own derive \
                 `SqlEnum` or `SqlType`",
            ),
        });
    }
    parsed
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
    type_by_name(catalogue_name(name))?;
    marker_name(name)?;
    Some(ColumnType::Builtin(match modifier {
        Some(digits) => format!("{name}({})", digits.replace(' ', "")),
        None => name.to_owned(),
    }))
}

/// The marker type of one of PostgreSQL's own types, given by its catalogue name with or without a modifier: its name in
/// `softdelete::__private::sql`, and in `…::usual` that of the Rust type which values of it usually have.
pub(crate) fn marker_name(name: &str) -> Option<&'static str> {
    let base = catalogue_name(name);
    MARKERS
        .iter()
        .find(|(known, _)| *known == base)
        .map(|(_, marker)| *marker)
}

/// The name in the catalogue of a type that a declaration has: without a modifier, and without the quotes of `"char"`, which without them is
/// the grammar's word for `bpchar`.
pub(crate) fn catalogue_name(declared: &str) -> &str {
    let name = declared.split('(').next().unwrap_or(declared);
    name.trim_matches('"')
}

/// The constant of `postgres_types::Type` for one of PostgreSQL's own types.
pub(crate) fn constant(name: &str) -> String {
    match CONSTANTS.iter().find(|(known, _)| *known == name) {
        Some((_, constant)) => (*constant).to_owned(),
        None => name.to_uppercase(),
    }
}

/// The marker type of one of PostgreSQL's own types, given by its catalogue name with or without a modifier.
pub(crate) fn marker(name: &str) -> Option<TokenStream> {
    let ident = Ident::new(marker_name(name)?, Span::call_site());
    Some(quote!(::softdelete::__private::sql::#ident))
}
