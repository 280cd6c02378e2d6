//! The forms that a deletion may take.

use softdelete_compiler::catalog::OnDelete::{Cascade, Keep, Restrict};
use softdelete_compiler::compile::{Options, manager};

use crate::server::Session;
use crate::world::{Made, Soft, schema, table};

fn shop() -> Vec<Made> {
    vec![
        table("users", "id int8*, name text", Soft::Full),
        table("orders", "id int8*, user_id int8, total int8", Soft::Full)
            .refers("user_id -> users(id)", Cascade),
        table("invoices", "id int8*, order_id int8", Soft::Timestamp)
            .refers("order_id -> orders(id)", Restrict)
            .relative(),
    ]
}

const ROWS: &str = "
    insert into users values (1, 'a'), (2, 'b'), (3, 'b');
    insert into orders values (10, 1, 5), (20, 2, 6), (21, 2, 7);
    insert into invoices values (1, 10);
";

async fn fetch(db: &Session, text: &str) -> Result<Vec<String>, String> {
    let compiled = db.compile(text);
    assert!(!compiled.reports);
    let rows = db.rows(&compiled.sql, &compiled).await?;
    let field = |row: &tokio_postgres::Row, field: usize| {
        row.try_get::<_, i64>(field)
            .map(|number| number.to_string())
            .or_else(|_| row.try_get::<_, String>(field))
            .expect("a number or a text")
    };
    let rows = rows.iter().map(|row| {
        let fields = (0..row.len())
            .map(|number| format!("{}={}", row.columns()[number].name(), field(row, number)));
        fields.collect::<Vec<_>>().join(" ")
    });
    Ok(rows.collect())
}

#[tokio::test]
async fn returning_gives_the_rows_named() {
    let db = Session::new(&shop(), ROWS).await;
    assert_eq!(
        fetch(
            &db,
            "delete from users where id = 2 returning id, upper(name), name as sd_1, deleted_by"
        )
        .await
        .unwrap(),
        ["id=2 upper=B sd_1=b deleted_by=tester"]
    );
    assert_eq!(
        db.select("select count(*) from orders where deleted_at is not null")
            .await,
        ["2"]
    );
    let error = fetch(&db, "delete from users where id = 1 returning id")
        .await
        .unwrap_err();
    assert!(error.contains("softdelete 2 1"), "{error}");
    assert_eq!(
        db.select("select count(*) from users where deleted_at is null")
            .await,
        ["2"]
    );
}

#[tokio::test]
async fn within_a_common_table_expression() {
    let db = Session::new(&shop(), ROWS).await;
    let text = "with gone as (delete from users where id >= 2 returning id, name) select g.name, count(*) as n from gone g group by g.name";
    assert_eq!(fetch(&db, text).await.unwrap(), ["name=b n=2"]);
    assert_eq!(
        db.select("select count(*) from orders where deleted_at is not null")
            .await,
        ["2"]
    );
    let text = "with gone as (delete from users where id = 1) select 1::int8 as one";
    let error = fetch(&db, text).await.unwrap_err();
    assert!(error.contains("softdelete 0 1"), "{error}");
    db.client
        .batch_execute("update invoices set deleted_at = now()")
        .await
        .unwrap();
    assert_eq!(fetch(&db, text).await.unwrap(), ["one=1"]);
    assert_eq!(
        db.select("select id from users where deleted_at is null")
            .await,
        Vec::<String>::new()
    );
    assert_eq!(
        db.select("select id from orders where deleted_at is null")
            .await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn using_all_and_with() {
    let mut db = Session::new(&shop(), ROWS).await;
    assert_eq!(
        db.run("delete from users u using orders o where o.user_id = u.id and o.total > 5")
            .await
            .unwrap(),
        "Delete users 1, Delete orders 2"
    );
    assert_eq!(
        db.run("with b as (select id from users where name = 'b') delete from users u using b where b.id = u.id").await.unwrap(),
        "Delete users 1"
    );
    db.client
        .batch_execute("delete from invoices")
        .await
        .unwrap();
    assert_eq!(
        db.run("delete all from users").await.unwrap(),
        "Delete users 1, Delete orders 1"
    );
}

#[tokio::test]
async fn rows_named_by_key_are_counted() {
    let mut db = Session::new(&shop(), ROWS).await;
    let options = Options {
        count_named: true,
        ..Options::default()
    };
    db.run("delete from users where id = 2").await.unwrap();
    assert_eq!(
        db.run_with("delete from users where id in (2, 3, 4)", options)
            .await
            .unwrap(),
        "Delete users 1, Named users 2"
    );
    assert_eq!(
        db.run_with("delete from orders where id = 7", options)
            .await
            .unwrap_or_default(),
        "Named orders 0"
    );
}

#[tokio::test]
async fn who_and_why() {
    let mut db = Session::new(&shop(), ROWS).await;
    db.run("delete from users where id = 2 by upper('it') || (select name from users u where u.id = 3) because concat('a', 'b')")
        .await
        .unwrap();
    assert_eq!(
        db.select("select deleted_by, deletion_reason from orders where deleted_at is not null")
            .await,
        ["ITb ab", "ITb ab"]
    );
}

#[tokio::test]
async fn rows_of_tables_without_relatives_named_by_key() {
    let world = [
        table("notes", "id int8*", Soft::Timestamp),
        table("logs", "id int8*", Soft::Archive),
    ];
    let rows = "insert into notes values (1), (2); insert into logs values (1), (2);";
    let mut db = Session::new(&world, rows).await;
    let options = Options {
        count_named: true,
        ..Options::default()
    };
    for table in ["notes", "logs"] {
        let text = format!("delete from {table} where id in (1, 5)");
        assert_eq!(
            db.run_with(&text, options).await.unwrap(),
            format!("Delete {table} 1, Named {table} 1")
        );
        assert_eq!(
            db.run_with(&text, options).await.unwrap(),
            format!("Named {table} 1")
        );
    }
}

#[test]
fn others_of_a_list_of_keys_are_looked_for_only_where_not_all_were_changed() {
    let world = schema(&[table("notes", "id int8*", Soft::Timestamp)]);
    let manager = manager(&world, 0).expect("it compiles");
    let named = "CASE WHEN (SELECT count(*) FROM {}) = cardinality($1) THEN cardinality($1)::bigint \
        ELSE (SELECT count(*) FROM notes WHERE notes.id = ANY ($1)) END";
    for (sql, cte) in [
        (&manager.delete.sql, "sd_notes"),
        (&manager.restore.sql, "sd_notes_restored"),
    ] {
        let sql = sql.replace(" AS notes", "");
        assert!(
            sql.starts_with(&format!("WITH {cte} AS (UPDATE notes SET")),
            "{sql}"
        );
        assert!(sql.contains(&named.replace("{}", cte)), "{sql}");
    }
}

#[tokio::test]
async fn a_table_alone_stays_a_plain_update() {
    let world = [
        table("notes", "id int8*", Soft::Timestamp),
        table("logs", "id int8*, note int8", Soft::None).refers("note -> notes(id)", Keep),
    ];
    let db = Session::new(&world, "insert into notes values (1);").await;
    let compiled = db.compile("delete from notes where id = 1");
    assert_eq!(
        compiled.sql,
        "UPDATE notes SET deleted_at = now() WHERE notes.deleted_at IS NULL AND notes.id = 1"
    );
    assert!(!compiled.reports);
    assert_eq!(
        db.plan("delete from notes where id = 1").await,
        "Delete notes 1"
    );
}
