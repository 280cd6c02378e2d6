//! The schema `softdelete`: made twice, written by an application's role, and rewritten by nobody in passing.
#![allow(missing_docs)]

use softdelete_runtime::schema;
use softdelete_runtime::tokio_postgres::Client;
use softdelete_testing::Database;

const ROW: &str = "INSERT INTO softdelete.history (operation, action, table_name, row_key)
    VALUES ('00000000-0000-7000-8000-000000000001', 'delete', 'users', '{\"id\": 1}')";

/// A database with the schema, and a role of its own. Roles belong to the server, so that it is dropped by hand.
struct WithRole {
    database: Database,
    role: String,
}

impl Drop for WithRole {
    fn drop(&mut self) {
        let role = &self.role;
        self.database
            .run(&format!("DROP OWNED BY \"{role}\"; DROP ROLE \"{role}\""));
    }
}

/// A database with the schema, and a role that only has what [`schema::grants_to`] gives.
async fn with_role() -> (WithRole, Client, String) {
    let database = Database::create();
    database.run(schema::SYSTEM_SQL);
    let client = database.connect().await.expect("connects");
    let row = client
        .query_one("SELECT current_database()", &[])
        .await
        .expect("answers");
    let role = format!("app \"{}\"", row.get::<_, String>(0));
    let quoted = role.replace('"', "\"\"");
    client
        .batch_execute(&format!("CREATE ROLE \"{quoted}\""))
        .await
        .expect("the role is made");
    for grant in schema::grants_to(&role) {
        client.batch_execute(&grant).await.expect("it is granted");
    }
    let role = quoted.clone();
    (WithRole { database, role }, client, quoted)
}

/// The SQLSTATE with which a statement is refused; empty if it is not.
async fn refused(client: &Client, sql: &str) -> String {
    let result = client.batch_execute(sql).await;
    let state = match &result {
        Ok(()) => String::new(),
        Err(error) => error.code().expect("the server refuses").code().to_owned(),
    };
    client.batch_execute("ROLLBACK").await.expect("rolls back");
    state
}

#[tokio::test]
async fn every_statement_runs_alone_and_again() {
    let database = Database::create();
    let client = database.connect().await.expect("connects");
    for _ in 0..2 {
        for sql in schema::SYSTEM {
            // The extended protocol takes one statement at a time, which shows that each is one.
            client
                .execute(*sql, &[])
                .await
                .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        }
    }
    client
        .batch_execute(schema::SYSTEM_SQL)
        .await
        .expect("the script runs as well");
}

#[tokio::test]
async fn an_application_adds_to_history_and_reads_it() {
    let (_database, client, role) = with_role().await;
    client
        .batch_execute(&format!("SET ROLE \"{role}\""))
        .await
        .expect("is the role");
    client.batch_execute(ROW).await.expect("history is written");
    let rows = client
        .query("SELECT action FROM softdelete.history", &[])
        .await
        .expect("history is read");
    assert_eq!(rows.len(), 1);
    client
        .batch_execute(
            "INSERT INTO softdelete.outbox (operation, action, table_name, row_key)
                 SELECT operation, action, table_name, row_key FROM softdelete.history;
             DELETE FROM softdelete.outbox",
        )
        .await
        .expect("the outbox is written and emptied");
    for sql in [
        "UPDATE softdelete.history SET actor = 'nobody'",
        "DELETE FROM softdelete.history",
        "TRUNCATE softdelete.history",
        "ALTER TABLE softdelete.history DISABLE TRIGGER ALL",
        "DROP TABLE softdelete.history",
        "UPDATE softdelete.outbox SET actor = 'nobody'",
    ] {
        assert_eq!(refused(&client, sql).await, "42501", "{sql}");
    }
}

#[tokio::test]
async fn even_a_role_with_every_grant_rewrites_nothing() {
    let (_database, client, role) = with_role().await;
    client
        .batch_execute(&format!(
            "GRANT ALL ON softdelete.history TO \"{role}\"; SET ROLE \"{role}\"; {ROW}"
        ))
        .await
        .expect("is the role");
    for sql in [
        "UPDATE softdelete.history SET actor = 'nobody'",
        "UPDATE softdelete.history SET actor = 'nobody' WHERE false",
        "DELETE FROM softdelete.history",
        "TRUNCATE softdelete.history",
        "SET softdelete.history_maintenance = 'on'; DELETE FROM softdelete.history",
        "INSERT INTO softdelete.history SELECT * FROM softdelete.history
             ON CONFLICT (id) DO UPDATE SET actor = 'nobody'",
    ] {
        let state = refused(&client, sql).await;
        // An identity column GENERATED ALWAYS cannot be named by an upsert, which is refused before any trigger.
        let expected = if sql.starts_with("INSERT") {
            "428C9"
        } else {
            schema::HISTORY_IS_APPEND_ONLY
        };
        assert_eq!(state, expected, "{sql}");
    }
}

#[tokio::test]
async fn the_owner_removes_history_only_on_purpose() {
    let (_database, client, _) = with_role().await;
    client.batch_execute(ROW).await.expect("history is written");
    for sql in [
        "DELETE FROM softdelete.history",
        "UPDATE softdelete.history SET actor = 'nobody'",
        "TRUNCATE softdelete.history",
        "TRUNCATE softdelete.history CASCADE",
    ] {
        assert_eq!(
            refused(&client, sql).await,
            schema::HISTORY_IS_APPEND_ONLY,
            "{sql}"
        );
    }
    client
        .batch_execute(
            "BEGIN; SET LOCAL softdelete.history_maintenance = 'on'; DELETE FROM softdelete.history; COMMIT",
        )
        .await
        .expect("it was said");
    let rows = client
        .query("SELECT FROM softdelete.history", &[])
        .await
        .expect("history is read");
    assert_eq!(rows.len(), 0);
    client.batch_execute(ROW).await.expect("history is written");
    // The setting ends with its transaction.
    assert_eq!(
        refused(&client, "DELETE FROM softdelete.history").await,
        schema::HISTORY_IS_APPEND_ONLY
    );
}
