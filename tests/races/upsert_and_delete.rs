//! A key that is unique among active rows, while its row is deleted or restored.

use crate::statements::*;
use crate::support::*;

const OF_REX: &str = "select id from pets where name = 'rex' and deleted_at is null";

#[tokio::test]
async fn an_upsert_that_waited_for_a_deletion_makes_a_new_row() {
    let database = plain();
    let (deleting, upserting, observer) = two(&database).await;
    deleting.run("begin").await;
    assert_eq!(delete_pet(deleting.clone(), 10, "x").await, Ok(1));
    let upsert = start(upsert_pet(upserting.clone(), 30, "rex", 2));
    upserting.waits(&observer).await;
    deleting.run("commit").await;
    assert_eq!(ended(upsert).await, Ok(1));
    assert_eq!(observer.keys(OF_REX).await, [30]);
}

#[tokio::test]
async fn an_upsert_that_waited_for_nothing_changes_the_row() {
    let database = plain();
    let (deleting, upserting, observer) = two(&database).await;
    deleting.run("begin").await;
    assert_eq!(delete_pet(deleting.clone(), 10, "x").await, Ok(1));
    let upsert = start(upsert_pet(upserting.clone(), 30, "rex", 2));
    upserting.waits(&observer).await;
    deleting.run("rollback").await;
    assert_eq!(ended(upsert).await, Ok(1));
    assert_eq!(observer.keys(OF_REX).await, [10]);
    let owner = "select owner_id from pets where id = 10";
    assert_eq!(observer.number(owner).await, 2);
}

#[tokio::test]
async fn a_deletion_that_waited_for_an_upsert_deletes_what_it_left() {
    let database = plain();
    let (deleting, upserting, observer) = two(&database).await;
    upserting.run("begin").await;
    assert_eq!(upsert_pet(upserting.clone(), 30, "rex", 2).await, Ok(1));
    let deletion = start(delete_pet(deleting.clone(), 10, "x"));
    deleting.waits(&observer).await;
    upserting.run("commit").await;
    assert_eq!(ended(deletion).await, Ok(1));
    let changed = "select id from pets where owner_id = 2 and deleted_at is not null";
    assert_eq!(observer.keys(changed).await, [10]);
}

#[tokio::test]
async fn a_restoration_and_an_insert_of_one_key() {
    let unique = Err("23505".to_owned());
    let database = plain();
    let (restoring, inserting, observer) = two(&database).await;
    assert_eq!(delete_pet(restoring.clone(), 10, "x").await, Ok(1));
    restoring.run("begin").await;
    assert_eq!(restore_pet(restoring.clone(), 10).await, Ok(1));
    let insert = {
        let on = inserting.clone();
        start(async move {
            let sql = "insert into pets (id, name) values (30, 'rex')";
            let done = on.client.execute(sql, &[]).await;
            done.map_err(|error| error.code().expect("a refusal").code().to_owned())
        })
    };
    inserting.waits(&observer).await;
    restoring.run("commit").await;
    assert_eq!(ended(insert).await, unique);

    assert_eq!(delete_pet(restoring.clone(), 10, "x").await, Ok(1));
    inserting
        .run("begin; insert into pets (id, name) values (30, 'rex')")
        .await;
    let restoration = start(restore_pet(restoring.clone(), 10));
    restoring.waits(&observer).await;
    inserting.run("commit").await;
    assert_eq!(ended(restoration).await, unique);
    assert_eq!(observer.keys(OF_REX).await, [30]);
}
