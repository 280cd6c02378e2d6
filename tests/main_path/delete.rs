//! DELETE marks, RESTORE takes the mark away, and only HARD DELETE destroys.

use softdelete::{Executor, sd_query};

use crate::shop::*;

#[tokio::test]
async fn delete_marks_with_who_and_why() {
    let (_database, db) = shop().await;
    let admin = "admin";
    let query = sd_query!(delete from orders where id = 10 by $admin because "a mistake");
    assert!(query.sql().starts_with("UPDATE"), "{}", query.sql());
    assert_eq!(query.execute(&db).await.unwrap(), 1);
    let row = sd_query!(
        select removed_at, removed_by, deletion_reason, deletion_id from orders only deleted where id = 10
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert!(row.removed_at.is_some());
    assert_eq!(row.removed_by.as_deref(), Some("admin"));
    assert_eq!(row.deletion_reason.as_deref(), Some("a mistake"));
    assert_eq!(row.deletion_id.map(|id| id.get_version_num()), Some(7));
}

#[tokio::test]
async fn the_actor_comes_from_the_executor() {
    let (_database, db) = shop().await;
    sd_query!(delete from orders where id = 10)
        .execute(&db.as_actor("ann"))
        .await
        .unwrap();
    sd_query!(delete from orders where id = 13)
        .execute(&db)
        .await
        .unwrap();
    let who =
        sd_query!(select removed_by from orders only deleted where id in (10, 13) order by id);
    let who: Vec<_> = who
        .fetch_all(&db)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.removed_by)
        .collect();
    assert_eq!(who, [Some("ann".into()), None]);
}

#[tokio::test]
async fn deleting_twice_does_not_stamp_again() {
    let (_database, db) = shop().await;
    assert_eq!(
        sd_query!(delete from orders where id = 11)
            .execute(&db)
            .await
            .unwrap(),
        0
    );
    let row = sd_query!(select removed_at from orders only deleted where id = 11)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(row.removed_at, Some(month(3)));
}

#[tokio::test]
async fn delete_using_and_returning() {
    let (_database, db) = shop().await;
    let gone = sd_query!(
        delete from orders o using customers c where c.id = o.customer_id and c.id = 1 returning o.id, o.state
    )
    .fetch_all(&db)
    .await
    .unwrap();
    assert_eq!(
        gone.iter()
            .map(|row| (row.id, row.state))
            .collect::<Vec<_>>(),
        [(10, OrderState::New)]
    );
}

#[tokio::test]
async fn restore_brings_back() {
    let (_database, db) = shop().await;
    assert_eq!(
        sd_query!(restore orders where id = 11)
            .execute(&db)
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        sd_query!(restore orders where id = 11)
            .execute(&db)
            .await
            .unwrap(),
        0
    );
    let row = sd_query!(select id, removed_at, removed_by from orders where id = 11)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!((row.id, row.removed_at, row.removed_by), (11, None, None));
}

#[tokio::test]
async fn hard_delete_takes_marked_rows_only() {
    let (_database, db) = shop().await;
    assert_eq!(
        sd_query!(hard delete from orders where id in (10, 11))
            .execute(&db)
            .await
            .unwrap(),
        1
    );
    let left = sd_query!(select id from orders with deleted order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(
        left.iter().map(|row| row.id).collect::<Vec<_>>(),
        [10, 12, 13]
    );
    sd_query!(hard delete from orders with deleted where id = 10)
        .execute(&db)
        .await
        .unwrap();
    sd_query!(hard delete from log where id = 1)
        .execute(&db)
        .await
        .unwrap();
    let log = sd_query!(select from log).fetch_all(&db).await.unwrap();
    assert_eq!(
        log,
        [Entry {
            id: 2,
            text: "two".into()
        }]
    );
}

#[tokio::test]
async fn a_whole_table_needs_the_word_all() {
    let (_database, db) = shop().await;
    assert_eq!(
        sd_query!(delete all from orders)
            .execute(&db)
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        sd_query!(hard delete all from log)
            .execute(&db)
            .await
            .unwrap(),
        2
    );
    assert_eq!(sd_query!(restore all orders).execute(&db).await.unwrap(), 4);
}
