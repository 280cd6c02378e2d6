//! How the server runs a cascade: by the indexes of the foreign keys, also with a plan that serves any parameter; and beside other
//! transactions.

use std::time::Duration;

use softdelete_compiler::catalog::OnDelete::{Cascade, Restrict, SetNull};

use crate::server::Session;
use crate::world::{Made, Soft, table};

fn world() -> Vec<Made> {
    vec![
        table("users", "id int8*", Soft::Full),
        table("orders", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Cascade),
        table("carts", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Cascade),
        table("items", "id int8*, order_id int8, cart_id int8", Soft::Full)
            .refers("order_id -> orders(id)", Cascade)
            .refers("cart_id -> carts(id)", Cascade),
        table("notes", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", SetNull),
        table("invoices", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Restrict),
        table("nodes", "id int8*, parent int8", Soft::Full).refers("parent -> nodes(id)", Cascade),
    ]
}

#[tokio::test]
async fn children_are_found_by_their_indexes() {
    let rows = "
        insert into users select generate_series(1, 20000);
        insert into orders select n, n from generate_series(1, 20000) n;
        insert into carts select n, n from generate_series(1, 20000) n;
        insert into items select n, n, n from generate_series(1, 20000) n;
        insert into notes select n, n from generate_series(1, 20000) n;
        insert into invoices select n, n from generate_series(1, 20000) n;
        insert into nodes select n, n / 2 from generate_series(1, 200000) n where n > 1 union all select 0, null union all select 1, 0;
        analyze;
        set plan_cache_mode = force_generic_plan;
    ";
    let db = Session::new(&world(), rows).await;
    for (text, tables) in [
        (
            "delete from users where id = 7",
            &["users", "orders", "carts", "items", "notes", "invoices"][..],
        ),
        ("delete from nodes where id = 7", &["nodes"]),
    ] {
        let compiled = db.compile(text);
        let sql = &compiled.sql;
        db.client
            .batch_execute(&format!("prepare probe (text, uuid) as {sql}"))
            .await
            .expect("a statement");
        let plan = db
            .select("explain execute probe ('a', '00000000-0000-0000-0000-000000000001')")
            .await
            .join("\n");
        db.client
            .batch_execute("deallocate probe")
            .await
            .expect("a statement");
        for table in tables {
            assert!(!plan.contains(&format!("Seq Scan on {table}")), "{plan}");
        }
    }
}

/// PostgreSQL looks again at a row that another transaction changed meanwhile, and only then does the cascade go on.
#[tokio::test]
async fn a_child_that_another_transaction_holds() {
    let rows = "
        insert into users values (1), (2);
        insert into orders values (10, 1), (11, 1);
        insert into carts values (20, 1);
        insert into items values (1, 10, null), (2, 11, 20), (3, null, 20), (4, 11, null);
        insert into notes values (1, 1);
    ";
    let mut db = Session::new(&world(), rows).await;
    let other = db.connect().await;
    other
        .batch_execute(
            "begin;
             update orders set user_id = 2 where id = 11;
             update items set cart_id = null where id = 2;
             update items set cart_id = null where id = 3;
             update notes set user_id = 2 where id = 1;",
        )
        .await
        .expect("changes");
    let compiled = db.compile("delete from users where id = 1");
    let (done, ()) = tokio::join!(db.rows(&compiled.sql, &compiled), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        other.batch_execute("commit").await.expect("a commit");
    });
    done.expect("the deletion goes on");
    assert_eq!(
        db.select("select id from orders where deleted_at is null")
            .await,
        ["11"]
    );
    assert_eq!(
        db.select("select id from items where deleted_at is null order by 1")
            .await,
        ["2", "3", "4"]
    );
    assert_eq!(db.select("select user_id from notes").await, ["2"]);
    assert_eq!(db.run("delete from users where id = 1").await.unwrap(), "");
}

#[tokio::test]
async fn the_same_row_deleted_by_two() {
    let rows = "insert into users values (1); insert into orders values (10, 1);";
    let mut db = Session::new(&world(), rows).await;
    let other = db.connect().await;
    let compiled = db.compile("delete from users where id = 1");
    other
        .batch_execute("begin; update users set deleted_at = now() where id = 1; update orders set deleted_at = now() where id = 10;")
        .await
        .expect("changes");
    let (done, ()) = tokio::join!(db.rows(&compiled.sql, &compiled), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        other.batch_execute("commit").await.expect("a commit");
    });
    let rows = done.expect("the deletion goes on");
    let count: i64 = rows[0].get(0);
    assert_eq!(count, 0);
    assert_eq!(db.run("delete from users where id = 1").await.unwrap(), "");
}
