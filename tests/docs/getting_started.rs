//! The snippets of the chapter "Getting started".

const SCHEMA: &str = "
-- snippet: schema
create table users (
    id              bigint generated always as identity primary key,
    email           text not null,
    name            text,
    created_at      timestamptz not null default now(),
    deleted_at      timestamptz,
    deleted_by      text,
    deletion_reason text,
    deletion_id     uuid
);
-- Unique among active rows: a deleted user's address is free again.
create unique index users_email on users (email) where deleted_at is null;
-- end
";

// snippet: tables
use softdelete::chrono::{DateTime, Utc};
use softdelete::{Pool, Table, sd_query};

#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub struct User {
    #[column(primary_key, generated)]
    pub id: i64,
    #[column(unique)]
    pub email: String,
    pub name: Option<String>,
    #[column(default)]
    pub created_at: DateTime<Utc>,
}
// end

// snippet: testing
use softdelete_testing::Database;

#[tokio::test]
async fn a_user_comes_and_goes() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    tour(&db).await
}
// end

async fn tour(db: &Pool) -> softdelete::Result<()> {
    // snippet: insert
    let email = "ada@example.org";
    let ada = sd_query!(
        insert into users (email, name) values ($email, "Ada") returning id
    )
    .fetch_one(db)
    .await?;
    // end

    // snippet: select
    let everyone: Vec<User> = sd_query!(select from users order by id)
        .fetch_all(db)
        .await?;
    assert_eq!(everyone[0].email, "ada@example.org");
    // end

    // snippet: fields
    let row = sd_query!(
        select name, upper(email) as shouted, now() - created_at as age from users where id = $ada.id
    )
    .fetch_one(db)
    .await?;
    let name: Option<String> = row.name;
    let shouted: String = row.shouted;
    // end
    assert_eq!(
        (name.as_deref(), shouted.as_str()),
        (Some("Ada"), "ADA@EXAMPLE.ORG")
    );
    assert_eq!(row.age.months, 0);

    // snippet: delete
    sd_query!(delete from users where id = $ada.id by "admin" because "account closed")
        .execute(db)
        .await?;

    let left = sd_query!(select count(*) as n from users)
        .fetch_one(db)
        .await?;
    assert_eq!(left.n, 0);
    // end

    // snippet: restore
    let gone = sd_query!(
        select email, deleted_at, deleted_by, deletion_reason from users only deleted
    )
    .fetch_one(db)
    .await?;
    assert_eq!(gone.deleted_by.as_deref(), Some("admin"));

    sd_query!(restore users where id = $ada.id)
        .execute(db)
        .await?;
    // end
    assert!(gone.deleted_at.is_some());

    // snippet: sql
    let query = sd_query!(select email from users where id = $ada.id);
    println!("{}", query.sql());
    println!("{}", query.explain(db).await?);
    // end
    Ok(())
}
