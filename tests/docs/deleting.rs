//! The snippets of the chapter "Deleting".

use softdelete::{Pool, Table, sd_query};
use softdelete_testing::Database;

use crate::shown::is_sent;

const SCHEMA: &str = "
create table users (
    id bigint primary key,
    email text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create unique index users_email on users (email) where deleted_at is null;
create table logs (id bigint primary key, line text not null);
insert into users (id, email) values (1, 'ada@example.org'), (2, 'bob@example.org'), (3, 'cy@example.org');
insert into logs values (1, 'one'), (2, 'two');
";

#[derive(Debug, Table)]
#[table(name = "users", soft_delete, retention = "90 days")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(unique)]
    pub email: String,
}

#[derive(Debug, Table)]
#[table(name = "logs")]
pub struct Log {
    #[column(primary_key)]
    pub id: i64,
    pub line: String,
}

const DELETE: &str = "
-- snippet: sql
UPDATE users SET deleted_at = now(), deleted_by = $2, deletion_reason = NULL, deletion_id = $3
WHERE users.deleted_at IS NULL AND users.id = $1
-- end
";

async fn database() -> softdelete::Result<(Database, Pool)> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    Ok((database, db))
}

#[tokio::test]
async fn delete() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: delete
    let (id, admin) = (1, "admin");
    let marked = sd_query!(delete from users where id = $id by $admin because "account closed")
        .execute(&db)
        .await?;
    assert_eq!(marked, 1);

    let again = sd_query!(delete from users where id = $id)
        .execute(&db)
        .await?;
    assert_eq!(again, 0);
    // end

    // snippet: returning
    let marked = sd_query!(
        delete from users where email like "b%" returning id, deleted_at, deletion_id
    )
    .fetch_all(&db)
    .await?;
    // end
    assert_eq!(marked.len(), 1);

    Ok(())
}

#[tokio::test]
async fn hard_delete() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let id = 1_i64;
    sd_query!(delete from users where id = $id)
        .execute(&db)
        .await?;
    // snippet: hard
    // Marked, but not for 90 days yet.
    let removed = sd_query!(hard delete from users where id = $id)
        .execute(&db)
        .await?;
    assert_eq!(removed, 0);

    let removed = sd_query!(hard delete from users only deleted where id = $id)
        .execute(&db)
        .await?;
    assert_eq!(removed, 1);

    sd_query!(hard delete from logs where id = 1)
        .execute(&db)
        .await?;
    // end
    Ok(())
}

#[tokio::test]
async fn whole_tables() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: all
    sd_query!(delete all from users because "end of the trial")
        .execute(&db)
        .await?;
    sd_query!(hard delete all from logs).execute(&db).await?;
    // end
    let left = sd_query!(select count(*) as n from users)
        .fetch_one(&db)
        .await?;
    assert_eq!(left.n, 0);
    Ok(())
}

#[tokio::test]
async fn plan() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: plan
    let delete = sd_query!(delete from users where id in (1, 2));
    let plan = delete.plan(&db).await?;
    println!("{plan}"); // 2 rows of users deleted
    assert!(plan.is_possible());
    assert_eq!(delete.execute(&db).await?, 2);
    // end
    Ok(())
}

#[test]
fn the_sql() {
    let id = 1_i64;
    is_sent(DELETE, sd_query!(delete from users where id = $id).sql());
}
