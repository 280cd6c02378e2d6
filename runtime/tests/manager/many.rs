//! Methods of many keys.

use futures_util::{StreamExt, stream};
use softdelete_runtime::{Config, Error, Manager};

use crate::table::{Account, Seat, accounts, count, pool_of};

const DELETED: &str = "select count(*) from accounts where deleted_at is not null";

#[tokio::test]
async fn each_key_is_counted_once() {
    let (_database, pool) = accounts().await;
    let manager = Manager::<Account>::new(&pool);
    manager.delete_strict(&1).await.unwrap();
    // One deleted before, one twice, two that do not exist, one of those twice.
    let keys = [1, 2, 3, 3, 5000, 5001, 5001];
    let bulk = manager.delete_many(keys).await.unwrap();
    assert_eq!((bulk.changed, bulk.unchanged, bulk.missing), (2, 3, 2));
    assert_eq!(bulk.statements, 1);
    assert_eq!(bulk.effects().of("orders"), 4);
    assert!(bulk.strict().unwrap_err().is_not_found());
    let again = manager.delete_many([2, 3]).await.unwrap();
    assert_eq!((again.changed, again.unchanged, again.missing), (0, 2, 0));
    assert!(again.strict().unwrap_err().is_already_deleted());
    let back = manager.restore_many([1, 2, 3]).await.unwrap();
    assert_eq!(back.clone().strict().unwrap(), back);
    assert!(
        manager
            .restore_many([1])
            .await
            .unwrap()
            .strict()
            .unwrap_err()
            .is_not_deleted()
    );
}

#[tokio::test]
async fn no_keys_send_nothing() {
    let (_database, pool) = accounts().await;
    let bulk = Manager::<Account>::new(&pool)
        .delete_many([])
        .await
        .unwrap();
    assert_eq!((bulk.statements, bulk.changed), (0, 0));
    assert_eq!(bulk.effects().total(), 0);
}

#[tokio::test]
async fn chunks_are_statements_of_their_own() {
    let (database, pool) = accounts().await;
    let config = Config::default().chunk_size(300).unwrap();
    let manager = Manager::<Account>::new(&pool).config(config);
    let bulk = manager.delete_many(1..=1000).await.unwrap();
    assert_eq!((bulk.changed, bulk.statements), (1000, 4));
    assert_eq!(bulk.effects().of("orders"), 2000);
    let client = database.connect().await.unwrap();
    let operations = "select count(distinct deletion_id) from accounts";
    assert_eq!(count(&client, operations).await, 4);
    let bulk = manager.in_one().restore_many(1..=1000).await.unwrap();
    assert_eq!((bulk.changed, bulk.statements), (1000, 1));
    assert_eq!(count(&client, DELETED).await, 0);
}

#[tokio::test]
async fn keys_arrive_in_a_stream() {
    let (_database, pool) = accounts().await;
    let config = Config::default().chunk_size(64).unwrap();
    let manager = Manager::<Account>::new(&pool).config(config);
    let keys = stream::iter(1..=200).map(Ok);
    let bulk = manager.delete_stream(keys).await.unwrap();
    assert_eq!((bulk.changed, bulk.statements), (200, 4));
    let failing = stream::iter([Ok(1), Ok(2), Err(Error::other("no more"))]);
    let error = manager.restore_stream(failing).await.unwrap_err();
    assert_eq!(error.done().statements, 0);
    assert_eq!(error.error().to_string().lines().count(), 1);
}

#[tokio::test]
async fn an_error_in_the_middle_tells_what_was_done() {
    let (database, pool) = accounts().await;
    database.run(
        "create function refuse() returns trigger language plpgsql as $$ begin if new.id = 250 then raise 'no'; end if; return new; end $$; \
         create trigger refuse before update on accounts for each row execute function refuse()",
    );
    let config = Config::default().chunk_size(100).unwrap();
    let manager = Manager::<Account>::new(&pool).config(config);
    let error = manager.delete_many(1..=1000).await.unwrap_err();
    assert_eq!((error.done().changed, error.done().statements), (200, 2));
    let error: Error = error.into();
    assert!(error.code().is_some());
    let client = database.connect().await.unwrap();
    assert_eq!(count(&client, DELETED).await, 200);
    // All or nothing.
    let manager = manager.in_one();
    let error = manager.restore_many((1..=200).chain([250])).await;
    assert!(
        error.is_ok(),
        "a restoration of an active row touches nothing"
    );
    let error = manager.delete_many(1..=1000).await.unwrap_err();
    assert_eq!(error.done().changed, 0);
    assert_eq!(count(&client, DELETED).await, 0);
}

#[tokio::test]
async fn in_a_transaction_all_of_it_is_undone() {
    let (database, pool) = accounts().await;
    let outcome = pool
        .transaction(async |tx| {
            let config = Config::default().chunk_size(10)?;
            let manager = Manager::<Account, _>::new(&tx).config(config);
            let bulk = manager.delete_many((1..=50).chain([5000])).await?;
            bulk.strict().map(drop)
        })
        .await;
    assert!(outcome.unwrap_err().is_not_found());
    let client = database.connect().await.unwrap();
    assert_eq!(count(&client, DELETED).await, 0);
}

#[tokio::test]
async fn many_keys_of_several_columns() {
    let (_database, pool) = accounts().await;
    let manager = Manager::<Seat>::new(&pool);
    let seats = |hall: &str| (1..=12).map(|n| (hall.to_owned(), n)).collect::<Vec<_>>();
    let bulk = manager.delete_many(seats("main")).await.unwrap();
    assert_eq!((bulk.changed, bulk.unchanged, bulk.missing), (10, 0, 2));
    let bulk = manager.hard_delete_many(seats("side")).await.unwrap();
    assert_eq!((bulk.changed, bulk.unchanged, bulk.missing), (0, 10, 2));
    let bulk = manager.hard_delete_many(seats("main")).await.unwrap();
    assert_eq!((bulk.changed, bulk.missing), (10, 2));
    let mixed = [("ma".to_owned(), 1), ("in".to_owned(), 1)];
    assert_eq!(manager.delete_many(mixed).await.unwrap().missing, 2);
}

#[tokio::test]
async fn a_key_that_cannot_be_sent_is_refused() {
    let (_database, pool) = accounts().await;
    let manager = Manager::<Seat>::new(&pool);
    let error = manager.delete(&("a\0b".to_owned(), 1)).await.unwrap_err();
    assert!(error.is_invalid_parameter());
    let error = manager.delete_many([("a\0b".to_owned(), 1)]).await;
    assert!(error.unwrap_err().error().is_invalid_parameter());
}

/// Two that delete the same rows in opposite orders: deadlocks are broken by running one's statement again.
#[tokio::test(flavor = "multi_thread")]
async fn deadlocks_are_met_by_another_try() {
    let (database, pool) = accounts().await;
    drop(pool);
    database.run(&format!(
        "alter database {} set deadlock_timeout = '20ms'",
        database.name()
    ));
    let pool = pool_of(&database).await;
    // Locks rows one by one in the order of the keys, slowly.
    database.run(
        "create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.01); return new; end $$; \
         create trigger slow after update on accounts for each row execute function slow()",
    );
    let backward = {
        let pool = pool.clone();
        tokio::spawn(async move {
            let manager = Manager::<Account>::new(&pool);
            manager.delete_many((1..=20).rev()).await
        })
    };
    let manager = Manager::<Account>::new(&pool);
    let forward = manager.delete_many(1..=20).await.unwrap();
    let backward = backward.await.unwrap().unwrap();
    assert_eq!(forward.changed + backward.changed, 20);
    assert_eq!(forward.unchanged + backward.unchanged, 20);
}
