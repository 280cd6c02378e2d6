//! What must end in a clear error, lose nothing and leave the pool usable.

mod support;

use std::time::Duration;

use softdelete_runtime::__private::{
    Param, Query, Row, Slot, Statement, StatementKind, Type, Typed, bind, get, sql,
};
use softdelete_runtime::{Error, FromRow, Pool};
use softdelete_testing::{Database, Server};
use support::proxy::Proxy;
use support::{Person, Single, people};
use tokio_postgres::NoTls;

async fn pool(database: &Database) -> Pool {
    Pool::builder()
        .max_size(1)
        .connect_with(database.config(), NoTls)
        .await
        .unwrap()
}

/// The one connection of the pool still works.
async fn assert_usable(pool: &Pool) {
    assert_eq!(
        query!(Single<bool>; "select true")
            .fetch_one(pool)
            .await
            .unwrap(),
        Single(true)
    );
    assert_eq!(pool.state().connections, 1);
}

/// The message and its hint, for reading.
#[track_caller]
fn assert_says(error: &Error, words: &[&str]) {
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "`{word}` is not in: {text}");
    }
    assert!(text.contains("hint: "), "no hint in: {text}");
}

#[tokio::test]
async fn a_connection_dropped_during_a_statement() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .max_size(1)
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    let query = query!(Single<i64>; "select id from people, pg_sleep(30)");
    let (outcome, ()) = futures_util::future::join(query.fetch_all(&pool), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        proxy.cut();
    })
    .await;
    let error = outcome.unwrap_err();
    assert!(error.is_connection_lost());
    assert_says(&error, &["connection to PostgreSQL was lost"]);
    assert_usable(&pool).await;
}

#[tokio::test]
async fn a_connection_that_broke_while_idle_is_replaced_without_an_error() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .max_size(1)
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    assert_usable(&pool).await;
    proxy.cut();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_usable(&pool).await;
}

#[tokio::test]
async fn a_server_that_ends_the_session() {
    let database = people();
    let pool = pool(&database).await;
    let query = query!((); "select pg_terminate_backend(pg_backend_pid())");
    let error = query.execute(&pool).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert_usable(&pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_restarted() {
    let server = Server::start().unwrap();
    let database = server.create_database();
    let pool = pool(&database).await;
    assert_usable(&pool).await;
    let query = query!(Single<bool>; "select pg_sleep(30) is null");
    let (outcome, ()) = futures_util::future::join(query.fetch_all(&pool), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.restart().unwrap();
    })
    .await;
    assert!(outcome.unwrap_err().is_connection_lost());
    assert_usable(&pool).await;
}

#[tokio::test]
async fn no_server() {
    let mut config = tokio_postgres::Config::new();
    config.host("127.0.0.1").port(1).user("nobody");
    let error = Pool::builder()
        .connect_with(config, NoTls)
        .await
        .unwrap_err();
    assert!(error.is_connection_lost());
    assert_says(
        &error,
        &["no connection to PostgreSQL could be made", "refused"],
    );
    let error = Pool::connect("not a connection string").await.unwrap_err();
    assert_says(&error, &["configuration cannot be used"]);
}

#[tokio::test]
async fn no_connection_in_time() {
    let database = people();
    let pool = Pool::builder()
        .max_size(1)
        .connection_timeout(Duration::from_millis(100))
        .connect_with(database.config(), NoTls)
        .await
        .unwrap();
    let held = pool.get().await.unwrap();
    let error = query!(Single<bool>; "select true")
        .fetch_one(&pool)
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_says(&error, &["max_size"]);
    drop(held);
    assert_usable(&pool).await;
}

#[tokio::test]
async fn a_table_or_column_that_is_missing() {
    let database = people();
    let pool = pool(&database).await;
    let error = query!(Single<i64>; "select id from nobody")
        .fetch_all(&pool)
        .await
        .unwrap_err();
    assert!(error.is_schema_mismatch());
    assert_says(&error, &["\"nobody\" does not exist", "migrations"]);
    let error = query!(Single<i64>; "select people.age from people")
        .fetch_all(&pool)
        .await
        .unwrap_err();
    assert!(error.is_schema_mismatch());
    assert_says(&error, &["age does not exist"]);
    assert_eq!(error.sql(), Some("select people.age from people"));
    assert_usable(&pool).await;
}

#[tokio::test]
async fn a_column_of_another_type() {
    let database = people();
    database.run("alter table people alter id type text");
    let pool = pool(&database).await;
    for _ in 0..2 {
        let error = query!(Person; "select id, name, mood::text from people")
            .fetch_all(&pool)
            .await
            .unwrap_err();
        assert!(error.is_schema_mismatch());
        assert_eq!(error.column(), Some("id"));
        assert_says(
            &error,
            &["column `id` is of type `text`", "`int8`", "`i64`"],
        );
    }
    assert_usable(&pool).await;
}

#[tokio::test]
async fn a_column_of_a_type_that_was_not_declared() {
    let database = people();
    // More than fits the buffers on the way.
    database.run("insert into people select n, repeat('x', 100) from generate_series(10, 20000) n");
    let pool = pool(&database).await;
    let query = || query!(Person; "select id, name, mood from people");
    let outcome = tokio::time::timeout(Duration::from_secs(10), query().fetch_all(&pool)).await;
    let error = outcome.expect("no answer").unwrap_err();
    assert!(error.is_schema_mismatch());
    assert_eq!(error.column(), Some("mood"));
    assert_says(&error, &["column `mood` is of type `mood`", "SqlEnum"]);
    assert!(
        query()
            .fetch_all(&pool)
            .await
            .unwrap_err()
            .is_schema_mismatch()
    );
    assert_usable(&pool).await;
}

#[tokio::test]
async fn a_migration_between_two_uses() {
    let database = people();
    let pool = pool(&database).await;
    let query = || query!(Person; "select id, name, mood::text from people where id = 1");
    query().fetch_one(&pool).await.unwrap();
    query().fetch_one(&pool).await.unwrap();
    // The plan may no longer return what it did when it was prepared; text is what varchar is read as.
    database.run("alter table people alter name type varchar(40)");
    query().fetch_one(&pool).await.unwrap();
    query().fetch_one(&pool).await.unwrap();

    database.run("alter table people alter name type text");
    let person = pool
        .transaction(async |tx| query().fetch_one(&tx).await)
        .await
        .unwrap();
    assert_eq!(person.id, 1);

    pool.get()
        .await
        .unwrap()
        .client()
        .batch_execute("discard all")
        .await
        .unwrap();
    query().fetch_one(&pool).await.unwrap();
    pool.get()
        .await
        .unwrap()
        .client()
        .batch_execute("discard all")
        .await
        .unwrap();
    pool.transaction(async |tx| query().fetch_one(&tx).await)
        .await
        .unwrap();
    assert_usable(&pool).await;
}

#[tokio::test]
async fn null_in_a_not_null_field() {
    let database = people();
    database.run("update people set name = null where id = 2");
    let pool = pool(&database).await;
    let error = query!(Single<String>; "select name from people order by id")
        .fetch_all(&pool)
        .await
        .unwrap_err();
    assert!(error.is_schema_mismatch());
    assert_says(
        &error,
        &[
            "column `name` holds NULL",
            "String",
            "make the field an `Option`",
        ],
    );
    let mut rows = query!(Single<String>; "select name from people order by id").fetch(&pool);
    assert_eq!(
        rows.try_next().await.unwrap(),
        Some(Single("person 1".to_owned()))
    );
    assert!(rows.try_next().await.is_err());
    assert_eq!(rows.try_next().await.unwrap(), None);
    drop(rows);
    assert_usable(&pool).await;
}

#[tokio::test]
async fn fewer_columns_than_are_read() {
    let database = people();
    let pool = pool(&database).await;
    let error = query!(Person; "select id, name from people")
        .fetch_all(&pool)
        .await
        .unwrap_err();
    assert!(error.is_schema_mismatch());
    assert_says(&error, &["2 columns", "column number 3"]);
    assert_usable(&pool).await;
}

#[tokio::test]
async fn no_row() {
    let database = people();
    let pool = pool(&database).await;
    let error = query!(Single<i64>; "select id from people where false")
        .fetch_one(&pool)
        .await
        .unwrap_err();
    assert!(error.is_no_rows());
    assert_says(&error, &["returned none", "fetch_optional"]);
}

/// On a stack of its own size: so many parameters are some megabytes.
#[test]
fn too_many_parameters() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let test = std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(move || runtime.block_on(send_too_many_parameters()));
    test.unwrap().join().unwrap();
}

async fn send_too_many_parameters() {
    static TYPES: [Type; 65_536] = [const { Type::INT8 }; 65_536];
    static STATEMENT: Statement = Statement {
        kind: StatementKind::Select,
        sql: "select $1",
        params: &TYPES,
        ..Statement::PLAIN
    };
    let database = people();
    let pool = pool(&database).await;
    let value = 1_i64;
    #[allow(
        clippy::large_stack_arrays,
        reason = "that is what the caller's stack is for"
    )]
    let params: [Param<'_>; 65_536] = std::array::from_fn(|_| bind::<sql::Int8, _>(&value));
    let query = Query::new(Typed::<Single<i64>>::new(&STATEMENT), params);
    let error = Box::pin(query.fetch_all(&pool)).await.unwrap_err();
    assert!(error.is_invalid_parameter());
    assert_says(&error, &["65536 parameters", "at most 65535", "in $list"]);
    assert_usable(&pool).await;
}

#[tokio::test]
async fn an_empty_list_and_a_long_one() {
    let database = people();
    let pool = pool(&database).await;
    let none: Vec<i64> = Vec::new();
    let found =
        query!(Single<i64>; "select id from people where id = any($1)", [Int8Array => &none]);
    assert_eq!(found.fetch_all(&pool).await.unwrap(), []);
    let many: Vec<i64> = (2..100_000).collect();
    let found = query!(Single<i64>; "select id from people where id = any($1) order by id", [Int8Array => &many]);
    assert_eq!(
        found.fetch_all(&pool).await.unwrap(),
        [Single(2), Single(3)]
    );
}

#[tokio::test]
async fn text_with_nul() {
    let database = people();
    let pool = pool(&database).await;
    let name = "a\0b";
    for _ in 0..2 {
        let error = query!((); "update people set name = $1", [Text => &name])
            .execute(&pool)
            .await
            .unwrap_err();
        assert!(error.is_invalid_parameter());
        assert_says(&error, &["parameter $1", "NUL", "bytea"]);
    }
    let error = pool
        .transaction(async |tx| {
            query!((); "update people set name = $1", [Text => &name])
                .execute(&tx)
                .await
        })
        .await
        .unwrap_err();
    assert!(error.is_invalid_parameter());
    assert_usable(&pool).await;
}

#[tokio::test]
async fn text_that_is_not_utf8() {
    let database = Server::shared()
        .database()
        .encoding("SQL_ASCII")
        .create()
        .unwrap();
    database.run(r"create table people (name text); insert into people values (E'caf\xe9')");
    let pool = pool(&database).await;
    let error = query!(Single<String>; "select name from people")
        .fetch_all(&pool)
        .await
        .unwrap_err();
    assert!(error.is_invalid_value());
    assert_says(
        &error,
        &["invalid byte sequence for encoding \"UTF8\"", "bytea"],
    );
    assert_usable(&pool).await;
}

#[tokio::test]
async fn a_future_that_is_dropped() {
    let database = people();
    let pool = pool(&database).await;
    for _ in 0..3 {
        let slow = query!(Single<bool>; "select pg_sleep(0.3) is null").fetch_all(&pool);
        assert!(
            tokio::time::timeout(Duration::from_millis(50), slow)
                .await
                .is_err()
        );
    }
    assert_usable(&pool).await;
}

#[tokio::test]
async fn values_stay_out_of_texts() {
    let database = people();
    let pool = pool(&database).await;
    let (id, secret) = (1_i64, "secret");
    let duplicate =
        query!((); "insert into people (id, name) values ($1, $2)", [Int8 => &id, Text => &secret]);
    assert!(!format!("{duplicate:?}").contains("secret"));
    let error = duplicate.execute(&pool).await.unwrap_err();
    assert!(error.detail().unwrap().contains("(1)"));
    let mut texts = vec![format!("{error} {error:?}")];
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        texts.push(format!("{error} {error:?}"));
        cause = error.source();
    }
    let texts = texts.concat();
    assert!(
        !texts.contains("(1)") && !texts.contains("secret"),
        "{texts}"
    );
    assert_says(&error, &["people_pkey", "23505", "on conflict"]);
}

#[tokio::test]
async fn values_that_the_server_quotes_stay_out_too() {
    let database = people();
    let pool = pool(&database).await;
    let secret = "sec\"ret";
    let error = query!(Single<i32>; "select $1::int4", [Text => &secret])
        .fetch_one(&pool)
        .await
        .unwrap_err();
    assert!(!error.to_string().contains("ret"), "{error}");
    assert_says(&error, &["invalid input syntax for type integer: \"…\""]);
    assert!(error.message().unwrap().contains("ret"));
}

struct Deletion {
    actor: Option<String>,
    id: softdelete_runtime::Uuid,
}

impl FromRow for Deletion {
    const COLUMNS: usize = 2;

    fn from_row(row: &Row, first: usize) -> Result<Self, Error> {
        Ok(Deletion {
            actor: get::<sql::Text, _>(row, first)?,
            id: get::<sql::Uuid, _>(row, first + 1)?,
        })
    }
}

#[tokio::test]
async fn slots_are_filled_in() {
    use softdelete_runtime::Executor;

    static STATEMENT: Statement = Statement {
        kind: StatementKind::Delete,
        tables: &["people"],
        sql: "select $1, $2 where $2 = $3",
        params: &[Type::TEXT, Type::UUID, Type::UUID],
        slots: &[Slot::Actor, Slot::DeletionId, Slot::DeletionId],
        columns: &["actor", "id"],
        ..Statement::PLAIN
    };
    let query = || Query::new(Typed::<Deletion>::new(&STATEMENT), []);
    let database = people();
    let pool = pool(&database).await;
    let first = query().fetch_one(&pool).await.unwrap();
    assert_eq!((first.actor, first.id.get_version_num()), (None, 7));
    let second = query().fetch_one(&pool.as_actor("admin")).await.unwrap();
    assert_eq!(second.actor.as_deref(), Some("admin"));
    assert_ne!(first.id, second.id);
    let third = pool
        .as_actor("admin")
        .transaction(async |tx| query().fetch_one(&tx).await)
        .await
        .unwrap();
    assert_eq!(third.actor.as_deref(), Some("admin"));
    let fourth = query()
        .fetch_one(&pool.as_actor("outer").as_actor("inner"))
        .await
        .unwrap();
    assert_eq!(fourth.actor.as_deref(), Some("inner"));
    let client = database.connect().await.unwrap();
    assert_eq!(
        query()
            .fetch_one(&client.as_actor("bare"))
            .await
            .unwrap()
            .actor
            .as_deref(),
        Some("bare")
    );
}
