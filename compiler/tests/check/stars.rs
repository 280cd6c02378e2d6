//! `u.*` where several values may stand, and where one must.

use crate::support::check;

#[test]
fn in_values() {
    check(
        "select v.* from logs l cross join lateral (values (l.*, 1), (null, 'x', 2)) v (a, b, c)",
        "
        a: timestamp with time zone
        b: text
        c: integer not null
        ",
    );
}

#[test]
fn of_a_composite_value_in_values() {
    check(
        "values (1, (row('a', 'b')::address).*)",
        "
        column1: integer not null
        column2: text
        column3: character varying
        ",
    );
}

#[test]
fn rows_of_values_of_different_widths() {
    check(
        "select 1 as a from logs l, lateral (values (now()), (l.*)) v (b)",
        "
        SD0264 at [l.*]: this row of VALUES has 2 values, but the first has 1
        ",
    );
}

#[test]
fn in_rows_that_are_compared() {
    check(
        "select row(l.*) = row(m.at, 'x') as a, (l.*, 1) in (select at, line, 2 from logs) as b, (l.*) is distinct from (m.*) as c from logs l, logs m",
        "
        a: boolean
        b: boolean
        c: boolean not null
        ",
    );
}

#[test]
fn rows_of_different_widths() {
    check(
        "select row(l.*) = row(1) as a, (l.*, 1) in ((1, 2)) as b, row(l.*) in (select 1) as c from logs l",
        "
        SD0270 at [row(l.*) = row(1)]: rows of 2 and of 1 fields cannot be compared
        SD0270 at [(1, 2)]: rows of 3 and of 2 fields cannot be compared
        SD0256 at [select 1]: the query gives 1 column, but is compared with 2 columns
        ",
    );
}

#[test]
fn one_value_among_others() {
    check(
        "select to_jsonb(l.*) as a, coalesce(l.*, m.*) is null as b, l.* in (m.*) as c, row(1, 'x') in (m.*) as d from logs l, logs m",
        "
        a: jsonb not null
        b: boolean not null
        c: boolean not null
        d: boolean not null
        ",
    );
}

#[test]
fn cast_to_a_composite_type() {
    check(
        "select row(l.*)::address as a from logs l",
        "
        a: address not null
        ",
    );
}

#[test]
fn assigned_to_columns() {
    check(
        "update items set (order_id, sku) = row(a.*) from (select id, email from users) a where a.id = order_id",
        "
        ",
    );
    check(
        "update items set (order_id, sku) = row(l.*) from logs l where qty = 1",
        "
        SD0258 at [l.*]: column `order_id` is of type `bigint`, but this is of type `timestamp with time zone`
        help: cast it: `(…)::bigint`
        ",
    );
}

#[test]
fn inserted_by_merge() {
    check(
        "merge into logs using (select now() as at, 'x' as line, 1 as n) l on l.n = 2 when not matched then insert values (l.*)",
        "
        SD0257 at [l.*]: there are 3 values for 2 columns
        ",
    );
}

#[test]
fn of_something_unknown() {
    check(
        "select row(x.*) = row(1) as a, (values (x.*)) as b from logs l",
        "
        SD0103 at [x]: `x` is not in FROM
        help: in FROM there are `l`
        SD0103 at [x]: `x` is not in FROM
        help: in FROM there are `l`
        ",
    );
}
