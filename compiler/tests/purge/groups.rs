//! Groups: rows that refer to one another, which go whole or not at all.

use crate::server::{World, purge_of, send};

fn nodes() -> String {
    purge_of("nodes").stages[0]
        .groups
        .clone()
        .expect("nodes are tied")
}

async fn removed(world: &World, sql: &str, limit: i64) -> (i64, i64) {
    let row = world.send(sql, limit, None).await;
    (row.get(0), row.get(1))
}

#[tokio::test]
async fn a_chain_goes_in_one_statement() {
    let world = World::new().await;
    world.run("insert into nodes (id, parent_id, deleted_at) select n, nullif(n - 1, 0), '2001-01-01' from generate_series(1, 500) n");
    assert_eq!(removed(&world, &nodes(), 1_000).await, (500, 500));
    assert_eq!(world.count("select count(*) from nodes").await, 0);
}

#[tokio::test]
async fn a_circle_goes_whole_whatever_the_limit() {
    let world = World::new().await;
    world.run(
        "insert into nodes (id, deleted_at) select n, '2001-01-01' from generate_series(1, 5) n;
         update nodes set parent_id = id % 5 + 1",
    );
    assert_eq!(removed(&world, &nodes(), 1).await, (5, 5));
}

#[tokio::test]
async fn whatever_keeps_one_row_keeps_what_it_refers_to_and_no_more() {
    let world = World::new().await;
    // Three chains, root first: one ends in an active row, one in a held one, one in a recent one. Below a held row in the middle all may go.
    world.run(
        "insert into nodes (id, parent_id, deleted_at, hold) values
           (1, null, '2001-01-01', false), (2, 1, '2001-01-01', false), (3, 2, null, false),
           (11, null, '2001-01-01', false), (12, 11, '2001-01-01', true),
           (21, null, '2001-01-01', false), (22, 21, now(), false),
           (31, null, '2001-01-01', true), (32, 31, '2001-01-01', false), (33, 32, '2001-01-01', false)",
    );
    assert_eq!(removed(&world, &nodes(), 100).await, (2, 2));
    let left = "select string_agg(id::text, ' ' order by id) from nodes";
    assert_eq!(world.text(left).await, "1 2 3 11 12 21 22 31");
    assert_eq!(removed(&world, &nodes(), 100).await, (0, 0));
}

#[tokio::test]
async fn a_row_that_refers_to_itself_goes_in_a_batch() {
    let world = World::new().await;
    world.run("insert into nodes (id, parent_id, deleted_at) values (1, 1, '2001-01-01')");
    let batch = &purge_of("nodes").stages[0].tables[0].batch;
    assert_eq!(world.send(batch, 10, None).await.get::<_, i64>(1), 1);
}

#[tokio::test]
async fn circles_over_two_tables_go_whole() {
    let world = World::new().await;
    world.run(
        "insert into lefts (id, deleted_at) select n, '2001-01-01' from generate_series(1, 3) n;
         insert into rights (id, left_id, deleted_at) select n, n, '2001-01-01' from generate_series(1, 3) n;
         update lefts set right_id = id;
         update rights set deleted_at = null where id = 3",
    );
    let stage = &purge_of("lefts").stages[0];
    let groups = stage.groups.as_ref().expect("the tables are tied");
    let row = world.send(groups, 100, Some("1 day")).await;
    let counts: Vec<i64> = (0..3).map(|column| row.get(column)).collect();
    assert_eq!(counts, [4, 2, 2]);
    assert_eq!(
        world
            .text("select string_agg(id::text, ' ') from lefts")
            .await,
        "3"
    );
    assert_eq!(
        world
            .text("select string_agg(id::text, ' ') from rights")
            .await,
        "3"
    );
}

#[tokio::test]
async fn a_group_of_which_a_row_was_restored_meanwhile_stays_whole() {
    let mut world = World::new().await;
    world.run(
        "insert into nodes (id, parent_id, deleted_at) select n, nullif(n - 1, 0), '2001-01-01' from generate_series(1, 5) n",
    );
    let other = world.database.connect().await.expect("the server answers");
    let transaction = world.client.transaction().await.expect("a transaction");
    transaction
        .execute("update nodes set deleted_at = null where id = 5", &[])
        .await
        .expect("the update runs");
    let sql = nodes();
    let (row, committed) = tokio::join!(send(&other, &sql, 10, None), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        transaction.commit().await
    });
    committed.expect("it commits");
    let row = row.expect("it runs");
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (5, 0));
    assert_eq!(world.count("select count(*) from nodes").await, 5);
    assert_eq!(removed(&world, &sql, 10).await, (0, 0));
}
