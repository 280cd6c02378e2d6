//! A server that crashes while it makes a change: `kill -9` of the whole, and of the process that works.

use std::process::Command;
use std::time::Duration;

use softdelete::Pool;
use softdelete::tokio_postgres::NoTls;
use softdelete_testing::Server;

use crate::family::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_is_killed_in_mid_change() {
    let server = Server::start().expect("a server of its own");
    for change in Change::ALL {
        let family = Family::on(&server, change).await;
        let pool = family.pool().await;
        let impatient = Pool::builder().connection_timeout(Duration::from_millis(100));
        let impatient = impatient
            .connect_with(family.database.config(), NoTls)
            .await;
        let impatient = impatient.expect("connects");
        let barrier = Barrier::closed(&family.database).await;
        let under_way = start(change, &pool);
        barrier.reached().await;
        server.kill().expect("it is killed");
        let error = in_time(under_way, "it never ended")
            .await
            .expect("no panic");
        let error = error.expect_err("its connection is lost");
        assert!(
            error.is_connection_lost() && error.is_commit_unknown(),
            "{error}"
        );
        assert!(!error.is_retryable(), "it may have taken effect: {error}");
        // While there is no server, nothing can have taken effect, once it is known that a connection which lay idle is gone.
        let refused = async {
            loop {
                let error = change.run(&impatient).await.expect_err("nobody is there");
                assert!(error.is_connection_lost(), "{error}");
                if !error.is_commit_unknown() {
                    return;
                }
            }
        };
        in_time(refused, "it never knew").await;
        server.restart().expect("it starts again");
        family.is_as_before(&pool).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_process_that_works_is_killed_in_mid_change() {
    let server = Server::start().expect("a server of its own");
    for change in Change::ALL {
        let family = Family::on(&server, change).await;
        let pool = family.pool().await;
        let barrier = Barrier::closed(&family.database).await;
        let under_way = start(change, &pool);
        kill(barrier.reached().await);
        let error = in_time(under_way, "it never ended")
            .await
            .expect("no panic");
        let error = error.expect_err("its connection is lost");
        assert!(
            error.is_connection_lost() && error.is_commit_unknown(),
            "{error}"
        );
        // The server recovers by itself; until it has, the pool goes on asking.
        barrier.lost().await;
        let one = softdelete::sd_query!(select id from accounts where id = 2);
        let found = in_time(one.fetch_one(&pool), "it never recovered").await;
        found.expect("the pool recovers");
        family.is_as_before(&pool).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_outlives_the_crash_of_the_server() {
    let server = Server::start().expect("a server of its own");
    let family = Family::on(&server, Change::Delete).await;
    let pool = family.pool().await;
    let barrier = Barrier::closed(&family.database).await;
    let under_way = tokio::spawn(async move {
        let done = pool
            .transaction(async |tx| Change::Delete.run(&tx).await)
            .await;
        (pool, done)
    });
    kill(barrier.reached().await);
    // Nothing was committed, so it is run again, and nothing is at its side then: the lock has gone with the crash.
    let (pool, done) = in_time(under_way, "it never ended")
        .await
        .expect("no panic");
    assert_eq!(done.expect("it was run again"), 1);
    family.is_as_after(&pool).await;
}

/// `kill -9`.
pub(crate) fn kill(pid: i32) {
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()));
}
