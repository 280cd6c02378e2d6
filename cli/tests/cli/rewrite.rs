//! `softdelete rewrite`

use softdelete_testing::Database;

use crate::support::{softdelete, softdelete_with};

const SCHEMA: &str = "
    create schema shop;
    create schema attic;
    create type mood as enum ('sad', 'ok');
    create table users (
        id bigint generated always as identity primary key, email text not null, mood mood,
        created_at timestamptz not null default now(),
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create unique index on users (email) where deleted_at is null;
    create table orders (id bigint primary key, user_id bigint not null, total numeric not null, deleted_at timestamptz);
    create table logs (id bigint primary key, line text not null);
    create table doubled (a int, twice int generated always as (a * 2) stored, note text);
    create table odd (id bigint primary key, deleted_at bigint);
    create table shop.items (id bigint primary key, code text, gone bool not null default false, price float8);
    create unique index on shop.items (code) where not gone;
    create table attic.boxes (id bigint primary key, name text, deleted_at timestamptz not null default 'infinity',
        unique (name, deleted_at));";

fn database() -> Database {
    let database = Database::create();
    database.run(SCHEMA);
    database
}

#[track_caller]
fn check(database: &Database, marker: &str, sql: &str, expected: &str) {
    let run = softdelete(&[
        "rewrite",
        "--database-url",
        &database.url(),
        "--marker",
        marker,
        sql,
    ]);
    assert_eq!(run.succeeded().trim_end(), expected);
}

#[track_caller]
fn refuse(database: &Database, sql: &str, expected: &str) {
    let run = softdelete(&["rewrite", "--database-url", &database.url(), sql]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.contains(expected), "{}", run.stderr);
}

#[test]
fn deleted_rows_are_out_of_sight() {
    let database = database();
    check(
        &database,
        "deleted_at",
        "select * from orders o left join users u on u.id = o.user_id where o.id = $1 or o.total > $2",
        "SELECT o.id, o.user_id, o.total, o.deleted_at, u.id, u.email, u.mood, u.created_at, u.deleted_at, u.deleted_by, \
         u.deletion_reason, u.deletion_id FROM public.orders AS o LEFT JOIN public.users AS u \
         ON u.deleted_at IS NULL AND u.id = o.user_id WHERE o.deleted_at IS NULL AND (o.id = $1 OR o.total > $2);",
    );
    // Outside of Rust, an empty target list has no columns, and neither have rows of `select 1` a struct.
    check(
        &database,
        "deleted_at",
        "select from users",
        "SELECT FROM public.users WHERE users.deleted_at IS NULL;",
    );
    check(&database, "deleted_at", "select 1, 1", "SELECT 1, 1;");
    check(
        &database,
        "deleted_at",
        "select mood from users with deleted",
        "SELECT users.mood FROM public.users;",
    );
    check(
        &database,
        "deleted_at",
        "select oid from pg_class",
        "SELECT pg_class.oid FROM pg_catalog.pg_class;",
    );
}

#[test]
fn a_plain_delete_marks_and_names_what_it_needs() {
    let database = database();
    check(
        &database,
        "deleted_at",
        "delete from users where id = $2 and email = $1",
        "-- $3: who deletes, text or NULL\n-- $4: a fresh uuid of this deletion\n\
         UPDATE public.users SET deleted_at = now(), deleted_by = $3, deletion_reason = NULL, deletion_id = $4 \
         WHERE users.deleted_at IS NULL AND users.id = $2 AND users.email = $1;",
    );
    let line = br#"{"id":1,"sql":"delete from users where id = $1 because 'old'"}"#;
    let answers = softdelete_with(
        &["rewrite", "--jsonl", "--database-url", &database.url()],
        line,
    )
    .answers();
    let slots = serde_json::json!([{"param": 2, "is": "actor"}, {"param": 3, "is": "deletion_id"}]);
    assert_eq!(
        (&answers[0]["ok"], &answers[0]["slots"]),
        (&true.into(), &slots)
    );
    check(
        &database,
        "deleted_at",
        "restore orders where id = $1",
        "UPDATE public.orders SET deleted_at = NULL WHERE orders.deleted_at IS NOT NULL AND orders.id = $1;",
    );
}

#[test]
fn every_kind_of_marker_is_known_by_its_column() {
    let database = database();
    check(
        &database,
        "gone",
        "delete from shop.items where id = 1",
        "UPDATE shop.items SET gone = TRUE WHERE NOT items.gone AND items.id = 1;",
    );
    check(
        &database,
        "deleted_at",
        "select id from shop.items",
        "SELECT items.id FROM shop.items;",
    );
    check(
        &database,
        "deleted_at",
        "select b.id from attic.boxes b where b.name = 'x'",
        "SELECT b.id FROM attic.boxes AS b WHERE b.deleted_at = ANY ('{infinity}') AND b.name = 'x';",
    );
    refuse(
        &database,
        "select * from odd",
        "error[SD0903]: `deleted_at` of `odd` is of type `int8`",
    );
    check(
        &database,
        "no_such_column",
        "select id from odd",
        "SELECT odd.id FROM public.odd;",
    );
}

#[test]
fn keys_among_active_rows_are_found() {
    let database = database();
    let users = "insert into users (email) values ($1) on conflict (email) do nothing";
    check(
        &database,
        "deleted_at",
        users,
        "INSERT INTO public.users (email) VALUES ($1) ON CONFLICT (email) WHERE deleted_at IS NULL DO NOTHING;",
    );
    let items = "insert into shop.items (id, code) values (1, 'x') on conflict (code) do nothing";
    check(
        &database,
        "gone",
        items,
        "INSERT INTO shop.items (id, code) VALUES (1, 'x') ON CONFLICT (code) WHERE NOT gone DO NOTHING;",
    );
    let boxes = "insert into attic.boxes (id, name) values (1, 'x') on conflict (name) do nothing";
    check(
        &database,
        "deleted_at",
        boxes,
        "INSERT INTO attic.boxes (id, name) VALUES (1, 'x') ON CONFLICT (name, deleted_at) DO NOTHING;",
    );
}

#[test]
fn what_would_destroy_or_does_not_exist_is_refused() {
    let database = database();
    refuse(&database, "delete from users", "error[SD0401]");
    refuse(
        &database,
        "update users set email = 'x' where true",
        "error[SD0402]",
    );
    refuse(
        &database,
        "delete from logs where id = 1",
        "or give the table the marker column",
    );
    refuse(
        &database,
        "update users set deleted_at = null where id = 1",
        "error[SD0405]",
    );
    refuse(&database, "truncate users", "error[SD0003]");
    refuse(
        &database,
        "select emial from users",
        "help: did you mean `email`?",
    );
    refuse(
        &database,
        "select * from usres",
        "help: did you mean `users`?",
    );
    // The search path does not find them.
    refuse(&database, "select * from items", "help: write `shop.items`");
    refuse(
        &database,
        "select * from nothing_like_it",
        "help: the search path of the database's user finds no table",
    );
}

#[test]
fn what_comes_out_runs() {
    let database = database();
    database.run(
        "insert into users (email, mood) values ('a', 'ok'), ('b', 'sad'), ('c', null);
         insert into orders values (1, 1, 10), (2, 2, 20)",
    );
    let script = "delete from orders where id = 1;
        update users set mood = 'ok' where email = 'b';
        insert into orders values (3, 3, 30) returning *;
        with gone as (delete from orders where id = 2 returning user_id) insert into logs select user_id, 'x' from gone";
    let run = softdelete_with(
        &["rewrite", "--database-url", &database.url()],
        script.as_bytes(),
    );
    database.run(run.succeeded());
    let count = softdelete(&[
        "rewrite",
        "--database-url",
        &database.url(),
        "select count(*) as n from orders having count(*) <> 1",
    ]);
    database.run(&format!(
        "do $$ begin if exists ({}) then raise 'rows leak'; end if; end $$",
        count.succeeded().trim_end().trim_end_matches(';')
    ));
    database.run("do $$ begin if (select count(*) from orders) <> 3 then raise 'rows are lost'; end if; end $$");
}

#[test]
fn the_url_may_come_from_the_environment() {
    let database = database();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_softdelete"));
    let output = command
        .args(["rewrite", "select line from logs"])
        .env("DATABASE_URL", database.url())
        .output()
        .expect("it runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "SELECT logs.line FROM public.logs;\n"
    );
}

#[test]
fn a_star_stays_where_its_columns_have_one_name() {
    let database = database();
    check(
        &database,
        "deleted_at",
        "select * from (select u.id, o.id from users u, orders o) s",
        "SELECT * FROM (SELECT u.id, o.id FROM public.users AS u, public.orders AS o \
         WHERE u.deleted_at IS NULL AND o.deleted_at IS NULL) AS s;",
    );
    check(
        &database,
        "no_marker",
        "select * from logs a join logs b using (id), logs c",
        "SELECT * FROM public.logs AS a JOIN public.logs AS b USING (id), public.logs AS c;",
    );
}

#[test]
fn values_without_a_column_list_go_where_the_server_puts_them() {
    let database = database();
    check(
        &database,
        "deleted_at",
        "insert into doubled values (1, default, $1)",
        "INSERT INTO public.doubled (a, twice, note) VALUES (1, DEFAULT, $1);",
    );
    check(
        &database,
        "deleted_at",
        "insert into logs values (1, 'x')",
        "INSERT INTO public.logs (id, line) VALUES (1, 'x');",
    );
}
