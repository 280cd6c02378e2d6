//! What the test of an infinite mark comes before, on a server: a condition of the user's is not tested on deleted rows, also where
//! PostgreSQL counts nothing for it.

use declared::{column, compiled};
use softdelete_compiler::catalog::{Marker, Schema, SoftDelete, Table};
use softdelete_testing::Database;
use tokio_postgres::Client;

mod declared;

fn schema() -> Schema {
    let parts = Table {
        local_name: "parts".to_owned(),
        name: "parts".to_owned(),
        columns: vec![
            column("id", "int8", false, true),
            column("n", "int4", false, true),
            column("deleted_at", "timestamptz", false, false),
        ],
        primary_key: vec![0],
        soft_delete: Some(SoftDelete {
            marker: Marker::Sentinel { at: 2 },
            by: None,
            reason: None,
            id: None,
            created: None,
            retention: None,
            hold: None,
        }),
        ..Table::default()
    };
    let shelves = Table {
        local_name: "shelves".to_owned(),
        name: "shelves".to_owned(),
        columns: vec![
            column("id", "int8", false, true),
            column("empty", "bool", false, true),
        ],
        ..Table::default()
    };
    Schema {
        tables: vec![parts, shelves],
        ..Schema::default()
    }
}

// The deleted rows are those that cannot divide anything.
const DDL: &str = "create table parts (id int8 primary key, n int4 not null, deleted_at timestamptz not null default 'infinity');
    create table shelves (id int8 primary key, empty bool not null);
    insert into parts select n, n % 3, case n % 3 when 0 then now() else 'infinity' end from generate_series(1, 300) n;
    insert into shelves select n, n % 2 = 0 from generate_series(1, 9) n;
    analyze";

/// Conditions for which PostgreSQL counts nothing, perhaps after it has taken them apart.
const CONDITIONS: &[&str] = &[
    "p.q is not null",
    "p.big",
    "p.big = true",
    "p.big is true",
    "(p.big, 1) = (true, 1)",
    "p.q = p.q",
    "p.q = any ('{}')",
    "not (p.q is null or p.id = 4)",
    "(p.q is not null and p.id = 1) or (p.q is not null and p.id = 2)",
    "case when p.big then true else false end",
    "coalesce(p.big, false)",
];

/// Conditions that count more than the test of the mark, and are left as they are.
const COSTLY: &[&str] = &[
    "p.q > 1",
    "p.q = 4",
    "p.q = p.id",
    "p.q in (1, 12)",
    "p.q between 1 and 12",
    "p.q::text like '1%'",
    "(p.q, p.id) = (12, 1)",
    "not (p.q = 4 or p.id = 1)",
];

/// Where a value that a query in FROM computes is a placeholder: above an outer join that the condition then makes an inner one, and under
/// grouping sets.
const PLACES: &[&str] = &[
    "select s.id from shelves s left join (select id, coalesce(12 / n, 0) as q, coalesce(12 / n > 3, false) as big from parts) p on true where ?",
    "select p.q from (select id, 12 / n as q, 12 / n > 3 as big from parts) p where ? group by rollup (p.q, p.big)",
    "with i as (select id, 12 / n as q, 12 / n > 3 as big from parts) select count(*) as n from i as p (id, q) where ? group by cube (p.q, p.big)",
    "select p.q from (select i.id, i.v as q, i.big from (select id, 12 / n as v, 12 / n > 3 as big from parts) i) p where ? group by rollup (p.q, p.big)",
    "select p.q from (select id, coalesce(12 / n, 0) as q, coalesce(12 / n > 3, false) as big from parts union all select 1, 2, true) p where ? group by rollup (p.q, p.big)",
    "select s.id from shelves s where exists (select from shelves t left join (select id, coalesce(12 / n, 0) as q, coalesce(12 / n > 3, false) as big from parts) p on true where t.id = s.id and (?))",
    "update shelves set empty = true from shelves t left join (select id, coalesce(12 / n, 0) as q, coalesce(12 / n > 3, false) as big from parts) p on true where shelves.id = t.id and (?)",
];

#[track_caller]
fn sql(text: &str) -> String {
    compiled(text, &schema()).sql
}

async fn run(client: &Client, sql: &str) {
    if let Err(error) = client.simple_query(sql).await {
        panic!("{sql}: {error:?}");
    }
}

#[tokio::test]
async fn a_computed_value_is_not_looked_at_before_the_mark() {
    let database = Database::create();
    let client = database
        .connect()
        .await
        .expect("the server takes connections");
    client
        .batch_execute(DDL)
        .await
        .expect("the tables are made");
    let mut would_fail = 0;
    for place in PLACES {
        let mut told = Vec::new();
        for condition in CONDITIONS {
            let sql = sql(&place.replace('?', condition));
            run(&client, &sql).await;
            let bare = sql.replace(" = ANY ('{t}')", "");
            assert_ne!(bare, sql, "the condition counts nothing");
            if client.simple_query(&bare).await.is_err() {
                told.push(condition);
            }
        }
        for condition in COSTLY {
            let sql = sql(&place.replace('?', condition));
            assert!(!sql.contains("'{t}'"), "{sql}");
            run(&client, &sql).await;
        }
        println!("{} of {}: {place}", told.len(), CONDITIONS.len());
        would_fail += told.len();
    }
    // Which conditions PostgreSQL would test first differs from version to version.
    assert!(would_fail > 0, "the conditions show nothing");
}
