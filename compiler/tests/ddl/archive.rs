//! The table that deleted rows move to.

use softdelete_compiler::catalog::{Schema, UserType, UserTypeKind};
use softdelete_compiler::ddl::{Unsuited, archive};
use softdelete_testing::Database;

use crate::world::*;

#[tokio::test]
async fn it_has_the_columns_of_the_table_and_the_marks() {
    let schema = family(Mode::Archive, Mode::Archive);
    let database = Database::create();
    database.run(
        "CREATE DOMAIN label AS varchar(7) CHECK (value <> '');
         CREATE TABLE parent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name label NOT NULL,
             undeclared text NOT NULL DEFAULT 'x')",
    );
    let client = database.connect().await.expect("connects");
    run_twice(&client, &archive(&schema, 0).expect("it is suited")).await;
    let columns = client
        .query_one(
            "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN '!' ELSE '' END,
                 ', ' ORDER BY attnum)
             FROM pg_attribute WHERE attrelid = 'parent_archive'::regclass AND attnum > 0",
            &[],
        )
        .await
        .expect("it is there");
    assert_eq!(
        columns.get::<_, &str>(0),
        "id bigint, name label, deleted_at timestamp with time zone!, deleted_by text, deletion_id uuid"
    );
}

#[tokio::test]
async fn a_row_of_the_same_key_may_be_deleted_again() {
    let mode = Mode::Archive;
    let schema = family(mode, mode);
    let database = family_database(mode, mode);
    let client = database.connect().await.expect("connects");
    run_twice(&client, &archive(&schema, 0).expect("it is suited")).await;
    for _ in 0..2 {
        runs(&client, "INSERT INTO parent VALUES (1, 'a')").await;
        runs(&client, &mode.delete("parent", "id, name", "id = 1")).await;
    }
    assert_eq!(
        number(&client, "SELECT count(*) FROM parent_archive").await,
        2
    );
}

#[tokio::test]
async fn marks_have_the_types_they_are_declared_with() {
    let mut schema = family(Mode::Archive, Mode::Archive);
    schema.types = vec![UserType {
        schema: Some("Who".to_owned()),
        name: "actor".to_owned(),
        kind: UserTypeKind::Enum(vec!["admin".to_owned()]),
    }];
    let by = schema.tables[0].column("deleted_by").expect("it is there");
    schema.tables[0].columns[by].ty = softdelete_compiler::catalog::ColumnType::User(0);
    let database = family_database(Mode::Archive, Mode::Archive);
    database.run("CREATE SCHEMA \"Who\"; CREATE TYPE \"Who\".actor AS ENUM ('admin')");
    let client = database.connect().await.expect("connects");
    run_twice(&client, &archive(&schema, 0).expect("it is suited")).await;
    runs(
        &client,
        "INSERT INTO parent_archive (id, deleted_at, deleted_by) VALUES (1, now(), 'admin')",
    )
    .await;
}

#[test]
fn other_tables_have_none() {
    let schema: Schema = family(Mode::Timestamp, Mode::None);
    assert!(matches!(
        archive(&schema, 0),
        Err(Unsuited::NoArchive { .. })
    ));
    assert!(matches!(
        archive(&schema, 1),
        Err(Unsuited::NotSoftDelete { .. })
    ));
}
