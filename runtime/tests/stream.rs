//! What a query and a stream cost in memory, and what they leave behind.

mod support;

use allocation_counter::measure;
use softdelete_runtime::Pool;
use support::{Single, people};
use tokio_postgres::NoTls;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_query_is_made_without_allocating() {
    let (id, name) = (1_i64, String::from("somebody"));
    let made = measure(|| {
        let query =
            query!((); "update people set name = $2 where id = $1", [Int8 => &id, Text => &name]);
        assert!(query.sql().starts_with("update"));
    });
    assert_eq!(made.count_total, 0);
}

#[test]
fn the_future_of_a_call_is_small() {
    fn size<T>(_: &T) -> usize {
        size_of::<T>()
    }

    runtime().block_on(async {
        let database = people();
        let pool = Pool::builder()
            .max_size(1)
            .connect_with(database.config(), NoTls)
            .await
            .unwrap();
        let (id, name) = (1_i64, String::from("somebody"));
        let query = || query!(Single<i64>; "select $1 where $2 = ''", [Int8 => &id, Text => &name]);
        for size in [
            size(&query().fetch_all(&pool)),
            size(&query().fetch_one(&pool)),
            size(&query().execute(&pool)),
        ] {
            assert!(size < 1600, "{size} bytes");
        }
        let size = size(&pool.transaction(async |tx| query().fetch_one(&tx).await));
        assert!(size < 3000, "{size} bytes");
    });
}

#[test]
fn memory_does_not_grow_with_the_rows_of_a_stream() {
    let database = people();
    let peak = |rows: i32| {
        measure(|| {
            runtime().block_on(async {
                let pool = Pool::builder().max_size(1).connect_with(database.config(), NoTls).await.unwrap();
                let query = query!(Single<String>; "select repeat('x', 1000) from generate_series(1, $1)", [Int4 => &rows]);
                let mut stream = query.fetch(&pool);
                let mut seen = 0;
                while let Some(row) = stream.try_next().await.unwrap() {
                    assert_eq!(row.0.len(), 1000);
                    seen += 1;
                }
                assert_eq!(seen, rows);
            });
        })
        .bytes_max
    };
    let (few, many) = (peak(1_000), peak(100_000));
    // A hundred megabytes go through.
    assert!(
        many < few + 500_000,
        "{few} bytes for 1,000 rows, {many} for 100,000"
    );
}

#[test]
fn a_stream_that_is_dropped_early_leaves_its_connection_usable() {
    runtime().block_on(async {
        let database = people();
        let pool = Pool::builder()
            .max_size(1)
            .connect_with(database.config(), NoTls)
            .await
            .unwrap();
        for _ in 0..3 {
            let mut stream =
                query!(Single<i32>; "select n from generate_series(1, 100000) n").fetch(&pool);
            assert_eq!(stream.try_next().await.unwrap(), Some(Single(1)));
            drop(stream);
            let one = query!(Single<i32>; "select 1")
                .fetch_one(&pool)
                .await
                .unwrap();
            assert_eq!(one, Single(1));
        }
        assert_eq!(pool.state().connections, 1);
    });
}

#[test]
fn another_statement_within_a_stream_is_refused_rather_than_waited_for() {
    runtime().block_on(async {
        let database = people();
        let pool = Pool::builder()
            .max_size(1)
            .connect_with(database.config(), NoTls)
            .await
            .unwrap();
        let tx = pool.begin().await.unwrap();
        let mut stream =
            query!(Single<i32>; "select n from generate_series(1, 100000) n").fetch(&tx);
        stream.try_next().await.unwrap();
        let error = query!(Single<i32>; "select 1")
            .fetch_one(&tx)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("still being read"), "{error}");
        drop(stream);
        assert_eq!(
            query!(Single<i32>; "select 1")
                .fetch_one(&tx)
                .await
                .unwrap(),
            Single(1)
        );
        let mut stream = query!(Single<i32>; "select 2").fetch(&tx);
        while stream.try_next().await.unwrap().is_some() {}
        tx.batch_execute("select 1").await.unwrap();
        assert_eq!(
            query!(Single<i32>; "select 1")
                .fetch_one(&tx)
                .await
                .unwrap(),
            Single(1)
        );
    });
}

#[test]
fn an_error_after_the_first_rows_is_an_error() {
    runtime().block_on(async {
        let database = people();
        let pool = Pool::builder()
            .max_size(1)
            .connect_with(database.config(), NoTls)
            .await
            .unwrap();
        let query = || query!(Single<i32>; "select 1 / (3 - n) from generate_series(1, 3) n");
        let mut stream = query().fetch(&pool);
        assert_eq!(stream.try_next().await.unwrap(), Some(Single(0)));
        drop(stream);
        for _ in 0..2 {
            assert_eq!(
                query()
                    .fetch_all(&pool)
                    .await
                    .unwrap_err()
                    .code()
                    .unwrap()
                    .code(),
                "22012"
            );
            assert_eq!(
                query()
                    .fetch_optional(&pool)
                    .await
                    .unwrap_err()
                    .code()
                    .unwrap()
                    .code(),
                "22012"
            );
            assert_eq!(
                query()
                    .execute(&pool)
                    .await
                    .unwrap_err()
                    .code()
                    .unwrap()
                    .code(),
                "22012"
            );
        }
    });
}
