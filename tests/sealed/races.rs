//! Several sessions that make the key of one subject, or destroy it meanwhile.

use futures_util::future::try_join_all;
use softdelete::Manager;
use softdelete::sealed::Opened;

use crate::people::{Person, count, keys, opened, people, person, read, sealer};

#[tokio::test]
async fn one_subject_has_one_key_however_many_seal_at_once() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys).subject_of(|_| "all".to_owned());
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    let ids: Vec<i64> = (1..=24).collect();
    try_join_all(ids.iter().map(|id| manager.delete_strict(id)))
        .await
        .unwrap();
    assert_eq!(
        count(&pool, "select count(*) from softdelete.subject_keys").await,
        1
    );
    for id in [1, 12, 24] {
        assert_eq!(read(&opened(&pool, &keys, id).await[0]), person(id));
    }
}

#[tokio::test]
async fn content_that_loses_against_a_shredding_is_sealed_with_a_new_key() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys).subject_of(|_| "all".to_owned());
    Manager::<Person>::new(&pool)
        .sealing(&sealer)
        .delete_strict(&1)
        .await
        .unwrap();
    let transaction = pool.begin().await.unwrap();
    let before = sealer.read(&transaction, &[2]).await.unwrap();
    softdelete::sealed::shred(&pool, "all").await.unwrap();
    let effects = Manager::<Person, _>::new(&transaction)
        .delete_strict(&2)
        .await
        .unwrap();
    sealer.seal(&transaction, before, &effects).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(opened(&pool, &keys, 1).await, [Opened::Shredded]);
    assert_eq!(read(&opened(&pool, &keys, 2).await[0]), person(2));
}

#[tokio::test]
async fn an_erasure_waits_for_a_deletion_that_seals() {
    let (_database, pool) = people().await;
    let keys = keys();
    let sealer = sealer(&keys);
    let transaction = pool.begin().await.unwrap();
    Manager::<Person, _>::new(&transaction)
        .sealing(&sealer)
        .delete_strict(&1)
        .await
        .unwrap();
    let manager = Manager::<Person>::new(&pool).sealing(&sealer);
    let (erased, committed) = tokio::join!(manager.erase_strict(&1), async {
        let waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        while count(&pool, waits).await == 0 {
            tokio::task::yield_now().await;
        }
        transaction.commit().await
    });
    committed.unwrap();
    erased.unwrap();
    // The key was made after the erasure had begun, and is destroyed nonetheless.
    assert_eq!(opened(&pool, &keys, 1).await[0], Opened::Shredded);
    assert_eq!(
        count(&pool, "select count(*) from softdelete.subject_keys").await,
        0
    );
}
