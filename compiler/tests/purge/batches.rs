//! Batches: what is taken, in which order, and what keeps a row.

use tokio_postgres::SimpleQueryMessage;

use crate::server::{World, purge_of, send};

fn users_batch() -> String {
    purge_of("users").stages[2].tables[0].batch.clone()
}

#[tokio::test]
async fn the_oldest_deletions_past_retention_go_first() {
    let world = World::new().await;
    world.run(
        "insert into users (id, deleted_at) select n, now() - n * interval '30 days' from generate_series(1, 6) n;
         insert into users (id) values (7)",
    );
    let row = world.send(&users_batch(), 2, None).await;
    assert_eq!((row.get(0), row.get(1)), (2_i64, 2_i64));
    let left = "select string_agg(id::text, ' ' order by id) from users";
    assert_eq!(world.text(left).await, "1 2 3 4 7");
    let row = world.send(&users_batch(), 10, None).await;
    // 90 days to the microsecond have passed for the third, too.
    assert_eq!((row.get(0), row.get(1)), (2_i64, 2_i64));
    assert_eq!(world.text(left).await, "1 2 7");
}

#[tokio::test]
async fn an_age_that_is_asked_for_narrows_retention_and_never_widens_it() {
    let world = World::new().await;
    world.run("insert into users (id, deleted_at) values (1, now() - interval '100 days'), (2, now() - interval '200 days')");
    let row = world.send(&users_batch(), 10, Some("1 second")).await;
    assert_eq!(row.get::<_, i64>(1), 2);
    world.run("insert into users (id, deleted_at) values (1, now() - interval '100 days'), (2, now() - interval '200 days')");
    let row = world.send(&users_batch(), 10, Some("150 days")).await;
    assert_eq!(row.get::<_, i64>(1), 1);
    world.run("insert into users (id, deleted_at) values (3, now() - interval '10 days')");
    let row = world.send(&users_batch(), 10, Some("1 second")).await;
    assert_eq!(row.get::<_, i64>(1), 1);
    assert_eq!(world.text("select id::text from users").await, "3");
}

#[tokio::test]
async fn without_retention_and_without_an_age_nothing_goes() {
    let world = World::new().await;
    world.run("insert into lefts (id, deleted_at) values (1, '-infinity'), (2, '2001-01-01')");
    let batch = &purge_of("lefts").stages[0].tables[0].batch;
    assert_eq!(world.send(batch, 10, None).await.get::<_, i64>(1), 0);
    assert_eq!(
        world.send(batch, 10, Some("1 day")).await.get::<_, i64>(1),
        2
    );
}

#[tokio::test]
async fn a_held_row_stays_and_a_hold_that_was_never_decided_is_none() {
    let world = World::new().await;
    world.run(
        "insert into users (id, legal_hold, deleted_at) values (1, true, '2001-01-01'), (2, null, '2001-01-01'), (3, false, '2001-01-01')",
    );
    assert_eq!(
        world.send(&users_batch(), 10, None).await.get::<_, i64>(1),
        2
    );
    assert_eq!(world.text("select id::text from users").await, "1");
}

#[tokio::test]
async fn a_row_that_any_row_refers_to_stays() {
    let world = World::new().await;
    world.run(
        "insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 4) n;
         insert into orders (id, user_id) values (1, 1);
         insert into orders (id, user_id, is_deleted, deleted_at) values (2, 2, true, now());
         insert into notes values (1, 3)",
    );
    assert_eq!(
        world.send(&users_batch(), 10, None).await.get::<_, i64>(1),
        1
    );
    assert_eq!(
        world.count("select count(*) from users where id = 4").await,
        0
    );
}

#[tokio::test]
async fn flags_and_sentinels_tell_deleted_rows_too() {
    let world = World::new().await;
    world.run(
        "insert into orders (id, is_deleted, deleted_at) values (1, true, '2001-01-01'), (2, false, '2001-01-01'), (3, true, null);
         insert into items (order_id, no, deleted_at) values (2, 1, '2001-01-01'), (2, 2, 'infinity'), (2, 3, now())",
    );
    let purge = purge_of("orders");
    let items = &purge.stages[0].tables[0];
    assert_eq!(world.send(&items.batch, 10, None).await.get::<_, i64>(1), 1);
    assert_eq!(
        world
            .text("select string_agg(no::text, ' ' order by no) from items")
            .await,
        "2 3"
    );
    let orders = &purge.stages[1].tables[0];
    assert_eq!(
        world.send(&orders.batch, 10, None).await.get::<_, i64>(1),
        1
    );
    assert_eq!(
        world
            .text("select string_agg(id::text, ' ' order by id) from orders")
            .await,
        "2 3"
    );
}

#[tokio::test]
async fn every_row_removed_is_recorded() {
    let world = World::new().await;
    world.run(
        "insert into users (id, deleted_at) values (1, '2001-01-01'), (2, '2001-01-01'), (3, null)",
    );
    world.send(&users_batch(), 10, None).await;
    let history = "select string_agg(concat_ws(' ', action, schema_name, table_name, row_key, actor, reason), '; ' order by row_key::text) from softdelete.history";
    assert_eq!(
        world.text(history).await,
        "purge users {\"id\": 1} who why; purge users {\"id\": 2} who why"
    );
    let outbox = "select string_agg(concat_ws(' ', action, table_name, row_key, actor), '; ' order by row_key::text) from softdelete.outbox";
    assert_eq!(
        world.text(outbox).await,
        "purge users {\"id\": 1} who; purge users {\"id\": 2} who"
    );
}

#[tokio::test]
async fn rows_that_another_transaction_has_locked_are_passed_over() {
    let mut world = World::new().await;
    world.run(
        "insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 3) n",
    );
    let other = world.database.connect().await.expect("the server answers");
    let transaction = world.client.transaction().await.expect("a transaction");
    transaction
        .execute("update users set name = 'x' where id = 2", &[])
        .await
        .expect("the update runs");
    let row = send(&other, &users_batch(), 10, None)
        .await
        .expect("it runs");
    assert_eq!(row.get::<_, i64>(1), 2);
    transaction.commit().await.expect("it commits");
    assert_eq!(world.text("select id::text from users").await, "2");
}

#[tokio::test]
async fn a_row_that_was_restored_meanwhile_stays() {
    let mut world = World::new().await;
    world.run("insert into users (id, deleted_at) values (1, '2001-01-01')");
    let other = world.database.connect().await.expect("the server answers");
    let transaction = world.client.transaction().await.expect("a transaction");
    transaction
        .execute("update users set deleted_at = null where id = 1", &[])
        .await
        .expect("the update runs");
    // Without SKIP LOCKED the statement waits for the lock, and looks at the row again when it has it.
    let waiting = users_batch().replace(" SKIP LOCKED", "");
    let (row, committed) = tokio::join!(send(&other, &waiting, 10, None), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        transaction.commit().await
    });
    committed.expect("it commits");
    assert_eq!(row.expect("it runs").get::<_, i64>(1), 0);
    assert_eq!(world.count("select count(*) from users").await, 1);
}

#[tokio::test]
async fn what_is_kept_is_counted_by_its_reason() {
    let world = World::new().await;
    world.run(
        "insert into users (id, deleted_at) values (1, now()), (2, '2001-01-01'), (3, '2001-01-01'), (4, null), (5, '2001-01-01');
         insert into users (id, legal_hold, deleted_at) values (6, true, '2001-01-01'), (7, true, now());
         insert into notes values (1, 2), (2, 3), (3, 4)",
    );
    let kept = &purge_of("users").stages[2].tables[0].kept;
    let row = world.send(kept, 1, None).await;
    let counts: Vec<i64> = (0..4).map(|column| row.get(column)).collect();
    assert_eq!(counts, [2, 1, 2, 1]);
}

#[tokio::test]
async fn a_guard_trigger_lets_a_batch_through_and_nothing_after_it() {
    let world = World::new().await;
    world.run(
        "create function guard() returns trigger language plpgsql as $$ begin
           if current_setting('softdelete.hard', true) is distinct from statement_timestamp()::text then
             raise exception 'rows of users are only marked';
           end if;
           return old;
         end $$;
         create trigger guard before delete on users for each row execute function guard();
         insert into users (id, deleted_at) values (1, '2001-01-01'), (2, now())",
    );
    world
        .client
        .batch_execute("begin")
        .await
        .expect("a transaction");
    let row = send(&world.client, &users_batch(), 10, None)
        .await
        .expect("it passes");
    assert_eq!(row.get::<_, i64>(1), 1);
    let raw = world.client.execute("delete from users", &[]).await;
    assert!(raw.is_err(), "a later raw DELETE is refused again");
}

#[tokio::test]
async fn a_batch_finds_its_rows_by_the_index_also_in_a_generic_plan() {
    let world = World::new().await;
    world.run(
        "insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 20000) n; analyze users;
         set plan_cache_mode = force_generic_plan",
    );
    for (batch, index) in [
        (users_batch(), "Index Scan using users_pkey on users t_1"),
        (
            purge_of("orders").stages[0].tables[0].batch.clone(),
            "Tid Scan on items t_1",
        ),
    ] {
        let prepare = format!(
            "set plan_cache_mode = force_generic_plan; prepare p (int8, interval, timestamptz, text, uuid, text) as {batch}"
        );
        world
            .client
            .batch_execute(&prepare)
            .await
            .expect("it is prepared");
        let plan = world
            .client
            .simple_query("explain execute p (1000, null, null, null, null, null); deallocate p")
            .await
            .expect("it is explained");
        let lines = plan.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        let plan: Vec<_> = lines.collect();
        assert!(
            plan.iter().any(|line| line.contains(index)),
            "{}",
            plan.join("\n")
        );
    }
}
