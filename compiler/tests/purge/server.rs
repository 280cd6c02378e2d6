//! The statements of a purge on a server.

use softdelete_compiler::compile::{self, Purge};
use softdelete_testing::Database;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use crate::family::{self, DDL};

/// History and outbox as far as purge needs them.
const SYSTEM: &str = "
    create schema softdelete;
    create table softdelete.history (operation uuid not null, action text not null, schema_name text, table_name text not null,
        row_key jsonb not null, actor text, reason text, at timestamptz not null default now(), detail jsonb);
    create table softdelete.outbox (operation uuid not null, action text not null, schema_name text, table_name text not null,
        row_key jsonb not null, actor text, at timestamptz not null default now());
";

/// A database with the tables of [`family`].
pub(crate) struct World {
    pub(crate) database: Database,
    pub(crate) client: Client,
}

/// The statements that purge a table.
pub(crate) fn purge_of(table: &str) -> Purge {
    let schema = family::schema();
    compile::purge(&schema, family::number(&schema, table)).expect("the table can be purged")
}

impl World {
    pub(crate) async fn new() -> Self {
        let database = Database::create();
        database.run(SYSTEM);
        database.run(DDL);
        let client = database.connect().await.expect("the server answers");
        Self { database, client }
    }

    pub(crate) fn run(&self, sql: &str) {
        self.database.run(sql);
    }

    /// Sends a statement of a purge for `limit` rows.
    pub(crate) async fn send(&self, sql: &str, limit: i64, older_than: Option<&str>) -> Row {
        send(&self.client, sql, limit, older_than)
            .await
            .expect("the statement runs")
    }

    /// A number.
    pub(crate) async fn count(&self, sql: &str) -> i64 {
        let row = self
            .client
            .query_one(sql, &[])
            .await
            .expect("the query runs");
        row.get(0)
    }

    /// A text.
    pub(crate) async fn text(&self, sql: &str) -> String {
        let row = self
            .client
            .query_one(sql, &[])
            .await
            .expect("the query runs");
        row.get::<_, Option<String>>(0).unwrap_or_default()
    }
}

/// Sends a statement of a purge. Interval and time are given as text of their own type, through a cast that stands in for the parameter.
pub(crate) async fn send(
    client: &Client,
    sql: &str,
    limit: i64,
    older_than: Option<&str>,
) -> Result<Row, tokio_postgres::Error> {
    let older = older_than.map_or("NULL".to_owned(), |age| format!("'{age}'"));
    let sql = sql
        .replace("$2::interval", &format!("{older}::interval"))
        .replace("$3::timestamptz", "NULL::timestamptz")
        .replace("$4::text", "'why'::text")
        .replace("$5::uuid", "'018c0000-0000-7000-8000-000000000000'::uuid")
        .replace("$6::text", "'who'::text")
        .replace("$1::int8", "$1");
    let params: [(&(dyn ToSql + Sync), Type); 1] = [(&limit, Type::INT8)];
    let mut rows = if sql.contains("$1") {
        client.query_typed(&sql, &params).await?
    } else {
        client.query_typed(&sql, &[]).await?
    };
    Ok(rows.remove(0))
}
