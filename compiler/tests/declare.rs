//! Declarations of functions, aggregates and operators: what is read of them, and what is wrong with others.

use softdelete_compiler::catalog::builtin::{ArgMode, FunctionKind};
use softdelete_compiler::catalog::{ColumnType, UserFunction};
use softdelete_compiler::compile::{Declarations, declarations};
use softdelete_compiler::diagnostic::Errors;
use softdelete_compiler::lex;

fn read(text: &str) -> Declarations {
    let mut errors = Errors::new();
    let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
    assert!(errors.is_empty(), "{text}");
    declarations(&source)
}

/// The one function that a text declares.
#[track_caller]
fn function(text: &str) -> UserFunction {
    let mut declared = read(text);
    assert!(declared.errors.is_empty(), "{text}: {:?}", declared.errors);
    let (function, _) = declared.functions.pop().expect("a function is declared");
    assert!(declared.functions.is_empty(), "{text}");
    function
}

/// The arguments as one would write them, user-declared types by their numbers.
fn spelled(function: &UserFunction) -> String {
    fn ty(of: &ColumnType) -> String {
        match of {
            ColumnType::Builtin(name) => name.clone(),
            ColumnType::User(index) => format!("#{index}"),
            ColumnType::Array(element) => format!("{}[]", ty(element)),
        }
    }
    let args = function.args.iter().map(|arg| {
        let mode = match arg.mode {
            ArgMode::In => "",
            ArgMode::Out => "out ",
            ArgMode::InOut => "inout ",
            ArgMode::Variadic => "variadic ",
            ArgMode::Table => "table ",
        };
        format!("{mode}{}:{}", arg.name, ty(&arg.ty))
    });
    let args: Vec<String> = args.collect();
    let set = if function.returns_set { "setof " } else { "" };
    format!("({}) {set}{}", args.join(", "), ty(&function.result))
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(spelled(&function(text)), expected, "{text}");
}

#[test]
fn arguments_have_modes_names_and_defaults() {
    check("create function f() returns int", "() int4");
    check(
        "create function f(int, double precision, timestamp with time zone) returns text",
        "(:int4, :float8, :timestamptz) text",
    );
    check(
        "create function f(a int, in b varchar(20), c in text, \"Order\" numeric(10, 2)) returns void",
        "(a:int4, b:varchar, c:text, Order:numeric) void",
    );
    check(
        "create function f(a int, variadic rest text[] default '{}') returns int[]",
        "(a:int4, variadic rest:text[]) int4[]",
    );
    let text =
        "create function f(a int, b text default 'x' || 'y', c app.mood = null) returns bool";
    assert_eq!(function(text).defaults, 2);
    check(text, "(a:int4, b:text, c:#0) bool");
}

#[test]
fn results_are_types_sets_and_columns() {
    check(
        "create function f(anyelement) returns anyarray",
        "(:anyelement) anyarray",
    );
    check(
        "create function f(\"any\") returns setof users",
        "(:\"any\") setof #0",
    );
    check(
        "create function f(x int) returns table (a int, b app.mood[])",
        "(x:int4, table a:int4, table b:#0[]) setof record",
    );
    check(
        "create function f() returns table (a text)",
        "(table a:text) setof text",
    );
    check("create function f(out a int)", "(out a:int4) int4");
    check(
        "create function f(inout a int, out b text) returns record",
        "(inout a:int4, out b:text) record",
    );
}

#[test]
fn a_migration_can_be_pasted() {
    let text = "create or replace function app.f(a text) returns text not null
            language plpgsql immutable leakproof strict security definer parallel safe cost 10 rows 5
            set search_path = app, public as $body$ begin return a; end $body$;
        create function app.g(a int) returns int returns null on null input not leakproof return a + 1;
        create function app.h(a int) returns int called on null input begin atomic select case a when 1 then 2 end; end;
        create function app.i(a int) returns int window support app.helper language c as 'lib', 'symbol';";
    let declared = read(text);
    assert!(declared.errors.is_empty(), "{:?}", declared.errors);
    let said: Vec<(&str, bool, bool)> = declared
        .functions
        .iter()
        .map(|(function, _)| (function.name.as_str(), function.strict, function.not_null))
        .collect();
    assert_eq!(
        said,
        [
            ("f", true, true),
            ("g", true, false),
            ("h", false, false),
            ("i", false, false)
        ]
    );
    assert_eq!(declared.functions[3].0.kind, FunctionKind::Window);
}

#[test]
fn aggregates_say_what_they_return_or_their_state_does() {
    let kind = |text: &str| {
        let function = function(text);
        (function.kind, spelled(&function))
    };
    assert_eq!(
        kind("create aggregate app.total(int) (sfunc = f, stype = int8, initcond = '0')"),
        (FunctionKind::Aggregate, "(:int4) int8".to_owned())
    );
    assert_eq!(
        kind(
            "create aggregate n(*) (sfunc = f, stype = internal, finalfunc = g) returns int8 not null"
        ),
        (FunctionKind::Aggregate, "() int8".to_owned())
    );
    assert_eq!(
        kind("create aggregate p(float8 order by anyelement) returns anyelement"),
        (
            FunctionKind::OrderedSet(1),
            "(:float8, :anyelement) anyelement".to_owned()
        )
    );
    assert_eq!(
        kind(
            "create aggregate r(variadic \"any\" order by variadic \"any\") (hypothetical) returns int8"
        ),
        (
            FunctionKind::HypotheticalSet(1),
            "(variadic :\"any\", variadic :\"any\") int8".to_owned()
        )
    );
}

#[test]
fn operators_are_as_their_functions_say() {
    let text = "create function app.same(a text, b app.mood) returns boolean strict;
        create function minus(text) returns text not null;
        create operator app.=== (leftarg = text, rightarg = mood, procedure = app.same, commutator = operator(app.===), hashes);
        create operator - (rightarg = text, function = minus);";
    let declared = read(text);
    assert!(declared.errors.is_empty(), "{:?}", declared.errors);
    let [(infix, first, _), (prefix, second, _)] = declared.operators.as_slice() else {
        panic!("two operators are declared");
    };
    assert_eq!(
        (infix.symbol.as_str(), *first, infix.strict, infix.not_null),
        ("===", 0, true, false)
    );
    assert_eq!(infix.right, ColumnType::User(0));
    assert_eq!(
        (prefix.left.clone(), *second, prefix.not_null),
        (None, 1, true)
    );
}

#[track_caller]
fn refused(text: &str, expected: &[&str]) {
    let found: Vec<String> = read(text)
        .errors
        .iter()
        .map(|error| {
            let place = &text[error.span.start as usize..error.span.end as usize];
            format!("{} at [{place}]: {}", error.entry.code, error.message)
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    refused(
        "create table t (a int)",
        &["SD0001 at [table]: expected `function`, `aggregate` or `operator`, found `table`"],
    );
    refused(
        "create function f(a int) strict",
        &["SD0627 at [f]: it is not said what `f` returns"],
    );
    refused(
        "create function f(a int) returns int stirct",
        &["SD0001 at [stirct]: expected a clause of CREATE FUNCTION, found `stirct`"],
    );
    refused(
        "create function f(a int default 1, b int) returns int",
        &["SD0627 at [b int]: an argument after one with a default needs a default as well"],
    );
    refused(
        "create function f(variadic a int[], b int) returns int",
        &["SD0627 at [variadic a int[]]: the VARIADIC argument must be the last one"],
    );
    refused(
        "create function f(variadic a int) returns int",
        &["SD0627 at [variadic a int]: the VARIADIC argument must be an array"],
    );
    refused(
        "create function f(a int) returns anyelement",
        &["SD0627 at [f]: nothing says what the polymorphic result of `f` is"],
    );
    refused(
        "create function f(a txet) returns varcahr",
        &[
            "SD0201 at [txet]: type `txet` does not exist",
            "SD0201 at [varcahr]: type `varcahr` does not exist",
        ],
    );
    refused(
        "create function f(int) returns int; create function f(integer) returns text",
        &["SD0603 at [f]: `f` with these arguments is declared twice"],
    );
    refused(
        "create aggregate a(int) (sfunc = f, stype = int, finalfunc = g)",
        &["SD0627 at [a(]: it is not said what the aggregate `a` returns"],
    );
    refused(
        "create function f(int) returns int; create operator + (leftarg = text, rightarg = int, function = f)",
        &["SD0628 at [f]: no function `f` of these operands is declared here"],
    );
    // The mistakes of all declarations are found at once.
    refused(
        "create function f(; create function g() retuns int",
        &[
            "SD0001 at [;]: expected a type's name, found `;`",
            "SD0001 at [retuns]: expected a clause of CREATE FUNCTION, found `retuns`",
        ],
    );
}
