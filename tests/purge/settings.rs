//! Age, batches, progress, stopping, and what is refused before anything is sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use softdelete::{Purge, PurgeCancel};

use crate::shop::{Flag, LONG_AGO, Node, Shop, User};

#[tokio::test]
async fn a_table_without_retention_needs_an_age() {
    let shop = Shop::open().await;
    shop.run(
        "insert into nodes (id, deleted_at) values (1, now() - interval '2 days'), (2, now())",
    );
    let error = Purge::of::<Node>()
        .run(&shop.pool)
        .await
        .expect_err("it is refused");
    assert!(error.is_not_purgeable());
    assert!(
        error.to_string().contains("`nodes` declares no retention"),
        "{error}"
    );
    let purge = Purge::of::<Node>().older_than(Duration::from_hours(24));
    let report = purge.run(&shop.pool).await.expect("it runs");
    assert_eq!(report.removed(), 1);
    assert_eq!(shop.count("select count(*) from nodes").await, 1);
}

#[tokio::test]
async fn a_table_that_does_not_say_when_rows_were_deleted_is_refused() {
    let shop = Shop::open().await;
    let purge = Purge::of::<Flag>().older_than(Duration::ZERO);
    let error = purge.run(&shop.pool).await.expect_err("it is refused");
    assert!(error.is_not_purgeable());
    assert!(
        error.to_string().contains("`flags` does not record when"),
        "{error}"
    );
}

#[tokio::test]
async fn progress_is_told_batch_by_batch() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let purge = Purge::of::<User>()
        .batch_size(5)
        .on_progress(move |progress| {
            heard.lock().unwrap().push((
                progress.table,
                progress.batch,
                progress.removed,
                progress.total,
            ));
        });
    purge.run(&shop.pool).await.expect("it runs");
    assert_eq!(
        *told.lock().unwrap(),
        [
            ("items", 5, 5, 5),
            ("items", 5, 10, 10),
            ("items", 2, 12, 12),
            ("orders", 5, 5, 17),
            ("orders", 1, 6, 18),
            ("users", 3, 3, 21),
        ]
    );
}

#[tokio::test]
async fn a_purge_that_was_stopped_goes_on_where_it_was() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    let cancel = PurgeCancel::new();
    let handle = cancel.clone();
    let purge = Purge::of::<User>()
        .batch_size(4)
        .cancelled_by(&cancel)
        .on_progress(move |_| handle.cancel());
    let report = purge.run(&shop.pool).await.expect("it stops well");
    assert!(report.cancelled);
    assert_eq!(report.removed(), 4);
    assert!(report.to_string().ends_with("stopped before its end"));
    let rest = shop.purge().await;
    assert_eq!(rest.removed(), 17);
    assert_eq!(shop.count("select count(*) from users").await, 0);
}

#[tokio::test]
async fn a_purge_whose_future_is_dropped_loses_nothing() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    for _ in 0..5 {
        let purge = Purge::of::<User>()
            .batch_size(1)
            .pause(Duration::from_millis(1));
        let limit = Duration::from_millis(15);
        let _ = tokio::time::timeout(limit, purge.run(&shop.pool)).await;
    }
    shop.purge().await;
    assert_eq!(shop.count("select count(*) from users").await, 0);
    assert_eq!(
        shop.count("select count(distinct row_key) from softdelete.history")
            .await,
        3
    );
    assert_eq!(
        shop.count("select count(*) from softdelete.history").await,
        3
    );
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_sent_again_for_fewer_rows() {
    let shop = Shop::open().await;
    // Each row takes 20 ms, so that only batches of a few rows come to their end in time.
    shop.run(
        "insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 16) n;
         create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.02); return old; end $$;
         create trigger slow before delete on users for each row execute function slow()",
    );
    let purge = Purge::of::<User>()
        .batch_size(64)
        .time_limit(Duration::from_millis(200));
    purge.run(&shop.pool).await.expect("it comes to its end");
    assert_eq!(shop.count("select count(*) from users").await, 0);
}

#[tokio::test]
async fn a_row_that_takes_too_long_ends_the_purge() {
    let shop = Shop::open().await;
    shop.run(
        "insert into users (id, deleted_at) values (1, '2001-01-01');
         create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(5); return old; end $$;
         create trigger slow before delete on users for each row execute function slow()",
    );
    let purge = Purge::of::<User>()
        .batch_size(4)
        .time_limit(Duration::from_millis(100));
    let error = purge.run(&shop.pool).await.expect_err("it takes too long");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(shop.count("select count(*) from users").await, 1);
}
