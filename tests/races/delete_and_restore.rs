//! A deletion and a restoration of one row: each acts on the state that it finds when it begins.

use crate::statements::*;
use crate::support::*;

const ACTIVE: &str = "select id from pets where id = 10 and deleted_at is null";
const ORPHANS: &str = "select count(*) from pets p join owners o on o.id = p.owner_id
    where p.deleted_at is null and o.deleted_at is not null";

#[tokio::test]
async fn a_restoration_beside_a_deletion_finds_nothing_deleted() {
    let database = plain();
    let (deleting, restoring, observer) = two(&database).await;
    deleting.run("begin").await;
    assert_eq!(delete_pet(deleting.clone(), 10, "x").await, Ok(1));
    assert_eq!(restore_pet(restoring.clone(), 10).await, Ok(0));
    deleting.run("commit").await;
    assert_eq!(observer.keys(ACTIVE).await, [0; 0]);
    assert_eq!(restore_pet(restoring, 10).await, Ok(1));
}

#[tokio::test]
async fn a_deletion_beside_a_restoration_finds_nothing_active() {
    let database = plain();
    let (deleting, restoring, observer) = two(&database).await;
    assert_eq!(delete_pet(deleting.clone(), 10, "x").await, Ok(1));
    restoring.run("begin").await;
    assert_eq!(restore_pet(restoring.clone(), 10).await, Ok(1));
    assert_eq!(delete_pet(deleting.clone(), 10, "y").await, Ok(0));
    restoring.run("commit").await;
    assert_eq!(observer.keys(ACTIVE).await, [10]);
}

#[tokio::test]
async fn of_two_restorations_one_restores() {
    let database = plain();
    let (first, second, observer) = two(&database).await;
    assert_eq!(delete_pet(first.clone(), 10, "x").await, Ok(1));
    first.run("begin").await;
    assert_eq!(restore_pet(first.clone(), 10).await, Ok(1));
    let later = start(restore_pet(second.clone(), 10));
    second.waits(&observer).await;
    first.run("commit").await;
    assert_eq!(ended(later).await, Ok(0));
    assert_eq!(observer.keys(ACTIVE).await, [10]);
}

#[tokio::test]
async fn restoring_a_family_beside_its_deletion() {
    for database in [plain(), live()] {
        let (deleting, restoring, observer) = two(&database).await;
        assert_eq!(delete_owner(deleting.clone(), 1, "x").await, Ok(1));
        restoring.run("begin").await;
        assert_eq!(restore_owner(restoring.clone(), 1).await, Ok(1));
        assert_eq!(delete_owner(deleting.clone(), 1, "y").await, Ok(0));
        restoring.run("commit").await;
        let active = "select count(*) from pets where deleted_at is null";
        assert_eq!(observer.number(active).await, 3);
        assert_eq!(observer.number(ORPHANS).await, 0);
    }
}

#[tokio::test]
async fn a_live_key_refuses_a_deletion_that_missed_a_restored_child() {
    let database = live();
    let (deleting, restoring, observer) = two(&database).await;
    assert_eq!(delete_pet(restoring.clone(), 10, "x").await, Ok(1));
    restoring.run("begin").await;
    assert_eq!(restore_pet(restoring.clone(), 10).await, Ok(1));
    let deletion = start(delete_owner(deleting.clone(), 1, "y"));
    deleting.waits(&observer).await;
    restoring.run("commit").await;
    assert_eq!(ended(deletion).await, Err("23503".to_owned()));
    assert_eq!(delete_owner(deleting, 1, "y").await, Ok(1));
    assert_eq!(observer.number(ORPHANS).await, 0);
}

#[tokio::test]
async fn a_live_key_refuses_a_child_restored_beside_its_parents_deletion() {
    let database = live();
    let (deleting, restoring, observer) = two(&database).await;
    assert_eq!(delete_pet(restoring.clone(), 10, "x").await, Ok(1));
    deleting.run("begin").await;
    assert_eq!(delete_owner(deleting.clone(), 1, "y").await, Ok(1));
    let restoration = start(restore_pet(restoring.clone(), 10));
    restoring.waits(&observer).await;
    deleting.run("commit").await;
    assert!(ended(restoration).await.is_err());
    assert_eq!(observer.keys(ACTIVE).await, [0; 0]);
    assert_eq!(observer.number(ORPHANS).await, 0);
}
