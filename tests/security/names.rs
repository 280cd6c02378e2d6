//! Names of schemas, tables, columns, types and labels that must be quoted, in every statement.
#![allow(non_snake_case, reason = "the table is called so")]

use softdelete::tokio_postgres::Client;
use softdelete::{SqlEnum, Table, sd_query};
use softdelete_testing::Database;

#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
#[sql(name = "kind \"of\" '; --", schema = "it's \"a\" schema; --")]
pub(crate) enum Kind {
    #[sql(rename = "o'ne")]
    One,
    #[sql(rename = "/* \"two\" */ $1 --")]
    Two,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "Größe",
    schema = "it's \"a\" schema; --",
    soft_delete(at = "deleted \"at\" --", by = "by '", reason = "/* why", id = "$id")
)]
pub(crate) struct Size {
    #[column(primary_key, name = "id'; drop table \"x\"; --")]
    pub(crate) id: i64,
    #[column(name = "select")]
    pub(crate) keyword: Option<String>,
    #[column(name = "%I %s $1 ?")]
    pub(crate) format: Option<String>,
    #[column(name = "kind \u{1f418}")]
    pub(crate) kind: Kind,
}

async fn sizes() -> (Database, Client) {
    let database = Database::create();
    database.run(
        r#"create schema "it's ""a"" schema; --";
           create type "it's ""a"" schema; --"."kind ""of"" '; --" as enum ('o''ne', '/* "two" */ $1 --');
           create table "it's ""a"" schema; --"."Größe" (
               "id'; drop table ""x""; --" bigint primary key,
               "select" text,
               "%I %s $1 ?" text,
               "kind 🐘" "it's ""a"" schema; --"."kind ""of"" '; --" not null,
               "deleted ""at"" --" timestamptz, "by '" text, "/* why" text, "$id" uuid)"#,
    );
    let client = database.connect().await.expect("connects");
    (database, client)
}

#[tokio::test]
async fn every_kind_of_statement() {
    let (_database, db) = sizes().await;
    let (one, two) = (
        Size {
            id: 1,
            keyword: Some("from".to_owned()),
            format: None,
            kind: Kind::One,
        },
        Size {
            id: 2,
            keyword: None,
            format: Some("%".to_owned()),
            kind: Kind::Two,
        },
    );
    sd_query!(insert into Größe $one)
        .execute(&db)
        .await
        .unwrap();
    let rows = [two.clone()];
    sd_query!(insert into Größe values $rows)
        .execute(&db)
        .await
        .unwrap();
    let kind = Kind::Two;
    let found = sd_query!(r#"select from "Größe" where "kind 🐘" = $kind and "select" is null"#)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(found, [two]);
    let changed = sd_query!(
        r#"update "Größe" set "%I %s $1 ?" = "select" where "id'; drop table ""x""; --" = 1
           returning "%I %s $1 ?" as format"#
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!(changed.format.as_deref(), Some("from"));
    let deleted = sd_query!(
        r#"delete from "Größe" where "id'; drop table ""x""; --" = 1 by 'it''s me' because '/*'"#
    )
    .execute(&db)
    .await
    .unwrap();
    assert_eq!(deleted, 1);
    assert_eq!(
        sd_query!(select from Größe)
            .fetch_all(&db)
            .await
            .unwrap()
            .len(),
        1
    );
    let why = sd_query!(r#"select "/* why" as why, "by '" as who from "Größe" only deleted"#)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(
        (why.why.as_deref(), why.who.as_deref()),
        (Some("/*"), Some("it's me"))
    );
    let restored = sd_query!(r#"restore "Größe" where "id'; drop table ""x""; --" = 1"#)
        .execute(&db)
        .await
        .unwrap();
    assert_eq!(restored, 1);
    let removed = sd_query!(hard delete all from Größe with deleted)
        .execute(&db)
        .await
        .unwrap();
    assert_eq!(removed, 2);
}
