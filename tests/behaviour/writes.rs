//! Statements that write leave deleted rows alone.

use softdelete::sd_query;

use crate::forum::*;
use crate::support::*;

#[tokio::test]
async fn an_update_by_key_does_not_find_a_deleted_row() {
    let (_database, db) = forum().await;
    assert_eq!(done!(&db, update users set age = 1 where id = 3), 0);
    assert_eq!(
        keys(&db, "select age::bigint from users where id = 3").await,
        [40]
    );
}

#[tokio::test]
async fn an_update_of_the_whole_table_spares_them() {
    let (_database, db) = forum().await;
    assert_eq!(done!(&db, update all posts set views = views + 1), 3);
    assert_eq!(
        keys(&db, "select views::bigint from posts order by id").await,
        [101, 50, 71, 31, 0]
    );
}

#[tokio::test]
async fn an_update_with_deleted_reaches_them() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, update users with deleted set age = age + 1 where age >= 40),
        2
    );
    assert_eq!(
        keys(
            &db,
            "select id from users where age in (41, 51) order by id"
        )
        .await,
        [3, 4]
    );
}

#[tokio::test]
async fn an_update_of_the_trash_leaves_active_rows() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, update users only deleted set name = "gone" where id in (1, 3)),
        1
    );
    assert_eq!(
        keys(&db, "select id from users where name = 'gone'").await,
        [3]
    );
}

#[tokio::test]
async fn an_update_from_another_table_sees_its_active_rows() {
    let (_database, db) = forum().await;
    let changed =
        done!(&db, update posts p set title = u.email from users u where u.id = p.user_id);
    assert_eq!(changed, 2);
    assert_eq!(
        rows!(&db, row => row.title, select title from posts order by id),
        ["ann", "bob", "four"]
    );
}

#[tokio::test]
async fn an_update_from_deleted_rows_when_asked() {
    let (_database, db) = forum().await;
    let changed = done!(&db, update posts p set title = u.email from users only deleted u where u.id = p.user_id);
    assert_eq!(changed, 1);
    assert_eq!(
        rows!(&db, row => row.title, select title from posts where id = 13),
        ["cid"]
    );
}

#[tokio::test]
async fn an_update_returns_what_it_changed() {
    let (_database, db) = forum().await;
    let mut found = rows!(&db, row => (row.id, row.views), update posts set views = 0 where views > 40 returning id, views);
    found.sort_unstable();
    assert_eq!(found, [(10, 0), (12, 0)]);
}

#[tokio::test]
async fn an_update_by_a_subquery_of_another_table() {
    let (_database, db) = forum().await;
    let changed = done!(&db, update users set age = 0 where id in (select author_id from comments));
    // Comment 102 is of Cid, who is deleted; 103 of Dan.
    assert_eq!(changed, 2);
    assert_eq!(
        keys(&db, "select id from users where age = 0 order by id").await,
        [2, 4]
    );
}

#[tokio::test]
async fn counters_do_not_move_in_deleted_rows() {
    let (_database, db) = forum().await;
    for _ in 0..3 {
        done!(&db, update posts set views = views + 1 where id in (10, 11));
    }
    assert_eq!(
        keys(
            &db,
            "select views::bigint from posts where id in (10, 11) order by id"
        )
        .await,
        [103, 50]
    );
}

#[tokio::test]
async fn a_copy_of_rows_into_another_table_has_active_ones() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, insert into visits (id, user_id, page) select id, user_id, title from posts),
        3
    );
    assert_eq!(
        ids!(&db, select id from visits where id >= 10 order by id),
        [10, 12, 13]
    );
}

#[tokio::test]
async fn a_copy_into_the_same_table_has_new_rows_without_marks() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, insert into tags (id, name) select id + 100, name || "!" from tags with deleted),
        3
    );
    assert_eq!(
        ids!(&db, select id from tags order by id),
        [1, 2, 101, 102, 103]
    );
}

#[tokio::test]
async fn a_new_row_is_active() {
    let (_database, db) = forum().await;
    let tag = Tag {
        id: 9,
        name: "new".to_owned(),
    };
    done!(&db, insert into tags $tag);
    assert_eq!(one!(&db, select from tags where id = 9), tag);
    assert_eq!(
        raw(
            &db,
            "select deleted_at, deleted_by, deletion_id from tags where id = 9"
        )
        .await,
        [r#"{"deleted_at":null,"deleted_by":null,"deletion_id":null}"#]
    );
}

#[tokio::test]
async fn many_new_rows_are_active() {
    let (_database, db) = forum().await;
    let many: Vec<Tag> = (50..150)
        .map(|id| Tag {
            id,
            name: format!("tag {id}"),
        })
        .collect();
    assert_eq!(done!(&db, insert into tags values $many), 100);
    assert_eq!(one!(&db, select count(*) from tags).count, 102);
}

#[tokio::test]
async fn a_new_child_of_a_deleted_row_is_visible_by_itself() {
    let (_database, db) = forum().await;
    // Nothing but a live foreign key forbids it: see tests/races.
    done!(&db, insert into posts (id, user_id, title, views) values (20, 3, "late", 1));
    assert_eq!(
        ids!(&db, select id from posts where user_id = 3 order by id),
        [13, 20]
    );
}

#[tokio::test]
async fn rows_are_locked_among_active_ones() {
    let (_database, mut db) = forum().await;
    let transaction = db.transaction().await.unwrap();
    assert_eq!(
        ids!(&transaction, select id from posts order by id for update),
        [10, 12, 13]
    );
    assert_eq!(
        ids!(&transaction, select id from posts where id in (10, 11) for share skip locked),
        [10]
    );
}

#[tokio::test]
async fn an_update_and_a_deletion_of_different_rows_in_one_statement() {
    let (_database, db) = forum().await;
    let found = ids!(&db,
        with changed as (update tags set name = "rot" where id = 1 returning id),
             gone as (delete from comments where id = 104 returning id)
        select id from changed union all select id from gone order by id);
    assert_eq!(found, [1, 104]);
    assert_eq!(
        ids!(&db, select id from comments order by id),
        [100, 102, 103]
    );
}

#[tokio::test]
async fn a_table_without_soft_deletion_is_emptied_for_good() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, hard delete from visits where user_id not in (select id from users)),
        2
    );
    assert_eq!(keys(&db, "select id from visits").await, [1]);
}

#[tokio::test]
async fn a_statement_says_what_it_does_before_it_runs() {
    let query = sd_query!(update users set age = 1 where id = 3);
    assert_eq!(
        query.sql(),
        "UPDATE users SET age = 1 WHERE users.deleted_at IS NULL AND users.id = 3"
    );
}
