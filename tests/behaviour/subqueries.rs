//! Subqueries of every kind see active rows only, whatever clause they stand in.

use softdelete::sd_query;

use crate::forum::*;
use crate::support::*;

#[tokio::test]
async fn exists_does_not_count_deleted_rows() {
    let db = reading().await;
    let found = ids!(&db, select u.id from users u where exists (select 1 from posts p where p.user_id = u.id) order by u.id);
    assert_eq!(found, [1, 2]);
}

#[tokio::test]
async fn not_exists_finds_those_who_have_only_deleted_rows() {
    let db = reading().await;
    let found = ids!(&db, select u.id from users u where not exists (select 1 from posts p where p.user_id = u.id));
    assert_eq!(found, [4]);
}

#[tokio::test]
async fn in_does_not_find_deleted_rows() {
    let db = reading().await;
    let found = ids!(&db, select p.id from posts p where p.user_id in (select u.id from users u) order by p.id);
    assert_eq!(found, [10, 12]);
}

#[tokio::test]
async fn not_in_does_not_exclude_by_deleted_rows() {
    let db = reading().await;
    let found =
        ids!(&db, select p.id from posts p where p.user_id not in (select u.id from users u));
    assert_eq!(found, [13]);
}

#[tokio::test]
async fn any_and_all_compare_with_active_rows() {
    let db = reading().await;
    let found = ids!(&db, select id from posts where views >= all (select views from posts));
    assert_eq!(found, [10]);
    let found =
        ids!(&db, select id from users where age = any (select age + 10 from users) order by id);
    // Dan would be ten years older than Cid, who is deleted.
    assert_eq!(found, [1]);
}

#[tokio::test]
async fn a_scalar_subquery_is_null_when_its_row_is_deleted() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.author),
        select p.id, (select u.email from users u where u.id = p.user_id) as author from posts p order by p.id);
    assert_eq!(
        found,
        [
            (10, Some("ann".to_owned())),
            (12, Some("bob".into())),
            (13, None)
        ]
    );
}

#[tokio::test]
async fn a_count_in_the_target_list_counts_active_rows() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.posts),
        select u.id, (select count(*) from posts p where p.user_id = u.id) as posts! from users u order by u.id);
    assert_eq!(found, [(1, 1), (2, 1), (4, 0)]);
}

#[tokio::test]
async fn counts_of_every_state_beside_each_other() {
    let db = reading().await;
    let row = one!(&db,
        select (select count(*) from posts p where p.user_id = u.id) as active!,
               (select count(*) from posts only deleted p where p.user_id = u.id) as deleted!,
               (select count(*) from posts with deleted p where p.user_id = u.id) as both!
        from users u where u.id = 1);
    assert_eq!((row.active, row.deleted, row.both), (1, 1, 2));
}

#[tokio::test]
async fn an_array_of_a_subquery_holds_active_rows() {
    let db = reading().await;
    let row = one!(&db, select array(select id from posts order by id) as posts!);
    assert_eq!(row.posts, [10, 12, 13]);
}

#[tokio::test]
async fn subqueries_within_subqueries_are_filtered_at_each_level() {
    let db = reading().await;
    let found = ids!(&db,
        select u.id from users u where exists (
            select 1 from posts p where p.user_id = u.id and exists (
                select 1 from comments c where c.post_id = p.id and exists (
                    select 1 from users w where w.id = c.author_id))));
    // Bob's post has comments of Cid, who is deleted, and of nobody.
    assert_eq!(found, [1]);
}

#[tokio::test]
async fn having_no_grandchildren_counts_deleted_ones_as_none() {
    let (_database, db) = forum().await;
    db.batch_execute("update comments set deleted_at = now() where post_id = 10")
        .await
        .unwrap();
    let found = ids!(&db,
        select u.id from users u where not exists (
            select 1 from posts p join comments c on c.post_id = p.id where p.user_id = u.id) order by u.id);
    assert_eq!(found, [1, 4]);
}

#[tokio::test]
async fn every_none_and_some() {
    let db = reading().await;
    // Every post of hers is much read: the deleted one was not.
    let every = ids!(&db,
        select u.id from users u where not exists (select 1 from posts p where p.user_id = u.id and p.views < 60) order by u.id);
    assert_eq!(every, [1, 2, 4]);
    let some = ids!(&db, select u.id from users u where exists (select 1 from posts p where p.user_id = u.id and p.views < 60));
    assert_eq!(some, Vec::<i64>::new());
}

#[tokio::test]
async fn a_subquery_in_order_by() {
    let db = reading().await;
    let found = ids!(&db,
        select u.id from users u order by (select max(p.views) from posts p where p.user_id = u.id) desc nulls last);
    assert_eq!(found, [1, 2, 4]);
}

#[tokio::test]
async fn a_subquery_in_limit() {
    let db = reading().await;
    let found = ids!(&db, select id from visits order by id limit (select count(*) - 1 from users));
    assert_eq!(found, [1, 2]);
}

#[tokio::test]
async fn a_subquery_in_having() {
    let db = reading().await;
    let found = rows!(&db, row => row.user_id,
        select user_id from visits group by user_id having count(*) > (select count(*) from groups) order by user_id);
    assert_eq!(found, [3]);
}

#[tokio::test]
async fn a_subquery_in_case_and_coalesce() {
    let db = reading().await;
    let found = rows!(&db, row => row.what,
        select case when exists (select 1 from profiles f where f.user_id = u.id) then "profile"
                    else coalesce((select g.name from groups g where g.id = u.group_id), "nothing") end as what
        from users u order by u.id);
    assert_eq!(found, ["profile", "nothing", "nothing"]);
}

#[tokio::test]
async fn a_row_comparison_with_a_subquery() {
    let db = reading().await;
    let found = ids!(&db,
        select id from posts where (user_id, id) in (select p.user_id, max(p.id) from posts p group by p.user_id) order by id);
    assert_eq!(found, [10, 12, 13]);
}

#[tokio::test]
async fn a_derived_table_is_filtered_inside() {
    let db = reading().await;
    let found = ids!(&db, select s.id from (select id, title from posts with deleted) s where s.title = "two");
    assert_eq!(found, [11]);
    let found = ids!(&db, select s.id from (select id, title from posts) s where s.title = "two");
    assert_eq!(found, Vec::<i64>::new());
}

#[tokio::test]
async fn a_condition_on_a_deleted_grandparent_hides_the_row_only_when_asked() {
    let db = reading().await;
    let found = ids!(&db,
        select p.id from posts p where exists (select 1 from users only deleted u where u.id = p.user_id));
    assert_eq!(found, [13]);
}

#[tokio::test]
async fn a_subquery_of_an_insert_update_and_delete() {
    let (_database, db) = forum().await;
    assert_eq!(
        done!(&db, insert into visits (id, user_id, page) values (9, (select max(id) from users where age > 20 and age < 50), "x")),
        1
    );
    assert_eq!(
        one!(&db, select user_id from visits where id = 9).user_id,
        1
    );
    assert_eq!(
        done!(&db, update posts set views = (select count(*)::int4 from posts) where id = 10),
        1
    );
    assert_eq!(one!(&db, select views from posts where id = 10).views, 3);
    assert_eq!(
        done!(&db, delete from posts where user_id not in (select id from users)),
        1
    );
    assert_eq!(ids!(&db, select id from posts order by id), [10, 12]);
    assert!(
        sd_query!(select from posts where id = 13)
            .fetch_optional(&db)
            .await
            .unwrap()
            .is_none()
    );
}
