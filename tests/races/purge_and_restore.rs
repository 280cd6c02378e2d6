//! A row past retention is removed and restored at the same time.

use softdelete::Purge;

use crate::statements::*;
use crate::support::*;

const LONG_AGO: &str = "update pets set deleted_at = now() - interval '2 days' where id = 10";
const ACTIVE: &str = "select id from pets where id = 10 and deleted_at is null";
const THERE: &str = "select count(*) from pets where id = 10";

/// Purges pets, and tells how many.
async fn purge(on: &Session) -> u64 {
    let report = Purge::of::<Pet>().run(&*on.client).await;
    report.expect("it purges").removed()
}

#[tokio::test]
async fn purge_passes_over_what_is_being_restored() {
    let database = plain();
    let (purging, restoring, observer) = two(&database).await;
    observer.run(LONG_AGO).await;
    restoring.run("begin").await;
    assert_eq!(restore_pet(restoring.clone(), 10).await, Ok(1));
    assert_eq!(purge(&purging).await, 0);
    restoring.run("commit").await;
    assert_eq!(purge(&purging).await, 0);
    assert_eq!(observer.keys(ACTIVE).await, [10]);
}

#[tokio::test]
async fn purge_takes_what_was_not_restored_after_all() {
    let database = plain();
    let (purging, restoring, observer) = two(&database).await;
    observer.run(LONG_AGO).await;
    restoring.run("begin").await;
    assert_eq!(restore_pet(restoring.clone(), 10).await, Ok(1));
    assert_eq!(purge(&purging).await, 0);
    restoring.run("rollback").await;
    assert_eq!(purge(&purging).await, 1);
    assert_eq!(observer.number(THERE).await, 0);
}

#[tokio::test]
async fn a_restoration_of_what_is_being_removed_finds_nothing() {
    let database = plain();
    let (removing, restoring, observer) = two(&database).await;
    observer.run(LONG_AGO).await;
    removing.run("begin").await;
    assert_eq!(hard_delete_pet(removing.clone(), 10).await, Ok(1));
    let restoration = start(restore_pet(restoring.clone(), 10));
    restoring.waits(&observer).await;
    removing.run("commit").await;
    assert_eq!(ended(restoration).await, Ok(0));
    assert_eq!(observer.number(THERE).await, 0);
}

#[tokio::test]
async fn a_hard_delete_waits_for_a_restoration_and_spares_the_row() {
    let database = plain();
    let (removing, restoring, observer) = two(&database).await;
    observer.run(LONG_AGO).await;
    restoring.run("begin").await;
    assert_eq!(restore_pet(restoring.clone(), 10).await, Ok(1));
    let removal = start(hard_delete_pet(removing.clone(), 10));
    removing.waits(&observer).await;
    restoring.run("commit").await;
    assert_eq!(ended(removal).await, Ok(0));
    assert_eq!(observer.keys(ACTIVE).await, [10]);
}
