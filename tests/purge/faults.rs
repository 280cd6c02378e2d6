//! A server that goes away, triggers that keep rows, and the guard.

use std::time::Duration;

use softdelete::Purge;

use crate::shop::{LONG_AGO, Shop, User};

#[tokio::test]
async fn the_guard_lets_a_purge_through_and_a_raw_delete_not() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    shop.run(
        "create function guard() returns trigger language plpgsql as $$ begin
           if current_setting('softdelete.hard', true) is distinct from statement_timestamp()::text then
             raise exception 'rows are only marked';
           end if;
           return old;
         end $$;
         create trigger guard before delete on users for each row execute function guard();
         create trigger guard before delete on orders for each row execute function guard()",
    );
    let connection = shop.database.connect().await.expect("the server answers");
    assert!(connection.execute("delete from orders", &[]).await.is_err());
    assert_eq!(shop.purge().await.removed(), 21);
}

#[tokio::test]
async fn a_trigger_that_keeps_rows_does_not_keep_the_purge_for_ever() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    shop.run(
        "create function keep() returns trigger language plpgsql as $$ begin return null; end $$;
         create trigger keep before delete on items for each row execute function keep()",
    );
    let report = tokio::time::timeout(Duration::from_secs(20), shop.purge()).await;
    let report = report.expect("it comes to an end");
    assert_eq!(report.removed(), 0);
    let kept = report
        .of("items")
        .and_then(|table| table.kept)
        .expect("it was counted");
    assert_eq!(kept.due, 12);
}

#[tokio::test]
async fn a_purge_goes_on_when_its_connections_are_cut() {
    let shop = Shop::open().await;
    shop.run(
        "insert into users (id, deleted_at) select n, '2001-01-01' from generate_series(1, 300) n",
    );
    let purge = Purge::of::<User>()
        .batch_size(5)
        .workers(2)
        .pause(Duration::from_millis(2));
    let other = shop.database.connect().await.expect("the server answers");
    let cutting = async {
        for _ in 0..5 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
            other.execute(cut, &[]).await.expect("they are cut");
        }
    };
    let (report, ()) = tokio::join!(purge.run(&shop.pool), cutting);
    report.expect("it comes to its end");
    assert_eq!(shop.count("select count(*) from users").await, 0);
    assert_eq!(
        shop.count("select count(*) from softdelete.history").await,
        300
    );
}

#[tokio::test]
async fn a_reference_that_was_never_declared_is_the_servers_to_report() {
    let shop = Shop::open().await;
    shop.run(
        "create table forgotten (user_id bigint references users);
         insert into users (id, deleted_at) values (1, '2001-01-01');
         insert into forgotten values (1)",
    );
    let purge = Purge::of::<User>().retries(1);
    let error = purge.run(&shop.pool).await.expect_err("the server refuses");
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(shop.count("select count(*) from users").await, 1);
}
