//! Deleting again changes nothing, and is told apart from deleting what is not there.

use softdelete::{DeleteOutcome, Executor, HardDeleteOutcome, Manager, sd_query};

use crate::forum::*;
use crate::support::*;

const MARK: &str =
    "select deleted_at, deleted_by, deletion_reason, deletion_id from users where id = 3";

#[tokio::test]
async fn the_first_mark_stands() {
    let (_database, db) = forum().await;
    let before = raw(&db, MARK).await;
    assert_eq!(
        done!(&db, delete from users where id = 3 by "someone else" because "again"),
        0
    );
    assert_eq!(raw(&db, MARK).await, before);
}

#[tokio::test]
async fn the_whole_table_does_not_stamp_deleted_rows_again() {
    let (_database, db) = forum().await;
    let before = raw(&db, MARK).await;
    assert_eq!(done!(&db, delete all from users by "x"), 3);
    assert_eq!(raw(&db, MARK).await, before);
}

#[tokio::test]
async fn a_cascade_does_not_stamp_them_again() {
    let (_database, db) = forum().await;
    let before = raw(
        &db,
        "select * from post_tags where post_id = 12 and tag_id = 1",
    )
    .await;
    done!(&db, delete from posts where id = 12 by "x");
    assert_eq!(
        raw(
            &db,
            "select * from post_tags where post_id = 12 and tag_id = 1"
        )
        .await,
        before
    );
    assert_eq!(
        keys(&db, "select tag_id from post_tags where deleted_by = 'x'").await,
        [2]
    );
}

#[tokio::test]
async fn outcomes_of_the_manager() {
    let (_database, db) = forum().await;
    let users = Manager::<User, _>::new(&db);
    assert!(matches!(
        users.delete(&1).await.unwrap(),
        DeleteOutcome::Deleted(_)
    ));
    assert_eq!(
        users.delete(&1).await.unwrap(),
        DeleteOutcome::AlreadyDeleted
    );
    assert_eq!(users.delete(&99).await.unwrap(), DeleteOutcome::NotFound);
}

#[tokio::test]
async fn strict_variants_make_errors_of_them() {
    let (_database, db) = forum().await;
    let users = Manager::<User, _>::new(&db);
    assert!(
        users
            .delete_strict(&3)
            .await
            .unwrap_err()
            .is_already_deleted()
    );
    assert!(users.delete_strict(&99).await.unwrap_err().is_not_found());
    assert_eq!(users.delete_strict(&4).await.unwrap().of("users"), 1);
}

#[tokio::test]
async fn the_manager_stamps_once() {
    let (_database, db) = forum().await;
    let before = raw(&db, MARK).await;
    Manager::<User, _>::new(&db)
        .by("again")
        .delete(&3)
        .await
        .unwrap();
    assert_eq!(raw(&db, MARK).await, before);
}

#[tokio::test]
async fn a_deletion_by_condition_counts_what_it_marked() {
    let (_database, db) = forum().await;
    assert_eq!(done!(&db, delete from posts where views < 80), 2);
    assert_eq!(done!(&db, delete from posts where views < 80), 0);
}

#[tokio::test]
async fn a_deletion_that_returns_rows_returns_no_deleted_ones() {
    let (_database, db) = forum().await;
    assert_eq!(
        ids!(&db, delete from posts where user_id = 1 returning id),
        [10]
    );
    assert_eq!(
        ids!(&db, delete from posts where user_id = 1 returning id),
        Vec::<i64>::new()
    );
}

#[tokio::test]
async fn after_a_restoration_it_is_a_new_deletion() {
    let (_database, db) = forum().await;
    done!(&db, restore users where id = 3);
    assert_eq!(done!(&db, delete from users where id = 3 by "new"), 1);
    let row = one!(&db, select deleted_at, deleted_by, deletion_reason from users only deleted where id = 3);
    assert!(row.deleted_at > Some(month(2)));
    assert_eq!(
        (row.deleted_by.as_deref(), row.deletion_reason),
        (Some("new"), None)
    );
}

#[tokio::test]
async fn by_of_the_statement_goes_before_the_actor_of_the_executor() {
    let (_database, db) = forum().await;
    sd_query!(delete from tags where id = 1 by "statement")
        .execute(&db.as_actor("executor"))
        .await
        .unwrap();
    sd_query!(delete from tags where id = 2)
        .execute(&db.as_actor("executor"))
        .await
        .unwrap();
    let found = rows!(&db, row => row.deleted_by, select deleted_by from tags only deleted where id < 3 order by id);
    assert_eq!(
        found,
        [Some("statement".to_owned()), Some("executor".into())]
    );
}

#[tokio::test]
async fn nobody_is_recorded_when_nobody_is_named() {
    let (_database, db) = forum().await;
    done!(&db, delete from tags where id = 1);
    let row = one!(&db, select deleted_by, deletion_reason, deletion_id from tags only deleted where id = 1);
    assert_eq!((row.deleted_by, row.deletion_reason), (None, None));
    assert_eq!(row.deletion_id.unwrap().get_version_num(), 7);
}

#[tokio::test]
async fn a_mark_has_the_time_of_the_transaction() {
    let (_database, mut db) = forum().await;
    let transaction = db.transaction().await.unwrap();
    done!(&transaction, delete from tags where id = 1);
    let same = transaction
        .query_one("select count(*) from tags where deleted_at = now()", &[])
        .await
        .unwrap()
        .get::<_, i64>(0);
    assert_eq!(same, 1);
}

#[tokio::test]
async fn hard_delete_twice() {
    let (_database, db) = forum().await;
    let tags = Manager::<Tag, _>::new(&db);
    // A tag of which a row of post_tags speaks is not removed under it.
    done!(&db, hard delete from post_tags with deleted where tag_id = 3);
    assert!(matches!(
        tags.hard_delete(&3).await.unwrap(),
        HardDeleteOutcome::Removed(_)
    ));
    assert_eq!(
        tags.hard_delete(&3).await.unwrap(),
        HardDeleteOutcome::NotFound
    );
    assert_eq!(tags.is_deleted(&3).await.unwrap(), None);
}
