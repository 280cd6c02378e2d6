//! HARD DELETE takes rows of the archive.

use crate::support::World;

#[tokio::test]
async fn deleted_rows_are_removed() {
    let world = World::new().await;
    assert_eq!(
        world
            .affected("hard delete from users where id in (1, 11)")
            .await,
        1
    );
    assert_eq!(world.users().await, "1 2 3 / 12");
    assert_eq!(world.rows("hard delete from users deleted after '2022-01-01' where id > 0 returning id, deleted_by").await, "12|-");
    assert_eq!(world.users().await, "1 2 3 / ");
}

#[tokio::test]
async fn with_deleted_both_are() {
    let world = World::new().await;
    assert_eq!(
        world
            .affected("hard delete from users with deleted where id in (1, 11)")
            .await,
        2
    );
    assert_eq!(world.users().await, "2 3 / 12");
    assert_eq!(
        world.rows("hard delete from users with deleted where id in (2, 12) returning id, name as called, deleted_at is null as active").await,
        "12|new|f 2|bob|t"
    );
    assert_eq!(world.users().await, "3 / ");
    assert_eq!(
        world.rows("with gone as (hard delete from users with deleted where id > 0 returning id) select count(*) from gone").await,
        "1"
    );
}
