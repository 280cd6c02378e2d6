//! The snippets of the chapter "Scopes".

use softdelete::chrono::{DateTime, Utc};
use softdelete::{Pool, Table, sd_query};
use softdelete_testing::Database;

const SCHEMA: &str = "
create table users (
    id bigint primary key,
    created_at timestamptz not null default now(),
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table orders (
    id bigint primary key,
    user_id bigint not null references users,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into users values (1, '2020-01-01', null), (2, '2020-01-01', '2024-06-01');
insert into orders values (1, 1, null), (2, 2, null), (3, 1, now());
";

#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(default)]
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete)]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    pub user_id: i64,
}

#[tokio::test]
async fn scopes() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    let since: DateTime<Utc> = "2024-01-01T00:00:00Z".parse().unwrap();
    let then: DateTime<Utc> = "2023-01-01T00:00:00Z".parse().unwrap();

    // snippet: scopes
    let active = sd_query!(select from users).fetch_all(&db).await?;
    let all = sd_query!(select from users with deleted)
        .fetch_all(&db)
        .await?;
    let trash = sd_query!(select from users only deleted)
        .fetch_all(&db)
        .await?;
    let recently = sd_query!(select from users deleted after $since)
        .fetch_all(&db)
        .await?;
    let back_then = sd_query!(select from users as of $then)
        .fetch_all(&db)
        .await?;
    // end
    assert_eq!(
        [
            active.len(),
            all.len(),
            trash.len(),
            recently.len(),
            back_then.len()
        ],
        [1, 2, 1, 1, 2]
    );

    // snippet: each
    // Active orders, their users whether deleted or not.
    let rows = sd_query!(
        select o.id, u.deleted_at from orders o join users with deleted u on u.id = o.user_id order by o.id
    )
    .fetch_all(&db)
    .await?;
    // end
    assert_eq!(rows.len(), 2);
    assert!(rows[1].deleted_at.is_some());

    // snippet: outer
    // Every user, also one whose orders are all deleted: then `o` is None.
    let rows = sd_query!(select u, o from users u left join orders o on o.user_id = u.id)
        .fetch_all(&db)
        .await?;
    // end
    assert_eq!(rows.len(), 1);
    Ok(())
}
