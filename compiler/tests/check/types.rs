//! Mistakes of types.

use crate::support::check;

#[test]
fn not_a_condition() {
    check(
        "select id from users where name",
        "
        SD0250 at [name]: WHERE must be a condition, but this is of type `text`
        help: compare it with something: `… = …`, `… is not null`
        ",
    );
}

#[test]
fn wrong_type() {
    check(
        "select id from users limit 'x'::text",
        "
        SD0251 at ['x'::text]: LIMIT must be of type `bigint`, but this is of type `text`
        ",
    );
}

#[test]
fn param_without_a_type() {
    check(
        "select $x is null as a",
        "
        SD0252 at [$x]: nothing tells the type of this parameter
        help: write it: `$x::text`, `$x::int8`
        ",
    );
}

#[test]
fn param_of_two_types() {
    check(
        "select id from users where id = $x and email = $x",
        "
        SD0267 at [=]: there is no operator `text = bigint`
        help: the parameter is of type `bigint` where it stands first; cast it here: `$x::text`
        ",
    );
}

#[test]
fn branches_without_a_common_type() {
    check(
        "select case when id > 1 then 1 else email end as x from users",
        "
        SD0254 at [1]: the results of CASE cannot be both `text` and `integer`
        help: cast one of them: `(…)::text`
        ",
    );
}

#[test]
fn arms_without_a_common_type() {
    check(
        "select id from users union select placed_on from orders",
        "
        SD0254 at [placed_on]: column `id` of UNION cannot be both `bigint` and `date`
        help: cast one of them: `(…)::bigint`
        ",
    );
}

#[test]
fn arms_of_different_width() {
    check(
        "select id from users union select id, total from orders",
        "
        SD0255 at [id]: each arm of UNION must have as many columns: the left has 1 column, the right 2 columns
        ",
    );
}

#[test]
fn subquery_of_two_columns() {
    check(
        "select (select id, name from users) as x",
        "
        SD0256 at [select id, name from users]: a query in place of a value must have 1 column, and this has 2 columns
        help: select the one column that is meant; to test for rows, write `exists (…)`
        ",
    );
}

#[test]
fn in_a_query_of_two_columns() {
    check(
        "select id from users where id in (select id, name from users)",
        "
        SD0256 at [select id, name from users]: the query gives 2 columns, but is compared with 1 column
        ",
    );
}

#[test]
fn rows_of_different_lengths() {
    check(
        "select id from users where (id, name) = (1, 2, 3)",
        "
        SD0270 at [(id, name) = (1, 2, 3)]: rows of 2 and of 3 fields cannot be compared
        ",
    );
}

#[test]
fn unknown_label() {
    check(
        "select id from users where mood = 'hapy'",
        "
        SD0260 at ['hapy']: 'hapy' is no label of the enum `mood`
        help: did you mean 'happy'? The labels are `happy`, `sad`, `so so`
        ",
    );
}

#[test]
fn unknown_label_inserted() {
    check(
        "insert into users (email, mood) values ('a', 'hapy')",
        "
        SD0260 at ['hapy']: 'hapy' is no label of the enum `mood`
        help: did you mean 'happy'? The labels are `happy`, `sad`, `so so`
        ",
    );
}

#[test]
fn bad_literal() {
    check(
        "select id from users where age = 'abc'",
        "
        SD0265 at ['abc']: 'abc' is no value of type `integer`
        ",
    );
}

#[test]
fn unknown_operator() {
    check(
        "select id === 3 as x from users",
        "
        SD0266 at [===]: there is no operator `===`
        ",
    );
}

#[test]
fn operator_of_other_types() {
    check(
        "select id from users where age = email",
        "
        SD0267 at [=]: there is no operator `integer = text`
        help: cast an operand; there are `name = text`, `integer = bigint`, `integer = smallint`, `integer = integer`
        ",
    );
}

#[test]
fn any_without_an_array() {
    check(
        "select id = any(email) as x from users",
        "
        SD0269 at [email]: ANY and ALL take an array or a query, but this is of type `text`
        ",
    );
}

#[test]
fn default_out_of_place() {
    check(
        "select default as x",
        "
        SD0271 at [default]: DEFAULT cannot stand here
        help: it stands alone for a value in VALUES of an INSERT or in SET
        ",
    );
}

#[test]
fn empty_array() {
    check(
        "select array[] as x",
        "
        SD0272 at [array[]]: nothing tells the type of an empty array
        help: write it: `array[]::text[]`
        ",
    );
}

#[test]
fn no_cast() {
    check(
        "select id::uuid as x from users",
        "
        SD0274 at [id]: a value of type `bigint` cannot be cast to `uuid`
        ",
    );
}

#[test]
fn no_subscript() {
    check(
        "select id[1] as x from users",
        "
        SD0275 at [id]: a value of type `bigint` takes no subscript
        ",
    );
}

#[test]
fn function_of_other_types() {
    check(
        "select lower(id) as x from users",
        "
        SD0276 at [lower]: there is no function `lower(bigint)`
        help: there are `lower(anyrange)`, `lower(anymultirange)`, `lower(text)`
        ",
    );
}

#[test]
fn distinct_without_an_aggregate() {
    check(
        "select lower(distinct name) as x from users",
        "
        SD0278 at [lower(distinct name)]: `lower` is no aggregate: DISTINCT cannot stand in its call
        ",
    );
}

#[test]
fn record_without_columns() {
    check(
        "select x.a from json_to_record('{}') as x",
        "
        SD0279 at [json_to_record('{}')]: a function that returns `record` needs a list of column definitions
        help: write the columns: `from f(…) as t (a int4, b text)`
        ",
    );
}

#[test]
fn rows_of_values_of_different_lengths() {
    check(
        "values (1), (2, 3)",
        "
        SD0264 at [2, 3]: this row of VALUES has 2 values, but the first has 1
        ",
    );
}

#[test]
fn escape_of_bytes() {
    check(
        r"select 'a'::bytea like 'a'::bytea escape '$'::bytea as x, 'a'::bytea not like $pattern escape $sign as y",
        "
        x: boolean not null
        y: boolean
        $pattern: bytea
        $sign: bytea
        ",
    );
}

#[test]
fn subscripts_are_assigned() {
    check(
        "select tags[id] as a, tags[1.5] as b, tags[id:] as c, meta[id::int2] as d, meta[sku] as e from items",
        "
        a: text
        b: text
        c: text[]
        d: jsonb
        e: jsonb
        ",
    );
    check(
        "select tags[sku] as a, meta[id] as b from items",
        "
        SD0251 at [sku]: a subscript must be of type `integer`, but this is of type `character varying`
        SD0251 at [id]: a subscript of `jsonb` must be of type `text`, but this is of type `bigint`
        ",
    );
}
