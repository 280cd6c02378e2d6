//! Deleting, restoring and removing on a server: what is marked, by whom, and what is spared; and that indexes are used.

use declared::{column, compiled};
use softdelete_compiler::catalog::{Marker, Schema, SoftDelete, Table};
use softdelete_testing::Database;
use tokio_postgres::{Client, SimpleQueryMessage};

mod declared;

fn schema() -> Schema {
    let users = Table {
        local_name: "users".to_owned(),
        name: "users".to_owned(),
        columns: vec![
            column("id", "int8", false, true),
            column("email", "text", false, true),
            column("hold", "bool", true, true),
            column("deleted_at", "timestamptz", true, false),
            column("deleted_by", "text", true, false),
            column("deletion_reason", "text", true, false),
            column("deletion_id", "uuid", true, false),
        ],
        primary_key: vec![0],
        unique: vec![vec![1]],
        soft_delete: Some(SoftDelete {
            marker: Marker::Timestamp { at: 3 },
            by: Some(4),
            reason: Some(5),
            id: Some(6),
            created: None,
            retention: Some("90 days".to_owned()),
            hold: Some(2),
        }),
        ..Table::default()
    };
    Schema {
        tables: vec![users],
        ..Schema::default()
    }
}

const DDL: &str = "create table users (id bigint primary key, email text not null, hold boolean, deleted_at timestamptz,
    deleted_by text, deletion_reason text, deletion_id uuid);
    create unique index active_email on users (email) where deleted_at is null;
    insert into users values (1, 'a', null), (2, 'b', true), (3, 'c', false);";

/// The text of a statement without parameters of its own; those of the runtime are written out.
#[track_caller]
fn sql(text: &str) -> String {
    let statement = compiled(text, &schema());
    let mut sql = statement.sql;
    for (number, param) in statement.params.iter().enumerate() {
        let value = match param.source {
            softdelete_compiler::compile::ParamSource::Actor => "'actor'",
            softdelete_compiler::compile::ParamSource::DeletionId => {
                "'01890a5d-ac96-774b-bcce-b302099a8057'"
            }
            _ => continue,
        };
        sql = sql.replace(&format!("${}", number + 1), value);
    }
    sql
}

async fn rows(client: &Client, sql: &str) -> Vec<String> {
    let messages = client
        .simple_query(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => {
            let values: Vec<_> = (0..row.len())
                .map(|column| row.get(column).unwrap_or("-").to_owned())
                .collect();
            Some(values.join(" "))
        }
        _ => None,
    });
    rows.collect()
}

const STATE: &str = "select id, deleted_at is not null, deleted_by, deletion_reason, deletion_id is not null from users order by id";

#[tokio::test]
async fn a_row_is_marked_once_and_restored_without_a_trace() {
    let database = Database::create();
    let client = database
        .connect()
        .await
        .expect("the server takes connections");
    client.batch_execute(DDL).await.expect("the table is made");
    rows(
        &client,
        &sql("delete from users where id = 1 because 'spam'"),
    )
    .await;
    assert_eq!(
        rows(&client, STATE).await,
        ["1 t actor spam t", "2 f - - f", "3 f - - f"]
    );
    // Deleting again changes nothing, neither who nor why.
    let again = rows(
        &client,
        &sql("delete from users where id <= 2 by 'other' returning id"),
    )
    .await;
    assert_eq!(again, ["2"]);
    assert_eq!(
        rows(&client, STATE).await,
        ["1 t actor spam t", "2 t other - t", "3 f - - f"]
    );
    let restored = rows(
        &client,
        &sql("restore users where id in (1, 3) returning id"),
    )
    .await;
    assert_eq!(restored, ["1"]);
    assert_eq!(
        rows(&client, STATE).await,
        ["1 f - - f", "2 t other - t", "3 f - - f"]
    );
}

#[tokio::test]
async fn a_hard_delete_takes_what_is_marked_old_and_not_held() {
    let database = Database::create();
    let client = database
        .connect()
        .await
        .expect("the server takes connections");
    client.batch_execute(DDL).await.expect("the table is made");
    let old = "insert into users select n, n::text, n = 11, now() - interval '1 day' * (n * 10 - 5) from generate_series(4, 12) n";
    client.batch_execute(old).await.expect("rows are made");
    let all = sql("hard delete from users where id > 0 returning id");
    let refused = client.simple_query(&all).await.unwrap_err();
    let refused = refused
        .as_db_error()
        .expect("the server refuses")
        .message()
        .to_owned();
    assert!(refused.contains("\"softdelete 1 1\""), "{refused}");
    let gone = rows(
        &client,
        &sql("hard delete from users where id > 0 and hold is not true returning id"),
    )
    .await;
    assert_eq!(gone, ["10", "12"], "past retention, and not the held one");
    let gone = rows(
        &client,
        &sql("hard delete from users only deleted where id > 7 and hold is not true returning id"),
    )
    .await;
    assert_eq!(gone, ["8", "9"], "whatever the age");
    let gone = rows(
        &client,
        &sql("hard delete from users with deleted where hold is not true returning id"),
    )
    .await;
    assert_eq!(
        gone,
        ["1", "3", "4", "5", "6", "7"],
        "all but the held ones"
    );
}

#[tokio::test]
async fn do_restore_revives_the_row_that_holds_the_key() {
    let database = Database::create();
    let client = database
        .connect()
        .await
        .expect("the server takes connections");
    client.batch_execute(DDL).await.expect("the table is made");
    let insert = sql(
        "insert into users (id, email) values (1, 'new') on conflict (id) do restore set email = excluded.email returning email",
    );
    assert!(
        rows(&client, &insert).await.is_empty(),
        "an active row is left alone"
    );
    rows(&client, &sql("delete from users where id = 1")).await;
    assert_eq!(rows(&client, &insert).await, ["new"]);
    assert_eq!(rows(&client, STATE).await[0], "1 f - - f");
}

#[tokio::test]
async fn a_key_is_free_again_once_its_row_is_deleted() {
    let database = Database::create();
    let client = database
        .connect()
        .await
        .expect("the server takes connections");
    client.batch_execute(DDL).await.expect("the table is made");
    rows(&client, &sql("delete from users where email = 'a'")).await;
    let insert = "insert into users (id, email) values (10, 'a') on conflict (email) do update set id = excluded.id + 1 returning id";
    assert_eq!(rows(&client, &sql(insert)).await, ["10"]);
    assert_eq!(rows(&client, &sql(insert)).await, ["11"]);
}

/// A generic plan knows no parameter values, so the predicate of a partial index must be in the text.
#[tokio::test]
async fn a_generic_plan_uses_the_partial_index() {
    let database = Database::create();
    let client = database
        .connect()
        .await
        .expect("the server takes connections");
    client.batch_execute(DDL).await.expect("the table is made");
    let many = "insert into users select n, 'x' || n, null, case when n % 2 = 0 then now() end from generate_series(100, 20000) n;
        analyze users; set plan_cache_mode = force_generic_plan";
    client.batch_execute(many).await.expect("rows are made");
    for text in [
        "select id from users where email = $email",
        "delete from users where email = $email",
    ] {
        let prepared = sql(text);
        let plan = rows(
            &client,
            &format!(
                "prepare q(text) as {prepared}; explain (costs off) execute q('x101'); deallocate q"
            ),
        )
        .await;
        assert!(
            plan.iter().any(|line| line.contains("active_email")),
            "{text}: {plan:#?}"
        );
    }
}
