//! `softdelete describe`

use serde_json::{Value, json};
use softdelete_testing::Database;

use crate::support::{softdelete, softdelete_with};

const SCHEMA: &str = "
    create schema app;
    create type mood as enum ('sad', 'ok');
    create type app.size as enum ('s', 'l');
    create domain address as text not null check (value like '%@%');
    create type place as (street text, number int);
    create table users (
        id bigint primary key, email address, mood mood, moods mood[], place place, tags varchar(20)[] not null,
        size app.size, born date, deleted_at timestamptz);
    create table orders (id bigint primary key, user_id bigint not null, total numeric(10, 2) not null);
    create table parent (a int not null, b int not null);
    create table heir () inherits (parent);
    alter table heir add c int;
    create view everyone as select id, email from users;
    create function twice(x int, y int default 1) returns int language sql as 'select x * 2';
    create function pairs(out a int, out b text) returns setof record language sql as $$ select 1, 'x' $$;";

fn database() -> Database {
    let database = Database::create();
    database.run(SCHEMA);
    database
}

#[track_caller]
fn check(database: &Database, sql: &str, params: &[&str], columns: &[(&str, &str, bool)]) {
    let line = json!({"id": 1, "sql": sql}).to_string();
    let answers = softdelete_with(
        &["describe", "--jsonl", "--database-url", &database.url()],
        line.as_bytes(),
    )
    .answers();
    let columns: Vec<Value> = columns
        .iter()
        .map(|(name, ty, nullable)| json!({"name": name, "type": ty, "nullable": nullable}))
        .collect();
    assert_eq!(
        answers,
        [json!({"id": 1, "ok": true, "params": params, "columns": columns})]
    );
}

#[test]
fn types_are_those_of_the_server() {
    let database = database();
    check(
        &database,
        "select id, email, mood, moods, place, (place).number, tags, size, born from users where mood = $1 and tags && $3 and size = $2",
        &["mood", "app.size", "varchar[]"],
        &[
            ("id", "int8", false),
            ("email", "text", false),
            ("mood", "mood", false),
            ("moods", "mood[]", true),
            ("place", "place", true),
            ("number", "int4", true),
            ("tags", "varchar[]", false),
            ("size", "app.size", false),
            ("born", "date", true),
        ],
    );
}

#[test]
fn nullability_follows_the_query() {
    let database = database();
    check(
        &database,
        "select u.id, o.id as order_id, count(*), sum(o.total) from users u left join orders o on o.user_id = u.id group by 1, 2",
        &[],
        &[
            ("id", "int8", false),
            ("order_id", "int8", true),
            ("count", "int8", false),
            ("sum", "numeric", true),
        ],
    );
    check(
        &database,
        "select id, email from everyone",
        &[],
        &[("id", "int8", true), ("email", "text", true)],
    );
}

#[test]
fn plain_results_need_no_names() {
    let database = database();
    check(
        &database,
        "select 1, $2::int, o, o.id, o.id from orders o",
        &["unknown", "int4"],
        &[
            ("?column?", "int4", false),
            ("int4", "int4", true),
            ("o", "orders", false),
            ("id", "int8", false),
            ("id", "int8", false),
        ],
    );
    check(&database, "select from orders", &[], &[]);
}

#[test]
fn functions_of_the_database_are_known() {
    let database = database();
    check(
        &database,
        "select twice($1), p.* from pairs() p",
        &["int4"],
        &[
            ("twice", "int4", true),
            ("a", "int4", true),
            ("b", "text", true),
        ],
    );
}

#[test]
fn statements_that_change_data_are_described_as_they_were_written() {
    let database = database();
    check(
        &database,
        "delete from users where id = $1 returning email",
        &["int8"],
        &[("email", "text", false)],
    );
    check(
        &database,
        "insert into orders values ($1, $2, $3)",
        &["int8", "int8", "numeric"],
        &[],
    );
}

#[test]
fn people_get_a_table() {
    let database = database();
    let run = softdelete(&[
        "describe",
        "--database-url",
        &database.url(),
        "select id, mood from users where id = $1; select 1 as one",
    ]);
    let expected = "parameters: 1\n  $1  int8\ncolumns: 2\n  id    int8  not null\n  mood  mood  null\n\nparameters: 0\ncolumns: 1\n  one  int4  not null\n";
    assert_eq!(run.succeeded(), expected);
}

#[test]
fn mistakes_are_all_told() {
    let database = database();
    let line = br#"{"id":1,"sql":"select nme, agee from users"}"#;
    let answers = softdelete_with(
        &["describe", "--jsonl", "--database-url", &database.url()],
        line,
    )
    .answers();
    let answer = &answers[0];
    assert_eq!(
        (&answer["ok"], &answer["code"], &answer["span"]),
        (&false.into(), &"SD0102".into(), &json!([7, 10]))
    );
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer["errors"][1]["span"], json!([12, 16]));
}
