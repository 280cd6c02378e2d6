//! UPDATE: active rows only.

use softdelete::sd_query;

use crate::shop::*;

#[tokio::test]
async fn deleted_rows_are_left_alone() {
    let (_database, db) = shop().await;
    assert_eq!(
        sd_query!(update all orders set total = total + 1)
            .execute(&db)
            .await
            .unwrap(),
        2
    );
    let state = OrderState::Delivered;
    let changed = sd_query!(
        update orders o set state = $state from customers c
        where c.id = o.customer_id and c.email like "%@example.org"
        returning o.id, o.state
    )
    .fetch_all(&db)
    .await
    .unwrap();
    // The customer of order 13 is deleted.
    assert_eq!(
        changed
            .iter()
            .map(|row| (row.id, row.state))
            .collect::<Vec<_>>(),
        [(10, OrderState::Delivered)]
    );
    let deleted = sd_query!(select total from orders only deleted where id = 11)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(deleted.total, 50);
}

#[tokio::test]
async fn a_nullable_column_takes_an_option() {
    let (_database, db) = shop().await;
    let name = Some("Bob".to_owned());
    sd_query!(update customers set name = $name where id = 2)
        .execute(&db)
        .await
        .unwrap();
    let name: Option<String> = None;
    sd_query!(update customers set name = $name where id = 1)
        .execute(&db)
        .await
        .unwrap();
    let names = sd_query!(select name from customers order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(
        names.into_iter().map(|row| row.name).collect::<Vec<_>>(),
        [None, Some("Bob".into())]
    );
}

#[tokio::test]
async fn rows_are_not_fetched_from_a_statement_that_returns_none() {
    let (_database, db) = shop().await;
    let error = sd_query!(update orders set total = 1 where id = 10)
        .fetch_all(&db)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("returning"), "{error}");
    let order = sd_query!(select total from orders where id = 10)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(order.total, 100);
}
