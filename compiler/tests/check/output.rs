//! Mistakes of the result.

use crate::support::check;

#[test]
fn name_twice() {
    check(
        "select id, id from users",
        "
        SD0501 at [id]: two columns of the result are called `id`
        help: give one of them another name: `… as id_2`
        ",
    );
}

#[test]
fn name_twice_by_star() {
    check(
        "select * from users u join orders o on o.user_id = u.id",
        "
        SD0501 at [*]: two columns of the result are called `id`
        help: write the columns instead of `*`, and give one of the two another name with `as`
        ",
    );
}

#[test]
fn without_a_name() {
    check(
        "select id + 1, count(*) from users group by id",
        "
        SD0502 at [id + 1]: this column of the result has no name
        help: give it one: `… as total`
        ",
    );
}

#[test]
fn record() {
    check(
        "select row(1, 2) as x",
        "
        SD0503 at [x]: a row without a type of its own cannot be a column of the result
        help: write its fields as columns, or make JSON of it: `row_to_json(…)`
        ",
    );
}

#[test]
fn array_of_rows() {
    check(
        "select array_agg(u) as us from users u",
        "
        SD0503 at [us]: a row without a type of its own cannot be a column of the result
        help: write its fields as columns, or make JSON of it: `row_to_json(…)`
        ",
    );
}

#[test]
fn struct_of_a_derived_table() {
    check(
        "select from (select 1 as a) x",
        "
        SD0504 at [(select 1 as a) x]: `select from …` gives the struct of a declared table, and this is none
        help: write the columns: `select a, b from …`, or `select *`
        ",
    );
}

#[test]
fn struct_of_a_nullable_side() {
    check(
        "select from users u right join orders o on o.user_id = u.id",
        "
        SD0504 at [users u]: an outer join may leave this row out, so that it cannot be the struct of the result
        help: write the rows that are wanted: `select u, o from …`
        ",
    );
}
