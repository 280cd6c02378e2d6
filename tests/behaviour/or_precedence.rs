//! No precedence of the user's condition lets a deleted row through.

use softdelete::sd_query;

use crate::forum::*;
use crate::support::*;

#[tokio::test]
async fn or_at_the_top_of_where() {
    let db = reading().await;
    assert_eq!(
        ids!(&db, select id from users where email = "cid" or email = "dan"),
        [4]
    );
}

#[tokio::test]
async fn or_and_and_mixed() {
    let db = reading().await;
    let found = ids!(&db, select id from users where age > 100 and name is null or age > 35 or name = "Ann" and age > 0 order by id);
    assert_eq!(found, [1, 4]);
}

#[tokio::test]
async fn or_true() {
    let db = reading().await;
    assert_eq!(
        ids!(&db, select id from users where age = 0 or true order by id),
        [1, 2, 4]
    );
}

#[tokio::test]
async fn not_of_a_condition() {
    let db = reading().await;
    assert_eq!(ids!(&db, select id from users where not (age < 35)), [4]);
    assert_eq!(
        ids!(&db, select id from users where not age < 35 or not age > 100 order by id),
        [1, 2, 4]
    );
}

#[tokio::test]
async fn or_in_the_condition_of_a_join() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.post),
        select u.id, p.id as post from users u left join posts p on p.user_id = u.id or p.views = 0 order by u.id, p.id);
    assert_eq!(found, [(1, Some(10)), (2, Some(12)), (4, None)]);
}

#[tokio::test]
async fn or_in_a_subquery() {
    let db = reading().await;
    let found = ids!(&db,
        select u.id from users u where exists (select 1 from posts p where p.user_id = u.id and p.views = 50 or p.title = "five"));
    assert_eq!(found, Vec::<i64>::new());
}

#[tokio::test]
async fn or_exists() {
    let db = reading().await;
    let found = ids!(&db,
        select u.id from users u where u.email = "nobody" or exists (select 1 from posts p where p.user_id = u.id) order by u.id);
    assert_eq!(found, [1, 2]);
}

#[tokio::test]
async fn or_in_an_update() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, update users set age = 99 where email = "cid" or email = "dan"),
        1
    );
    assert_eq!(
        raw(&db, "select id from users where age = 99").await,
        [r#"{"id":4}"#]
    );
}

#[tokio::test]
async fn or_in_a_delete() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, delete from users where email = "cid" or email = "dan"),
        1
    );
    assert_eq!(
        keys(
            &db,
            "select id from users where deleted_at >= now() - interval '1 hour'"
        )
        .await,
        [4]
    );
}

#[tokio::test]
async fn or_in_a_restoration_reaches_deleted_rows_only() {
    let (_database, db) = forum().await;
    db.batch_execute("update users set deleted_by = 'x' where id = 1")
        .await
        .unwrap();
    assert_eq!(done!(&db, restore users where id = 1 or id = 3), 1);
    assert_eq!(
        keys(&db, "select id from users where deleted_by = 'x'").await,
        [1]
    );
}

#[tokio::test]
async fn or_in_a_hard_delete_spares_active_rows() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, hard delete from profiles where id = 2 or id = 1),
        1
    );
    assert_eq!(
        keys(&db, "select id from profiles order by id").await,
        [1, 3]
    );
}

#[tokio::test]
async fn or_in_having() {
    let db = reading().await;
    let found = rows!(&db, row => row.user_id,
        select user_id from posts group by user_id having sum(views) = 50 or sum(views) = 0 or sum(views) = 70);
    assert_eq!(found, [2]);
}

#[tokio::test]
async fn a_case_that_is_a_condition() {
    let db = reading().await;
    let found = ids!(&db, select id from users where case when age > 35 then true else false end);
    assert_eq!(found, [4]);
}

#[tokio::test]
async fn is_true_and_is_not_false() {
    let db = reading().await;
    let found = ids!(&db, select id from users where (name = "Cid") is not false order by id);
    // Bob has no name: the comparison is NULL, which is not false.
    assert_eq!(found, [2]);
}

#[tokio::test]
async fn between_and_like_keep_their_and() {
    let db = reading().await;
    assert_eq!(
        ids!(&db, select id from users where age between 25 and 45 or email like "c%"),
        [1]
    );
}

#[tokio::test]
async fn the_filter_in_the_text_stands_outside_of_the_users_condition() {
    let query = sd_query!(select id from users where age = 1 or age = 2);
    assert_eq!(
        query.sql(),
        "SELECT users.id FROM users WHERE users.deleted_at IS NULL AND (users.age = 1 OR users.age = 2)"
    );
}
