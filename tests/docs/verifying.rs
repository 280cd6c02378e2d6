//! The snippet of the chapter "Verifying against a database", a test binary of its own: what is verified are all statements of a binary.
#![allow(dead_code, reason = "the statements are only looked at")]

use softdelete::{Table, sd_query};
use softdelete_testing::Database;

const MIGRATIONS: &str = "
create table users (
    id bigint generated always as identity primary key,
    email text not null,
    name text,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create unique index on users (email) where deleted_at is null;
";

#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub(crate) struct User {
    #[column(primary_key, generated)]
    id: i64,
    #[column(unique)]
    email: String,
    name: Option<String>,
}

fn names() -> &'static str {
    sd_query!(select name from users).sql()
}

// snippet: test
#[tokio::test]
async fn statements_fit_the_database() -> Result<(), softdelete::testing::Error> {
    let database = Database::create();
    database.run(MIGRATIONS);
    let db = softdelete::Pool::connect(&database.url()).await?;
    softdelete::testing::verify_all(&db).await?;
    Ok(())
}
// end

#[tokio::test]
async fn what_it_says() {
    let database = Database::create();
    database.run(MIGRATIONS);
    database.run("alter table users rename column name to full_name; alter table users alter email drop not null");
    let db = database.connect().await.unwrap();
    let error = softdelete::testing::verify_all(&db).await.unwrap_err();
    let shown = include_str!("../../docs/src/verifying.md");
    for line in error.to_string().lines() {
        // The manual leaves out which line of this file it is.
        let message = line.split_once(": ").map_or(line, |(_, message)| message);
        assert!(
            shown.contains(message.trim()),
            "the manual does not show: {line}"
        );
    }
}
