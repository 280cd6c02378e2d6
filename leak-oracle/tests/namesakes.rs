//! Tables of one name in two schemas, side by side without aliases: each is told from the other, and deleted rows of neither are
//! seen.

use declared::{column, compiled};
use softdelete_compiler::catalog::{Marker, Schema, SoftDelete, Table};
use softdelete_testing::Database;
use tokio_postgres::{Client, SimpleQueryMessage};

mod declared;

fn users(schema: &str) -> Table {
    Table {
        local_name: "users".to_owned(),
        schema: Some(schema.to_owned()),
        name: "users".to_owned(),
        columns: vec![
            column("id", "int8", false, true),
            column("n", "int4", false, true),
            column("deleted_at", "timestamptz", true, false),
        ],
        primary_key: vec![0],
        soft_delete: Some(SoftDelete {
            marker: Marker::Timestamp { at: 2 },
            by: None,
            reason: None,
            id: None,
            created: None,
            retention: None,
            hold: None,
        }),
        ..Table::default()
    }
}

const DDL: &str = "create schema a; create schema b;
    create table a.users (id int8 primary key, n int4 not null, deleted_at timestamptz);
    create table b.users (id int8 primary key, n int4 not null, deleted_at timestamptz);
    insert into a.users select n, n, case when n % 2 = 0 then now() end from generate_series(1, 12) n;
    insert into b.users select n, 100 + n, case when n % 3 = 0 then now() end from generate_series(1, 12) n";

/// Queries whose text means the same to PostgreSQL where no row is deleted.
const QUERIES: &[&str] = &[
    "select a.users.id as x, b.users.n as y from a.users, b.users where a.users.id = b.users.id order by 1, 2",
    "select a.users.id as x, b.users.id as y from a.users full join b.users on a.users.id = b.users.id order by 1, 2",
    "select a.users.id as x, (b.users.*)::text as y from b.users left join a.users on a.users.id = b.users.id and a.users.n > 3 order by 2",
    "select a.users.id as x from a.users where exists (select 1 from b.users where b.users.id = a.users.id) order by 1",
    "select a.users.id as x from a.users where not exists (select 1 from b.users as users where users.id = a.users.id) order by 1",
    "select (select max(a.users.n) from a.users where a.users.id < b.users.id) as x from b.users order by 1",
    "select s.x from a.users cross join lateral (select b.users.n + a.users.n as x from b.users where b.users.id = a.users.id) s order by 1",
    "select count(*) as x, b.users.id % 2 as y from a.users join b.users using (id) group by b.users.id % 2 order by 2",
    "select exists (select * from a.users, b.users where a.users.id + 1 = b.users.id) as x",
    "with c as (update a.users set n = b.users.n from b.users where a.users.id = b.users.id returning b.users.id, a.users.n) select id as x, n as y from c order by 1",
    "with c as (delete from a.users using b.users where a.users.id = b.users.id returning a.users.id) select id as x from c order by 1",
];

async fn rows(client: &Client, sql: &str) -> Vec<Vec<Option<String>>> {
    let messages = client.simple_query(sql).await;
    let messages = messages.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    rows.map(|row| {
        let columns = 0..row.len();
        columns
            .map(|column| row.get(column).map(str::to_owned))
            .collect()
    })
    .collect()
}

#[tokio::test]
async fn tables_of_one_name_are_told_apart() {
    let database = Database::create();
    let client = database.connect().await.expect("a connection");
    client.batch_execute(DDL).await.expect("the tables");
    let schema = Schema {
        tables: vec![users("a"), users("b")],
        ..Schema::default()
    };
    for query in QUERIES {
        let sql = compiled(query, &schema).sql;
        client.batch_execute("begin").await.expect("a transaction");
        let seen = rows(&client, &sql).await;
        client.batch_execute("rollback; begin").await.expect("undo");
        let purge = "delete from a.users where deleted_at is not null;
            delete from b.users where deleted_at is not null";
        client.batch_execute(purge).await.expect("a purge");
        let expected = rows(&client, query).await;
        client.batch_execute("rollback").await.expect("undo");
        assert!(!expected.is_empty(), "{query} shows nothing");
        assert_eq!(seen, expected, "{query}\n{sql}");
    }
}
