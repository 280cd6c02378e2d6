//! The snippets of the chapter "Restoring".

use softdelete::chrono::{DateTime, Utc};
use softdelete::{Manager, Pool, RestoreOutcome, Table, sd_query};
use softdelete_testing::Database;

use crate::shown::is_sent;

const SCHEMA: &str = "
create table users (
    id bigint primary key, email text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create unique index users_email on users (email) where deleted_at is null;
create table orders (
    id bigint primary key, user_id bigint not null references users,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table notes (id bigint primary key, user_id bigint references users);
create table tags (
    id bigint primary key, name text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into users (id, email) values (1, 'ada@example.org'), (2, 'bob@example.org'), (3, 'cy@example.org');
insert into orders (id, user_id) values (1, 1), (2, 1), (3, 2);
insert into notes values (1, 1);
insert into tags (id, name) values (1, 'red'), (2, 'blue');
";

// snippet: tables
#[derive(Debug, Table)]
#[table(name = "users", soft_delete, audit, children(orders, notes))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(unique)]
    pub email: String,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete)]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
}

#[derive(Debug, Table)]
#[table(name = "notes")]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = set_null)]
    pub user_id: Option<i64>,
}
// end

#[derive(Debug, Table)]
#[table(name = "tags", soft_delete)]
pub struct Tag {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
}

const RESTORE_TAG: &str = "
-- snippet: sql
UPDATE tags SET deleted_at = NULL, deleted_by = NULL, deletion_reason = NULL, deletion_id = NULL
WHERE tags.deleted_at IS NOT NULL AND tags.id = $1
-- end
";

async fn database() -> softdelete::Result<(Database, Pool)> {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    Ok((database, db))
}

#[tokio::test]
async fn exactly() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: exact
    // Order 2 goes by itself, then the user with all that is left.
    sd_query!(delete from orders where id = 2)
        .execute(&db)
        .await?;
    sd_query!(delete from users where id = 1)
        .execute(&db)
        .await?;

    let effects = sd_query!(restore users where id = 1 by "support" because "asked to")
        .effects(&db)
        .await?;
    assert_eq!(
        effects.to_string(),
        "1 row of users restored\n\
         ├─ 1 row of orders restored\n\
         └─ 1 row of notes linked again (user_id)"
    );
    // end
    let orders = sd_query!(select id from orders where user_id = 1)
        .fetch_all(&db)
        .await?;
    assert_eq!(orders.iter().map(|row| row.id).collect::<Vec<_>>(), [1]);
    Ok(())
}

#[tokio::test]
async fn under_a_deleted_parent() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    sd_query!(delete from users where id = 1)
        .execute(&db)
        .await?;
    // snippet: parent
    let error = sd_query!(restore orders where id = 1)
        .execute(&db)
        .await
        .unwrap_err();
    assert!(error.is_parent_deleted());
    let refusal = error.refusal().unwrap();
    assert_eq!(refusal.columns, ["user_id"]);
    assert_eq!(refusal.parent, Some("users"));
    // end

    // snippet: with_parents
    let effects = sd_query!(restore orders with parents where id = 1)
        .effects(&db)
        .await?;
    assert_eq!(
        effects.to_string(),
        "1 row of orders restored\n\
         └─ 1 row of users restored as what others refer to"
    );
    // end
    Ok(())
}

#[tokio::test]
async fn clash() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    sd_query!(delete from users where id = 2)
        .execute(&db)
        .await?;
    // snippet: clash
    sd_query!(insert into users (id, email) values (9, "bob@example.org"))
        .execute(&db)
        .await?;

    let restore = sd_query!(restore users where id = 2);
    println!("{}", restore.plan(&db).await?);
    // 1 row of users restored
    // ├─ 1 row of orders restored
    // └─ 1 row of users forbids it (an active row has the same email)

    let error = restore.execute(&db).await.unwrap_err();
    assert!(error.is_restore_conflict());
    assert_eq!(error.constraint(), Some("users_email"));
    // end
    let plan = sd_query!(restore users where id = 2).plan(&db).await?;
    assert_eq!(
        plan.to_string(),
        "1 row of users restored\n\
         ├─ 1 row of orders restored\n\
         └─ 1 row of users forbids it (an active row has the same email)"
    );
    Ok(())
}

#[tokio::test]
async fn by_time() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let from = DateTime::<Utc>::UNIX_EPOCH;
    let (from, to) = (from, Utc::now() + softdelete::chrono::TimeDelta::hours(1));
    sd_query!(delete from users where id in (1, 2))
        .execute(&db)
        .await?;
    // snippet: window
    let restored = sd_query!(restore all users deleted between $from and $to)
        .execute(&db)
        .await?;
    assert_eq!(restored, 2);
    // end
    Ok(())
}

#[tokio::test]
async fn methods() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: methods
    let users = Manager::<User>::new(&db).by("support");
    users.delete_many([1, 2, 3]).await?;
    let bulk = users.restore_many([1, 2, 3, 4]).await?;
    assert_eq!((bulk.changed, bulk.missing), (3, 1));
    assert!(matches!(
        users.restore(&1).await?,
        RestoreOutcome::NotDeleted
    ));
    // end
    Ok(())
}

#[tokio::test]
async fn on_conflict() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    sd_query!(delete from tags where id = 1)
        .execute(&db)
        .await?;
    // snippet: revive
    sd_query!(
        insert into tags (id, name) values (1, "crimson")
        on conflict (id) do restore set name = excluded.name
    )
    .execute(&db)
    .await?;
    // end
    let tag = sd_query!(select from tags where id = 1)
        .fetch_one(&db)
        .await?;
    assert_eq!(tag.name, "crimson");
    Ok(())
}

#[test]
fn the_sql() {
    let id = 1_i64;
    // snippet: text
    let sql = sd_query!(restore tags where id = $id).sql();
    // end
    is_sent(RESTORE_TAG, sql);
}
