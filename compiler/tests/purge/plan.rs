//! What a purge would come to.

use crate::server::{World, purge_of};

async fn plan(world: &World, table: &str, older_than: Option<&str>) -> Vec<i64> {
    let row = world.send(&purge_of(table).plan, 1, older_than).await;
    (0..row.len()).map(|column| row.get(column)).collect()
}

#[tokio::test]
async fn rows_whose_children_all_go_are_counted_too() {
    let world = World::new().await;
    world.run(
        "insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 5) n;
         insert into orders (id, user_id, is_deleted, deleted_at) select n, n, true, '2001-01-01' from generate_series(1, 5) n;
         insert into items (order_id, no, deleted_at) select n, 1, '2001-01-01' from generate_series(1, 5) n;
         update items set deleted_at = 'infinity' where order_id = 1;
         update orders set is_deleted = false, deleted_at = null where id = 2;
         update users set legal_hold = true where id = 3;
         insert into notes values (1, 4)",
    );
    assert_eq!(plan(&world, "users", None).await, [4, 3, 1]);
    assert_eq!(plan(&world, "orders", None).await, [4, 3]);
    assert_eq!(world.count("select count(*) from users").await, 5);
}

#[tokio::test]
async fn groups_are_counted_whole_or_not_at_all() {
    let world = World::new().await;
    world.run(
        "insert into nodes (id, deleted_at) select n, '2001-01-01' from generate_series(1, 10) n;
         update nodes set parent_id = id % 5 + 1 where id <= 5;
         update nodes set parent_id = (id - 5) % 5 + 6 where id > 5;
         update nodes set deleted_at = null where id = 3;
         insert into lefts (id, deleted_at) values (1, '2001-01-01'), (2, '2001-01-01');
         insert into rights (id, left_id, deleted_at) values (1, 1, '2001-01-01'), (2, 2, null)",
    );
    assert_eq!(plan(&world, "nodes", None).await, [5]);
    assert_eq!(plan(&world, "lefts", Some("1 day")).await, [1, 1]);
    assert_eq!(plan(&world, "lefts", None).await, [0, 0]);
}
