//! Families of every shape: several ways to one row, rows that refer to their own table, circles.

use softdelete_compiler::catalog::OnDelete::{Cascade, Restrict, SetNull};

use crate::server::Session;
use crate::world::{Soft, table};

#[tokio::test]
async fn a_row_reached_by_two_ways_is_marked_once() {
    let world = [
        table("users", "id int8*", Soft::Full),
        table("orders", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Cascade),
        table("carts", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Cascade),
        table("items", "id int8*, order_id int8, cart_id int8", Soft::Full)
            .refers("order_id -> orders(id)", Cascade)
            .refers("cart_id -> carts(id)", Cascade)
            .audit(),
    ];
    let rows = "
        insert into users values (1), (2);
        insert into orders values (10, 1), (20, 2);
        insert into carts values (11, 1), (21, 2);
        insert into items values (1, 10, 11), (2, 10, 21), (3, 20, 11), (4, 20, 21), (5, 10, null);
    ";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from users where id = 1").await.unwrap(),
        "Delete users 1, Delete orders 1, Delete carts 1, Delete items 4"
    );
    assert_eq!(
        db.select("select id from items where deleted_at is null")
            .await,
        ["4"]
    );
    assert_eq!(
        db.select("select count(*) from softdelete.history").await,
        ["4"]
    );
}

#[tokio::test]
async fn two_foreign_keys_to_one_parent() {
    let world = [
        table("users", "id int8*", Soft::Full),
        table("transfers", "id int8*, payer int8, payee int8", Soft::Full)
            .refers("payer -> users(id)", Cascade)
            .refers("payee -> users(id)", SetNull),
    ];
    let rows = "insert into users values (1), (2); insert into transfers values (1, 1, 2), (2, 2, 1), (3, 1, 1), (4, 2, 2);";
    let mut db = Session::new(&world, rows).await;
    // The third is marked, so that it keeps its keys.
    assert_eq!(
        db.run("delete from users where id = 1").await.unwrap(),
        "Delete users 1, Delete transfers 2, Unlink transfers.payee 1"
    );
    assert_eq!(
        db.select("select id, payer, payee, deleted_at is not null from transfers order by 1")
            .await,
        ["1 1 2 t", "2 2 - f", "3 1 1 t", "4 2 2 f"]
    );
}

#[tokio::test]
async fn several_keys_of_a_row_are_cut_at_once() {
    let world = [
        table("users", "id int8*", Soft::Full).audit(),
        table("teams", "id int8*, lead int8", Soft::Full).refers("lead -> users(id)", Cascade),
        table(
            "tasks",
            "id int8*, owner int8, helper int8, team int8",
            Soft::Full,
        )
        .refers("owner -> users(id)", SetNull)
        .refers("helper -> users(id)", SetNull)
        .refers("team -> teams(id)", SetNull),
    ];
    let rows = "
        insert into users values (1), (2);
        insert into teams values (5, 1), (6, 2);
        insert into tasks values (1, 1, 2, 5), (2, 2, 1, 6), (3, 1, 1, null), (4, 2, 2, 6);
        insert into tasks (id, owner, deleted_at) values (9, 1, now());
    ";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from users where id = 1").await.unwrap(),
        "Delete users 1, Delete teams 1, Unlink tasks.owner 2, Unlink tasks.helper 2, Unlink tasks.team 1"
    );
    assert_eq!(
        db.select("select id, owner, helper, team from tasks order by 1")
            .await,
        ["1 - 2 -", "2 2 - 6", "3 - - -", "4 2 2 6", "9 1 - -"]
    );
    assert_eq!(
        db.select(
            "select row_key, detail from softdelete.history where action = 'unlink' order by 1, 2"
        )
        .await,
        [
            r#"{"id": 1} {"owner": 1}"#,
            r#"{"id": 2} {"helper": 1}"#,
            r#"{"id": 3} {"helper": 1}"#,
            r#"{"id": 3} {"owner": 1}"#
        ]
    );
}

#[tokio::test]
async fn composite_keys_in_other_schemas() {
    let world = [
        table("app.users", "org int8*, id text*", Soft::Full),
        table(
            "shop.orders",
            "id int8*, org int8!, user_id text",
            Soft::Timestamp,
        )
        .refers("org, user_id -> users(org, id)", Cascade)
        .relative(),
        table("shop.marks", "id int8*, org int8, user_id text", Soft::None)
            .refers("org, user_id -> users(org, id)", SetNull)
            .relative(),
    ];
    let rows = "
        insert into app.users values (1, 'a'), (1, 'b'), (2, 'a');
        insert into shop.orders values (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'a'), (4, 1, null);
        insert into shop.marks values (1, 1, 'a'), (2, 2, 'a');
    ";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from users where org = 1 and id = 'a'")
            .await
            .unwrap(),
        "Delete users 1, Delete orders 1, Unlink marks.org+user_id 1"
    );
    assert_eq!(
        db.select("select id from shop.orders where deleted_at is not null")
            .await,
        ["1"]
    );
    assert_eq!(
        db.select("select * from shop.marks order by 1").await,
        ["1 - -", "2 2 a"]
    );
}

#[tokio::test]
async fn a_self_reference_is_followed_to_its_end() {
    let world = [
        table("nodes", "id int8*, parent int8", Soft::Full)
            .refers("parent -> nodes(id)", Cascade)
            .audit(),
        table("leaves", "id int8*, node int8", Soft::Full).refers("node -> nodes(id)", Cascade),
    ];
    let rows = "
        insert into nodes select n, nullif(n - 1, 0) from generate_series(1, 2000) n;
        insert into leaves select n, n from generate_series(1, 2000) n;
        analyze nodes; analyze leaves;
    ";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from nodes where id in (2, 5)")
            .await
            .unwrap(),
        "Delete nodes 2, Delete nodes 1997, Delete leaves 1999"
    );
    assert_eq!(
        db.select("select id from nodes where deleted_at is null")
            .await,
        ["1"]
    );
    assert_eq!(
        db.select("select count(distinct row_key), count(*) from softdelete.history")
            .await,
        ["1999 1999"]
    );
    assert_eq!(
        db.select("select count(distinct deletion_id) from nodes")
            .await,
        ["1"]
    );
}

#[tokio::test]
async fn a_row_that_refers_to_itself() {
    let world = [
        table("nodes", "id int8*, parent int8, twin int8", Soft::Flag)
            .refers("parent -> nodes(id)", Cascade)
            .refers("twin -> nodes(id)", Cascade),
    ];
    let rows = "insert into nodes values (1, 1, null), (2, 1, 3), (3, null, 2), (4, null, 3), (5, null, null);";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from nodes where id = 1").await.unwrap(),
        "Delete nodes 1, Delete nodes 3"
    );
    assert_eq!(
        db.select("select id from nodes where not gone").await,
        ["5"]
    );
}

#[tokio::test]
async fn two_tables_in_a_circle() {
    let world = [
        table("teams", "id int8*, lead varchar(8)", Soft::Full)
            .refers("lead -> people(name)", Cascade),
        table("people", "name varchar(8)*, team int8", Soft::Sentinel)
            .refers("team -> teams(id)", Cascade),
        table("pets", "id int8*, owner varchar(8)", Soft::Timestamp)
            .refers("owner -> people(name)", Cascade),
        table("badges", "id int8*, owner varchar(8)", Soft::None)
            .refers("owner -> people(name)", SetNull),
    ];
    // Team 1 has a, who leads team 2, which has b, who leads team 3, which has c, who leads team 1.
    let rows = "
        alter table teams disable trigger all; alter table people disable trigger all;
        insert into teams values (1, 'c'), (2, 'a'), (3, 'b'), (4, 'd');
        insert into people values ('a', 1), ('b', 2), ('c', 3), ('d', 4);
        insert into pets values (1, 'a'), (2, 'd');
        insert into badges values (1, 'b'), (2, 'd');
    ";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from teams where id = 2").await.unwrap_err(),
        "invalid input syntax for type bigint: \"tester\""
    );
    assert_eq!(
        db.run("delete from teams where id = 2 by '1'")
            .await
            .unwrap(),
        "Delete teams 1, Delete teams 2, Delete people 3, Delete pets 1, Unlink badges.owner 1"
    );
    assert_eq!(
        db.select("select id from teams where deleted_at is null")
            .await,
        ["4"]
    );
    assert_eq!(
        db.select("select name from people where deleted_at = 'infinity'")
            .await,
        ["d"]
    );
    assert_eq!(
        db.run("delete from people where name = 'd' by '1'")
            .await
            .unwrap(),
        "Delete people 1, Delete teams 1, Delete pets 1, Unlink badges.owner 1"
    );
}

#[tokio::test]
async fn a_circle_below_the_root() {
    let world = [
        table("orgs", "id int8*", Soft::Full),
        table("teams", "id int8*, org int8, lead int8", Soft::Full)
            .refers("org -> orgs(id)", Cascade)
            .refers("lead -> people(id)", Cascade),
        table("people", "id int8*, org int8, team int8", Soft::Full)
            .refers("org -> orgs(id)", Cascade)
            .refers("team -> teams(id)", Cascade),
    ];
    let rows = "
        insert into orgs values (1), (2);
        insert into teams values (1, 1, null), (2, null, null), (3, 2, null);
        insert into people values (1, 2, 1), (2, null, 2), (3, 1, 3);
        update teams set lead = 1 where id = 2;
    ";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from orgs where id = 1").await.unwrap(),
        "Delete orgs 1, Delete teams 2, Delete people 3"
    );
    assert_eq!(
        db.select("select id from teams where deleted_at is null")
            .await,
        ["3"]
    );
}

#[tokio::test]
async fn what_is_deleted_along_does_not_restrict() {
    let world = [
        table("users", "id int8*", Soft::Full),
        table("orders", "id int8*, user_id int8", Soft::Full)
            .refers("user_id -> users(id)", Cascade),
        table(
            "payments",
            "id int8*, user_id int8, order_id int8",
            Soft::Full,
        )
        .refers("user_id -> users(id)", Restrict)
        .refers("order_id -> orders(id)", Cascade),
    ];
    let rows = "
        insert into users values (1), (2);
        insert into orders values (1, 1), (2, 2);
        insert into payments values (1, 1, 1), (2, 2, 2), (3, 2, 1);
    ";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from users where id = 1").await.unwrap(),
        "Delete users 1, Delete orders 1, Delete payments 2"
    );
    db.client
        .batch_execute("insert into payments values (4, 2, null)")
        .await
        .unwrap();
    let error = db.run("delete from users where id = 2").await.unwrap_err();
    assert!(error.contains("softdelete 3 1"), "{error}");
}

#[tokio::test]
async fn a_table_that_forbids_itself() {
    let world =
        [table("nodes", "id int8*, parent int8", Soft::Full)
            .refers("parent -> nodes(id)", Restrict)];
    let rows = "insert into nodes values (1, null), (2, 1), (3, 2);";
    let mut db = Session::new(&world, rows).await;
    assert!(db.run("delete from nodes where id = 1").await.is_err());
    assert_eq!(
        db.run("delete from nodes where id >= 2").await.unwrap(),
        "Delete nodes 2"
    );
    assert_eq!(
        db.run("delete from nodes where id = 1").await.unwrap(),
        "Delete nodes 1"
    );
}

#[tokio::test]
async fn a_table_that_lets_itself_go() {
    let world =
        [table("nodes", "id int8*, parent int8", Soft::Full)
            .refers("parent -> nodes(id)", SetNull)];
    let rows = "insert into nodes values (1, null), (2, 1), (3, 2), (4, 2);";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from nodes where id in (1, 2)")
            .await
            .unwrap(),
        "Delete nodes 2, Unlink nodes.parent 2"
    );
    assert_eq!(
        db.select("select id, parent from nodes order by 1").await,
        ["1 -", "2 1", "3 -", "4 -"]
    );
}

#[tokio::test]
async fn rows_without_a_primary_key() {
    let world = [
        table("users", "id int8*", Soft::Full),
        table("lines", "user_id int8, text text", Soft::Timestamp)
            .refers("user_id -> users(id)", Cascade),
    ];
    let rows = "insert into users values (1); insert into lines values (1, 'a'), (1, 'a');";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from users where id = 1").await.unwrap(),
        "Delete users 1, Delete lines 2"
    );
}

#[tokio::test]
async fn children_move_to_their_archive() {
    let world = [
        table("users", "id int8*", Soft::Full),
        table("orders", "id int8*, user_id int8, note text", Soft::Archive)
            .refers("user_id -> users(id)", Cascade)
            .audit(),
        table("items", "id int8*, order_id int8", Soft::Full)
            .refers("order_id -> orders(id)", Cascade),
    ];
    let rows = "insert into users values (1); insert into orders values (1, 1, 'x'), (2, 1, null); insert into items values (1, 1), (2, 2);";
    let mut db = Session::new(&world, rows).await;
    assert_eq!(
        db.run("delete from users where id = 1 by 'me' because 'so'")
            .await
            .unwrap(),
        "Delete users 1, Delete orders 2, Delete items 2"
    );
    assert_eq!(
        db.select("select id, user_id, note, deleted_by, deletion_reason, deleted_at = now() from orders_archive order by 1").await,
        ["1 1 x me so f", "2 1 - me so f"]
    );
    assert_eq!(
        db.select("select * from orders").await,
        Vec::<String>::new()
    );
}
