//! Parts that are grammatical each, and that PostgreSQL's parser refuses together.

use super::{check, refuse};

#[test]
fn clauses_around_parentheses_stand_once() {
    check(
        "(select a from t order by a) limit 1",
        "(SELECT a FROM t ORDER BY a) LIMIT 1",
    );
    check(
        "(select a from t limit 2) union (select a from t order by a limit 1) order by 1 limit 3",
        "(SELECT a FROM t LIMIT 2) UNION (SELECT a FROM t ORDER BY a LIMIT 1) ORDER BY 1 LIMIT 3",
    );
    check(
        "with a as (select 1) insert into t with b as (select 2) select 3",
        "WITH a AS (SELECT 1) INSERT INTO t WITH b AS (SELECT 2) SELECT 3",
    );
    refuse(
        "((select a from t order by a)) order by b, c",
        "SD0012 `b, c`: the query in parentheses has `order by` already",
    );
    refuse(
        "(((select a from t offset 1) limit all) fetch first row only) offset 2",
        "SD0012 `fetch first row only`: the query in parentheses has `limit` already\n\
         SD0012 `2`: the query in parentheses has `offset` already",
    );
    refuse(
        "with a as (select 1) ((with b as (select 2) select 3) limit 1)",
        "SD0012 `with a as (select 1)`: the query in parentheses has `with` already",
    );
    refuse(
        "select 1 where x in ((select a from t limit 1) limit 2)",
        "SD0012 `limit 2`: the query in parentheses has `limit` already",
    );
}

#[test]
fn ties_are_not_skipped() {
    check(
        "(select a from t order by a fetch first 1 row with ties) for update skip locked",
        "(SELECT a FROM t ORDER BY a FETCH FIRST 1 ROWS WITH TIES) FOR UPDATE SKIP LOCKED",
    );
    refuse(
        "(select a from t for update skip locked) order by a fetch first 1 row with ties",
        "SD0014 `for update skip locked`: `skip locked` and `with ties` cannot stand together",
    );
}

#[test]
fn overlaps_compares_two_periods() {
    check(
        "select row(a, b) overlaps (c, d)",
        "SELECT ROW(a, b) OVERLAPS (c, d)",
    );
    refuse(
        "select row(t.*) overlaps (a, b, c)",
        "SD0014 `row(t.*)`: a side of OVERLAPS has 2 values, not 1\n\
         SD0014 `(a, b, c)`: a side of OVERLAPS has 2 values, not 3",
    );
}

#[test]
fn json_is_encoded_as_postgresql_knows() {
    check(
        "select json_scalar(1), json_array(a format json encoding UTF16)",
        "SELECT JSON_SCALAR(1), JSON_ARRAY(a FORMAT JSON ENCODING utf16)",
    );
    refuse(
        "select json_array(a format json encoding latin1)",
        "SD0014 `latin1`: there is no JSON encoding `latin1`",
    );
}

#[test]
fn the_path_of_json_table_is_constant() {
    check(
        "select * from json_table(a, ('$.b') columns (c int))",
        "SELECT * FROM JSON_TABLE(a, '$.b' COLUMNS (c integer))",
    );
    refuse(
        "select * from json_table(a, $path columns (c int))",
        "SD0014 `$path`: the path of JSON_TABLE must be a string constant",
    );
    refuse(
        "select * from json_table(a, '$' || b columns (c int))",
        "SD0014 `'$' || b`: the path of JSON_TABLE must be a string constant",
    );
}

#[test]
fn a_table_has_a_schema_and_a_database() {
    check("select from a.b.c", "SELECT FROM a.b.c");
    refuse(
        "insert into a.b.c.d default values",
        "SD0014 `a.b.c.d`: a table's name has at most three parts",
    );
}
