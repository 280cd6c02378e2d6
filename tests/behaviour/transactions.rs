//! Deletions and restorations inside of transactions.

use softdelete::{DeleteOutcome, Manager, Pool, sd_query};

use crate::forum::*;
use crate::support::*;

#[tokio::test]
async fn a_deletion_is_not_seen_outside_before_the_commit() {
    let (database, mut db) = forum().await;
    let other = database.connect().await.unwrap();
    let transaction = db.transaction().await.unwrap();
    done!(&transaction, delete from users where id = 1);
    assert_eq!(ids!(&transaction, select id from users order by id), [2, 4]);
    assert_eq!(ids!(&other, select id from users order by id), [1, 2, 4]);
    transaction.commit().await.unwrap();
    assert_eq!(ids!(&other, select id from users order by id), [2, 4]);
}

#[tokio::test]
async fn a_rollback_leaves_no_mark() {
    let (_database, mut db) = forum().await;
    let before = raw(&db, "select * from posts order by id").await;
    let transaction = db.transaction().await.unwrap();
    done!(&transaction, delete all from posts);
    transaction.rollback().await.unwrap();
    assert_eq!(raw(&db, "select * from posts order by id").await, before);
}

#[tokio::test]
async fn a_restoration_is_rolled_back_too() {
    let (_database, mut db) = forum().await;
    let before = raw(&db, "select * from users order by id").await;
    let transaction = db.transaction().await.unwrap();
    done!(&transaction, restore users where id = 3);
    assert_eq!(
        ids!(&transaction, select id from users order by id),
        [1, 2, 3, 4]
    );
    transaction.rollback().await.unwrap();
    assert_eq!(raw(&db, "select * from users order by id").await, before);
}

#[tokio::test]
async fn a_savepoint_takes_back_only_what_came_after_it() {
    let (_database, mut db) = forum().await;
    let mut transaction = db.transaction().await.unwrap();
    done!(&transaction, delete from tags where id = 1);
    let savepoint = transaction.savepoint("here").await.unwrap();
    done!(&savepoint, delete from tags where id = 2);
    savepoint.rollback().await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(ids!(&db, select id from tags), [2]);
}

#[tokio::test]
async fn a_refusal_inside_of_a_savepoint_can_be_recovered_from() {
    let (_database, mut db) = forum().await;
    let mut transaction = db.transaction().await.unwrap();
    done!(&transaction, delete from users where id = 1);
    let savepoint = transaction.savepoint("here").await.unwrap();
    assert!(refused!(&savepoint, restore posts where id = 10).is_parent_deleted());
    savepoint.rollback().await.unwrap();
    assert_eq!(done!(&transaction, restore users where id = 1), 1);
    transaction.commit().await.unwrap();
    assert_eq!(ids!(&db, select id from users order by id), [1, 2, 4]);
}

#[tokio::test]
async fn the_same_row_deleted_restored_and_deleted_in_one_transaction() {
    let (_database, mut db) = forum().await;
    let transaction = db.transaction().await.unwrap();
    assert_eq!(
        done!(&transaction, delete from users where id = 1 by "one"),
        1
    );
    assert_eq!(done!(&transaction, restore users where id = 1), 1);
    assert_eq!(
        done!(&transaction, delete from users where id = 1 by "two"),
        1
    );
    transaction.commit().await.unwrap();
    let found =
        rows!(&db, row => row.deleted_by, select deleted_by from posts only deleted where id = 10);
    assert_eq!(found, [Some("two".to_owned())]);
}

#[tokio::test]
async fn what_was_inserted_in_the_transaction_goes_along() {
    let (_database, mut db) = forum().await;
    let transaction = db.transaction().await.unwrap();
    done!(&transaction, insert into posts (id, user_id, title, views) values (50, 1, "new", 0));
    let effects = sd_query!(delete from users where id = 1)
        .effects(&transaction)
        .await
        .unwrap();
    assert_eq!(effects.of("posts"), 2);
    transaction.commit().await.unwrap();
    assert_eq!(
        ids!(&db, select id from posts only deleted where user_id = 1 order by id),
        [10, 11, 50]
    );
}

#[tokio::test]
async fn the_pool_rolls_back_when_the_closure_fails() {
    let (database, db) = forum().await;
    let pool = Pool::connect(&database.url()).await.unwrap();
    let result: softdelete::Result<()> = pool
        .transaction(async |transaction| {
            Manager::<User, _>::new(&transaction)
                .delete_strict(&1)
                .await?;
            // It is deleted already: an error, and everything is as before.
            Manager::<User, _>::new(&transaction)
                .delete_strict(&3)
                .await?;
            Ok(())
        })
        .await;
    assert!(result.unwrap_err().is_already_deleted());
    assert_eq!(ids!(&db, select id from users order by id), [1, 2, 4]);
}

#[tokio::test]
async fn the_pool_commits_when_it_does_not() {
    let (database, db) = forum().await;
    let pool = Pool::connect(&database.url()).await.unwrap();
    let outcome = pool
        .transaction(async |transaction| {
            done!(&transaction, delete from tags where id = 1);
            Manager::<Tag, _>::new(&transaction).delete(&2).await
        })
        .await
        .unwrap();
    assert!(matches!(outcome, DeleteOutcome::Deleted(_)));
    assert_eq!(ids!(&db, select id from tags), Vec::<i64>::new());
}

#[tokio::test]
async fn a_read_only_transaction_deletes_nothing() {
    let (_database, mut db) = forum().await;
    let transaction = db
        .build_transaction()
        .read_only(true)
        .start()
        .await
        .unwrap();
    assert_eq!(ids!(&transaction, select id from tags order by id), [1, 2]);
    let error = refused!(&transaction, delete from tags where id = 1);
    assert_eq!(
        error.code().map(|code| code.code().to_owned()).as_deref(),
        Some("25006")
    );
    transaction.rollback().await.unwrap();
    assert_eq!(ids!(&db, select id from tags order by id), [1, 2]);
}

#[tokio::test]
async fn a_plan_may_be_asked_in_a_read_only_transaction() {
    let (_database, mut db) = forum().await;
    let transaction = db
        .build_transaction()
        .read_only(true)
        .start()
        .await
        .unwrap();
    let plan = sd_query!(delete from tags where id = 1)
        .plan(&transaction)
        .await
        .unwrap();
    assert_eq!((plan.of("tags"), plan.of("post_tags")), (1, 1));
}
