//! Servers and databases do what their documentation says.

use std::time::{Duration, Instant};

use softdelete_testing::{Database, Server};

#[tokio::test]
async fn a_database_is_empty_and_its_own() {
    let (one, other) = (Database::create(), Database::create());
    one.run("create table t (x int); insert into t values (1)");
    let client = one.connect().await.unwrap();
    let count: i64 = client
        .query_one("select count(*) from t", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(count, 1);
    let client = other.connect().await.unwrap();
    assert!(
        client
            .query_one("select count(*) from t", &[])
            .await
            .is_err()
    );
}

#[tokio::test]
async fn the_url_reaches_it() {
    let database = Database::create();
    let (client, connection) = tokio_postgres::connect(&database.url(), tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let name: String = client
        .query_one("select current_database()::text", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(name, database.name());
}

#[tokio::test]
async fn a_dropped_database_is_gone() {
    let database = Database::create();
    let watcher = Database::create();
    let name = database.name().to_owned();
    let _still_connected = database.connect().await.unwrap();
    drop(database);
    // The next request of the same process is served after the drop.
    watcher.run("select 1");
    let client = watcher.connect().await.unwrap();
    let found: i64 = client
        .query_one(
            "select count(*) from pg_database where datname = $1",
            &[&name],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(found, 0);
}

#[tokio::test]
async fn databases_are_copied_and_have_encodings() {
    let server = Server::shared();
    let template = server.create_database();
    template.run("create table t (x int)");
    let copy = server.database().copy_of(&template).create().unwrap();
    copy.run("insert into t values (1)");
    let ascii = server.database().encoding("SQL_ASCII").create().unwrap();
    let client = ascii.connect().await.unwrap();
    let encoding: String = client
        .query_one("show server_encoding", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(encoding, "SQL_ASCII");
}

#[tokio::test]
async fn a_private_server_restarts_and_keeps_its_databases() {
    let started = Instant::now();
    let server = Server::builder()
        .setting("max_connections", "17")
        .start()
        .unwrap();
    println!(
        "PostgreSQL {} started in {:?}",
        server.version(),
        started.elapsed()
    );
    let database = server.create_database();
    database.run("create table t (x int)");

    let client = database.connect().await.unwrap();
    let limit: String = client
        .query_one("show max_connections", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(limit, "17");

    server.kill().unwrap();
    // The backend of an open connection notices a moment later that its server is gone.
    let gone = async {
        while client.query_one("select 1", &[]).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), gone)
        .await
        .expect("the connection ends with its server");
    assert!(database.connect().await.is_err());
    server.restart().unwrap();
    database.run("insert into t values (1)");
    server.stop().unwrap();
    server.stop().unwrap();
    server.restart().unwrap();
    server.restart().unwrap();
    database.run("insert into t values (1)");
}

#[test]
fn a_server_ends_with_its_last_handle() {
    let server = Server::start().unwrap();
    let directory = server.directory().unwrap().to_owned();
    let database = server.create_database();
    drop(server);
    database.run("select 1");
    assert!(directory.exists());
    drop(database);
    assert!(!directory.exists());
}

#[test]
fn a_wrong_setting_is_reported_with_the_servers_words() {
    let error = Server::builder()
        .setting("no_such_setting", "1")
        .start()
        .err()
        .unwrap();
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}
