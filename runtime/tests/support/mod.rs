//! What the tests of the runtime share: statements written by hand, as the expansion of `sd_query!` writes them, and a proxy
//! that counts what goes over the wire.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses a part of it"
)]

pub mod proxy;

use softdelete_runtime::__private::{Row, get, sql};
use softdelete_runtime::{Action, Effect, Error, FromRow};
use softdelete_testing::Database;

/// A statement and its parameters: `query!(Row; "select …", [Int8 => &id])`.
#[macro_export]
macro_rules! query {
    ($row:ty; $sql:literal $(, [$($marker:ident => $value:expr),* $(,)?])? $(, slots $slots:expr)?) => {{
        use softdelete_runtime::__private as sd;
        static STATEMENT: sd::Statement = sd::Statement {
            kind: sd::StatementKind::Select,
            tables: &["people"],
            sql: $sql,
            params: &[$($(<$crate::marker!($marker) as sd::sql::SqlType>::TYPE),*)?],
            ..sd::Statement::PLAIN
        };
        sd::Query::new(sd::Typed::<$row>::new(&STATEMENT), [$($(sd::bind_nullable::<$crate::marker!($marker), _>($value)),*)?])
    }};
}

/// The marker type of a name.
#[macro_export]
macro_rules! marker {
    (Int8Array) => { softdelete_runtime::sql::Array<softdelete_runtime::sql::Int8> };
    ($marker:ident) => { softdelete_runtime::sql::$marker };
}

/// A row of the table `people`.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub id: i64,
    pub name: Option<String>,
    pub mood: String,
}

impl FromRow for Person {
    const COLUMNS: usize = 3;

    fn from_row(row: &Row, first: usize) -> Result<Self, Error> {
        Ok(Person {
            id: get::<sql::Int8, _>(row, first)?,
            name: get::<sql::Text, _>(row, first + 1)?,
            mood: get::<sql::Text, _>(row, first + 2)?,
        })
    }
}

/// A row of one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Single<T>(pub T);

macro_rules! single {
    ($($rust:ty => $marker:ty),+ $(,)?) => {$(
        impl FromRow for Single<$rust> {
            const COLUMNS: usize = 1;

            fn from_row(row: &Row, first: usize) -> Result<Self, Error> {
                Ok(Single(get::<$marker, _>(row, first)?))
            }
        }
    )+};
}

single!(i64 => sql::Int8, i32 => sql::Int4, String => sql::Text, Option<String> => sql::Text, bool => sql::Bool);

/// A database with the table `people`, which has an enum column.
pub fn people() -> Database {
    let database = Database::create();
    database.run(
        "create type mood as enum ('sad', 'happy');
         create table people (id bigint primary key, name text, mood mood not null default 'happy');
         insert into people select n, 'person ' || n, 'happy' from generate_series(1, 3) n",
    );
    database
}

/// A statement about the life of rows: `life!(Delete, EFFECTS; reports "with …", plan "select …", [Int8 => &id])`; in place of `reports`, `returns`
/// says that it returns the column `id`, `counts` that the server's count of rows is all it tells.
#[macro_export]
macro_rules! life {
    (@reports reports) => { true };
    (@reports $other:ident) => { false };
    (@columns returns) => { &["id"] };
    (@columns $other:ident) => { &[] };
    ($kind:ident, $effects:expr; $answer:ident $sql:expr, plan $plan:expr $(, [$($marker:ident => $value:expr),* $(,)?])?) => {{
        use softdelete_runtime::__private as sd;
        static STATEMENT: sd::Statement = sd::Statement {
            kind: sd::StatementKind::$kind,
            tables: &["people"],
            sql: $sql,
            params: &[$($(<$crate::marker!($marker) as sd::sql::SqlType>::TYPE,)*)? <sd::sql::Uuid as sd::sql::SqlType>::TYPE],
            slots: &[sd::Slot::DeletionId],
            columns: $crate::life!(@columns $answer),
            effects: $effects,
            reports: $crate::life!(@reports $answer),
            plan: Some($plan),
            ..sd::Statement::PLAIN
        };
        sd::Query::new(
            sd::Typed::<$crate::support::Single<i64>>::new(&STATEMENT),
            [$($(sd::bind_nullable::<$crate::marker!($marker), _>($value)),*)?],
        )
    }};
}

/// An effect: `effect(Action::Delete, "orders", Some(0), &[])`.
pub const fn effect(
    action: Action,
    table: &'static str,
    cause: Option<usize>,
    columns: &'static [&'static str],
) -> Effect {
    Effect {
        action,
        schema: None,
        table,
        cause,
        columns,
        parent: None,
    }
}

/// Users with orders (cascade), orders with invoices (restrict), users with notes (`set_null`).
pub fn shop() -> Database {
    let database = Database::create();
    database.run(
        "create table users (id bigint primary key, email text, deleted_at timestamptz, deletion_id uuid, hold bool not null default false);
         create unique index users_email_active on users (email) where deleted_at is null;
         create table orders (id bigint primary key, user_id bigint not null, deleted_at timestamptz, deletion_id uuid);
         create table invoices (id bigint primary key, order_id bigint not null, deleted_at timestamptz);
         create table notes (id bigint primary key, user_id bigint);
         insert into users select n, 'user ' || n || '@example.org' from generate_series(1, 3) n;
         insert into orders select n, case when n <= 3 then 1 else 2 end from generate_series(1, 4) n;
         insert into invoices values (1, 4), (2, 4);
         insert into notes values (1, 1), (2, 2)",
    );
    database
}

/// What a deletion of users may do.
pub static DELETION: &[Effect] = &[
    effect(Action::Delete, "users", None, &[]),
    effect(Action::Delete, "orders", Some(0), &[]),
    effect(Action::Restrict, "invoices", Some(1), &["order_id"]),
    effect(Action::Unlink, "notes", Some(0), &["user_id"]),
    effect(Action::Named, "users", None, &[]),
];

/// The deletion of a user, in the shape that the compiler gives it.
#[macro_export]
macro_rules! delete_user {
    ($id:expr) => {
        $crate::life!(Delete, $crate::support::DELETION; reports
            "WITH sd_users AS (UPDATE users SET deleted_at = now(), deletion_id = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id), \
             sd_orders AS (UPDATE orders AS c SET deleted_at = now(), deletion_id = $2 FROM sd_users AS p \
                 WHERE c.user_id = p.id AND c.deleted_at IS NULL RETURNING c.id), \
             sd_notes AS (UPDATE notes AS c SET user_id = NULL FROM sd_users AS p WHERE c.user_id = p.id RETURNING c.id) \
             SELECT (SELECT count(*) FROM sd_users), (SELECT count(*) FROM sd_orders), \
                 (SELECT CASE WHEN r.n > 0 THEN ('softdelete ' || 2 || ' ' || r.n)::int8 ELSE 0 END FROM (SELECT count(*) AS n FROM invoices AS c \
                     JOIN sd_orders AS p ON c.order_id = p.id WHERE c.deleted_at IS NULL) AS r), \
                 (SELECT count(*) FROM sd_notes), (SELECT count(*) FROM users WHERE id = $1)",
            plan
            "WITH sd_users AS (SELECT id FROM users WHERE id = $1 AND deleted_at IS NULL), \
             sd_orders AS (SELECT c.id FROM orders AS c JOIN sd_users AS p ON c.user_id = p.id WHERE c.deleted_at IS NULL) \
             SELECT (SELECT count(*) FROM sd_users), (SELECT count(*) FROM sd_orders), \
                 (SELECT count(*) FROM invoices AS c JOIN sd_orders AS p ON c.order_id = p.id WHERE c.deleted_at IS NULL), \
                 (SELECT count(*) FROM notes AS c JOIN sd_users AS p ON c.user_id = p.id), (SELECT count(*) FROM users WHERE id = $1)",
            [Int8 => $id])
    };
}
