//! Starts a PostgreSQL, creates two tables, and shows the life of a row, with the SQL that is sent beside the results.
//!
//! `cargo run --example quickstart`

use softdelete::chrono::{DateTime, Utc};
use softdelete::{Pool, Table, sd_query};
use softdelete_testing::Database;

/// The tables as they are in the database. Migrations make them; here they are made at once.
const SCHEMA: &str = "
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
    create unique index users_email on users (email) where deleted_at is null;

    create table orders (
        id              bigint generated always as identity primary key,
        user_id         bigint not null references users,
        product         text not null,
        deleted_at      timestamptz,
        deleted_by      text,
        deletion_reason text,
        deletion_id     uuid
    );
";

/// A user. The four marker columns are implied by `soft_delete`.
#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub struct User {
    /// The key.
    #[column(primary_key, generated)]
    pub id: i64,
    /// The address, unique among active users.
    #[column(unique)]
    pub email: String,
    /// The name, if it is known.
    pub name: Option<String>,
    /// When the user came.
    #[column(default)]
    pub created_at: DateTime<Utc>,
}

/// An order of a user.
#[derive(Debug, Table)]
#[table(name = "orders", soft_delete)]
pub struct Order {
    /// The key.
    #[column(primary_key, generated)]
    pub id: i64,
    /// Who ordered.
    pub user_id: i64,
    /// What was ordered.
    pub product: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = Database::create();
    database.run(SCHEMA);
    println!(
        "PostgreSQL {} is running at {}",
        database.server().version(),
        database.url()
    );
    let db = Pool::connect(&database.url()).await?;

    title("Insert two users and three orders");
    let people = vec![
        ("ada@example.org".to_owned(), Some("Ada".to_owned())),
        ("bob@example.org".to_owned(), None),
    ];
    let query = sd_query!(insert into users (email, name) values $people);
    sql(query.sql());
    println!("{} rows inserted", query.execute(&db).await?);
    sd_query!(insert into orders (user_id, product) values (1, "tea"), (1, "cake"), (2, "jam"))
        .execute(&db)
        .await?;

    title("Delete Ada, and one of her orders");
    let (email, admin) = ("ada@example.org", "admin");
    let query =
        sd_query!(delete from users where email = $email by $admin because "account closed");
    sql(query.sql());
    println!("{} row marked", query.execute(&db).await?);
    sd_query!(delete from orders where product = "tea" by $admin)
        .execute(&db)
        .await?;

    title("Active users");
    let query = sd_query!(select from users order by id);
    sql(query.sql());
    for user in query.fetch_all(&db).await? {
        println!("{:>3}  {}", user.id, user.email);
    }

    title("Deleted users");
    let query =
        sd_query!(select email, deleted_at, deleted_by, deletion_reason from users only deleted);
    sql(query.sql());
    for row in query.fetch_all(&db).await? {
        println!(
            "{}  by {}: {}",
            row.email,
            row.deleted_by.unwrap_or_default(),
            row.deletion_reason.unwrap_or_default()
        );
    }

    title("All users, with their active orders");
    let query = sd_query!(
        select u, o
        from users with deleted u left join orders o on o.user_id = u.id
        order by u.id, o.id
    );
    sql(query.sql());
    for row in query.fetch_all(&db).await? {
        let product = row
            .o
            .map_or_else(|| "no order".to_owned(), |order| order.product);
        println!("{}  {product}", row.u.email);
    }

    title("Restore Ada");
    let query = sd_query!(restore users where email = $email);
    sql(query.sql());
    println!("{} row restored", query.execute(&db).await?);
    let row = sd_query!(select count(*) as n from users)
        .fetch_one(&db)
        .await?;
    println!("{} active users", row.n);

    title("What does not compile");
    sql("sd_query!(delete from users)");
    println!("error: this would delete every row of `users`: there is no WHERE [SD0401]");
    Ok(())
}

fn title(text: &str) {
    println!("\n— {text}");
}

fn sql(text: &str) {
    println!("  {text}");
}
