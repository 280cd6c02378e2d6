//! Joins: a deleted row is as if it were not there, on whichever side it stands.

use softdelete::sd_query;

use crate::shop::*;

#[tokio::test]
async fn a_left_join_keeps_its_left_rows() {
    let (_database, db) = shop().await;
    let rows = sd_query!(
        select c.id, o.id as order_id from customers c left join orders o on o.customer_id = c.id order by c.id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| (row.id.0, row.order_id))
        .collect();
    assert_eq!(rows, [(1, Some(10)), (2, None)]);
}

#[tokio::test]
async fn a_right_join_keeps_its_right_rows() {
    let (_database, db) = shop().await;
    let rows = sd_query!(
        select c.id, o.id as order_id from orders o right join customers c on o.customer_id = c.id order by c.id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| (row.id.0, row.order_id))
        .collect();
    assert_eq!(rows, [(1, Some(10)), (2, None)]);
}

#[tokio::test]
async fn a_full_join_meets_active_rows_of_both_sides() {
    let (_database, db) = shop().await;
    let rows = sd_query!(
        select c.id, o.id as order_id from customers c full join orders o on o.customer_id = c.id
        order by c.id nulls last, o.id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| (row.id.map(|id| id.0), row.order_id))
        .collect();
    assert_eq!(
        rows,
        [(Some(1), Some(10)), (Some(2), None), (None, Some(13))]
    );
}

#[tokio::test]
async fn a_lateral_query_is_filtered_at_its_own_level() {
    let (_database, db) = shop().await;
    let rows = sd_query!(
        select c.id, latest.total
        from customers c
        left join lateral (select o.total from orders o where o.customer_id = c.id order by o.id desc limit 1) latest on true
        order by c.id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let rows: Vec<_> = rows.into_iter().map(|row| (row.id.0, row.total)).collect();
    assert_eq!(rows, [(1, Some(100)), (2, None)]);
}

#[tokio::test]
async fn or_does_not_let_a_row_escape() {
    let (_database, db) = shop().await;
    let rows = sd_query!(select id from orders where total = 100 or total = 50)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
}
