//! Families of mixed modes: deletions and restorations go through tables with archives as through others.

use crate::support::World;

/// The rows of the families, active ones before the stroke.
async fn state(world: &World) -> String {
    world
        .plain(
            "select string_agg(x, ' ' order by x) from (
                 select 'a' || id as x from authors union all select '-a' || id from authors_past
                 union all select case when deleted_at = 'infinity' then 'b' else '-b' end || id from books
                 union all select 'p' || id from pages union all select '-p' || id from pages_past
                 union all select 'f' || id || coalesce('=' || author_id, '') from fans union all select '-f' || id from fans_past) s",
        )
        .await
}

const BEFORE: &str = "a1 a2 b10 b11 b12 f1000=1 f1001=2 p100 p101 p102";
const AFTER: &str = "-a1 a2 -b10 -b11 b12 f1000 f1001=2 -p100 -p101 p102";

fn sorted(state: &str) -> Vec<&str> {
    let mut rows: Vec<_> = state.split(' ').collect();
    rows.sort_unstable();
    rows
}

#[tokio::test]
async fn a_deletion_goes_through_archives_and_back() {
    let world = World::new().await;
    assert_eq!(
        world.plan("delete from authors where id = 1").await,
        "1|2|2|1|0"
    );
    assert_eq!(sorted(&state(&world).await), sorted(BEFORE));
    assert_eq!(
        world
            .family("delete from authors where id = 1")
            .await
            .as_deref(),
        Ok("1|2|2|1|0")
    );
    assert_eq!(sorted(&state(&world).await), sorted(AFTER));
    assert_eq!(
        world.plain("select count(distinct deletion_id) from (select deletion_id from authors_past union all select deletion_id from pages_past
                     union all select deletion_id from books where id < 12) s").await,
        "1"
    );
    let planned = world.plan("restore authors where id = 1").await;
    let done = world
        .family("restore authors where id = 1")
        .await
        .expect("it is restored");
    assert!(
        planned.starts_with("1|2|2|") && done.starts_with("1|2|2|"),
        "{planned} {done}"
    );
    // Without audit nothing is known of the link that was cut.
    assert_eq!(
        sorted(&state(&world).await),
        sorted(&BEFORE.replace("=1 ", " "))
    );
}

#[tokio::test]
async fn what_was_deleted_before_stays_deleted() {
    let world = World::new().await;
    world
        .family("delete from pages where id = 100")
        .await
        .expect("it is deleted");
    world
        .plain("update pages_past set deletion_id = gen_random_uuid()")
        .await;
    world
        .family("delete from authors where id = 1")
        .await
        .expect("it is deleted");
    world
        .family("restore authors where id = 1")
        .await
        .expect("it is restored");
    assert_eq!(world.plain("select id from pages").await, "101 102");
    assert_eq!(world.plain("select id from pages_past").await, "100");
}

#[tokio::test]
async fn rows_that_refer_forbid() {
    let world = World::new().await;
    let refused = world
        .family("delete from authors where id = 2")
        .await
        .expect_err("a debt forbids it");
    assert!(refused.contains("softdelete 4 1"), "{refused}");
    assert_eq!(sorted(&state(&world).await), sorted(BEFORE));
    world
        .family("delete from debts where id = 5")
        .await
        .expect("it is deleted");
    assert_eq!(
        world
            .family(
                "delete from authors where id = 2 returning name, deletion_id is not null as marked"
            )
            .await
            .as_deref(),
        Ok("bob|t")
    );
    let orphan = world
        .family("restore books where id = 12")
        .await
        .expect_err("the author is deleted");
    assert!(orphan.contains("softdelete"), "{orphan}");
    world
        .family("restore books where id = 12 with parents")
        .await
        .expect("both come back");
    assert_eq!(world.plain("select id from authors").await, "1 2");
    assert_eq!(
        world.plain("select id from pages where id = 102").await,
        "102"
    );
}

#[tokio::test]
async fn a_deletion_within_with() {
    let world = World::new().await;
    assert_eq!(
        world.family("with gone as (delete from authors where id = 1 returning id, name) select name from gone").await.as_deref(),
        Ok("ann")
    );
    assert_eq!(sorted(&state(&world).await), sorted(AFTER));
    assert!(world.family("with gone as (delete from authors where id = 2 returning id, name) select name from gone").await.is_err());
    assert_eq!(
        world.family("with back as (restore authors where id = 1 returning id, deleted_at) select id, deleted_at from back").await.as_deref(),
        Ok("1|-")
    );
    assert_eq!(
        world
            .family("restore authors where id = 1 returning id")
            .await
            .as_deref(),
        Ok("")
    );
}

#[tokio::test]
async fn a_tree_of_one_table() {
    let world = World::new().await;
    assert_eq!(world.plan("delete from nodes where id = 2").await, "1|2");
    world
        .family("delete from nodes where id = 2")
        .await
        .expect("it is deleted");
    assert_eq!(world.plain("select id from nodes").await, "1 5");
    assert_eq!(world.plain("select id from nodes_past").await, "2 3 4");
    world
        .family("restore nodes where id = 2")
        .await
        .expect("it is restored");
    assert_eq!(world.plain("select id from nodes").await, "1 2 3 4 5");
}

#[tokio::test]
async fn removal_looks_at_archives() {
    let world = World::new().await;
    world
        .family("delete from authors where id = 1")
        .await
        .expect("it is deleted");
    let referred = world
        .family("hard delete from authors where id = 1")
        .await
        .expect_err("books refer to it");
    assert!(referred.contains("softdelete"), "{referred}");
    for statement in [
        "hard delete from pages where id in (100, 101)",
        "hard delete from books where id in (10, 11)",
        "hard delete from authors where id = 1",
    ] {
        world.family(statement).await.expect(statement);
    }
    assert_eq!(world.plain("select id from authors_past").await, "");
}

#[tokio::test]
async fn the_whole_table_is_deleted() {
    let world = World::new().await;
    world
        .family("delete all from fans")
        .await
        .expect("they are deleted");
    assert_eq!(world.plain("select id from fans").await, "");
    assert_eq!(world.plain("select id from fans_past").await, "1000 1001");
}

#[tokio::test]
async fn a_tree_is_deleted_within_with_and_nothing_is_returned() {
    let world = World::new().await;
    assert_eq!(
        world
            .family("with gone as (delete from nodes where id = 2) select 1::int8 as one")
            .await
            .as_deref(),
        Ok("1")
    );
    assert_eq!(world.plain("select id from nodes").await, "1 5");
}

#[tokio::test]
async fn of_rows_with_one_key_the_one_comes_back_that_went_along() {
    let world = World::new().await;
    world
        .family("delete from books where id = 10")
        .await
        .expect("it is deleted");
    // The key is given again, and that row deleted as well.
    world
        .plain("insert into pages_past values (100, null, now(), gen_random_uuid())")
        .await;
    world
        .family("restore books where id = 10")
        .await
        .expect("it is restored");
    assert_eq!(
        world
            .plain("select id from pages where book_id = 10 order by id")
            .await,
        "100 101"
    );
    assert_eq!(world.plain("select id from pages_past").await, "100");
}

#[tokio::test]
async fn a_plan_tells_that_a_key_was_given_again() {
    let world = World::new().await;
    world
        .family("delete from pages where id = 102")
        .await
        .expect("it is deleted");
    assert_eq!(world.plan("restore pages where id = 102").await, "1|0|0");
    world.plain("insert into pages values (102, 11)").await;
    assert_eq!(world.plan("restore pages where id = 102").await, "1|0|1");
}

#[tokio::test]
async fn no_parent_is_revived_where_its_key_was_given_again() {
    let world = World::new().await;
    for text in [
        "delete from books where id = 10",
        "delete from authors where id = 1",
    ] {
        world.family(text).await.expect("they are deleted");
    }
    world.plain("insert into authors values (1, 'new')").await;
    world
        .family("restore books where id = 10 with parents")
        .await
        .expect("it is restored under the author who is there");
    assert_eq!(
        world.plain("select name from authors where id = 1").await,
        "new"
    );
    assert_eq!(world.plain("select id from authors_past").await, "1");
    assert_eq!(
        world
            .plain("select id from books where deleted_at = 'infinity' order by id")
            .await,
        "10 12"
    );
}
