//! Tables that the tests purge: users, with orders, with items below; a tree; two tables in a circle.
#![allow(unreachable_pub, dead_code)]

use softdelete::{Pool, Purge, PurgeReport, Table};
use softdelete_testing::Database;

#[derive(Debug, Table)]
#[table(
    name = "users",
    soft_delete,
    retention = "90 days",
    hold = "legal_hold",
    audit,
    outbox,
    children(orders, notes)
)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub legal_hold: bool,
}

#[derive(Debug, Table)]
#[table(
    name = "orders",
    soft_delete(flag = "is_deleted", at = "deleted_at"),
    retention = "30 days",
    children(items)
)]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: Option<i64>,
}

#[derive(Debug, Table)]
#[table(
    name = "items",
    soft_delete(at = "deleted_at", until = "infinity"),
    retention = "1 day"
)]
pub struct Item {
    #[column(primary_key, references(orders.id), on_delete = cascade)]
    pub order_id: i64,
    #[column(primary_key)]
    pub no: i32,
}

#[derive(Debug, Table)]
#[table(name = "notes")]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = keep)]
    pub user_id: i64,
}

#[derive(Debug, Table)]
#[table(name = "nodes", soft_delete(at = "deleted_at"), children(nodes))]
pub struct Node {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(nodes.id), on_delete = cascade)]
    pub parent_id: Option<i64>,
}

#[derive(Debug, Table)]
#[table(name = "flags", soft_delete(flag = "is_deleted"))]
pub struct Flag {
    #[column(primary_key)]
    pub id: i64,
}

const DDL: &str = "
    create table users (id bigint primary key, legal_hold boolean not null default false,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create table orders (id bigint primary key, user_id bigint references users, is_deleted boolean not null default false, deleted_at timestamptz);
    create table items (order_id bigint references orders, no int, deleted_at timestamptz not null default 'infinity', primary key (order_id, no));
    create table notes (id bigint primary key, user_id bigint references users);
    create table nodes (id bigint primary key, parent_id bigint references nodes, deleted_at timestamptz);
    create table flags (id bigint primary key, is_deleted boolean not null default false);
    create index on orders (user_id); create index on nodes (parent_id);
    create index on users (deleted_at) where deleted_at is not null;
    create index on nodes (deleted_at) where deleted_at is not null;
";

/// A database and a pool of connections to it.
pub struct Shop {
    pub database: Database,
    pub pool: Pool,
}

impl Shop {
    pub async fn open() -> Shop {
        let database = Database::create();
        database.run(softdelete::schema::SYSTEM_SQL);
        database.run(DDL);
        let pool = Pool::builder().max_size(8).connect(&database.url()).await;
        Shop {
            pool: pool.expect("the server answers"),
            database,
        }
    }

    pub fn run(&self, sql: &str) {
        self.database.run(sql);
    }

    /// A number.
    pub async fn count(&self, sql: &str) -> i64 {
        let connection = self.pool.get().await.expect("a connection");
        let row = connection.client().query_one(sql, &[]).await;
        row.expect("the query runs").get(0)
    }

    /// A purge of users and what refers to them.
    pub async fn purge(&self) -> PurgeReport {
        let purge = Purge::of::<User>();
        purge.run(&self.pool).await.expect("the purge runs")
    }
}

/// Three users deleted long ago, with two orders each, of two items each.
pub const LONG_AGO: &str = "
    insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 3) n;
    insert into orders select n, (n + 1) / 2, true, '2001-01-01' from generate_series(1, 6) n;
    insert into items select n, i, '2001-01-01' from generate_series(1, 6) n, generate_series(1, 2) i";
