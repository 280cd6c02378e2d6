//! Numbers of rows, pages and aggregates agree with what a list shows.

use softdelete::sd_query;

use crate::forum::*;
use crate::support::*;

#[tokio::test]
async fn a_count_equals_the_length_of_the_list() {
    let db = reading().await;
    let list = ids!(&db, select from posts);
    assert_eq!(
        usize::try_from(one!(&db, select count(*) from posts).count).unwrap(),
        list.len()
    );
    assert_eq!(list.len(), 3);
}

#[tokio::test]
async fn a_count_of_nothing_but_deleted_rows_is_nought() {
    let db = reading().await;
    assert_eq!(
        one!(&db, select count(*) from posts where user_id = 4).count,
        0
    );
    assert_eq!(
        one!(&db, select count(*) from posts with deleted where user_id = 4).count,
        1
    );
}

#[tokio::test]
async fn pages_are_full_and_have_no_holes() {
    let db = reading().await;
    let mut pages = Vec::new();
    for page in 0_i64..3 {
        pages.push(ids!(&db, select id from posts order by id limit 2 offset $(page * 2)));
    }
    assert_eq!(pages, [vec![10, 12], vec![13], vec![]]);
}

#[tokio::test]
async fn pages_by_key_agree_with_pages_by_number() {
    let db = reading().await;
    let mut last = 0_i64;
    let mut found = Vec::new();
    loop {
        let page = ids!(&db, select id from posts where id > $last order by id limit 1);
        let Some(&next) = page.first() else { break };
        found.push(next);
        last = next;
    }
    assert_eq!(found, [10, 12, 13]);
}

#[tokio::test]
async fn a_total_beside_each_row_counts_active_rows() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.total), select id, count(*) over () as total from posts order by id limit 2);
    assert_eq!(found, [(10, 3), (12, 3)]);
}

#[tokio::test]
async fn a_count_through_a_join_does_not_count_deleted_partners() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.posts, row.comments),
        select u.id, count(distinct p.id) as posts, count(distinct c.id) as comments
        from users u left join posts p on p.user_id = u.id left join comments c on c.post_id = p.id
        group by u.id order by u.id);
    assert_eq!(found, [(1, 1, 1), (2, 1, 2), (4, 0, 0)]);
}

#[tokio::test]
async fn sums_and_averages_leave_deleted_rows_out() {
    let db = reading().await;
    let row = one!(&db, select sum(views) as sum, min(views) as min, max(views) as max, avg(views)::float8 as avg from posts);
    assert_eq!(
        (row.sum, row.min, row.max),
        (Some(200), Some(30), Some(100))
    );
    assert!((row.avg.unwrap() - 200.0 / 3.0).abs() < 1e-9);
}

#[tokio::test]
async fn a_sum_of_deleted_rows_alone_is_null() {
    let db = reading().await;
    assert_eq!(
        one!(&db, select sum(views) as sum from posts where user_id = 4).sum,
        None
    );
}

#[tokio::test]
async fn a_group_of_nothing_but_deleted_rows_is_no_group() {
    let db = reading().await;
    let found = rows!(&db, row => (row.user_id, row.count), select user_id, count(*) from posts group by user_id order by user_id);
    assert_eq!(found, [(1, 1), (2, 1), (3, 1)]);
}

#[tokio::test]
async fn distinct_values_of_deleted_rows_do_not_appear() {
    let db = reading().await;
    let found = rows!(&db, row => row.user_id, select distinct user_id from posts order by user_id);
    assert_eq!(found, [1, 2, 3]);
    assert_eq!(
        one!(&db, select count(distinct user_id) as n from posts).n,
        3
    );
}

#[tokio::test]
async fn distinct_on_takes_the_first_active_row() {
    let db = reading().await;
    let found = ids!(&db, select distinct on (user_id) id from posts order by user_id, id desc);
    assert_eq!(found, [10, 12, 13]);
}

#[tokio::test]
async fn an_aggregate_with_a_filter() {
    let db = reading().await;
    let row = one!(&db, select count(*) filter (where views > 60) as much, count(*) filter (where views <= 60) as little from posts);
    assert_eq!((row.much, row.little), (2, 1));
}

#[tokio::test]
async fn lists_of_an_aggregate() {
    let db = reading().await;
    let row = one!(&db, select array_agg(title order by id) as titles!, string_agg(title, "+" order by id) as text from posts);
    assert_eq!(row.titles, ["one", "three", "four"]);
    assert_eq!(row.text.as_deref(), Some("one+three+four"));
}

#[tokio::test]
async fn ranks_and_neighbours_skip_deleted_rows() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.place, row.next),
        select id, row_number() over (order by views desc) as place, lead(id) over (order by id) as next from posts order by id);
    assert_eq!(found, [(10, 1, Some(12)), (12, 2, Some(13)), (13, 3, None)]);
}

#[tokio::test]
async fn grouping_sets_total_active_rows() {
    let db = reading().await;
    let found = rows!(&db, row => (row.user_id, row.count),
        select user_id, count(*) from posts group by rollup (user_id) order by user_id nulls last);
    assert_eq!(found, [(Some(1), 1), (Some(2), 1), (Some(3), 1), (None, 3)]);
}

#[tokio::test]
async fn counts_of_a_deletion_and_of_what_is_left_add_up() {
    let (_database, db) = forum().await;
    let before = one!(&db, select count(*) from posts).count;
    let gone = done!(&db, delete from posts where views > 60);
    let after = one!(&db, select count(*) from posts).count;
    assert_eq!((before, gone, after), (3, 2, 1));
}

#[tokio::test]
async fn a_stream_shows_the_same_rows_as_a_list() {
    use futures_util::TryStreamExt;
    let db = reading().await;
    let query = sd_query!(select id from posts order by id);
    let rows: Vec<_> = query.fetch(&db).try_collect().await.unwrap();
    assert_eq!(
        rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        [10, 12, 13]
    );
}
