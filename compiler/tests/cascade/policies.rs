//! What each policy does.

use softdelete_compiler::catalog::OnDelete::{Cascade, Keep, Restrict, SetNull};

use crate::server::Session;
use crate::world::{Made, Soft, table};

/// Three levels, every policy, every kind of marker.
fn shop() -> Vec<Made> {
    vec![
        table("users", "id int8*, name text!", Soft::Full),
        table("orders", "id int8*, user_id int8!, note text", Soft::Flag)
            .refers("user_id -> users(id)", Cascade),
        table("items", "id int8*, order_id int8", Soft::Sentinel)
            .refers("order_id -> orders(id)", Cascade),
        table("notes", "id int8*, user_id int8", Soft::Timestamp)
            .refers("user_id -> users(id)", SetNull),
        table("invoices", "id int8*, user_id int8!", Soft::Timestamp)
            .refers("user_id -> users(id)", Restrict),
        table("visits", "id int8*, user_id int8!", Soft::None).refers("user_id -> users(id)", Keep),
    ]
}

const ROWS: &str = "
    insert into users values (1, 'a'), (2, 'b'), (3, 'c');
    insert into orders values (10, 1), (11, 1), (20, 2), (12, 1);
    update orders set gone = true, deletion_id = '00000000-0000-0000-0000-0000000000ff' where id = 12;
    insert into items values (100, 10), (101, 10), (110, 11), (120, 12), (200, 20);
    insert into notes values (1, 1), (2, 1), (3, 2);
    insert into invoices values (1, 2);
    insert into visits values (1, 1);
";

#[tokio::test]
async fn a_deletion_goes_down_to_its_end() {
    let mut db = Session::new(&shop(), ROWS).await;
    assert_eq!(
        db.run("delete from users where id = 1 by '7' because 'left'")
            .await
            .unwrap(),
        "Delete users 1, Delete orders 2, Delete items 3, Unlink notes.user_id 2"
    );
    assert_eq!(
        db.select("select id, deleted_by, deletion_reason, right(deletion_id::text, 2) from users where deleted_at is not null").await,
        ["1 7 left 01"]
    );
    assert_eq!(
        db.select("select id, right(deletion_id::text, 2) from orders where gone order by 1")
            .await,
        ["10 01", "11 01", "12 ff"]
    );
    assert_eq!(
        db.select("select id, remover from items where deleted_at <> 'infinity' order by 1")
            .await,
        ["100 7", "101 7", "110 7"]
    );
    assert_eq!(
        db.select("select id, user_id from notes order by 1").await,
        ["1 -", "2 -", "3 2"]
    );
    assert_eq!(db.select("select user_id from visits").await, ["1"]);
}

#[tokio::test]
async fn deleting_again_changes_nothing() {
    let mut db = Session::new(&shop(), ROWS).await;
    db.run("delete from users where id = 1 by '1'")
        .await
        .unwrap();
    let before = db
        .select("select * from users, orders, items order by 1, 2, 3")
        .await;
    assert_eq!(
        db.run("delete from users where id = 1 by '2'")
            .await
            .unwrap(),
        ""
    );
    assert_eq!(
        before,
        db.select("select * from users, orders, items order by 1, 2, 3")
            .await
    );
}

#[tokio::test]
async fn a_row_that_restricts_forbids_all() {
    let mut db = Session::new(&shop(), ROWS).await;
    let error = db
        .run("delete from users where id <= 2 by '1'")
        .await
        .unwrap_err();
    assert!(error.contains("\"softdelete 4 1\""), "{error}");
    assert_eq!(
        db.plan("delete from users where id <= 2 by '1'").await,
        "Delete users 2, Delete orders 3, Delete items 4, Unlink notes.user_id 3, Restrict invoices.user_id 1"
    );
    // A deleted one forbids nothing.
    db.run("delete from users where id = 3 by '1'")
        .await
        .unwrap();
    db.client
        .batch_execute("update invoices set deleted_at = now()")
        .await
        .unwrap();
    db.run("delete from users where id <= 2 by '1'")
        .await
        .unwrap();
}
