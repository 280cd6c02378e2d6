//! Which SQL type a field has, told from its Rust type.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use softdelete_compiler::catalog::ColumnType;
use softdelete_compiler::diagnostic::declaration;
use syn::{GenericArgument, PathArguments, Type};

use crate::report::{Mistake, Mistakes};

/// The Rust types that stand for one of PostgreSQL's own, by the last segment of their path: a macro sees no more of a
/// type than its spelling. `DateTime` is told apart by its argument, which only chrono's has.
const KNOWN: &[(&str, &str)] = &[
    ("Date", "date"),
    ("Decimal", "numeric"),
    ("Interval", "interval"),
    ("IpAddr", "inet"),
    ("NaiveDate", "date"),
    ("NaiveDateTime", "timestamp"),
    ("NaiveTime", "time"),
    ("OffsetDateTime", "timestamptz"),
    ("PrimitiveDateTime", "timestamp"),
    ("String", "text"),
    ("Time", "time"),
    ("Timestamp", "timestamptz"),
    ("Uuid", "uuid"),
    ("Value", "jsonb"),
    ("bool", "bool"),
    ("f32", "float4"),
    ("f64", "float8"),
    ("i16", "int2"),
    ("i32", "int4"),
    ("i64", "int8"),
    ("i8", "\"char\""),
    ("u32", "oid"),
];

/// The types of this library that stand for one of PostgreSQL's own, for newtypes over them. A column's type says what it stands for by
/// the macro of its name, because a program may have a `Money` of its own; for what is in a newtype, no other is possible.
const OWN: &[(&str, &str)] = &[
    ("Bits", "varbit"),
    ("Cidr", "cidr"),
    ("Circle", "circle"),
    ("Inet", "inet"),
    ("JsonPath", "jsonpath"),
    ("Line", "line"),
    ("LineSegment", "lseg"),
    ("Lsn", "pg_lsn"),
    ("MacAddr", "macaddr"),
    ("MacAddr8", "macaddr8"),
    ("Money", "money"),
    ("Path", "path"),
    ("Point", "point"),
    ("Polygon", "polygon"),
    ("Rectangle", "box"),
    ("Snapshot", "pg_snapshot"),
    ("Tid", "tid"),
    ("TimeTz", "timetz"),
    ("TsQuery", "tsquery"),
    ("TsVector", "tsvector"),
    ("Xml", "xml"),
];

/// What a range's type is called after, by the type of its bounds; `range` or `multirange` follows.
const RANGES: &[(&str, &str)] = &[
    ("date", "date"),
    ("int4", "int4"),
    ("int8", "int8"),
    ("numeric", "num"),
    ("timestamp", "ts"),
    ("timestamptz", "tstz"),
];

/// Rust types that no SQL type corresponds to, with what to write instead.
const UNSUITABLE: &[(&str, &str)] = &[
    ("char", "write `String`"),
    ("i128", "write `Decimal`, which is `numeric`"),
    ("isize", "write `i64`, which is `bigint`"),
    ("str", "write `String`"),
    ("u128", "write `Decimal`, which is `numeric`"),
    ("u16", "PostgreSQL has no unsigned integers: write `i32`"),
    (
        "u64",
        "PostgreSQL has no unsigned integers: write `i64`, or `Decimal` for larger numbers",
    ),
    (
        "u8",
        "PostgreSQL has no unsigned integers: write `i16`; `Vec<u8>` is `bytea`",
    ),
    ("usize", "PostgreSQL has no unsigned integers: write `i64`"),
];

/// The types that have infinite values.
const INFINITE: [&str; 4] = ["date", "timestamp", "timestamptz", "interval"];

/// What a field's type says.
pub(crate) struct FieldType {
    /// Whether it is an `Option`.
    pub(crate) nullable: bool,
    /// The type without that `Option`.
    pub(crate) base: TokenStream,
    /// The SQL type.
    pub(crate) sql: SqlType,
    /// Whether only `sql_type` tells the SQL type: the Rust type is one that this library knows nothing of.
    pub(crate) foreign: bool,
}

/// The SQL type of a field, as far as the derive can tell.
pub(crate) enum SqlType {
    /// One of PostgreSQL's own, or an array of one.
    Builtin(ColumnType),
    /// A type of the user's at this path, whose own derive knows what it is.
    User(TokenStream),
    /// An array of one.
    UserArray(TokenStream),
}

/// Reads a field's type. With `sql_type` its SQL type is given and only its `Option` matters.
pub(crate) fn read(
    ty: &Type,
    given: Option<ColumnType>,
    mistakes: &mut Mistakes,
) -> Option<FieldType> {
    let ty = ungroup(ty);
    let (nullable, base) = match argument_of(ty, "Option") {
        Some(inner) => (true, ungroup(inner)),
        None => (false, ty),
    };
    let (sql, foreign) = match given {
        Some(sql) => {
            let known = sql_type(base, &mut Mistakes::default());
            (
                SqlType::Builtin(sql),
                !matches!(known, Some(SqlType::Builtin(_))),
            )
        }
        None => (sql_type(base, mistakes)?, false),
    };
    Some(FieldType {
        nullable,
        base: base.to_token_stream(),
        sql,
        foreign,
    })
}

fn sql_type(ty: &Type, mistakes: &mut Mistakes) -> Option<SqlType> {
    if let Some(element) = argument_of(ty, "Vec") {
        let element = ungroup(element);
        if last_segment(element).is_some_and(|segment| segment.ident == "u8") {
            return Some(builtin("bytea"));
        }
        let element = argument_of(element, "Option").map_or(element, ungroup);
        return match sql_type(element, mistakes)? {
            SqlType::Builtin(ColumnType::Array(element)) => {
                Some(SqlType::Builtin(ColumnType::Array(element)))
            }
            SqlType::Builtin(element) => {
                Some(SqlType::Builtin(ColumnType::Array(Box::new(element))))
            }
            SqlType::User(path) | SqlType::UserArray(path) => Some(SqlType::UserArray(path)),
        };
    }
    let unsuitable = |help: &str| {
        let written = written(ty);
        Mistake::new(
            &declaration::RUST_TYPE,
            ty,
            format!("no type of PostgreSQL corresponds to `{written}`"),
        )
        .help(help)
    };
    let Some(segment) = last_segment(ty) else {
        mistakes.push(unsuitable(match ty {
            Type::Reference(_) => "a column owns its value: write `String`, `Vec<u8>` or another owned type",
            Type::Array(_) | Type::Slice(_) => "write `Vec<…>`",
            _ => "write a type named in the chapter \"Declaring tables\", or `#[column(sql_type = \"…\")]`",
        }));
        return None;
    };
    let name = segment.ident.to_string();
    if name == "Option" {
        mistakes.push(unsuitable("there is one NULL: write a single `Option`"));
        return None;
    }
    let has_arguments = !matches!(segment.arguments, PathArguments::None);
    if name == "DateTime" {
        return Some(builtin(if has_arguments {
            "timestamptz"
        } else {
            "timestamp"
        }));
    }
    if name == "Json" && has_arguments {
        return Some(builtin("jsonb"));
    }
    if let Some(value) = argument_of(ty, "Infinite") {
        let found = sql_type(ungroup(value), mistakes)?;
        if matches!(&found, SqlType::Builtin(ColumnType::Builtin(name)) if INFINITE.contains(&name.as_str()))
        {
            return Some(found);
        }
        mistakes.push(unsuitable(
            "PostgreSQL has infinite dates, timestamps and intervals; of a newtype of one say which it is: `#[column(sql_type = \"date\")]`",
        ));
        return None;
    }
    for (ident, kind) in [("Range", "range"), ("Multirange", "multirange")] {
        let Some(bound) = argument_of(ty, ident) else {
            continue;
        };
        let of = match sql_type(ungroup(bound), mistakes)? {
            SqlType::Builtin(ColumnType::Builtin(bound)) => {
                RANGES.iter().find(|(name, _)| *name == bound)
            }
            SqlType::Builtin(_) | SqlType::User(_) | SqlType::UserArray(_) => None,
        };
        let Some((_, prefix)) = of else {
            mistakes.push(unsuitable(
                "PostgreSQL has ranges of `i32`, `i64`, `Decimal`, dates and timestamps; for a range of newtypes say which it is, `#[column(sql_type = \"int8range\")]`, and declare other range types with `#[derive(SqlType)]` and `#[sql(name = \"…\", range)]`",
            ));
            return None;
        };
        return Some(builtin(&format!("{prefix}{kind}")));
    }
    let one_segment = matches!(ty, Type::Path(path) if path.path.segments.len() == 1);
    if let Some((_, help)) = UNSUITABLE
        .iter()
        .find(|(known, _)| one_segment && *known == name)
    {
        mistakes.push(unsuitable(help));
        return None;
    }
    if has_arguments {
        mistakes.push(unsuitable(
            "say which SQL type it is, `#[column(sql_type = \"…\")]`, or wrap it in a newtype with `#[derive(SqlType)]`",
        ));
        return None;
    }
    Some(match KNOWN.iter().find(|(known, _)| *known == name) {
        Some((_, sql)) => builtin(sql),
        None => SqlType::User(ty.to_token_stream()),
    })
}

/// The `T` of a type `name<T>`, which may stand in an invisible group.
pub(crate) fn argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    argument_of(ungroup(ty), name).map(ungroup)
}

/// Whether it is a `String`.
pub(crate) fn is_string(ty: &Type) -> bool {
    last_segment(ungroup(ty)).is_some_and(|segment| segment.ident == "String")
}

/// The SQL type of a type of this library's own, told from its spelling.
pub(crate) fn own(ty: &Type) -> Option<ColumnType> {
    let ty = ungroup(ty);
    if let Some(element) = argument_of(ty, "Vec") {
        let element = ungroup(element);
        let element = argument_of(element, "Option").unwrap_or(element);
        return Some(ColumnType::Array(Box::new(own(element)?)));
    }
    let segment = last_segment(ty)?;
    let known = OWN.iter().find(|(name, _)| segment.ident == name);
    known.map(|(_, sql)| ColumnType::Builtin((*sql).to_owned()))
}

fn builtin(name: &str) -> SqlType {
    SqlType::Builtin(ColumnType::Builtin(name.to_owned()))
}

/// The type as one writes it: the tokens of a type print with spaces that nobody writes.
fn written(ty: &Type) -> String {
    let mut text = quote!(#ty).to_string();
    for (printed, usual) in [
        ("& ", "&"),
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        (" ,", ","),
    ] {
        text = text.replace(printed, usual);
    }
    text
}

/// A type that a `macro_rules!` handed on stands in an invisible group.
fn ungroup(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungroup(&group.elem),
        Type::Paren(paren) => ungroup(&paren.elem),
        ty => ty,
    }
}

fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// The `T` of a type `name<T>`.
fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = last_segment(ty)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match (
        segment.ident == name,
        arguments.args.first(),
        arguments.args.len(),
    ) {
        (true, Some(GenericArgument::Type(inner)), 1) => Some(inner),
        _ => None,
    }
}
