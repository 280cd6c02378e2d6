//! A pool under use and misuse by many tasks.

mod support;

use std::time::{Duration, Instant};

use softdelete_runtime::Pool;
use support::{Single, people};
use tokio_postgres::NoTls;

/// Pseudo-random numbers, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// One of the things that programs do, which tells by its result whether it got its own answer.
async fn step(pool: &Pool, n: i64, which: u64) {
    match which {
        0 => {
            let echo = query!(Single<i64>; "select $1::int8 from pg_sleep(0.001)", [Int8 => &n]);
            assert_eq!(echo.fetch_one(pool).await.unwrap(), Single(n));
        }
        1 => {
            let echo =
                query!(Single<i64>; "select $1 + n from generate_series(0, 2999) n", [Int8 => &n]);
            let rows = echo.fetch_all(pool).await.unwrap();
            assert_eq!((rows.len(), &rows[2999]), (3000, &Single(n + 2999)));
        }
        2 => {
            let mut rows =
                query!(Single<i64>; "select $1 - n from generate_series(0, 9999) n", [Int8 => &n])
                    .fetch(pool);
            assert_eq!(rows.try_next().await.unwrap(), Some(Single(n)));
            assert_eq!(rows.try_next().await.unwrap(), Some(Single(n - 1)));
        }
        3 => {
            let seen = pool
                .transaction(async |tx| {
                    query!((); "insert into people (id) values ($1)", [Int8 => &n])
                        .execute(&tx)
                        .await?;
                    let seen =
                        query!(Single<i64>; "select id from people where id = $1", [Int8 => &n])
                            .fetch_one(&tx)
                            .await?;
                    tx.rollback().await?;
                    Ok(seen)
                })
                .await;
            assert_eq!(seen.unwrap(), Single(n));
        }
        _ => {
            let error = query!(Single<i64>; "select $1 / 0", [Int8 => &n])
                .fetch_one(pool)
                .await
                .unwrap_err();
            assert_eq!(error.code().unwrap().code(), "22012");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn answers_find_their_questions_whatever_is_given_up() {
    let database = people();
    let pool = Pool::builder()
        .max_size(3)
        .statement_cache(2)
        .connect_with(database.config(), NoTls)
        .await
        .unwrap();
    let tasks: Vec<_> = (1..=8_u32)
        .map(|task| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let mut numbers = Numbers(task.into());
                for turn in 0..40 {
                    let n = i64::from(task) * 1000 + turn + 10;
                    let patience = Duration::from_micros(numbers.below(8000));
                    let _ = tokio::time::timeout(patience, step(&pool, n, numbers.below(5))).await;
                    step(&pool, n, numbers.below(5)).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let count = query!(Single<i64>; "select count(*) from people")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(count, Single(3));
    assert!(pool.state().connections <= 3);
}

#[tokio::test]
async fn a_statement_that_is_given_up_is_stopped() {
    let database = people();
    let watcher = database.connect().await.unwrap();
    let pool = Pool::builder()
        .max_size(1)
        .connect_with(database.config(), NoTls)
        .await
        .unwrap();
    for in_transaction in [false, true] {
        let begun = Instant::now();
        let sleep = || query!(Single<bool>; "select pg_sleep(60) is null");
        let patience = Duration::from_millis(100);
        if in_transaction {
            let slow = pool.transaction(async |tx| sleep().fetch_one(&tx).await);
            assert!(tokio::time::timeout(patience, slow).await.is_err());
        } else {
            assert!(
                tokio::time::timeout(patience, sleep().fetch_one(&pool))
                    .await
                    .is_err()
            );
        }
        let one = query!(Single<i64>; "select 1::int8")
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(one, Single(1));
        loop {
            let active = query!(Single<i64>; "select count(*) from pg_stat_activity where state = 'active' and query like 'select pg_sleep%'");
            if active.fetch_one(&watcher).await.unwrap() == Single(0) {
                break;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "the server is still at it"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn the_state_counts_connections() {
    let database = people();
    let pool = Pool::builder()
        .max_size(2)
        .connect_with(database.config(), NoTls)
        .await
        .unwrap();
    assert_eq!(
        (pool.state().connections, pool.state().idle_connections),
        (1, 1)
    );
    let first = pool.get().await.unwrap();
    let second = pool.get().await.unwrap();
    assert_eq!(
        (pool.state().connections, pool.state().idle_connections),
        (2, 0)
    );
    second.discard();
    drop((first, second));
    assert_eq!(pool.state().connections, 1);
}
