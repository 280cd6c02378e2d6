//! Children go before their parents, and what keeps a row keeps what it refers to.

use softdelete::{Action, Kept, Purge, sd_query};

use crate::shop::{LONG_AGO, Shop, User, users};

fn kept(report: &softdelete::PurgeReport, table: &str) -> Kept {
    let table = report.of(table).expect("the table is of the family");
    table.kept.expect("it was counted")
}

#[tokio::test]
async fn a_family_goes_with_its_children_first() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    let report = shop.purge().await;
    let removed: Vec<_> = report
        .tables
        .iter()
        .map(|table| (table.table, table.removed))
        .collect();
    assert_eq!(removed, [("items", 12), ("orders", 6), ("users", 3)]);
    assert_eq!(report.removed(), 21);
    assert!(!report.cancelled);
    assert_eq!(
        report.to_string().lines().next(),
        Some("items: 12 rows removed; kept 0 for retention, 0 on hold, 0 referred to")
    );
    assert_eq!(shop.purge().await.removed(), 0);
}

#[tokio::test]
async fn each_table_keeps_its_own_retention() {
    let shop = Shop::open().await;
    shop.run(
        "insert into users (id, deleted_at) values (1, now() - interval '40 days'), (2, now() - interval '100 days');
         insert into orders values (1, 1, true, now() - interval '40 days'), (2, 2, true, now() - interval '20 days')",
    );
    let report = shop.purge().await;
    assert_eq!(report.of("orders").map(|table| table.removed), Some(1));
    assert_eq!(report.of("users").map(|table| table.removed), Some(0));
    assert_eq!(kept(&report, "users").retained, 1);
    assert_eq!(kept(&report, "users").referenced, 1);
}

#[tokio::test]
async fn what_is_kept_is_told_by_its_reason() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    shop.run(
        "update users set legal_hold = true where id = 1;
         update items set deleted_at = 'infinity' where order_id = 3 and no = 1;
         insert into notes values (1, 3);
         insert into users (id, deleted_at) values (4, now()), (5, '2001-01-01'), (6, null)",
    );
    let report = shop.purge().await;
    let users = kept(&report, "users");
    assert_eq!(
        (users.retained, users.held, users.referenced, users.due),
        (1, 1, 2, 0)
    );
    assert_eq!(kept(&report, "orders").referenced, 1);
    assert_eq!(report.of("users").map(|table| table.removed), Some(1));
    assert_eq!(shop.count("select count(*) from users").await, 5);
    assert_eq!(shop.count("select count(*) from items").await, 1);
}

#[tokio::test]
async fn a_plan_says_what_a_purge_then_does() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    shop.run(
        "update users set legal_hold = true where id = 1;
         update items set deleted_at = 'infinity' where order_id = 3 and no = 1",
    );
    let plan = Purge::of::<User>().plan(&shop.pool).await;
    let plan = plan.expect("it counts");
    assert!(plan.planned);
    assert_eq!(
        plan.to_string(),
        "items: 11 rows to remove; kept 0 for retention, 0 on hold, 0 referred to\n\
         orders: 5 rows to remove; kept 0 for retention, 0 on hold, 1 referred to\n\
         users: 1 rows to remove; kept 0 for retention, 1 on hold, 1 referred to"
    );
    assert_eq!(shop.count("select count(*) from users").await, 3);
    let report = shop.purge().await;
    assert_eq!(report.tables, plan.tables);
    assert_eq!(
        shop.count("select count(*) from softdelete.history").await,
        1
    );
}

#[tokio::test]
async fn history_and_outbox_say_who_purged_what_and_why_in_one_operation() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    let purge = Purge::of::<User>()
        .batch_size(1)
        .because("retention has passed");
    let report = purge
        .run(&shop.pool.as_actor("cron"))
        .await
        .expect("it runs");
    let operation = report.operation;
    let matching = format!(
        "select count(*) from softdelete.history where action = 'purge' and table_name = 'users' and actor = 'cron'
         and reason = 'retention has passed' and operation = '{operation}' and row_key ? 'id'"
    );
    assert_eq!(shop.count(&matching).await, 3);
    assert_eq!(
        shop.count(
            "select count(*) from softdelete.outbox where action = 'purge' and actor = 'cron'"
        )
        .await,
        3
    );
}

#[tokio::test]
async fn a_hard_delete_is_refused_where_purge_passes_over() {
    let shop = Shop::open().await;
    shop.run(LONG_AGO);
    shop.run("insert into users (id, legal_hold, deleted_at) values (7, true, '2001-01-01'), (8, false, '2001-01-01')");
    let (held, referred, free) = (7_i64, 1_i64, 8_i64);
    let refused = sd_query!(hard delete from users where id = $held)
        .execute(&shop.pool)
        .await;
    let refusal = refused.expect_err("it is held");
    let refusal = refusal.refusal().expect("a rule forbids it");
    assert_eq!((refusal.action, refusal.rows), (Action::Held, 1));
    let refused = sd_query!(hard delete from users where id = $referred)
        .execute(&shop.pool)
        .await;
    let refusal = refused.expect_err("orders refer to it");
    let refusal = refusal.refusal().expect("a rule forbids it");
    assert_eq!(
        (refusal.action, refusal.table, refusal.rows),
        (Action::Referenced, "orders", 2)
    );
    let removed = sd_query!(hard delete from users where id = $free by "me" because "asked")
        .execute(&shop.pool)
        .await;
    assert_eq!(removed.expect("nothing forbids it"), 1);
    let plan = sd_query!(hard delete from users where id = $referred)
        .plan(&shop.pool)
        .await
        .expect("it plans");
    assert!(plan.to_string().contains("orders"), "{plan}");
    assert_eq!(
        shop.count(
            "select count(*) from softdelete.history where actor = 'me' and reason = 'asked'"
        )
        .await,
        1
    );
}
