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
create table orders (
    id bigint generated always as identity primary key,
    user_id bigint not null references users,
    product text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into users (email, name) values ('ada@example.org', 'Ada');
insert into orders (user_id, product) values (1, 'tea'), (1, 'jam');
";

// snippet: tables
use softdelete::chrono::{DateTime, Utc};
use softdelete::{Pool, Purge, Table, sd_query};

#[derive(Debug, Table)]
#[table(
    name = "users",
    soft_delete, // deleted_at, deleted_by, deletion_reason, deletion_id are implied
    children(orders),
    retention = "90 days",
    audit // who did what to which row, in softdelete.history
)]
pub struct User {
    #[column(primary_key, generated)]
    pub id: i64,
    #[column(unique, personal = "'erased-' || id")] // unique among active rows
    pub email: String,
    pub name: Option<String>, // nullable
    #[column(default)]
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete, retention = "30 days")]
pub struct Order {
    #[column(primary_key, generated)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)] // or restrict, set_null, keep
    pub user_id: i64,
    pub product: String,
}
// end

// snippet: query
/// Users and how many orders they have, found by what was entered into a form.
async fn search(db: &Pool, text: Option<&str>, newest: bool) -> softdelete::Result<()> {
    let rows = sd_query!(
        select u.id, u.name, count(o.id) as orders
        from users u left join orders o on o.user_id = u.id
        where if let Some(text) = text { u.email ilike $text }
        group by u.id
        order by match newest { true => u.created_at desc, false => u.email }
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        // Deleted users are not among them, and deleted orders do not count.
        let (id, name, orders): (i64, Option<String>, i64) = (row.id, row.name, row.orders);
        println!("{id} {name:?} {orders}");
    }

    // The table's struct; on the nullable side of an outer join, an Option of it.
    let all: Vec<User> = sd_query!(select from users).fetch_all(db).await?;
    for row in sd_query!(select u, o from users u left join orders o on o.user_id = u.id)
        .fetch_all(db)
        .await?
    {
        let (_user, _order): (User, Option<Order>) = (row.u, row.o);
    }
    println!("{} users", all.len());
    Ok(())
}
// end

// snippet: life
async fn life(db: &Pool, id: i64) -> softdelete::Result<()> {
    let delete = sd_query!(delete from users where id = $id by "admin" because "account closed");
    println!("{}", delete.plan(db).await?); // what would happen, and what forbids it
    let effects = delete.effects(db).await?; // one statement, one round trip
    assert_eq!(
        effects.to_string(),
        "1 row of users deleted\n\
         └─ 2 rows of orders deleted"
    );

    // Seen where a query asks for it.
    let trash = sd_query!(select email, deleted_by from users only deleted)
        .fetch_all(db)
        .await?;
    assert_eq!(trash[0].deleted_by.as_deref(), Some("admin"));

    // Exactly what that deletion took along comes back.
    sd_query!(restore users where id = $id).execute(db).await?;

    // Overwrites what is personal; the row stays.
    sd_query!(erase users where id = $id by "dpo")
        .execute(db)
        .await?;

    // Removes what is past its retention, children first, in batches.
    let report = Purge::of::<User>().workers(2).run(db).await?;
    println!("{report}");
    Ok(())
}
// end

#[tokio::test]
async fn the_tour_runs() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    database.run(softdelete::schema::SYSTEM_SQL);
    // snippet: ddl
    for statement in softdelete::sd_ddl!(users, orders) {
        database.run(statement);
    }
    // end
    let db = Pool::connect(&database.url()).await?;
    search(&db, Some("ada%"), true).await?;
    search(&db, None, false).await?;
    life(&db, 1).await
}
