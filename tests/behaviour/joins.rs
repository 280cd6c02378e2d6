//! A deleted row is as if it were not there, on whichever side of a join it stands.

use crate::forum::*;
use crate::support::*;

#[tokio::test]
async fn a_left_join_keeps_users_whose_posts_are_all_deleted() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.post),
        select u.id, p.id as post from users u left join posts p on p.user_id = u.id order by u.id);
    assert_eq!(found, [(1, Some(10)), (2, Some(12)), (4, None)]);
}

#[tokio::test]
async fn a_left_join_drops_deleted_rows_of_its_left_side() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.bio),
        select u.id, p.bio from users u left join profiles with deleted p on p.user_id = u.id order by u.id);
    assert_eq!(
        found,
        [
            (1, Some("a".into())),
            (2, Some("b".into())),
            (4, None::<String>)
        ]
    );
}

#[tokio::test]
async fn a_right_join_keeps_its_right_rows() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.post),
        select u.id, p.id as post from posts p right join users u on p.user_id = u.id order by u.id);
    assert_eq!(found, [(1, Some(10)), (2, Some(12)), (4, None)]);
}

#[tokio::test]
async fn a_full_join_sees_active_rows_of_both_sides() {
    let db = reading().await;
    let found = rows!(&db, row => (row.user_id, row.post),
        select u.id as user_id, p.id as post from users u full join posts p on p.user_id = u.id
        order by u.id nulls last, p.id);
    assert_eq!(
        found,
        [
            (Some(1), Some(10)),
            (Some(2), Some(12)),
            (Some(4), None),
            (None, Some(13))
        ]
    );
}

#[tokio::test]
async fn a_cross_join_multiplies_active_rows() {
    let db = reading().await;
    let row = one!(&db, select count(*) from users u cross join tags t);
    assert_eq!(row.count, 6);
}

#[tokio::test]
async fn a_list_of_tables_is_filtered_one_by_one() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.tag),
        select p.id, t.name as tag from posts p, post_tags l, tags t
        where l.post_id = p.id and t.id = l.tag_id order by p.id, t.id);
    assert_eq!(
        found,
        [
            (10, "red".to_owned()),
            (10, "blue".into()),
            (12, "blue".into())
        ]
    );
}

#[tokio::test]
async fn join_using_and_natural_joins_are_filtered() {
    let db = reading().await;
    let found = ids!(&db,
        select x.id from (select user_id as id from posts) x join users using (id) order by x.id);
    assert_eq!(found, [1, 2]);
    let found = ids!(&db,
        select x.id from (select user_id as id from posts) x natural join users order by x.id);
    assert_eq!(found, [1, 2]);
}

#[tokio::test]
async fn three_levels_of_left_joins_each_filter_their_own() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.post, row.comment),
        select u.id, p.id as post, c.id as comment
        from users u left join posts p on p.user_id = u.id left join comments c on c.post_id = p.id
        order by u.id, p.id, c.id);
    assert_eq!(
        found,
        [
            (1, Some(10), Some(100)),
            (2, Some(12), Some(102)),
            (2, Some(12), Some(104)),
            (4, None, None)
        ]
    );
}

#[tokio::test]
async fn a_row_below_a_deleted_one_is_not_reached_through_it() {
    let db = reading().await;
    // Comment 103 is active, its post is not.
    let found = ids!(&db, select c.id from comments c join posts p on p.id = c.post_id where c.author_id = 4);
    assert_eq!(found, Vec::<i64>::new());
    let found = ids!(&db, select c.id from comments c where c.author_id = 4);
    assert_eq!(found, [103]);
}

#[tokio::test]
async fn a_parenthesised_join_is_filtered_inside() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.tag),
        select p.id, t.id as tag from posts p left join (post_tags l join tags t on t.id = l.tag_id) on l.post_id = p.id
        order by p.id, t.id);
    assert_eq!(
        found,
        [(10, Some(1)), (10, Some(2)), (12, Some(2)), (13, None)]
    );
}

#[tokio::test]
async fn the_inner_join_of_a_nullable_side_does_not_empty_the_outer_one() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.name),
        select u.id, g.name from users u left join groups g on g.id = u.group_id order by u.id);
    assert_eq!(found, [(1, Some("staff".to_owned())), (2, None), (4, None)]);
}

#[tokio::test]
async fn a_table_joined_with_itself_is_filtered_twice() {
    let db = reading().await;
    let found = rows!(&db, row => (row.younger, row.older),
        select a.id as younger, b.id as older from users a join users b on a.age < b.age order by a.id, b.id);
    assert_eq!(found, [(1, 4), (2, 1), (2, 4)]);
}

#[tokio::test]
async fn a_lateral_query_is_filtered_at_its_own_level() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.title),
        select u.id, last.title from users u
        left join lateral (select p.title from posts p where p.user_id = u.id order by p.id desc limit 1) last on true
        order by u.id);
    assert_eq!(
        found,
        [
            (1, Some("one".to_owned())),
            (2, Some("three".into())),
            (4, None)
        ]
    );
}

#[tokio::test]
async fn a_condition_in_on_and_one_in_where_mean_different_things() {
    let db = reading().await;
    let on = ids!(&db, select u.id from users u left join posts p on p.user_id = u.id and p.views > 80 order by u.id);
    assert_eq!(on, [1, 2, 4]);
    let filtered = ids!(&db, select u.id from users u left join posts p on p.user_id = u.id where p.views > 80);
    assert_eq!(filtered, [1]);
}

#[tokio::test]
async fn rows_without_a_partner_are_found_by_an_anti_join() {
    let db = reading().await;
    let found = ids!(&db, select u.id from users u left join posts p on p.user_id = u.id where p.id is null);
    assert_eq!(found, [4]);
}

#[tokio::test]
async fn deleted_partners_are_found_when_asked_for() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.title),
        select u.id, p.title from users u left join posts only deleted p on p.user_id = u.id order by u.id);
    assert_eq!(
        found,
        [
            (1, Some("two".to_owned())),
            (2, None),
            (4, Some("five".into()))
        ]
    );
}

#[tokio::test]
async fn a_soft_deleting_table_joins_one_that_is_not() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.name),
        select v.id, u.email as name from visits v left join users u on u.id = v.user_id order by v.id);
    assert_eq!(found, [(1, Some("ann".to_owned())), (2, None), (3, None)]);
}

#[tokio::test]
async fn a_join_of_derived_tables_is_filtered_in_each() {
    let db = reading().await;
    let found = ids!(&db,
        select u.id from (select id from users) u join (select user_id, count(*) as n from posts group by user_id) p on p.user_id = u.id
        where p.n = 1 order by u.id);
    assert_eq!(found, [1, 2]);
}

#[tokio::test]
async fn order_by_a_joined_column_puts_missing_partners_where_null_belongs() {
    let db = reading().await;
    let found = ids!(&db, select u.id from users u left join groups g on g.id = u.group_id order by g.name nulls first, u.id desc);
    assert_eq!(found, [4, 2, 1]);
}
