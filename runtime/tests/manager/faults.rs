//! Connections that break, and what is known then.

use std::sync::Mutex;
use std::time::Duration;

use softdelete_runtime::{Config, Manager, Outbox, OutboxBatch, Pool};
use softdelete_testing::Database;
use tokio_postgres::NoTls;

use crate::support::proxy::{Moment, Proxy};
use crate::table::{Account, Seat, accounts, count};

async fn through_proxy() -> (Database, Proxy, Pool) {
    let (database, _) = accounts().await;
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    (database, proxy, pool)
}

#[tokio::test]
async fn one_key_is_one_round_trip() {
    let (_database, proxy, pool) = through_proxy().await;
    let manager = Manager::<Account>::new(&pool).by("admin").because("why");
    manager.is_deleted(&1).await.unwrap();
    for id in [1, 2, 5000] {
        proxy.round_trips();
        manager.delete(&id).await.unwrap();
        assert_eq!(proxy.round_trips().len(), 1);
    }
    let config = Config::default().chunk_size(100).unwrap();
    let manager = manager.config(config);
    proxy.round_trips();
    manager.restore_many(1..=1000).await.unwrap();
    assert_eq!(proxy.round_trips().len(), 10);
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_of_many_keys() {
    for (moment, marked) in [(Moment::BeforeSending, 4), (Moment::BeforeAnswer, 6)] {
        let (database, proxy, pool) = through_proxy().await;
        let config = Config::default().chunk_size(2).unwrap();
        let manager = Manager::<Seat>::new(&pool).config(config);
        database.run("update seats set hall = 'trap' where hall = 'main' and number = 6");
        let keys = || {
            let hall = |number| if number == 6 { "trap" } else { "main" };
            (1..=10).map(move |number| (hall(number).to_owned(), number))
        };
        proxy.cut_at("trap", moment);
        let error = manager.delete_many(keys()).await.unwrap_err();
        assert!(error.error().is_connection_lost(), "{error}");
        assert_eq!((error.done().changed, error.done().statements), (4, 2));
        let client = database.connect().await.unwrap();
        let deleted = "select count(*) from seats where is_deleted";
        // The server may still be at work on what it was sent.
        let mut found = 0;
        for _ in 0..100 {
            found = count(&client, deleted).await;
            if found == marked {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(found, marked);
        // Going on with the same keys does nothing twice.
        let again = manager.delete_many(keys()).await.unwrap();
        assert_eq!(again.changed + u64::try_from(marked).unwrap(), 10);
        assert_eq!(count(&client, deleted).await, 10);
    }
}

#[tokio::test]
async fn a_worker_of_the_outbox_outlives_its_connections() {
    for (moment, times) in [(Moment::BeforeSending, 2), (Moment::BeforeAnswer, 1)] {
        let (database, proxy, pool) = through_proxy().await;
        let manager = Manager::<Account>::new(&pool);
        manager.delete_many(1..=3).await.unwrap();
        let seen = Mutex::new(Vec::new());
        proxy.cut_at("COMMIT", moment);
        let handle = async |batch: OutboxBatch| {
            let ids = batch.messages().iter().map(|message| message.id);
            seen.lock().unwrap().extend(ids);
            Ok(())
        };
        let outbox = Outbox::new(&pool).pause(Duration::from_millis(10));
        let stop = async {
            let client = database.connect().await.unwrap();
            while count(&client, "select count(*) from softdelete.outbox").await > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        outbox.run(handle, stop).await.unwrap();
        let seen = seen.into_inner().unwrap();
        // At least once: again where the commit was not made, though the batch was handled.
        assert_eq!(seen.len(), 3 * times);
    }
}
