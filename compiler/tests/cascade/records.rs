//! What a deletion leaves on record.

use softdelete_compiler::catalog::OnDelete::{Cascade, SetNull};

use crate::server::Session;
use crate::world::{Soft, table};

#[tokio::test]
async fn history_of_every_table_that_asks_for_it() {
    let world = [
        table("app.users", "org int8*, id int8*, name text", Soft::Full).audit(),
        table(
            "orders",
            "id int8*, org int8, user_id int8",
            Soft::Timestamp,
        )
        .refers("org, user_id -> users(org, id)", Cascade)
        .audit(),
        table("items", "id int8*, order_id int8", Soft::Timestamp)
            .refers("order_id -> orders(id)", Cascade),
        table("notes", "id int8*, org int8, user_id int8", Soft::None)
            .refers("org, user_id -> users(org, id)", SetNull),
    ];
    let rows = "
        insert into app.users values (1, 7, 'a'), (1, 8, 'b');
        insert into orders values (5, 1, 7), (6, 1, 8);
        insert into items values (1, 5);
        insert into notes values (3, 1, 7);
    ";
    let mut db = Session::new(&world, rows).await;
    db.run("delete from users where id = 7 because 'why'")
        .await
        .unwrap();
    assert_eq!(
        db.select("select action, schema_name, table_name, row_key, actor, reason, detail, right(operation::text, 1) from softdelete.history order by table_name desc").await,
        [
            r#"delete app users {"id": 7, "org": 1} tester why - 1"#,
            r#"delete - orders {"id": 5} tester why - 1"#,
            r#"unlink - notes {"id": 3} tester why {"org": 1, "user_id": 7} 1"#,
        ]
    );
}

#[tokio::test]
async fn an_announcement_of_every_table_that_asks_for_it() {
    let world = [
        table("users", "id int8*", Soft::Flag).outbox(),
        table("orders", "id int8*, user_id int8", Soft::Timestamp)
            .refers("user_id -> users(id)", Cascade)
            .outbox(),
    ];
    let rows = "insert into users values (1); insert into orders values (5, 1), (6, 1);";
    let mut db = Session::new(&world, rows).await;
    db.run("delete from users where id = 1").await.unwrap();
    assert_eq!(
        db.select("select action, table_name, row_key, actor from softdelete.outbox order by table_name, row_key").await,
        [
            r#"delete orders {"id": 5} tester"#,
            r#"delete orders {"id": 6} tester"#,
            r#"delete users {"id": 1} tester"#,
        ]
    );
    assert_eq!(
        db.select("select * from softdelete.history").await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_table_without_relatives() {
    let world = [table("users", "id int8*", Soft::Sentinel).audit().outbox()];
    let mut db = Session::new(&world, "insert into users values (1), (2);").await;
    assert_eq!(
        db.run("delete from users where id = 1 by 5 because 'so'")
            .await
            .unwrap(),
        "Delete users 1"
    );
    assert_eq!(
        db.select("select actor, reason from softdelete.history")
            .await,
        ["5 so"]
    );
    // What is not deleted leaves nothing behind.
    db.run("delete from users where id = 1 by 5").await.unwrap();
    assert_eq!(
        db.select("select count(*) from softdelete.history").await,
        ["1"]
    );
    assert_eq!(
        db.select("select count(*) from softdelete.outbox").await,
        ["1"]
    );
}
