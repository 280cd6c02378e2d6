//! Type conversion: the cases that the manual's chapter 10 works through, and those that statements of this language meet.

use softdelete_compiler::catalog::builtin::{CastContext, CastMethod, Nulls, TypeId};
use softdelete_compiler::catalog::describe::{DescribedType, Types as Parts};
use softdelete_compiler::catalog::{
    BaseType, ColumnType, Schema, UserCast, UserFunction, UserType, UserTypeKind,
};
use softdelete_compiler::check::convert::{
    Call, CallArg, CallKind, Context, FunctionError, FunctionMatch, OperatorError, Types,
};

/// An enum, a domain, a newtype, a composite type, a base type with its casts, a range type and two functions.
fn schema() -> Schema {
    let builtin = |name: &str| ColumnType::Builtin(name.to_owned());
    let user = |name: &str, kind| UserType {
        schema: None,
        name: name.to_owned(),
        kind,
    };
    let domain = |name: &str, base: &str| {
        let base = Box::new(builtin(base));
        user(
            name,
            UserTypeKind::Domain {
                base,
                not_null: true,
            },
        )
    };
    let function = |name: &str, arg: ColumnType, result| UserFunction {
        strict: true,
        not_null: true,
        ..UserFunction::new(name, vec![("value".to_owned(), arg)], result)
    };
    let cast = |from, to, context, method| UserCast {
        from,
        to,
        context,
        method,
        may_give_null: method == CastMethod::Function,
    };
    let (citext, binary) = (|| ColumnType::User(4), CastMethod::Binary);
    let mut schema = Schema {
        types: vec![
            user("mood", UserTypeKind::Enum(vec!["sad".to_owned()])),
            domain("email", "varchar(320)"),
            domain("", "int8"),
            user(
                "pair",
                UserTypeKind::Composite(vec![("a".to_owned(), builtin("int4"))]),
            ),
            user(
                "citext",
                UserTypeKind::Base(BaseType {
                    category: 'S',
                    preferred: false,
                    comparisons: vec!["=".to_owned()],
                }),
            ),
        ],
        casts: vec![
            cast(citext(), builtin("text"), CastContext::Implicit, binary),
            cast(builtin("text"), citext(), CastContext::Assignment, binary),
            cast(
                builtin("inet"),
                citext(),
                CastContext::Assignment,
                CastMethod::Function,
            ),
        ],
        functions: vec![
            function("shout", builtin("text"), builtin("text")),
            function("rank_of", ColumnType::User(0), builtin("int4")),
        ],
        ..Schema::default()
    };
    let subtype = Box::new(builtin("float8"));
    let multirange = "floatmultirange".to_owned();
    let floatrange = DescribedType {
        ty: user(
            "floatrange",
            UserTypeKind::Range {
                subtype,
                multirange,
            },
        ),
        parts: Parts::default(),
    };
    schema.add_type(floatrange, "FloatRange");
    schema
}

/// A type by its spelling; `?` is an unknown literal.
#[track_caller]
fn ty(types: Types<'_>, spelling: &str) -> TypeId {
    if spelling == "?" {
        return TypeId::UNKNOWN;
    }
    let (name, is_array) = spelling
        .strip_suffix("[]")
        .map_or((spelling, false), |name| (name, true));
    let element = types.named(None, name).unwrap_or_else(|| {
        types
            .column_type(&ColumnType::Builtin(name.to_owned()))
            .expect(name)
    });
    if is_array {
        types.array_of(element).expect(spelling)
    } else {
        element
    }
}

/// What `left symbol right` becomes: `left symbol right = result`.
#[track_caller]
fn operator(left: &str, symbol: &str, right: &str) -> String {
    let schema = schema();
    let types = Types { schema: &schema };
    let left = (!left.is_empty()).then(|| ty(types, left));
    match types.operator(symbol, left, ty(types, right)) {
        Ok(found) => {
            let left = found
                .left
                .map(|left| types.display(left) + " ")
                .unwrap_or_default();
            format!(
                "{left}{symbol} {} = {}",
                types.display(found.right),
                types.display(found.result)
            )
        }
        Err(error) => format!("{error:?}"),
    }
}

#[track_caller]
fn call(name: &str, args: &[&str]) -> Result<FunctionMatch, FunctionError> {
    call_as(name, args, |_| {})
}

#[track_caller]
fn call_as(
    name: &str,
    args: &[&str],
    change: fn(&mut Call<'_>),
) -> Result<FunctionMatch, FunctionError> {
    let schema = schema();
    let types = Types { schema: &schema };
    let args: Vec<CallArg<'_>> = args
        .iter()
        .map(|arg| match arg.split_once(" => ") {
            Some((name, arg)) => CallArg {
                name: Some(name),
                ty: ty(types, arg),
            },
            None => CallArg {
                name: None,
                ty: ty(types, arg),
            },
        })
        .collect();
    let mut call = Call {
        schema: None,
        name,
        args: &args,
        within_group: None,
        variadic: false,
        star: false,
        over: false,
    };
    change(&mut call);
    types.function(&call)
}

/// What a call becomes: `name(arguments) = result`.
#[track_caller]
fn function(name: &str, args: &[&str]) -> String {
    let schema = schema();
    let types = Types { schema: &schema };
    let found = call(name, args).expect(name);
    let args: Vec<String> = found.args.iter().map(|arg| types.display(*arg)).collect();
    format!(
        "{name}({}) = {}",
        args.join(", "),
        types.display(found.result)
    )
}

#[test]
fn operators_of_the_manual() {
    // Example 10.1 to 10.5
    assert_eq!(
        operator("", "|/", "int4"),
        "|/ double precision = double precision"
    );
    assert_eq!(operator("text", "||", "?"), "text || text = text");
    assert_eq!(operator("?", "||", "?"), "text || text = text");
    assert_eq!(
        operator("", "@", "?"),
        "@ double precision = double precision"
    );
    assert!(operator("", "~", "?").contains("Ambiguous"));
    assert_eq!(
        operator("int4[]", "<@", "?"),
        "integer[] <@ integer[] = boolean"
    );
}

#[test]
fn operators_of_statements() {
    assert_eq!(operator("varchar", "=", "?"), "text = text = boolean");
    assert_eq!(operator("email", "=", "?"), "text = text = boolean");
    assert_eq!(operator("mood", "=", "?"), "mood = mood = boolean");
    assert_eq!(operator("mood", "=", "mood"), "mood = mood = boolean");
    assert!(operator("mood", "=", "text").contains("NoMatch"));
    assert_eq!(
        operator("timestamptz", "-", "?"),
        "timestamp with time zone - timestamp with time zone = interval"
    );
    assert_eq!(
        operator("timestamptz", ">", "date"),
        "timestamp with time zone > date = boolean"
    );
    assert_eq!(operator("jsonb", "->>", "?"), "jsonb ->> text = text");
    assert_eq!(operator("int8", "+", "int4"), "bigint + integer = bigint");
    assert_eq!(operator("text[]", "||", "?"), "text[] || text[] = text[]");
    assert_eq!(operator("text[]", "||", "text"), "text[] || text = text[]");
}

#[test]
fn operator_errors_name_candidates() {
    let schema = schema();
    let types = Types { schema: &schema };
    assert_eq!(
        types.operator("<=>", Some(TypeId::INT4), TypeId::INT4),
        Err(OperatorError::NoSuchSymbol)
    );
    let Err(OperatorError::NoMatch { candidates, .. }) =
        types.operator("+", Some(TypeId::BOOL), TypeId::INT4)
    else {
        panic!("boolean + integer is no operator");
    };
    assert!(
        candidates
            .iter()
            .all(|candidate| candidate.ends_with("+ integer")),
        "{candidates:?}"
    );
}

#[test]
fn any_and_all() {
    let schema = schema();
    let types = Types { schema: &schema };
    let found = types
        .quantified_operator("=", TypeId::INT8, TypeId::UNKNOWN)
        .expect("bigint = any (?)");
    assert_eq!(types.display(found.right), "bigint[]");
    let found = types
        .quantified_operator("=", ty(types, "mood"), ty(types, "mood[]"))
        .expect("an enum's array");
    assert_eq!(types.display(found.right), "mood[]");
    assert_eq!(
        types.quantified_operator("=", TypeId::INT8, TypeId::INT8),
        Err(OperatorError::NotAnArray(TypeId::INT8))
    );
    assert_eq!(
        types.quantified_operator("+", TypeId::INT8, ty(types, "int8[]")),
        Err(OperatorError::NotBoolean(TypeId::INT8))
    );
}

#[test]
fn functions_of_the_manual() {
    // Example 10.6 to 10.8
    assert_eq!(
        function("round", &["int4", "int4"]),
        "round(numeric, integer) = numeric"
    );
    assert_eq!(
        function("substr", &["varchar", "int4"]),
        "substr(text, integer) = text"
    );
    assert!(matches!(
        call("substr", &["int4", "int4"]),
        Err(FunctionError::NoMatch { .. })
    ));
}

#[test]
fn notations() {
    assert_eq!(
        function("make_interval", &["days => int4"]),
        "make_interval(integer) = interval"
    );
    assert_eq!(
        function("make_interval", &["int4", "hours => ?"]),
        "make_interval(integer, integer) = interval"
    );
    let unknown = call("make_interval", &["dais => int4"]);
    assert!(matches!(
        unknown,
        Err(FunctionError::NoSuchArgument { arg: 0, .. })
    ));
    assert_eq!(
        function("jsonb_extract_path", &["jsonb", "?", "?"]),
        "jsonb_extract_path(jsonb, text, text) = jsonb"
    );
    let variadic = call_as("jsonb_extract_path", &["jsonb", "text[]"], |call| {
        call.variadic = true;
    });
    assert_eq!(
        variadic.expect("VARIADIC takes an array").args[1],
        TypeId::TEXT_ARRAY
    );
}

#[test]
fn a_type_called_is_a_cast() {
    assert_eq!(
        call("float8", &["?"]).expect("float8('1')").kind,
        CallKind::Cast
    );
    assert_eq!(
        call("text", &["int4"]).expect("text(1)").kind,
        CallKind::Cast
    );
    assert_eq!(
        call("mood", &["?"]).expect("mood('sad')").kind,
        CallKind::Cast
    );
    assert_eq!(
        call("int8", &["int4"])
            .expect("a function of that name")
            .kind,
        CallKind::Function
    );
}

#[test]
fn polymorphic_results() {
    assert_eq!(function("unnest", &["mood[]"]), "unnest(mood[]) = mood");
    assert_eq!(function("array_agg", &["mood"]), "array_agg(mood) = mood[]");
    assert_eq!(
        function("array_append", &["int8[]", "int4"]),
        "array_append(bigint[], bigint) = bigint[]"
    );
    assert_eq!(
        function("array_append", &["int4[]", "?"]),
        "array_append(integer[], integer) = integer[]"
    );
    assert_eq!(
        function("upper", &["int4range"]),
        "upper(int4range) = integer"
    );
    assert_eq!(
        function("enum_range", &["mood"]),
        "enum_range(mood) = mood[]"
    );
    assert_eq!(function("max", &["email"]), "max(text) = text");
    assert_eq!(function("max", &["mood"]), "max(mood) = mood");
    assert!(matches!(
        call("array_agg", &["?"]),
        Err(FunctionError::Ambiguous { .. } | FunctionError::Polymorphic { .. })
    ));
}

#[test]
fn kinds_and_their_use() {
    let over: fn(&mut Call<'_>) = |call| call.over = true;
    assert!(matches!(
        call("row_number", &[]),
        Err(FunctionError::Misuse { .. })
    ));
    assert_eq!(
        call_as("row_number", &[], over).expect("with OVER").kind,
        CallKind::Window
    );
    assert!(matches!(
        call_as("lower", &["text"], over),
        Err(FunctionError::Misuse { .. })
    ));
    assert!(matches!(
        call("count", &[]),
        Err(FunctionError::Misuse { .. })
    ));
    assert!(call_as("count", &[], |call| call.star = true).is_ok());
    assert!(matches!(
        call("percentile_cont", &["?", "float8"]),
        Err(FunctionError::Misuse { .. })
    ));
    let within: fn(&mut Call<'_>) = |call| call.within_group = Some(1);
    let median =
        call_as("percentile_cont", &["?", "int4"], within).expect("an ordered-set aggregate");
    assert_eq!(
        (median.kind, median.args),
        (CallKind::OrderedSet, vec![TypeId::FLOAT8, TypeId::FLOAT8])
    );
    let rank = call_as("rank", &["?", "numeric"], within).expect("a hypothetical-set aggregate");
    assert_eq!(
        (rank.kind, rank.args),
        (
            CallKind::HypotheticalSet,
            vec![TypeId::NUMERIC, TypeId::NUMERIC]
        )
    );
}

#[test]
fn rows_of_functions() {
    let each = call("jsonb_each", &["jsonb"]).expect("jsonb_each");
    let names: Vec<&str> = each.columns.iter().map(|(name, _)| name.as_str()).collect();
    assert!(each.returns_set && names == ["key", "value"]);
    let elements = call("jsonb_array_elements", &["jsonb"]).expect("jsonb_array_elements");
    assert_eq!(
        (elements.result, elements.columns),
        (TypeId::JSONB, vec![("value".to_owned(), TypeId::JSONB)])
    );
}

#[test]
fn declared_functions() {
    assert_eq!(function("shout", &["varchar"]), "shout(text) = text");
    assert_eq!(function("rank_of", &["?"]), "rank_of(mood) = integer");
    let misspelt = call("shoot", &["text"]);
    assert_eq!(
        misspelt,
        Err(FunctionError::NoSuchName {
            did_you_mean: Some("shout".to_owned())
        })
    );
    let Err(FunctionError::NoSuchName { did_you_mean }) = call("lengh", &["text"]) else {
        panic!("there is no function lengh");
    };
    assert_eq!(did_you_mean.as_deref(), Some("length"));
}

#[test]
fn nulls() {
    let of = |name: &str, args: &[&str]| call(name, args).expect(name).nulls;
    assert_eq!(of("lower", &["text"]), Nulls::Strict);
    assert_eq!(of("lower", &["int4range"]), Nulls::Maybe);
    assert_eq!(of("now", &[]), Nulls::Strict);
    assert_eq!(of("concat", &["text", "text"]), Nulls::Never);
    assert_eq!(of("count", &["text"]), Nulls::Never);
    assert_eq!(of("sum", &["int4"]), Nulls::Strict);
    assert_eq!(of("stddev", &["int4"]), Nulls::Maybe);
    assert_eq!(of("regexp_match", &["text", "text"]), Nulls::Maybe);
    assert_eq!(of("array_position", &["int4[]", "int4"]), Nulls::Maybe);
    assert_eq!(of("array_length", &["int4[]", "int4"]), Nulls::Maybe);
    assert_eq!(of("current_setting", &["text"]), Nulls::Strict);
    assert_eq!(of("current_setting", &["text", "bool"]), Nulls::Maybe);
    assert_eq!(of("generate_series", &["int4", "int4"]), Nulls::Strict);
    assert_eq!(of("unnest", &["int4[]"]), Nulls::Maybe);
    let variadic = call_as("concat", &["text[]"], |call| call.variadic = true);
    assert_eq!(variadic.expect("an array of values").nulls, Nulls::Strict);
    let schema = schema();
    let types = Types { schema: &schema };
    assert!(types.coercion_may_give_null(TypeId::JSONB, TypeId::INT4));
    assert!(types.coercion_may_give_null(TypeId::TIMESTAMPTZ, TypeId::TIME));
    assert!(!types.coercion_may_give_null(TypeId::INT4, TypeId::TEXT));
}

#[test]
fn conversions() {
    let schema = schema();
    let types = Types { schema: &schema };
    let can = |from, to, context| types.can_coerce(ty(types, from), ty(types, to), context);
    assert!(can("int4", "int8", Context::Implicit) && !can("int8", "int4", Context::Implicit));
    assert!(can("int8", "int4", Context::Assignment));
    assert!(can("email", "text", Context::Implicit));
    assert!(can("mood", "text", Context::Assignment) && !can("mood", "text", Context::Implicit));
    assert!(can("text", "mood", Context::Explicit) && !can("text", "mood", Context::Assignment));
    assert!(
        can("int4[]", "int8[]", Context::Implicit) && !can("text[]", "int8[]", Context::Assignment)
    );
    assert!(types.is_binary_coercible(TypeId::VARCHAR, TypeId::TEXT));
}

#[test]
fn common_types() {
    let schema = schema();
    let types = Types { schema: &schema };
    let common = |names: &[&str]| {
        let inputs: Vec<TypeId> = names.iter().map(|name| ty(types, name)).collect();
        types
            .common_type(&inputs)
            .map(|common| types.display(common))
    };
    // Examples 10.10 to 10.13
    assert_eq!(common(&["text", "?"]).as_deref(), Ok("text"));
    assert_eq!(common(&["numeric", "int4"]).as_deref(), Ok("numeric"));
    assert_eq!(common(&["float4", "int4"]).as_deref(), Ok("real"));
    assert_eq!(common(&["?", "?"]).as_deref(), Ok("text"));
    assert_eq!(common(&["email", "email"]).as_deref(), Ok("email"));
    assert_eq!(common(&["email", "?"]).as_deref(), Ok("character varying"));
    assert!(common(&["int4", "text"]).is_err_and(|error| !error.same_category));
    assert!(common(&[]).is_ok());
}

#[test]
fn spellings() {
    let schema = schema();
    let types = Types { schema: &schema };
    let read = |name: &str| {
        types
            .column_type(&ColumnType::Builtin(name.to_owned()))
            .map(|id| types.display(id))
    };
    for (written, shown) in [
        ("varchar(20)", "character varying"),
        ("numeric(10,2)", "numeric"),
        ("bigint", "bigint"),
        ("timestamp(3) with time zone", "timestamp with time zone"),
        ("double precision", "double precision"),
        ("text[]", "text[]"),
        ("interval day to second", "interval"),
        ("char(3)", "character"),
        ("\"char\"", "\"char\""),
        ("bit varying(4)", "bit varying"),
        ("pg_catalog.int4", "integer"),
    ] {
        assert_eq!(read(written).as_deref(), Ok(shown), "{written}");
    }
    assert_eq!(
        read("itneger").unwrap_err().did_you_mean.as_deref(),
        Some("integer")
    );
    // A newtype that is no domain is its base type.
    assert_eq!(types.column_type(&ColumnType::User(2)), Ok(TypeId::INT8));
    assert!(types.is_not_null_domain(ty(types, "email")));
}

#[test]
fn base_types_convert_by_their_declared_casts() {
    // An unknown is taken to be of the other operand's type; a text is not, as that cast is none that is implicit.
    assert_eq!(operator("citext", "=", "?"), "citext = citext = boolean");
    assert_eq!(operator("citext", "=", "text"), "text = text = boolean");
    assert_eq!(operator("citext", "||", "?"), "text || text = text");
    assert!(operator("citext", "<", "int4").starts_with("NoMatch"));
    let schema = schema();
    let types = Types { schema: &schema };
    let (citext, text) = (ty(types, "citext"), ty(types, "text"));
    assert!(types.can_coerce(citext, text, Context::Implicit));
    assert!(!types.can_coerce(text, citext, Context::Implicit));
    assert!(types.can_coerce(text, citext, Context::Assignment));
    // Any type may be written as a string, and a string read as any type, if that is asked for.
    assert!(types.can_coerce(ty(types, "int4"), citext, Context::Assignment));
    assert!(types.can_coerce(citext, ty(types, "int4"), Context::Explicit));
    assert!(types.can_coerce(
        ty(types, "text[]"),
        ty(types, "citext[]"),
        Context::Assignment
    ));
    assert!(types.is_binary_coercible(citext, text) && !types.is_binary_coercible(text, citext));
    assert!(types.coercion_may_give_null(ty(types, "inet"), citext));
    assert_eq!(types.common_type(&[citext, text]), Ok(text));
}

#[test]
fn declared_ranges_resolve_polymorphic_types() {
    let schema = schema();
    let types = Types { schema: &schema };
    let result = |name: &str, args: &[&str]| {
        call(name, args)
            .map(|found| types.display(found.result))
            .map_err(|error| format!("{error:?}"))
    };
    for (name, args, expected) in [
        ("lower", &["floatrange"][..], "double precision"),
        ("range_merge", &["floatmultirange"], "floatrange"),
        ("multirange", &["floatrange"], "floatmultirange"),
        ("range_agg", &["floatrange"], "floatmultirange"),
        ("unnest", &["floatmultirange"], "floatrange"),
        ("floatrange", &["int4", "?"], "floatrange"),
        (
            "floatmultirange",
            &["floatrange", "floatrange"],
            "floatmultirange",
        ),
    ] {
        assert_eq!(result(name, args), Ok(expected.to_owned()), "{name}");
    }
    assert_eq!(
        operator("floatrange", "@>", "?"),
        "floatrange @> floatrange = boolean"
    );
    assert_eq!(
        operator("float8", "<@", "floatmultirange"),
        "double precision <@ floatmultirange = boolean"
    );
    assert!(operator("floatrange", "*", "int4range").starts_with("NoMatch"));
}
