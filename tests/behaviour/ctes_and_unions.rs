//! WITH, recursion and set operations.

use softdelete::Table;
use softdelete::tokio_postgres::Client;
use softdelete_testing::Database;

use crate::forum::*;
use crate::support::*;

/// A folder in a folder.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "folders", soft_delete, children(folders))]
struct Folder {
    #[column(primary_key)]
    id: i64,
    #[column(references(folders.id), on_delete = cascade)]
    parent_id: Option<i64>,
    name: String,
}

/// 1 has 2 and 3; 2, which is deleted, has 4, which is not; 3 has 5, which is deleted.
static FOLDERS: Template = Template::of(
    "create table folders (id bigint primary key, parent_id bigint, name text not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
     insert into folders (id, parent_id, name, deleted_at) values
        (1, null, 'root', null), (2, 1, 'two', now()), (3, 1, 'three', null), (4, 2, 'four', null), (5, 3, 'five', now())",
);

async fn folders_of() -> (Database, Client) {
    FOLDERS.copy().await
}

#[tokio::test]
async fn a_common_table_expression_is_filtered() {
    let db = reading().await;
    let found = ids!(&db, with mine as (select id, views from posts) select id from mine where views > 0 order by id);
    assert_eq!(found, [10, 12, 13]);
}

#[tokio::test]
async fn one_expression_reads_another() {
    let db = reading().await;
    let found = ids!(&db,
        with authors as (select user_id from posts), named as (select u.id from users u join authors a on a.user_id = u.id)
        select id from named order by id);
    assert_eq!(found, [1, 2]);
}

#[tokio::test]
async fn an_expression_read_twice_is_the_same_both_times() {
    let db = reading().await;
    let row = one!(&db,
        with mine as (select id from posts) select (select count(*) from mine a cross join mine b) as pairs!);
    assert_eq!(row.pairs, 9);
}

#[tokio::test]
async fn an_expression_with_a_wider_scope_keeps_it() {
    let db = reading().await;
    let found = ids!(&db,
        with every as (select id from posts with deleted) select e.id from every e where e.id not in (select id from posts) order by e.id);
    assert_eq!(found, [11, 14]);
}

#[tokio::test]
async fn an_inner_with_is_filtered_too() {
    let db = reading().await;
    let found = ids!(&db,
        select u.id from users u where u.id in (with mine as (select user_id from posts) select user_id from mine) order by u.id);
    assert_eq!(found, [1, 2]);
}

#[tokio::test]
async fn materialized_or_not() {
    let db = reading().await;
    let found = ids!(&db,
        with a as materialized (select id from posts), b as not materialized (select id from posts)
        select a.id from a join b on b.id = a.id order by a.id);
    assert_eq!(found, [10, 12, 13]);
}

#[tokio::test]
async fn union_all_filters_each_arm() {
    let db = reading().await;
    let found = ids!(&db, select id from users union all select id from posts order by id);
    assert_eq!(found, [1, 2, 4, 10, 12, 13]);
}

#[tokio::test]
async fn union_makes_one_of_equal_rows() {
    let db = reading().await;
    let found = ids!(&db, select user_id as id from posts union select id from users order by id);
    assert_eq!(found, [1, 2, 3, 4]);
}

#[tokio::test]
async fn except_does_not_subtract_deleted_rows() {
    let db = reading().await;
    let found = ids!(&db, select id from users with deleted except select id from users);
    assert_eq!(found, [3]);
}

#[tokio::test]
async fn intersect_keeps_what_both_arms_see() {
    let db = reading().await;
    let found =
        ids!(&db, select user_id as id from posts intersect select id from users order by id);
    assert_eq!(found, [1, 2]);
}

#[tokio::test]
async fn arms_in_parentheses_with_limits() {
    let db = reading().await;
    let found = ids!(&db,
        (select id from posts order by id desc limit 1) union all (select id from posts order by id limit 1) order by id);
    assert_eq!(found, [10, 13]);
}

#[tokio::test]
async fn active_and_deleted_rows_side_by_side() {
    let db = reading().await;
    let found = rows!(&db, row => (row.id, row.state),
        select id, "active" as state from tags union all select id, "deleted" from tags only deleted order by id);
    assert_eq!(
        found,
        [
            (1, "active".to_owned()),
            (2, "active".into()),
            (3, "deleted".into())
        ]
    );
}

#[tokio::test]
async fn recursion_does_not_pass_through_a_deleted_row() {
    let (_database, db) = folders_of().await;
    let found = ids!(&db,
        with recursive tree as (
            select id from folders where parent_id is null
            union all
            select f.id from folders f join tree t on f.parent_id = t.id)
        select id from tree order by id);
    assert_eq!(found, [1, 3]);
}

#[tokio::test]
async fn recursion_with_deleted_passes_through() {
    let (_database, db) = folders_of().await;
    let found = ids!(&db,
        with recursive tree as (
            select id from folders where parent_id is null
            union all
            select f.id from folders with deleted f join tree t on f.parent_id = t.id)
        select id from tree order by id);
    assert_eq!(found, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn recursion_may_pass_through_and_leave_deleted_rows_out_at_the_end() {
    let (_database, db) = folders_of().await;
    let found = ids!(&db,
        with recursive tree as (
            select id from folders where parent_id is null
            union all
            select f.id from folders with deleted f join tree t on f.parent_id = t.id)
        select f.id from folders f join tree t on t.id = f.id order by f.id);
    assert_eq!(found, [1, 3, 4]);
}

#[tokio::test]
async fn ancestors_end_at_a_deleted_one() {
    let (_database, db) = folders_of().await;
    let found = ids!(&db,
        with recursive up as (
            select id, parent_id from folders where id = 4
            union all
            select f.id, f.parent_id from folders f join up on up.parent_id = f.id)
        select id from up);
    assert_eq!(found, [4]);
}

#[tokio::test]
async fn a_path_is_built_of_active_rows() {
    let (_database, db) = folders_of().await;
    let found = rows!(&db, row => row.path,
        with recursive tree as (
            select id, name as path, 1 as depth from folders where parent_id is null
            union all
            select f.id, t.path || "/" || f.name, t.depth + 1 from folders f join tree t on f.parent_id = t.id where t.depth < 10)
        select path from tree order by path);
    assert_eq!(found, ["root", "root/three"]);
}

#[tokio::test]
async fn rows_changed_in_with_are_read_outside() {
    let (_database, db) = forum().await;
    let found = rows!(&db, row => (row.id, row.views),
        with raised as (update posts set views = views + 1 where views < 60 returning id, views)
        select id, views from raised order by id);
    // 11 and 14 have fewer as well, and are deleted.
    assert_eq!(found, [(13, 31)]);
}

#[tokio::test]
async fn rows_deleted_in_with_are_read_outside() {
    let (_database, db) = forum().await;
    let found = ids!(&db,
        with gone as (delete from comments where post_id = 12 returning id) select id from gone order by id);
    assert_eq!(found, [102, 104]);
    assert_eq!(ids!(&db, select id from comments order by id), [100, 103]);
}
