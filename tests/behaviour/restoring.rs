//! A restoration undoes what one deletion did, no more and no less.

use softdelete::{Action, Manager, RestoreOutcome, sd_query};

use crate::forum::*;
use crate::support::*;

/// Every mark there is.
const MARKS: &str = "select 'u' as t, id, deleted_at, deletion_id from users union all select 'p', id, deleted_at, deletion_id from posts
    union all select 'f', id, deleted_at, deletion_id from profiles union all select 'c', id, deleted_at, deletion_id from comments
    union all select 'l', post_id * 100 + tag_id, deleted_at, deletion_id from post_tags order by 1, 2";

#[tokio::test]
async fn what_a_deletion_took_comes_back() {
    let (_database, db) = forum().await;
    let before = raw(&db, MARKS).await;
    done!(&db, delete from users where id = 1);
    assert_ne!(raw(&db, MARKS).await, before);
    assert_eq!(done!(&db, restore users where id = 1), 1);
    assert_eq!(raw(&db, MARKS).await, before);
}

#[tokio::test]
async fn a_restored_parent_does_not_revive_what_was_deleted_before() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 1);
    done!(&db, restore users where id = 1);
    assert_eq!(
        ids!(&db, select id from posts only deleted where user_id = 1),
        [11]
    );
}

#[tokio::test]
async fn a_restored_parent_does_not_revive_what_was_deleted_separately_just_before() {
    let (_database, db) = forum().await;
    done!(&db, delete from comments where id = 100);
    done!(&db, delete from users where id = 1);
    done!(&db, restore users where id = 1);
    assert_eq!(ids!(&db, select id from posts where user_id = 1), [10]);
    assert_eq!(
        ids!(&db, select id from comments where post_id = 10),
        Vec::<i64>::new()
    );
}

#[tokio::test]
async fn even_when_both_were_deleted_in_one_transaction() {
    let (_database, mut db) = forum().await;
    let transaction = db.transaction().await.unwrap();
    done!(&transaction, delete from comments where id = 100);
    done!(&transaction, delete from users where id = 1);
    transaction.commit().await.unwrap();
    // The time is the same, the operation is not.
    assert_eq!(keys(&db, "select count(distinct deleted_at) from (select deleted_at from comments where id = 100 union all
        select deleted_at from users where id = 1) x").await, [1]);
    done!(&db, restore users where id = 1);
    assert_eq!(
        ids!(&db, select id from comments only deleted where post_id = 10 order by id),
        [100, 101]
    );
}

#[tokio::test]
async fn a_child_that_was_restored_by_hand_and_deleted_again_stays_deleted() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 1);
    done!(&db, restore users where id = 1);
    done!(&db, delete from posts where id = 10);
    done!(&db, delete from users where id = 1);
    done!(&db, restore users where id = 1);
    assert_eq!(
        ids!(&db, select id from posts where user_id = 1),
        Vec::<i64>::new()
    );
    done!(&db, restore posts where id = 10);
    assert_eq!(ids!(&db, select id from comments where post_id = 10), [100]);
}

#[tokio::test]
async fn deletions_and_restorations_can_go_on_for_ever() {
    let (_database, db) = forum().await;
    let before = raw(&db, MARKS).await;
    for _ in 0..4 {
        assert_eq!(done!(&db, delete from users where id = 1), 1);
        assert_eq!(done!(&db, restore users where id = 1), 1);
    }
    assert_eq!(raw(&db, MARKS).await, before);
}

#[tokio::test]
async fn restoring_one_of_two_that_went_together_leaves_the_other() {
    let (_database, db) = forum().await;
    done!(&db, delete from comments where id = 102);
    done!(&db, delete from users where id in (1, 2));
    done!(&db, restore users where id = 2);
    assert_eq!(ids!(&db, select id from users order by id), [2, 4]);
    assert_eq!(ids!(&db, select id from posts order by id), [12, 13]);
}

#[tokio::test]
async fn a_grandchild_is_not_restored_without_its_parent() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 1);
    let error = refused!(&db, restore comments where id = 100);
    assert!(error.is_parent_deleted(), "{error}");
    let refusal = error.refusal().unwrap();
    assert_eq!(
        (refusal.action, refusal.table, refusal.rows, refusal.parent),
        (Action::ParentDeleted, "comments", 1, Some("posts"))
    );
    assert_eq!(
        ids!(&db, select id from comments where id = 100),
        Vec::<i64>::new()
    );
}

#[tokio::test]
async fn a_middle_row_is_not_restored_without_its_parent() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 1);
    assert!(refused!(&db, restore posts where id = 10).is_parent_deleted());
}

#[tokio::test]
async fn with_parents_revives_the_chain_and_nothing_beside_it() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 1);
    let effects = sd_query!(restore comments where id = 100 with parents)
        .effects(&db)
        .await
        .unwrap();
    assert_eq!(
        (
            effects.by(Action::Restore),
            effects.by(Action::RestoreParent)
        ),
        (1, 2)
    );
    assert_eq!(ids!(&db, select id from users where id = 1), [1]);
    assert_eq!(ids!(&db, select id from posts where user_id = 1), [10]);
    assert_eq!(ids!(&db, select id from profiles), Vec::<i64>::new());
    assert_eq!(
        rows!(&db, row => row.tag_id, select tag_id from post_tags where post_id = 10),
        Vec::<i64>::new()
    );
}

#[tokio::test]
async fn the_same_deletion_can_be_undone_in_two_steps() {
    let (_database, db) = forum().await;
    let before = raw(&db, MARKS).await;
    done!(&db, delete from users where id = 1);
    done!(&db, restore comments where id = 100 with parents);
    // The rest still has the mark of that deletion, and is restored one by one.
    done!(&db, restore profiles where user_id = 1);
    done!(&db, restore post_tags where post_id = 10 and tag_id < 3);
    assert_eq!(raw(&db, MARKS).await, before);
}

#[tokio::test]
async fn restoring_what_is_not_deleted_is_no_error_and_no_change() {
    let (_database, db) = forum().await;
    let before = raw(&db, MARKS).await;
    assert_eq!(done!(&db, restore users where id in (1, 99)), 0);
    assert_eq!(raw(&db, MARKS).await, before);
    let users = Manager::<User, _>::new(&db);
    assert_eq!(users.restore(&1).await.unwrap(), RestoreOutcome::NotDeleted);
    assert_eq!(users.restore(&99).await.unwrap(), RestoreOutcome::NotFound);
    assert!(users.restore_strict(&1).await.unwrap_err().is_not_deleted());
    assert!(users.restore_strict(&99).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn every_mark_is_taken_off() {
    let (_database, db) = forum().await;
    done!(&db, restore users where id = 3);
    let row = one!(&db, select deleted_at, deleted_by, deletion_reason, deletion_id from users where id = 3);
    assert_eq!(
        (
            row.deleted_at,
            row.deleted_by,
            row.deletion_reason,
            row.deletion_id
        ),
        (None, None, None, None)
    );
}

#[tokio::test]
async fn other_columns_are_as_they_were() {
    let (_database, db) = forum().await;
    let before = one!(&db, select from users where id = 1);
    done!(&db, delete from users where id = 1);
    done!(&db, restore users where id = 1);
    assert_eq!(one!(&db, select from users where id = 1), before);
}

#[tokio::test]
async fn rows_of_a_time_window_come_back() {
    let (_database, db) = forum().await;
    let (from, to) = (month(3), month(4));
    assert_eq!(
        done!(&db, restore posts deleted between $from and $to where id > 0),
        2
    );
    assert_eq!(
        ids!(&db, select id from posts order by id),
        [10, 11, 12, 13, 14]
    );
}

#[tokio::test]
async fn rows_that_were_deleted_later_than_a_time_come_back() {
    let (_database, db) = forum().await;
    let then = month(3);
    assert_eq!(done!(&db, restore all posts deleted after $then), 1);
    assert_eq!(
        ids!(&db, select id from posts order by id),
        [10, 12, 13, 14]
    );
}

#[tokio::test]
async fn a_restoration_returns_its_rows() {
    let (_database, db) = forum().await;
    let found = rows!(&db, row => (row.id, row.deleted_at), restore users where id in (1, 3) returning id, deleted_at);
    assert_eq!(found, [(3, None)]);
    // Profile 3 went with the user and came with the user.
    assert_eq!(ids!(&db, select id from profiles order by id), [1, 3]);
}

#[tokio::test]
async fn a_restoration_by_who_deleted() {
    let (_database, db) = forum().await;
    done!(&db, delete from tags where id = 1 by "ann");
    done!(&db, delete from tags where id = 2 by "bob");
    assert_eq!(done!(&db, restore tags where deleted_by = "ann"), 1);
    assert_eq!(ids!(&db, select id from tags), [1]);
}

#[tokio::test]
async fn a_restoration_by_operation() {
    let (_database, db) = forum().await;
    done!(&db, delete from comments where id = 102);
    let effects = sd_query!(delete from users where id in (1, 2))
        .effects(&db)
        .await
        .unwrap();
    let operation = effects.operation().unwrap();
    assert_eq!(done!(&db, restore users where deletion_id = $operation), 2);
    assert_eq!(ids!(&db, select id from users order by id), [1, 2, 4]);
}

#[tokio::test]
async fn a_plan_says_that_a_parent_is_deleted() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 1);
    let plan = sd_query!(restore posts where id = 10)
        .plan(&db)
        .await
        .unwrap();
    assert!(!plan.is_possible());
    let obstacles: Vec<_> = plan
        .obstacles()
        .map(|counted| (counted.effect.action, counted.rows))
        .collect();
    assert_eq!(obstacles, [(Action::ParentDeleted, 1)]);
    let plan = sd_query!(restore posts where id = 10 with parents)
        .plan(&db)
        .await
        .unwrap();
    assert!(plan.is_possible());
}

#[tokio::test]
async fn a_parent_that_is_kept_from_cascades_does_not_have_to_be_active() {
    let (_database, db) = forum().await;
    done!(&db, delete from comments where id = 102);
    // Bob's group is deleted, and users keep their group.
    done!(&db, delete from users where id = 2);
    assert_eq!(done!(&db, restore users where id = 2), 1);
    assert_eq!(ids!(&db, select id from users order by id), [1, 2, 4]);
}

#[tokio::test]
async fn a_row_that_refers_to_somebody_who_is_gone_keeps_its_family_deleted() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 2);
    // Comment 102 went along, and its author is deleted: what would come back would be half.
    let error = refused!(&db, restore users where id = 2);
    let refusal = error.refusal().unwrap();
    assert_eq!(
        (refusal.table, refusal.columns, refusal.parent),
        ("comments", &["author_id"][..], Some("users"))
    );
    assert_eq!(ids!(&db, select id from users order by id), [1, 4]);
    done!(&db, restore users where id = 3);
    assert_eq!(done!(&db, restore users where id = 2), 1);
    assert_eq!(
        ids!(&db, select id from comments where post_id = 12 order by id),
        [102, 104]
    );
}
