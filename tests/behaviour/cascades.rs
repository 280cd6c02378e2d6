//! A deletion takes what hangs on its rows along, in one statement.

use softdelete::{Action, DeleteOutcome, Manager, sd_query};

use crate::forum::*;
use crate::support::*;

/// The active rows of a table, as the server has them.
const ACTIVE: &str = "select 'post' as what, id from posts where deleted_at is null and user_id = 1
    union all select 'profile', id from profiles where deleted_at is null and user_id = 1
    union all select 'comment', c.id from comments c join posts p on p.id = c.post_id where c.deleted_at is null and p.user_id = 1
    union all select 'tag', tag_id from post_tags l join posts p on p.id = l.post_id where l.deleted_at is null and p.user_id = 1";

#[tokio::test]
async fn everything_below_a_row_goes_with_it() {
    let (_database, db) = forum().await;
    assert_eq!(raw(&db, ACTIVE).await.len(), 6);
    assert_eq!(done!(&db, delete from users where id = 1), 1);
    // Comment 103 stood below a post that had been deleted before: it is not below a row of this deletion.
    assert_eq!(raw(&db, ACTIVE).await, [r#"{"what":"comment","id":103}"#]);
}

#[tokio::test]
async fn what_hangs_on_other_rows_stays() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 1);
    assert_eq!(ids!(&db, select id from posts order by id), [12, 13]);
    assert_eq!(
        ids!(&db, select id from comments order by id),
        [102, 103, 104]
    );
    assert_eq!(ids!(&db, select id from tags order by id), [1, 2]);
}

#[tokio::test]
async fn effects_tell_how_many_rows_of_which_table() {
    let (_database, db) = forum().await;
    let effects = sd_query!(delete from users where id = 1)
        .effects(&db)
        .await
        .unwrap();
    let counts =
        ["users", "profiles", "posts", "comments", "post_tags"].map(|table| effects.of(table));
    assert_eq!(counts, [1, 1, 1, 1, 2]);
    assert_eq!(effects.by(Action::Delete), 6);
}

#[tokio::test]
async fn every_row_of_a_deletion_has_its_id_time_and_author() {
    let (_database, db) = forum().await;
    let effects = sd_query!(delete from users where id = 1 by "admin" because "spam")
        .effects(&db)
        .await
        .unwrap();
    let operation = effects.operation().unwrap();
    let same = raw(
        &db,
        &format!(
            "select count(*) as n, count(distinct deleted_at) as times from (
            select deleted_at, deleted_by, deletion_reason, deletion_id from users union all
            select deleted_at, deleted_by, deletion_reason, deletion_id from profiles union all
            select deleted_at, deleted_by, deletion_reason, deletion_id from posts union all
            select deleted_at, deleted_by, deletion_reason, deletion_id from comments union all
            select deleted_at, deleted_by, deletion_reason, deletion_id from post_tags) x
        where deletion_id = '{operation}' and deleted_by = 'admin' and deletion_reason = 'spam'"
        ),
    )
    .await;
    assert_eq!(same, [r#"{"n":6,"times":1}"#]);
}

#[tokio::test]
async fn children_that_were_deleted_before_keep_their_marks() {
    let (_database, db) = forum().await;
    let before = raw(&db, "select * from posts where id = 11").await;
    done!(&db, delete from users where id = 1 by "admin");
    assert_eq!(raw(&db, "select * from posts where id = 11").await, before);
}

#[tokio::test]
async fn two_parents_in_one_statement_share_one_operation() {
    let (_database, db) = forum().await;
    assert_eq!(done!(&db, delete from users where id in (1, 2)), 2);
    assert_eq!(
        keys(
            &db,
            "select count(distinct deletion_id) from posts where id in (10, 12)"
        )
        .await,
        [1]
    );
    assert_eq!(ids!(&db, select id from posts), [13]);
}

#[tokio::test]
async fn two_statements_have_two_operations() {
    let (_database, db) = forum().await;
    done!(&db, delete from users where id = 1);
    done!(&db, delete from users where id = 2);
    assert_eq!(
        keys(
            &db,
            "select count(distinct deletion_id) from posts where id in (10, 12)"
        )
        .await,
        [2]
    );
}

#[tokio::test]
async fn a_row_below_two_deleted_rows_goes_once() {
    let (_database, db) = forum().await;
    // Tag 2 of post 10 hangs on both.
    let effects = sd_query!(
        with t as (select id from tags where id = 2) delete from tags where id in (select id from t)
    );
    assert_eq!(effects.effects(&db).await.unwrap().of("post_tags"), 2);
    let effects = sd_query!(delete from users where id = 1)
        .effects(&db)
        .await
        .unwrap();
    // Tag 1 is left.
    assert_eq!(effects.of("post_tags"), 1);
}

#[tokio::test]
async fn a_deletion_of_the_middle_leaves_what_is_above() {
    let (_database, db) = forum().await;
    assert_eq!(done!(&db, delete from posts where id = 10), 1);
    assert_eq!(ids!(&db, select id from users order by id), [1, 2, 4]);
    assert_eq!(ids!(&db, select id from profiles), [1]);
    assert_eq!(
        ids!(&db, select id from comments order by id),
        [102, 103, 104]
    );
}

#[tokio::test]
async fn a_row_without_children_goes_alone() {
    let (_database, db) = forum().await;
    let effects = sd_query!(delete from users where id = 4)
        .effects(&db)
        .await
        .unwrap();
    assert_eq!((effects.of("users"), effects.by(Action::Delete)), (1, 1));
}

#[tokio::test]
async fn active_rows_below_a_deleted_parent_are_not_swept_up_by_deleting_it_again() {
    let (_database, db) = forum().await;
    assert_eq!(done!(&db, delete from users where id = 3), 0);
    assert_eq!(ids!(&db, select id from posts where user_id = 3), [13]);
}

#[tokio::test]
async fn a_deletion_returns_the_rows_named_only() {
    let (_database, db) = forum().await;
    let found = rows!(&db, row => (row.id, row.email), delete from users where id in (1, 2, 3) returning id, email);
    let mut found = found;
    found.sort_unstable();
    assert_eq!(found, [(1, "ann".to_owned()), (2, "bob".into())]);
    assert_eq!(ids!(&db, select id from posts), [13]);
}

#[tokio::test]
async fn a_deletion_by_a_joined_condition_cascades() {
    let (_database, db) = forum().await;
    let gone =
        done!(&db, delete from users u using groups g where g.id = u.group_id and g.name = "staff");
    assert_eq!(gone, 1);
    assert_eq!(ids!(&db, select id from posts order by id), [12, 13]);
}

#[tokio::test]
async fn a_deletion_of_the_whole_table_cascades() {
    let (_database, db) = forum().await;
    assert_eq!(done!(&db, delete all from users), 3);
    // Post 13 is of a user who had been deleted, comment 103 of a post that had been.
    assert_eq!(ids!(&db, select id from posts), [13]);
    assert_eq!(ids!(&db, select id from comments), [103]);
    assert_eq!(ids!(&db, select id from profiles), Vec::<i64>::new());
}

#[tokio::test]
async fn the_manager_and_the_statement_do_the_same() {
    let (_one, statement) = forum().await;
    let (_other, manager) = forum().await;
    done!(&statement, delete from users where id = 1);
    let outcome = Manager::<User, _>::new(&manager).delete(&1).await.unwrap();
    assert!(matches!(outcome, DeleteOutcome::Deleted(_)));
    let state = "select 'u' as t, id, deleted_at is null as active from users union all select 'p', id, deleted_at is null from posts
        union all select 'f', id, deleted_at is null from profiles union all select 'c', id, deleted_at is null from comments
        union all select 'l', post_id * 100 + tag_id, deleted_at is null from post_tags order by 1, 2";
    assert_eq!(raw(&statement, state).await, raw(&manager, state).await);
}

#[tokio::test]
async fn a_plan_tells_the_same_numbers_and_changes_nothing() {
    let (_database, db) = forum().await;
    let plan = sd_query!(delete from users where id = 1)
        .plan(&db)
        .await
        .unwrap();
    assert!(plan.is_possible());
    let counts =
        ["users", "profiles", "posts", "comments", "post_tags"].map(|table| plan.of(table));
    assert_eq!(raw(&db, ACTIVE).await.len(), 6);
    let effects = sd_query!(delete from users where id = 1)
        .effects(&db)
        .await
        .unwrap();
    let done =
        ["users", "profiles", "posts", "comments", "post_tags"].map(|table| effects.of(table));
    assert_eq!(counts, done);
}

#[tokio::test]
async fn nothing_goes_when_the_transaction_is_rolled_back() {
    let (_database, mut db) = forum().await;
    let transaction = db.transaction().await.unwrap();
    assert_eq!(done!(&transaction, delete from users where id = 1), 1);
    assert_eq!(
        ids!(&transaction, select id from posts order by id),
        [12, 13]
    );
    transaction.rollback().await.unwrap();
    assert_eq!(raw(&db, ACTIVE).await.len(), 6);
}

#[tokio::test]
async fn an_error_in_the_middle_leaves_everything() {
    let (database, db) = forum().await;
    database.run("alter table comments add check (deleted_at is null or id <> 100)");
    let error = refused!(&db, delete from users where id = 1);
    assert!(error.is_check_violation(), "{error}");
    assert_eq!(raw(&db, ACTIVE).await.len(), 6);
    assert_eq!(ids!(&db, select id from users order by id), [1, 2, 4]);
}
