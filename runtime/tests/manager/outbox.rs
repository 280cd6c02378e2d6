//! The outbox.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use softdelete_runtime::{HistoryAction, Manager, Outbox, OutboxBatch};
use tokio::sync::oneshot;

use crate::table::{Account, accounts, count};

const LEFT: &str = "select count(*) from softdelete.outbox";

#[tokio::test]
async fn messages_come_in_order_and_once_they_are_committed() {
    let (database, pool) = accounts().await;
    let outbox = Outbox::new(&pool).batch_size(4);
    let open = pool.build_transaction().begin().await.unwrap();
    Manager::<Account, _>::new(&open)
        .delete_strict(&500)
        .await
        .unwrap();
    Manager::<Account>::new(&pool)
        .by("admin")
        .delete_many(1..=10)
        .await
        .unwrap();
    let seen = Mutex::new(Vec::new());
    let handle = async |batch: OutboxBatch| {
        assert!(batch.messages().len() <= 4);
        for message in batch.messages() {
            assert_eq!(message.action, HistoryAction::Delete);
            assert_eq!(message.actor.as_deref(), Some("admin"));
            seen.lock().unwrap().push(message.key.to_string());
        }
        Ok(())
    };
    assert_eq!(outbox.drain(handle).await.unwrap(), 10);
    let keys: Vec<String> = (1..=10).map(|id| format!("{{\"id\": {id}}}")).collect();
    assert_eq!(*seen.lock().unwrap(), keys);
    let client = database.connect().await.unwrap();
    assert_eq!(count(&client, LEFT).await, 0);
    open.commit().await.unwrap();
    let late = outbox
        .take(async |batch| {
            assert_eq!(batch.messages()[0].key.as_str(), r#"{"id": 500}"#);
            Ok(())
        })
        .await;
    assert_eq!(late.unwrap(), 1);
}

#[tokio::test]
async fn what_is_not_handled_stays() {
    let (database, pool) = accounts().await;
    Manager::<Account>::new(&pool)
        .delete_many(1..=3)
        .await
        .unwrap();
    let outbox = Outbox::new(&pool);
    let client = database.connect().await.unwrap();
    let error = outbox
        .take(async |batch| {
            let tx = batch.transaction();
            tx.batch_execute("create table indexed ()").await?;
            Err("the search index is down".into())
        })
        .await
        .unwrap_err();
    assert!(error.to_string().contains("the search index is down"));
    assert_eq!(count(&client, LEFT).await, 3);
    // What was done in the transaction was undone.
    assert_eq!(
        count(
            &client,
            "select count(*) from pg_class where relname = 'indexed'"
        )
        .await,
        0
    );
    let taken = outbox
        .take(async |batch| {
            let tx = batch.transaction();
            Ok(tx.batch_execute("create table indexed ()").await?)
        })
        .await;
    assert_eq!(taken.unwrap(), 3);
    client.execute("select from indexed", &[]).await.unwrap();
    assert_eq!(
        outbox.take(async |_| panic!("no messages")).await.unwrap(),
        0
    );
}

#[tokio::test]
async fn a_worker_that_is_dropped_loses_nothing() {
    let (_database, pool) = accounts().await;
    Manager::<Account>::new(&pool)
        .delete_many(1..=3)
        .await
        .unwrap();
    let outbox = Outbox::new(&pool);
    let forever = outbox.take(async |_| std::future::pending().await);
    tokio::time::timeout(Duration::from_millis(200), forever)
        .await
        .unwrap_err();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(outbox.drain(async |_| Ok(())).await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_share_the_messages() {
    let (database, pool) = accounts().await;
    Manager::<Account>::new(&pool)
        .delete_many(1..=1000)
        .await
        .unwrap();
    let mut workers = Vec::new();
    for _ in 0..4 {
        let pool = pool.clone();
        workers.push(tokio::spawn(async move {
            let seen = Mutex::new(Vec::new());
            let outbox = Outbox::new(&pool).batch_size(20);
            let handle = async |batch: OutboxBatch| {
                let ids = batch.messages().iter().map(|message| message.id);
                seen.lock().unwrap().extend(ids);
                tokio::time::sleep(Duration::from_millis(1)).await;
                Ok(())
            };
            outbox.drain(handle).await.unwrap();
            seen.into_inner().unwrap()
        }));
    }
    let mut all = BTreeSet::new();
    let (mut total, mut busy) = (0, 0);
    for worker in workers {
        let seen = worker.await.unwrap();
        assert!(seen.is_sorted());
        total += seen.len();
        busy += usize::from(!seen.is_empty());
        all.extend(seen);
    }
    assert_eq!((total, all.len()), (1000, 1000));
    assert!(busy > 1);
    let client = database.connect().await.unwrap();
    assert_eq!(count(&client, LEFT).await, 0);
}

#[tokio::test]
async fn a_worker_waits_and_stops_when_told() {
    let (_database, pool) = accounts().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = {
        let pool = pool.clone();
        tokio::spawn(async move {
            Outbox::new(&pool)
                .pause(Duration::from_millis(5))
                .run(async |_| Ok(()), async { stopped.await.unwrap() })
                .await
        })
    };
    tokio::time::sleep(Duration::from_millis(30)).await;
    Manager::<Account>::new(&pool)
        .delete_many(1..=5)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    stop.send(()).unwrap();
    assert_eq!(worker.await.unwrap().unwrap(), 5);
}

/// The application's role, with what `grants_to` gives it and nothing more.
#[tokio::test]
async fn the_role_of_the_application_may_take_messages() {
    let (database, pool) = accounts().await;
    Manager::<Account>::new(&pool)
        .delete_many(1..=5)
        .await
        .unwrap();
    let role = format!("app_{}", database.name());
    database.run(&format!("create role \"{role}\" login"));
    for grant in softdelete_runtime::schema::grants_to(&role) {
        database.run(&grant);
    }
    let mut config = database.config();
    config.user(&role);
    let pool = softdelete_runtime::Pool::builder()
        .connect_with(config, tokio_postgres::NoTls)
        .await
        .unwrap();
    let taken = Outbox::new(&pool).drain(async |_| Ok(())).await.unwrap();
    assert_eq!(taken, 5);
    drop(pool);
    database.run(&format!("drop owned by \"{role}\"; drop role \"{role}\""));
}
