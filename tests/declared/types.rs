//! Enums, domains and newtypes that no table of the statement has.

use softdelete::sd_query;

use crate::world::{OrderStatus, Price, UserId, orders, world};

#[tokio::test]
async fn casts_name_types() {
    let (_database, db) = world().await;
    let (status, texts) = (OrderStatus::Done, vec!["new".to_owned(), "done".to_owned()]);
    let (money, id) = (Price("12.5".parse().unwrap()), UserId(7));
    let row = sd_query!(
        select "new"::order_status as a, cast("half-done" as app.order_status) as b, $status::OrderStatus as c!,
            $texts::text[]::order_status[] as d!, null::order_status as e,
            $money::Price as f!, $id::UserId as g!, order_status "done" as i
    )
    .fetch_one(&db)
    .await
    .unwrap();
    let (a, b, c): (OrderStatus, OrderStatus, OrderStatus) = (row.a, row.b, row.c);
    assert_eq!(
        (a, b, c),
        (OrderStatus::New, OrderStatus::HalfDone, OrderStatus::Done)
    );
    assert_eq!(row.d, [OrderStatus::New, OrderStatus::Done]);
    assert_eq!(row.e, None::<OrderStatus>);
    let (f, g): (Price, i64) = (row.f, row.g);
    assert_eq!((f.0.to_string(), g), ("12.5".to_owned(), 7));
    assert_eq!(row.i, OrderStatus::Done);
}

#[tokio::test]
async fn column_definitions_name_types() {
    let (_database, db) = world().await;
    let row = sd_query!(
        select status, other from jsonb_to_record("{\"status\": \"done\"}") as t(status order_status, other app.order_status[])
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!(
        (row.status, row.other),
        (Some(OrderStatus::Done), None::<Vec<Option<OrderStatus>>>)
    );
}

#[tokio::test]
async fn a_call_of_the_name_of_a_type_is_a_cast() {
    let (_database, db) = world().await;
    let rows = sd_query!(select id, order_status("done") as done from orders where status = order_status("new"))
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!((rows[0].id, rows[0].done), (10, OrderStatus::Done));
}
