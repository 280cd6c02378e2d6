//! Scopes: which rows a table reference sees.

use softdelete::sd_query;

use crate::shop::*;

#[tokio::test]
async fn each_scope_sees_its_rows() {
    let (_database, db) = shop().await;
    let all = sd_query!(select id from orders with deleted order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(
        all.iter().map(|row| row.id).collect::<Vec<_>>(),
        [10, 11, 12, 13]
    );
    let deleted = sd_query!(select o.id from orders only deleted o order by o.id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(
        deleted.iter().map(|row| row.id).collect::<Vec<_>>(),
        [11, 12]
    );
    let (from, to) = (month(3), month(4));
    let after = sd_query!(select id from orders deleted after $from)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(after.iter().map(|row| row.id).collect::<Vec<_>>(), [12]);
    let before = sd_query!(select id from orders deleted before $to)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(before.iter().map(|row| row.id).collect::<Vec<_>>(), [11]);
    let between = sd_query!(select id from orders deleted between $from and $to order by id);
    let between = between.fetch_all(&db).await.unwrap();
    assert_eq!(
        between.iter().map(|row| row.id).collect::<Vec<_>>(),
        [11, 12]
    );
    let (before, after) = (month(1), month(2));
    let before = sd_query!(select id from customers as of $before order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(
        before.iter().map(|row| row.id.0).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    let after = sd_query!(select id from customers as of $after order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(after.iter().map(|row| row.id.0).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn a_scope_is_of_its_own_reference_only() {
    let (_database, db) = shop().await;
    let rows = sd_query!(
        select c.id from customers with deleted c join orders o on o.customer_id = c.id order by c.id
    )
    .fetch_all(&db)
    .await
    .unwrap();
    assert_eq!(rows.iter().map(|row| row.id.0).collect::<Vec<_>>(), [1, 3]);
}

#[tokio::test]
async fn marker_columns_can_be_read() {
    let (_database, db) = shop().await;
    let row = sd_query!(select id, removed_at, removed_by from orders only deleted where id = 11);
    let row = row.fetch_one(&db).await.unwrap();
    assert_eq!(row.removed_at, Some(month(3)));
    assert_eq!(row.removed_by, None);
}
