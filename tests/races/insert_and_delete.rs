//! A child is inserted while its parent is deleted. A plain foreign key lets an active child stand under a deleted parent,
//! whichever comes first: it asks whether the row is there, and it is. A live foreign key makes the later one wait, and refuses what would
//! not be right after the first.

use crate::statements::*;
use crate::support::*;

const ORPHANS: &str = "select count(*) from pets p join owners o on o.id = p.owner_id
    where p.deleted_at is null and o.deleted_at is not null";

#[tokio::test]
async fn a_plain_key_lets_a_child_in_before_the_deletion_ends() {
    let database = plain();
    let (inserting, deleting, observer) = two(&database).await;
    inserting.run("begin").await;
    assert_eq!(insert_pet(inserting.clone(), 12, 1).await, Ok(1));
    // The deletion neither waits for the child nor sees it.
    assert_eq!(delete_owner(deleting, 1, "x").await, Ok(1));
    inserting.run("commit").await;
    assert_eq!(observer.number(ORPHANS).await, 1);
}

#[tokio::test]
async fn a_plain_key_lets_a_child_in_while_the_deletion_runs() {
    let database = plain();
    let (inserting, deleting, observer) = two(&database).await;
    deleting.run("begin").await;
    assert_eq!(delete_owner(deleting.clone(), 1, "x").await, Ok(1));
    assert_eq!(insert_pet(inserting, 12, 1).await, Ok(1));
    deleting.run("commit").await;
    assert_eq!(observer.number(ORPHANS).await, 1);
}

#[tokio::test]
async fn a_live_key_refuses_the_deletion_that_missed_a_child() {
    let database = live();
    let (inserting, deleting, observer) = two(&database).await;
    inserting.run("begin").await;
    assert_eq!(insert_pet(inserting.clone(), 12, 1).await, Ok(1));
    let deletion = start(delete_owner(deleting.clone(), 1, "x"));
    deleting.waits(&observer).await;
    inserting.run("commit").await;
    assert_eq!(ended(deletion).await, Err("23503".to_owned()));
    let active = "select count(*) from pets where owner_id = 1 and deleted_at is null";
    assert_eq!(observer.number(active).await, 3);
    // Once more, and it sees the child.
    assert_eq!(delete_owner(deleting, 1, "x").await, Ok(1));
    assert_eq!(observer.number(active).await, 0);
}

#[tokio::test]
async fn a_live_key_lets_the_deletion_pass_when_the_child_is_not_kept() {
    let database = live();
    let (inserting, deleting, observer) = two(&database).await;
    inserting.run("begin").await;
    assert_eq!(insert_pet(inserting.clone(), 12, 1).await, Ok(1));
    let deletion = start(delete_owner(deleting.clone(), 1, "x"));
    deleting.waits(&observer).await;
    inserting.run("rollback").await;
    assert_eq!(ended(deletion).await, Ok(1));
    assert_eq!(observer.number(ORPHANS).await, 0);
}

#[tokio::test]
async fn a_live_key_refuses_the_child_that_came_late() {
    let database = live();
    let (inserting, deleting, observer) = two(&database).await;
    deleting.run("begin").await;
    assert_eq!(delete_owner(deleting.clone(), 1, "x").await, Ok(1));
    let insertion = start(insert_pet(inserting.clone(), 12, 1));
    inserting.waits(&observer).await;
    deleting.run("commit").await;
    assert_eq!(ended(insertion).await, Err("23503".to_owned()));
    assert_eq!(observer.number(ORPHANS).await, 0);
}

#[tokio::test]
async fn a_live_key_lets_the_child_in_when_the_deletion_is_taken_back() {
    let database = live();
    let (inserting, deleting, observer) = two(&database).await;
    deleting.run("begin").await;
    assert_eq!(delete_owner(deleting.clone(), 1, "x").await, Ok(1));
    let insertion = start(insert_pet(inserting.clone(), 12, 1));
    inserting.waits(&observer).await;
    deleting.run("rollback").await;
    assert_eq!(ended(insertion).await, Ok(1));
    assert_eq!(observer.number(ORPHANS).await, 0);
}

#[tokio::test]
async fn a_child_that_changes_its_parent_meanwhile_is_left_alone() {
    for database in [plain(), live()] {
        let (moving, deleting, observer) = two(&database).await;
        moving
            .run("begin; update pets set owner_id = 2 where id = 10")
            .await;
        let deletion = start(delete_owner(deleting.clone(), 1, "x"));
        deleting.waits(&observer).await;
        moving.run("commit").await;
        assert_eq!(ended(deletion).await, Ok(1));
        let active = observer
            .keys("select id from pets where deleted_at is null order by id")
            .await;
        assert_eq!(active, [10, 20]);
    }
}
