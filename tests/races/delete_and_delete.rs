//! Two deletions of one row: one marks it, the other finds nothing to do.

use crate::statements::*;
use crate::support::*;

const BY: &str = "select count(*) from pets where id = 10 and deleted_by = 'first'";

#[tokio::test]
async fn the_later_one_finds_nothing() {
    let database = plain();
    let (first, second, observer) = two(&database).await;
    first.run("begin").await;
    assert_eq!(delete_pet(first.clone(), 10, "first").await, Ok(1));
    let later = start(delete_pet(second.clone(), 10, "second"));
    second.waits(&observer).await;
    first.run("commit").await;
    assert_eq!(ended(later).await, Ok(0));
    assert_eq!(observer.number(BY).await, 1);
}

#[tokio::test]
async fn the_later_one_deletes_what_the_earlier_gave_up() {
    let database = plain();
    let (first, second, observer) = two(&database).await;
    first.run("begin").await;
    assert_eq!(delete_pet(first.clone(), 10, "first").await, Ok(1));
    let later = start(delete_pet(second.clone(), 10, "second"));
    second.waits(&observer).await;
    first.run("rollback").await;
    assert_eq!(ended(later).await, Ok(1));
    assert_eq!(observer.number(BY).await, 0);
}

#[tokio::test]
async fn two_cascades_mark_each_row_once() {
    for database in [plain(), live()] {
        let (first, second, observer) = two(&database).await;
        first.run("begin").await;
        assert_eq!(delete_owner(first.clone(), 1, "first").await, Ok(1));
        let later = start(delete_owner(second.clone(), 1, "second"));
        second.waits(&observer).await;
        first.run("commit").await;
        assert_eq!(ended(later).await, Ok(0));
        let marked = "select count(*) from pets where deleted_by = 'first'";
        assert_eq!(observer.number(marked).await, 2);
        let deletions = "select count(distinct deletion_id) from
            (select deletion_id from owners union all select deletion_id from pets) every";
        assert_eq!(observer.number(deletions).await, 1);
    }
}

#[tokio::test]
async fn a_child_deleted_before_its_parent_keeps_its_own_deletion() {
    for database in [plain(), live()] {
        let (child, parent, observer) = two(&database).await;
        child.run("begin").await;
        assert_eq!(delete_pet(child.clone(), 10, "child").await, Ok(1));
        let cascade = start(delete_owner(parent.clone(), 1, "parent"));
        parent.waits(&observer).await;
        child.run("commit").await;
        assert_eq!(ended(cascade).await, Ok(1));
        let own = "select id from pets where deleted_by = 'child'";
        assert_eq!(observer.keys(own).await, [10]);
        let with_parent = "select id from pets where deleted_by = 'parent'";
        assert_eq!(observer.keys(with_parent).await, [11]);
    }
}

#[tokio::test]
async fn a_child_deleted_after_its_parent_is_deleted_already() {
    for database in [plain(), live()] {
        let (child, parent, observer) = two(&database).await;
        parent.run("begin").await;
        assert_eq!(delete_owner(parent.clone(), 1, "parent").await, Ok(1));
        let deletion = start(delete_pet(child.clone(), 10, "child"));
        child.waits(&observer).await;
        parent.run("commit").await;
        assert_eq!(ended(deletion).await, Ok(0));
        let with_parent = "select id from pets where deleted_by = 'parent' order by id";
        assert_eq!(observer.keys(with_parent).await, [10, 11]);
    }
}
