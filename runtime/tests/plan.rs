//! What a deletion tells that it would do.

mod support;

use softdelete_runtime::{Action, Pool};
use support::proxy::Proxy;
use support::{Single, shop};
use tokio_postgres::NoTls;

#[tokio::test]
async fn changes_nothing_and_costs_one_round_trip() {
    let database = shop();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    proxy.round_trips();
    let plan = delete_user!(&1_i64).plan(&pool).await.unwrap();
    assert_eq!(proxy.round_trips(), ["PBDES"]);
    assert!(plan.is_possible());
    assert_eq!(plan.obstacles().count(), 0);
    assert_eq!(
        (plan.total(), plan.of("orders"), plan.of("notes")),
        (5, 3, 1)
    );
    assert_eq!(
        plan.to_string(),
        "1 row of users deleted\n\
         ├─ 3 rows of orders deleted\n\
         └─ 1 row of notes unlinked (user_id set to NULL)"
    );
    let marked = query!(Single<i64>; "select count(*) from users where deleted_at is not null");
    assert_eq!(marked.fetch_one(&pool).await.unwrap(), Single(0));
    // What it says is what happens; the statement is prepared under its own identity.
    let effects = delete_user!(&1_i64).effects(&pool).await.unwrap();
    assert_eq!(effects.to_string(), plan.to_string());
    assert_eq!(
        effects.iter().collect::<Vec<_>>(),
        plan.iter().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn tells_what_forbids_the_statement() {
    let database = shop();
    let client = database.connect().await.unwrap();
    let plan = delete_user!(&2_i64).plan(&client).await.unwrap();
    assert!(!plan.is_possible());
    let obstacles: Vec<_> = plan.obstacles().collect();
    assert_eq!(obstacles.len(), 1);
    assert_eq!(
        (obstacles[0].effect.action, obstacles[0].rows),
        (Action::Restrict, 2)
    );
    assert_eq!(
        obstacles[0].to_string(),
        "2 rows of invoices forbid it (restrict)"
    );
    assert_eq!(plan.total(), 3);
    assert_eq!(
        plan.to_string(),
        "1 row of users deleted\n\
         ├─ 1 row of orders deleted\n\
         │  └─ 2 rows of invoices forbid it (restrict)\n\
         └─ 1 row of notes unlinked (user_id set to NULL)"
    );
}

#[tokio::test]
async fn of_nothing_is_possible() {
    let database = shop();
    let client = database.connect().await.unwrap();
    let plan = delete_user!(&77_i64).plan(&client).await.unwrap();
    assert!(plan.is_possible());
    assert_eq!(plan.to_string(), "0 rows of users deleted");
}

#[tokio::test]
async fn is_refused_where_there_is_none() {
    let database = shop();
    let client = database.connect().await.unwrap();
    let error = query!((); "update users set id = id")
        .plan(&client)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("there is no plan"), "{error}");
}
