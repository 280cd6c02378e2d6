//! How many round trips sealing takes, and that half of it is never done.

use softdelete::Manager;
use softdelete::sealed::{Contents, Opened};
use softdelete::tokio_postgres::NoTls;

use crate::people::{Person, count, keys, people, person, read, sealer};
use crate::proxy::{Moment, Proxy};

#[tokio::test]
async fn as_many_round_trips_as_the_manual_says() {
    let (database, pool) = people().await;
    let proxy = Proxy::before(&database).await;
    let builder = softdelete::Pool::builder().max_size(1);
    let through = builder.connect_with(proxy.config(), NoTls).await.unwrap();
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&through).sealing(&sealer);
    // The first time and later, with a new data key and with one that is there.
    for _ in 0..2 {
        proxy.round_trips();
        manager.delete_strict(&1).await.unwrap();
        assert_eq!(proxy.round_trips().len(), 4);
        manager.restore_strict(&1).await.unwrap();
        assert_eq!(proxy.round_trips().len(), 4);
    }
    manager.erase_strict(&1).await.unwrap();
    assert_eq!(proxy.round_trips().len(), 3);

    let transaction = through.begin().await.unwrap();
    let within = Manager::<Person, _>::new(&transaction).sealing(&sealer);
    proxy.round_trips();
    within.delete_strict(&2).await.unwrap();
    assert_eq!(proxy.round_trips().len(), 2);
    within.erase_strict(&2).await.unwrap();
    assert_eq!(proxy.round_trips().len(), 1);
    transaction.commit().await.unwrap();

    manager.delete_strict(&3).await.unwrap();
    let records = manager.history_of(&3).collect().await.unwrap();
    proxy.round_trips();
    let opened = Contents::new(&through, &keys).open(&records[0]).await;
    assert_eq!(read(&opened.unwrap()), person(3));
    assert_eq!(proxy.round_trips().len(), 1);
    drop(pool);
}

#[tokio::test]
async fn a_connection_that_is_lost_leaves_all_or_nothing() {
    let (database, pool) = people().await;
    let proxy = Proxy::before(&database).await;
    let builder = softdelete::Pool::builder().max_size(1);
    let through = builder.connect_with(proxy.config(), NoTls).await.unwrap();
    let keys = keys();
    let sealer = sealer(&keys);
    let manager = Manager::<Person>::new(&through).sealing(&sealer);
    // After the row is marked and before its content is there.
    proxy.cut_at(
        "INSERT INTO softdelete.history_content",
        Moment::BeforeAnswer,
    );
    let error = manager.delete_strict(&1).await.unwrap_err();
    assert!(
        error.is_connection_lost() && !error.is_commit_unknown(),
        "{error}"
    );
    let unsealed = Manager::<Person>::new(&pool);
    assert_eq!(unsealed.is_deleted(&1).await.unwrap(), Some(false));
    for table in ["history", "history_content", "subject_keys"] {
        assert_eq!(
            count(&pool, &format!("select count(*) from softdelete.{table}")).await,
            0
        );
    }
    proxy.cut_at("COMMIT", Moment::BeforeAnswer);
    let error = manager.delete_strict(&1).await.unwrap_err();
    assert!(error.is_commit_unknown(), "{error}");
    let records = unsealed.history_of(&1).collect().await.unwrap();
    let opened = Contents::new(&pool, &keys)
        .open_all(&records)
        .await
        .unwrap();
    assert!(matches!(&opened[..], [Opened::Content(_)]), "{opened:?}");
}
