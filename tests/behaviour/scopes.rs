//! Which rows a reference to a table sees.

use softdelete::sd_query;

use crate::forum::*;
use crate::support::*;

#[tokio::test]
async fn deleted_rows_are_not_found() {
    let db = reading().await;
    assert_eq!(ids!(&db, select from users order by id), [1, 2, 4]);
    assert!(
        sd_query!(select from users where id = 3)
            .fetch_optional(&db)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_deleted_row_is_no_row_for_fetch_one() {
    let db = reading().await;
    let error = sd_query!(select from users where id = 3)
        .fetch_one(&db)
        .await
        .unwrap_err();
    assert!(error.is_no_rows(), "{error}");
}

#[tokio::test]
async fn with_deleted_sees_every_row() {
    let db = reading().await;
    assert_eq!(
        ids!(&db, select id from users with deleted order by id),
        [1, 2, 3, 4]
    );
    assert_eq!(ids!(&db, select from users with deleted where id = 3), [3]);
}

#[tokio::test]
async fn only_deleted_sees_the_trash() {
    let db = reading().await;
    assert_eq!(ids!(&db, select id from users only deleted), [3]);
    assert_eq!(
        ids!(&db, select id from users only deleted where id = 1),
        Vec::<i64>::new()
    );
}

#[tokio::test]
async fn a_search_by_a_value_that_only_a_deleted_row_has_finds_nothing() {
    let db = reading().await;
    let email = "cid";
    assert_eq!(
        ids!(&db, select id from users where email = $email),
        Vec::<i64>::new()
    );
    assert_eq!(
        ids!(&db, select id from users with deleted where email = $email),
        [3]
    );
}

#[tokio::test]
async fn a_condition_on_the_mark_itself_does_not_lift_the_filter() {
    let db = reading().await;
    assert_eq!(
        ids!(&db, select id from users where deleted_at is not null),
        Vec::<i64>::new()
    );
    assert_eq!(
        ids!(&db, select id from users with deleted where deleted_at is not null),
        [3]
    );
}

#[tokio::test]
async fn deleted_since_and_until() {
    let db = reading().await;
    let (early, late) = (month(2), month(4));
    assert_eq!(
        ids!(&db, select id from posts deleted after $early order by id),
        [11, 14]
    );
    assert_eq!(
        ids!(&db, select id from posts deleted before $late order by id),
        [11]
    );
    assert_eq!(
        ids!(&db, select id from posts deleted between $early and $late order by id),
        [11, 14]
    );
}

#[tokio::test]
async fn a_row_deleted_at_that_very_moment_is_neither_before_nor_after() {
    let db = reading().await;
    let then = month(3);
    assert_eq!(ids!(&db, select id from posts deleted after $then), [14]);
    assert_eq!(
        ids!(&db, select id from posts deleted before $then),
        Vec::<i64>::new()
    );
    assert_eq!(
        ids!(&db, select id from posts deleted between $then and $then),
        [11]
    );
}

#[tokio::test]
async fn a_time_window_holds_no_active_row() {
    let db = reading().await;
    let (long_ago, far_off) = (month(1), month(12));
    assert_eq!(
        ids!(&db, select id from users deleted between $long_ago and $far_off),
        [3]
    );
}

#[tokio::test]
async fn as_of_shows_what_was_active_then() {
    let db = reading().await;
    let (before, after) = (month(1), month(2));
    assert_eq!(
        ids!(&db, select id from users as of $before order by id),
        [1, 2, 3, 4]
    );
    assert_eq!(
        ids!(&db, select id from users as of $after order by id),
        [1, 2, 4]
    );
}

#[tokio::test]
async fn as_of_shows_nothing_that_was_made_later() {
    let (database, db) = forum().await;
    database.run("update users set created_at = '2020-05-01Z' where id = 4");
    let then = month(4);
    assert_eq!(
        ids!(&db, select id from users as of $then order by id),
        [1, 2]
    );
}

#[tokio::test]
async fn a_scope_belongs_to_its_own_reference() {
    let db = reading().await;
    let found = rows!(&db, row => (row.post, row.user_id),
        select p.id as post, u.id as user_id from posts p join users with deleted u on u.id = p.user_id order by p.id);
    assert_eq!(found, [(10, 1), (12, 2), (13, 3)]);
}

#[tokio::test]
async fn one_table_may_be_seen_in_two_scopes_at_once() {
    let db = reading().await;
    let row = one!(&db,
        select (select count(*) from posts) as active!, (select count(*) from posts only deleted) as deleted!,
               (select count(*) from posts with deleted) as all_of_them!);
    assert_eq!((row.active, row.deleted, row.all_of_them), (3, 2, 5));
}

#[tokio::test]
async fn a_scope_inside_of_a_subquery_does_not_reach_out() {
    let db = reading().await;
    let found = ids!(&db, select id from posts where user_id in (select id from users with deleted) order by id);
    assert_eq!(found, [10, 12, 13]);
}

#[tokio::test]
async fn a_scope_outside_does_not_reach_in() {
    let db = reading().await;
    let found = ids!(&db, select id from posts with deleted where user_id in (select id from users) order by id);
    assert_eq!(found, [10, 11, 12, 14]);
}

#[tokio::test]
async fn marks_of_deleted_rows_can_be_read() {
    let db = reading().await;
    let row = one!(&db, select deleted_at, deleted_by, deletion_reason from users only deleted);
    assert_eq!(row.deleted_at, Some(month(2)));
    assert_eq!(
        (row.deleted_by.as_deref(), row.deletion_reason.as_deref()),
        (Some("old"), Some("left"))
    );
}

#[tokio::test]
async fn marks_of_active_rows_are_null() {
    let db = reading().await;
    let row = one!(&db, select deleted_at, deleted_by, deletion_id from users where id = 1);
    assert_eq!(
        (row.deleted_at, row.deleted_by, row.deletion_id),
        (None, None, None)
    );
}

#[tokio::test]
async fn a_table_without_soft_deletion_is_left_as_it_is() {
    let db = reading().await;
    let query = sd_query!(select id from visits order by id);
    assert!(!query.sql().contains("deleted"), "{}", query.sql());
    assert_eq!(ids!(&db, select id from visits order by id), [1, 2, 3]);
}

#[tokio::test]
async fn states_can_be_told_apart_in_one_query() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.gone),
        select id, deleted_at is not null as gone from users with deleted order by gone desc, id);
    assert_eq!(found, [(3, true), (1, false), (2, false), (4, false)]);
}
