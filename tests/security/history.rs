//! What has happened stays written: the role of the application adds to history and rewrites none of it.

use softdelete::tokio_postgres::Client;
use softdelete::{Table, schema, sd_query};
use softdelete_testing::Database;

use crate::support::{Role, refused, run};

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "records", soft_delete, audit)]
pub(crate) struct Record {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) text: String,
}

async fn records() -> (Role, Client) {
    let database = Database::create();
    database.run(schema::SYSTEM_SQL);
    database.run(
        "create table records (id bigint primary key, text text not null,
             deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
         insert into records values (1, 'a'), (2, 'b')",
    );
    let client = database.connect().await.expect("connects");
    let grants = ["grant select, insert, update on records"];
    let role = Role::make(database, &client, &grants).await;
    for grant in schema::grants_to(&role.name) {
        run(&client, &grant).await;
    }
    role.take(&client).await;
    (role, client)
}

#[tokio::test]
async fn a_deletion_is_written_and_stays() {
    let (role, db) = records().await;
    let (who, why) = ("o'neill; --", "\"why\" /*");
    sd_query!(delete from records where id = 1 by $who because $why)
        .execute(&db)
        .await
        .unwrap();
    let row = db
        .query_one(
            "select action, table_name, row_key::text, actor, reason from softdelete.history",
            &[],
        )
        .await
        .expect("it is written");
    let read: Vec<&str> = (0..5).map(|column| row.get(column)).collect();
    assert_eq!(read, ["delete", "records", "{\"id\": 1}", who, why]);
    for sql in [
        "update softdelete.history set actor = 'somebody else'",
        "delete from softdelete.history",
        "truncate softdelete.history",
        "drop table softdelete.history",
        "alter table softdelete.history disable trigger all",
        "create or replace function softdelete.history_is_append_only() returns trigger language plpgsql as 'begin return old; end'",
        "create table softdelete.other ()",
        "begin; set local softdelete.history_maintenance = 'on'; delete from softdelete.history",
        "set session_replication_role = replica",
    ] {
        assert_eq!(refused(&db, sql).await, "42501", "{sql}");
    }
    // With every grant there is, the trigger is left.
    run(&db, "reset role").await;
    run(
        &db,
        &format!("grant all on softdelete.history to {}", role.quoted()),
    )
    .await;
    role.take(&db).await;
    for sql in [
        "update softdelete.history set actor = 'somebody else'",
        "delete from softdelete.history",
        "truncate softdelete.history",
        "begin; set local softdelete.history_maintenance = 'on'; delete from softdelete.history",
    ] {
        assert_eq!(
            refused(&db, sql).await,
            schema::HISTORY_IS_APPEND_ONLY,
            "{sql}"
        );
    }
}
