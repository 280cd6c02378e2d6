//! No connection to be had: the server has no more, or the pool has lent all of its own. Nothing is sent then.

use std::time::Duration;

use softdelete::Pool;
use softdelete::tokio_postgres::NoTls;
use softdelete_testing::Server;

use crate::family::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_has_no_more() {
    let server = Server::builder()
        .setting("max_connections", "8")
        .setting("superuser_reserved_connections", "0");
    let server = server.start().expect("a server of its own");
    let family = Family::on(&server, Change::Delete).await;
    let pool = Pool::builder().connection_timeout(Duration::from_millis(300));
    let pool = pool.connect_with(family.database.config(), NoTls).await;
    let pool = pool.expect("connects");
    let first = pool.get().await.expect("there is one");
    let mut taken = Vec::new();
    while let Ok(client) = family.database.connect().await {
        taken.push(client);
        assert!(taken.len() < 20);
    }
    let error = Change::Delete
        .run(&pool)
        .await
        .expect_err("there are no more");
    assert!(
        error.is_connection_lost() && !error.is_commit_unknown(),
        "{error}"
    );
    assert!(error.to_string().contains("too many clients"), "{error}");
    taken.clear();
    let free = async {
        while family.database.connect().await.is_err() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    in_time(free, "the sessions never ended").await;
    drop(first);
    family.is_as_before(&pool).await;
}

#[tokio::test]
async fn the_pool_has_lent_all() {
    let family = Family::new(Change::Delete).await;
    let pool = Pool::builder()
        .max_size(1)
        .connection_timeout(Duration::from_millis(50));
    let pool = pool.connect_with(family.database.config(), NoTls).await;
    let pool = pool.expect("connects");
    let lent = pool.get().await.expect("there is one");
    let error = Change::Delete.run(&pool).await.expect_err("it is lent");
    assert!(error.is_timeout() && !error.is_connection_lost(), "{error}");
    assert!(!error.is_commit_unknown(), "{error}");
    drop(lent);
    family.is_as_before(&pool).await;
}
