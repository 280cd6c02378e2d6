//! Statements that are given up in their middle: by a limit of the server, by an administrator, by the program.

use softdelete::Error;

use crate::family::*;

/// Runs the change under a setting that makes the server give it up at the barrier.
async fn given_up(family: &Family, setting: &str) -> Error {
    let pool = family.pool().await;
    let barrier = Barrier::closed(&family.database).await;
    let limited = pool.transaction(async |tx| {
        tx.batch_execute(setting).await?;
        family.change.run(&tx).await
    });
    let error = in_time(limited, "it was never given up").await;
    let error = error.expect_err("it takes too long");
    assert!(error.is_timeout() && !error.is_connection_lost(), "{error}");
    assert!(
        !error.is_commit_unknown() && !error.is_retryable(),
        "{error}"
    );
    barrier.open().await;
    family.is_as_before(&pool).await;
    error
}

#[tokio::test]
async fn lock_timeout() {
    for change in Change::ALL {
        let family = Family::new(change).await;
        let error = given_up(&family, "set local lock_timeout = '20ms'").await;
        assert!(error.is_lock_not_available(), "{error}");
    }
}

#[tokio::test]
async fn statement_timeout() {
    for change in Change::ALL {
        let family = Family::new(change).await;
        // Long enough to come to the middle on a machine that is busy; if it is not, the outcome is the same.
        let error = given_up(&family, "set local statement_timeout = '150ms'").await;
        assert!(error.is_cancelled(), "{error}");
    }
}

#[tokio::test]
async fn a_future_that_is_dropped() {
    for change in Change::ALL {
        let family = Family::new(change).await;
        let pool = family.pool().await;
        let barrier = Barrier::closed(&family.database).await;
        let under_way = start(change, &pool);
        barrier.reached().await;
        under_way.abort();
        assert!(under_way.await.is_err_and(|error| error.is_cancelled()));
        // The server is asked to stop.
        barrier.left().await;
        barrier.open().await;
        family.is_as_before(&pool).await;
    }
}

#[tokio::test]
async fn an_administrator_cancels_the_statement_or_ends_the_session() {
    for (function, ends_session) in [("pg_cancel_backend", false), ("pg_terminate_backend", true)] {
        let family = Family::new(Change::Delete).await;
        let pool = family.pool().await;
        let barrier = Barrier::closed(&family.database).await;
        let under_way = start(Change::Delete, &pool);
        let pid = barrier.reached().await;
        family.database.run(&format!("select {function}({pid})"));
        let error = under_way
            .await
            .expect("no panic")
            .expect_err("it was stopped");
        assert_eq!(error.is_cancelled(), !ends_session, "{error}");
        // A server that ends a session may do so after a commit too.
        assert_eq!(error.is_commit_unknown(), ends_session, "{error}");
        barrier.left().await;
        barrier.open().await;
        family.is_as_before(&pool).await;
    }
}
