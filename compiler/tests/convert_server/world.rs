//! The declared types of the tests, for the compiler and for the server.

use softdelete_compiler::catalog::builtin::{
    CastContext, CastMethod, TypeId, TypeKind, builtin_type, type_by_name, type_names,
};
use softdelete_compiler::catalog::describe;
use softdelete_compiler::catalog::{
    BaseType, Column, ColumnType, Schema, Table, UserCast, UserFunction, UserType, UserTypeKind,
};
use softdelete_compiler::check::convert::Types;

/// As the server is told.
pub(crate) const DDL: &str = "
    create type mood as enum ('sad', 'happy');
    create domain posint as int4;
    create domain label as text;
    create domain ints as int4[];
    create type pair as (a int4, b text);
    create type version;
    create function version_in(cstring) returns version language internal immutable strict as 'textin';
    create function version_out(version) returns cstring language internal immutable strict as 'textout';
    create type version (input = version_in, output = version_out, like = text, category = 'S');
    create cast (version as text) without function as implicit;
    create cast (text as version) without function as assignment;
    create cast (version as mood) with inout as implicit;
    create cast (int4 as version) with inout;
    create cast (version as bytea) with inout as assignment;
    create function same(version, version) returns bool language sql as 'select $1::text = $2::text';
    create operator = (leftarg = version, rightarg = version, function = same);
    create operator <> (leftarg = version, rightarg = version, function = same);
    create type floatrange as range (subtype = float8);
    create table items (id int8, name text);
    create function twice(n int8) returns int8 language sql strict as 'select 2 * n';
    create function twice(n text) returns text language sql as 'select n || n';
    create function cheer(who mood, by int4 default 1) returns mood language sql as 'select who';
    create function longer(a anyrange, b anyrange) returns anymultirange language sql as 'select multirange(a)';
    create function lower(n int4) returns int4 language sql as 'select n';
";

/// As the compiler is told.
pub(crate) fn schema() -> Schema {
    let builtin = |name: &str| ColumnType::Builtin(name.to_owned());
    let ty = |name: &str, kind| UserType {
        schema: None,
        name: name.to_owned(),
        kind,
    };
    let domain = |name: &str, base| {
        ty(
            name,
            UserTypeKind::Domain {
                base: Box::new(base),
                not_null: false,
            },
        )
    };
    let function = |name: &str, args: &[(&str, ColumnType)], result, defaults| UserFunction {
        defaults,
        ..UserFunction::new(
            name,
            args.iter()
                .map(|(name, ty)| ((*name).to_owned(), ty.clone()))
                .collect(),
            result,
        )
    };
    let column = |name: &str, ty| Column {
        name: name.to_owned(),
        field: Some(name.to_owned()),
        ty,
        nullable: true,
        has_default: false,
        generated: false,
        personal: None,
    };
    let mood = ColumnType::User(0);
    let version = || ColumnType::User(5);
    let cast = |from, to, context, method| UserCast {
        from,
        to,
        context,
        method,
        may_give_null: false,
    };
    let (binary, inout) = (CastMethod::Binary, CastMethod::InOut);
    let base = BaseType {
        category: 'S',
        preferred: false,
        comparisons: vec!["=".to_owned(), "<>".to_owned()],
    };
    let floatrange = describe::DescribedType {
        ty: ty(
            "floatrange",
            UserTypeKind::Range {
                subtype: Box::new(builtin("float8")),
                multirange: "floatmultirange".to_owned(),
            },
        ),
        parts: describe::Types::default(),
    };
    let mut schema = Schema {
        types: vec![
            ty(
                "mood",
                UserTypeKind::Enum(vec!["sad".to_owned(), "happy".to_owned()]),
            ),
            domain("posint", builtin("integer")),
            domain("label", builtin("text")),
            domain("ints", builtin("integer[]")),
            ty(
                "pair",
                UserTypeKind::Composite(vec![
                    ("a".to_owned(), builtin("int4")),
                    ("b".to_owned(), builtin("text")),
                ]),
            ),
            ty("version", UserTypeKind::Base(base)),
        ],
        casts: vec![
            cast(version(), builtin("text"), CastContext::Implicit, binary),
            cast(builtin("text"), version(), CastContext::Assignment, binary),
            cast(version(), mood.clone(), CastContext::Implicit, inout),
            cast(builtin("int4"), version(), CastContext::Explicit, inout),
            cast(version(), builtin("bytea"), CastContext::Assignment, inout),
        ],
        tables: vec![Table {
            local_name: "items".to_owned(),
            name: "items".to_owned(),
            columns: vec![
                column("id", builtin("int8")),
                column("name", builtin("text")),
            ],
            ..Table::default()
        }],
        functions: vec![
            function("twice", &[("n", builtin("int8"))], builtin("int8"), 0),
            function("twice", &[("n", builtin("text"))], builtin("text"), 0),
            function(
                "cheer",
                &[("who", mood.clone()), ("by", builtin("int4"))],
                mood,
                1,
            ),
            function("lower", &[("n", builtin("int4"))], builtin("int4"), 0),
            function(
                "longer",
                &[("a", builtin("anyrange")), ("b", builtin("anyrange"))],
                builtin("anymultirange"),
                0,
            ),
        ],
        ..Schema::default()
    };
    schema.add_type(floatrange, "floatrange");
    schema
}

/// The types that values have in the tests; unknown among them.
pub(crate) fn value_types(types: Types<'_>) -> Vec<TypeId> {
    let mut all: Vec<TypeId> = type_names()
        .filter_map(type_by_name)
        .filter(|id| builtin_type(*id).is_some_and(|builtin| builtin.kind != TypeKind::Pseudo))
        .collect();
    let declared = [
        "mood",
        "posint",
        "label",
        "ints",
        "pair",
        "version",
        "floatrange",
        "floatmultirange",
        "items",
    ];
    all.extend(declared.iter().filter_map(|name| types.named(None, name)));
    let arrays = [
        "int2",
        "int4",
        "int8",
        "text",
        "varchar",
        "numeric",
        "mood",
        "posint",
        "version",
        "floatrange",
        "pair",
        "timestamptz",
        "jsonb",
    ];
    all.extend(
        arrays
            .iter()
            .filter_map(|name| types.array_of(types.named(None, name)?)),
    );
    all.push(TypeId::UNKNOWN);
    all
}

/// The types that most statements use, so that samples are not all exotic.
pub(crate) fn common_types(types: Types<'_>) -> Vec<TypeId> {
    let names = [
        "bool",
        "int2",
        "int4",
        "int8",
        "float4",
        "float8",
        "numeric",
        "text",
        "varchar",
        "bpchar",
        "name",
        "bytea",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "interval",
        "uuid",
        "json",
        "jsonb",
        "oid",
        "int4range",
        "version",
        "floatrange",
        "mood",
        "posint",
        "label",
        "ints",
        "regclass",
        "inet",
        "cidr",
        "money",
        "char",
    ];
    let mut all: Vec<TypeId> = names
        .iter()
        .filter_map(|name| types.named(None, name))
        .collect();
    let arrays = ["int4", "int8", "text", "mood"];
    all.extend(
        arrays
            .iter()
            .filter_map(|name| types.array_of(types.named(None, name)?)),
    );
    all.extend([TypeId::UNKNOWN; 6]);
    all
}

/// A value of a type: NULL, which any type accepts.
pub(crate) fn value(types: Types<'_>, id: TypeId) -> String {
    if id == TypeId::UNKNOWN {
        return "null".to_owned();
    }
    format!("null::{}", types.display(id))
}

/// The type of a column of the result, in which nothing is left unknown.
pub(crate) fn shown(types: Types<'_>, id: TypeId) -> String {
    types.display(if id == TypeId::UNKNOWN {
        TypeId::TEXT
    } else {
        id
    })
}
