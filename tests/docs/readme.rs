//! The snippets of the README.

use softdelete_testing::Database;

const SCHEMA: &str = "
create table users (
    id bigint generated always as identity primary key,
    email text not null,
    name text,
    created_at timestamptz not null default now(),
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create unique index users_email on users (email) where deleted_at is null;
create table orders (
    id bigint generated always as identity primary key,
    user_id bigint not null references users,
    product text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into users (email, name) values ('ada@example.org', 'Ada');
insert into orders (user_id, product) values (1, 'tea');
";

// snippet: tables
use softdelete::chrono::{DateTime, Utc};
use softdelete::{Pool, Table, sd_query};

#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub struct User {
    #[column(primary_key, generated)]
    pub id: i64,
    #[column(unique)] // among active rows
    pub email: String,
    pub name: Option<String>, // nullable
    #[column(default)]
    pub created_at: DateTime<Utc>,
} // deleted_at, deleted_by, deletion_reason, deletion_id are implied

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete)]
pub struct Order {
    #[column(primary_key, generated)]
    pub id: i64,
    pub user_id: i64,
    pub product: String,
}
// end

// snippet: tour
async fn tour(db: &Pool, since: DateTime<Utc>) -> softdelete::Result<()> {
    // The table's struct; deleted users are not among them.
    let users: Vec<User> = sd_query!(select from users where created_at > $since)
        .fetch_all(db)
        .await?;

    // Typed fields. Deleted orders do not count, and users without orders stay.
    let row = sd_query!(
        select u.id, u.name, count(o.id) as orders
        from users u left join orders o on o.user_id = u.id
        group by u.id
    )
    .fetch_one(db)
    .await?;
    let (id, name, orders): (i64, Option<String>, i64) = (row.id, row.name, row.orders);
    println!("{id} {name:?} {orders}");

    // Whole rows; the nullable side of an outer join is an Option.
    for row in sd_query!(select u, o from users u left join orders o on o.user_id = u.id)
        .fetch_all(db)
        .await?
    {
        let (_user, _order): (User, Option<Order>) = (row.u, row.o);
    }

    // Marks the row. It is seen again where a query asks for it, until it is restored.
    sd_query!(delete from users where id = $id by "admin" because "account closed")
        .execute(db)
        .await?;
    let trash = sd_query!(select email, deleted_at from users only deleted)
        .fetch_all(db)
        .await?;
    sd_query!(restore users where id = $id).execute(db).await?;

    assert_eq!((users.len(), trash.len()), (1, 1));
    Ok(())
}
// end

#[tokio::test]
async fn the_tour_runs() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    tour(&db, DateTime::UNIX_EPOCH).await
}
