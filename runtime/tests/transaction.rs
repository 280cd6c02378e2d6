//! Transactions: what is committed, what is rolled back, and what is run again.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use softdelete_runtime::{Connection, Error, Executor, IsolationLevel, Pool, Transaction};
use softdelete_testing::Database;
use support::proxy::{Moment, Proxy};
use support::{Single, people};
use tokio_postgres::NoTls;

async fn pool(database: &Database) -> Pool {
    Pool::builder()
        .max_size(4)
        .connect_with(database.config(), NoTls)
        .await
        .unwrap()
}

async fn insert(db: &impl Executor, id: i64) -> Result<u64, Error> {
    query!((); "insert into people (id, name) values ($1, 'new')", [Int8 => &id])
        .execute(db)
        .await
}

async fn count(db: &impl Executor) -> i64 {
    query!(Single<i64>; "select count(*) from people")
        .fetch_one(db)
        .await
        .unwrap()
        .0
}

/// Fails as PostgreSQL does when transactions get into each other's way.
async fn fail_with(db: &impl Executor, code: &str) -> Result<(), Error> {
    query!((); "select set_config('test.code', $1, true)", [Text => &code])
        .execute(db)
        .await?;
    query!((); "select fail()").execute(db).await?;
    Ok(())
}

fn with_failures() -> Database {
    let database = people();
    database.run(
        "create function fail() returns void language plpgsql as $$
         begin raise exception 'made to fail' using errcode = current_setting('test.code'); end $$",
    );
    database
}

#[tokio::test]
async fn ok_commits_and_err_rolls_back() {
    let database = people();
    let pool = pool(&database).await;
    let inserted = pool
        .transaction(async |tx| insert(&tx, 10).await)
        .await
        .unwrap();
    assert_eq!((inserted, count(&pool).await), (1, 4));

    let outcome = pool
        .transaction(async |tx| {
            insert(&tx, 11).await?;
            Err::<(), _>(Error::other("changed my mind"))
        })
        .await;
    let error = outcome.unwrap_err();
    assert!(error.to_string().contains("changed my mind"), "{error}");
    assert_eq!(count(&pool).await, 4);
}

#[tokio::test]
async fn a_drop_or_a_panic_rolls_back_and_leaves_the_connection_usable() {
    let database = people();
    let pool = Pool::builder()
        .max_size(1)
        .connect_with(database.config(), NoTls)
        .await
        .unwrap();

    let tx = pool.begin().await.unwrap();
    insert(&tx, 10).await.unwrap();
    drop(tx);
    assert_eq!(count(&pool).await, 3);

    let sleepy = pool.transaction(async |tx| {
        insert(&tx, 10).await?;
        tokio::time::sleep(Duration::from_mins(1)).await;
        Ok(())
    });
    assert!(
        tokio::time::timeout(Duration::from_millis(200), sleepy)
            .await
            .is_err()
    );
    assert_eq!(count(&pool).await, 3);

    let shared = pool.clone();
    let panicking = tokio::spawn(async move {
        shared
            .transaction(async |tx| {
                insert(&tx, 10).await?;
                assert_ne!(count(&tx).await, 4, "on purpose");
                Ok(())
            })
            .await
    });
    assert!(panicking.await.unwrap_err().is_panic());
    assert_eq!(count(&pool).await, 3);
    assert_eq!(pool.state().connections, 1);
    insert(&pool, 10).await.unwrap();
}

#[tokio::test]
async fn serialization_failures_and_deadlocks_are_run_again() {
    let database = with_failures();
    let pool = pool(&database).await;
    for code in ["40001", "40P01"] {
        let attempts = AtomicU32::new(0);
        pool.transaction(async |tx| {
            let attempt = attempts.fetch_add(1, Ordering::Relaxed);
            insert(&tx, 100).await?;
            if attempt < 3 {
                fail_with(&tx, code).await?;
            }
            query!((); "delete from people where id = 100")
                .execute(&tx)
                .await
        })
        .await
        .unwrap();
        assert_eq!(attempts.into_inner(), 4, "{code}");
    }
    assert_eq!(count(&pool).await, 3);
}

#[tokio::test]
async fn also_when_the_application_wraps_or_swallows_the_error() {
    let database = with_failures();
    let pool = pool(&database).await;
    let attempts = AtomicU32::new(0);
    pool.transaction(async |tx| {
        if attempts.fetch_add(1, Ordering::Relaxed) == 0 {
            fail_with(&tx, "40001")
                .await
                .map_err(|_| Error::other("something failed"))?;
        }
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(attempts.into_inner(), 2);

    let attempts = AtomicU32::new(0);
    pool.transaction(async |tx| {
        if attempts.fetch_add(1, Ordering::Relaxed) == 0 {
            let _ = fail_with(&tx, "40001").await;
        }
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(attempts.into_inner(), 2);
}

#[tokio::test]
async fn repetitions_end() {
    let database = with_failures();
    let pool = pool(&database).await;
    let attempts = AtomicU32::new(0);
    let error = pool
        .build_transaction()
        .retries(2)
        .pauses(Duration::from_millis(1), Duration::from_millis(2))
        .run(async |tx| {
            attempts.fetch_add(1, Ordering::Relaxed);
            fail_with(&tx, "40001").await
        })
        .await
        .unwrap_err();
    assert!(error.is_serialization_failure(), "{error}");
    assert_eq!(attempts.into_inner(), 3);
}

#[tokio::test]
async fn other_errors_are_not_run_again() {
    let database = people();
    let pool = pool(&database).await;
    let attempts = AtomicU32::new(0);
    let error = pool
        .transaction(async |tx| {
            attempts.fetch_add(1, Ordering::Relaxed);
            insert(&tx, 1).await
        })
        .await
        .unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(
        (error.constraint(), error.table()),
        (Some("people_pkey"), Some("people"))
    );
    assert_eq!(attempts.into_inner(), 1);
}

#[tokio::test]
async fn real_conflicts_are_resolved() {
    let database = people();
    database.run("create table counter (n bigint not null); insert into counter values (0)");
    let pool = pool(&database).await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                pool.build_transaction()
                    .isolation_level(IsolationLevel::Serializable)
                    .retries(50)
                    .run(async |tx| {
                        let n = query!(Single<i64>; "select n from counter")
                            .fetch_one(&tx)
                            .await?
                            .0
                            + 1;
                        query!((); "update counter set n = $1", [Int8 => &n])
                            .execute(&tx)
                            .await
                    })
                    .await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(
        query!(Single<i64>; "select n from counter")
            .fetch_one(&pool)
            .await
            .unwrap(),
        Single(8)
    );
}

#[tokio::test]
async fn a_swallowed_error_does_not_pass_for_a_commit() {
    let database = people();
    let pool = pool(&database).await;
    let error = pool
        .transaction(async |tx| {
            insert(&tx, 10).await?;
            let _ = insert(&tx, 10).await;
            Ok(())
        })
        .await
        .unwrap_err();
    assert!(error.is_aborted(), "{error}");
    assert_eq!(count(&pool).await, 3);
}

#[tokio::test]
async fn nested_transactions_fail_alone() {
    let database = people();
    let pool = pool(&database).await;
    pool.transaction(async |mut tx| {
        insert(&tx, 10).await?;
        let refused = tx
            .transaction(async |inner| {
                insert(&inner, 11).await?;
                insert(&inner, 10).await
            })
            .await;
        assert!(refused.unwrap_err().is_unique_violation());
        tx.transaction(async |mut inner| {
            insert(&inner, 12).await?;
            let given_up = inner
                .transaction(async |innermost| {
                    insert(&innermost, 13).await?;
                    Err::<(), _>(Error::other("no"))
                })
                .await;
            assert!(given_up.is_err());
            Ok(())
        })
        .await
    })
    .await
    .unwrap();
    let ids: Vec<Single<i64>> =
        query!(Single<i64>; "select id from people where id > 3 order by id")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(ids, [Single(10), Single(12)]);
}

#[tokio::test]
async fn the_settings_reach_the_server() {
    let database = people();
    let pool = pool(&database).await;
    let tx = pool
        .build_transaction()
        .isolation_level(IsolationLevel::Serializable)
        .read_only(true)
        .deferrable(true)
        .begin()
        .await
        .unwrap();
    let setting = query!(
        Single<String>;
        "select concat_ws(' ', current_setting('transaction_isolation'), current_setting('transaction_read_only'), \
         current_setting('transaction_deferrable'))"
    );
    assert_eq!(
        setting.fetch_one(&tx).await.unwrap().0,
        "serializable on on"
    );
    assert_eq!(
        insert(&tx, 10).await.unwrap_err().code().unwrap().code(),
        "25006"
    );
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn a_connection_lost_before_commit_costs_a_repetition() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    let attempts = AtomicU32::new(0);
    pool.transaction(async |tx| {
        insert(&tx, 10).await?;
        if attempts.fetch_add(1, Ordering::Relaxed) == 0 {
            proxy.cut();
        }
        query!((); "update people set name = 'again' where id = 10")
            .execute(&tx)
            .await
    })
    .await
    .unwrap();
    assert_eq!((attempts.into_inner(), count(&pool).await), (2, 4));
}

#[tokio::test]
async fn one_lost_during_commit_is_never_run_again() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    for (moment, id, rows) in [
        (Moment::BeforeSending, 10, 3),
        (Moment::BeforeAnswer, 11, 4),
    ] {
        let attempts = AtomicU32::new(0);
        proxy.cut_at("COMMIT", moment);
        let error = pool
            .transaction(async |tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                insert(&tx, id).await
            })
            .await
            .unwrap_err();
        assert!(
            error.is_commit_unknown() && error.is_connection_lost(),
            "{error}"
        );
        assert_eq!(attempts.into_inner(), 1);
        // The pool goes on with new connections.
        assert_eq!(count(&pool).await, rows);
    }
}

#[tokio::test]
async fn a_connection_of_its_own_is_not_replaced() {
    let database = with_failures();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    let mut connection: Connection = pool.get().await.unwrap();

    let attempts = AtomicU32::new(0);
    connection
        .transaction(async |tx| match attempts.fetch_add(1, Ordering::Relaxed) {
            0 => fail_with(&tx, "40001").await,
            _ => Ok(()),
        })
        .await
        .unwrap();
    assert_eq!(attempts.into_inner(), 2);

    let error = connection
        .transaction(async |tx| {
            proxy.cut();
            insert(&tx, 10).await
        })
        .await
        .unwrap_err();
    assert!(error.is_connection_lost(), "{error}");
}

#[tokio::test]
async fn a_transaction_can_be_spawned_and_handed_to_functions() {
    async fn work(tx: &mut Transaction, id: i64) -> Result<u64, Error> {
        tx.transaction(async |inner| insert(&inner, id).await).await
    }

    let database = people();
    let pool = Arc::new(pool(&database).await);
    let name = String::from("borrowed");
    let inserted = tokio::spawn({
        let pool = pool.clone();
        async move {
            let borrowed = &name;
            pool.transaction(async |mut tx| {
                let changed = query!((); "update people set name = $1", [Text => borrowed])
                    .execute(&tx)
                    .await?;
                Ok(changed + work(&mut tx, 10).await?)
            })
            .await
        }
    });
    assert_eq!(inserted.await.unwrap().unwrap(), 4);
}

#[tokio::test]
async fn a_handle_that_escapes_rolls_back() {
    let database = people();
    let pool = pool(&database).await;
    let escaped = std::sync::Mutex::new(None);
    let error = pool
        .transaction(async |tx| {
            insert(&tx, 10).await?;
            *escaped.lock().unwrap() = Some(tx);
            Ok(())
        })
        .await
        .unwrap_err();
    assert!(error.to_string().contains("kept beyond"), "{error}");
    let escaped = escaped.into_inner().unwrap().unwrap();
    assert!(
        insert(&escaped, 11)
            .await
            .unwrap_err()
            .to_string()
            .contains("has ended")
    );
    assert_eq!(count(&pool).await, 3);
}

#[tokio::test]
async fn the_work_may_end_its_transaction_itself() {
    let database = people();
    let pool = pool(&database).await;
    let seen = pool
        .transaction(async |tx| {
            insert(&tx, 10).await?;
            let seen = count(&tx).await;
            tx.rollback().await?;
            Ok(seen)
        })
        .await
        .unwrap();
    assert_eq!((seen, count(&pool).await), (4, 3));
}
