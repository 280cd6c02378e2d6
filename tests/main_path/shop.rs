//! The tables of these tests, and a database that has them.

use softdelete::chrono::{DateTime, TimeZone, Utc};
use softdelete::{SqlEnum, SqlType, Table, tokio_postgres::Client};
use softdelete_testing::Database;

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
#[sql(name = "order_state", rename_all = "snake_case")]
pub(crate) enum OrderState {
    New,
    InTransit,
    Delivered,
}

/// The key of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlType)]
pub(crate) struct CustomerId(pub(crate) i64);

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "customers", soft_delete(created = "created_at"))]
pub(crate) struct Customer {
    #[column(primary_key)]
    pub(crate) id: CustomerId,
    #[column(unique)]
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    #[column(default)]
    pub(crate) created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "orders",
    schema = "shop",
    soft_delete(
        at = "removed_at",
        by = "removed_by",
        reason = "deletion_reason",
        id = "deletion_id"
    )
)]
pub(crate) struct Order {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) customer_id: CustomerId,
    pub(crate) state: OrderState,
    pub(crate) total: i32,
    #[column(default)]
    pub(crate) tags: Vec<String>,
}

/// A table without soft deletion.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "log")]
pub(crate) struct Entry {
    #[column(primary_key)]
    pub(crate) id: i32,
    pub(crate) text: String,
}

/// A table of arrays.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "albums")]
pub(crate) struct Album {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) states: Option<Vec<OrderState>>,
    pub(crate) counts: Vec<i32>,
    pub(crate) notes: Option<Vec<Option<String>>>,
    pub(crate) keys: Vec<CustomerId>,
}

const SCHEMA: &str = "
    create schema shop;
    create type order_state as enum ('new', 'in_transit', 'delivered');
    create table customers (
        id bigint primary key,
        email text not null,
        name text,
        created_at timestamptz not null default '2026-01-01T00:00:00Z',
        undeclared text default 'x',
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
    );
    create unique index on customers (email) where deleted_at is null;
    create table shop.orders (
        id bigint primary key,
        customer_id bigint not null references customers,
        state order_state not null,
        total integer not null,
        tags text[] not null default '{}',
        undeclared text default 'y',
        removed_at timestamptz, removed_by text, deletion_reason text, deletion_id uuid
    );
    create table log (id integer primary key, text text not null);
    create table albums (
        id bigint primary key,
        states order_state[],
        counts integer[] not null,
        notes text[],
        keys bigint[] not null
    );
    insert into customers (id, email, name, deleted_at) values
        (1, 'ann@example.org', 'Ann', null),
        (2, 'bob@example.org', null, null),
        (3, 'cid@example.org', 'Cid', '2026-02-01T00:00:00Z');
    insert into shop.orders (id, customer_id, state, total, tags, removed_at) values
        (10, 1, 'new', 100, '{a,b}', null),
        (11, 1, 'delivered', 50, '{}', '2026-03-01T00:00:00Z'),
        (12, 2, 'delivered', 70, '{c}', '2026-04-01T00:00:00Z'),
        (13, 3, 'in_transit', 30, '{}', null);
    insert into log values (1, 'one'), (2, 'two');
";

/// A database with the tables and a few rows, some deleted, and a connection to it.
pub(crate) async fn shop() -> (Database, Client) {
    let database = Database::create();
    database.run(SCHEMA);
    let client = database
        .connect()
        .await
        .expect("the database takes connections");
    (database, client)
}

/// The first of a month of 2026.
pub(crate) fn month(month: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, 1, 0, 0, 0).unwrap()
}
