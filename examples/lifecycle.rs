//! The life of rows: a family is declared, deleted as one, looked at, restored exactly, erased and purged, and history tells it all.
//!
//! `cargo run --example lifecycle`

use softdelete::{Manager, Pool, Purge, Table, sd_ddl, sd_query};
use softdelete_testing::Database;

/// The tables as they are in the database. `sd_ddl!` adds indexes, live foreign keys and guards to them.
const SCHEMA: &str = "
    create table users (
        id bigint primary key, email text not null, name text, legal_hold boolean not null default false,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
    );
    create table orders (
        id bigint primary key, user_id bigint not null references users, address text,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
    );
    create table items (
        id bigint primary key, order_id bigint not null references orders,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
    );
    create table invoices (
        id bigint primary key, order_id bigint not null references orders,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
    );
    create table notes (id bigint primary key, user_id bigint references users, text text not null);

    insert into users (id, email, name) values (1, 'ada@example.org', 'Ada'), (2, 'bob@example.org', 'Bob');
    insert into orders (id, user_id, address) values (1, 1, 'Mill Lane 1'), (2, 1, 'Mill Lane 1'), (3, 2, 'High Street 2');
    insert into items (id, order_id) values (1, 1), (2, 1), (3, 2), (4, 3);
    insert into invoices (id, order_id) values (1, 3);
    insert into notes values (1, 1, 'likes tea');
";

/// A user. Deleting one concerns the tables that are listed as children.
#[derive(Debug, Table)]
#[table(
    name = "users",
    soft_delete,
    retention = "90 days",
    hold = "legal_hold",
    audit,
    children(orders, notes)
)]
pub struct User {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Unique among active users; after an erasure it says nothing.
    #[column(unique, personal = "'erased-' || id")]
    pub email: String,
    /// NULL after an erasure.
    #[column(personal)]
    pub name: Option<String>,
    /// Whether the row must be kept as it is.
    #[column(default)]
    pub legal_hold: bool,
}

/// An order, which goes with its user.
#[derive(Debug, Table)]
#[table(
    name = "orders",
    soft_delete,
    retention = "30 days",
    audit,
    children(items, invoices)
)]
pub struct Order {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Who ordered.
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
    /// Where to.
    #[column(personal)]
    pub address: Option<String>,
}

/// A line of an order, which goes with it.
#[derive(Debug, Table)]
#[table(name = "items", soft_delete, retention = "30 days")]
pub struct Item {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The order.
    #[column(references(orders.id), on_delete = cascade)]
    pub order_id: i64,
}

/// An invoice, which forbids that its order is deleted.
#[derive(Debug, Table)]
#[table(name = "invoices", soft_delete, retention = "10 years")]
pub struct Invoice {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The order.
    #[column(references(orders.id), on_delete = restrict)]
    pub order_id: i64,
}

/// A note, which stays without its user.
#[derive(Debug, Table)]
#[table(name = "notes")]
pub struct Note {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Whom it is about.
    #[column(references(users.id), on_delete = set_null)]
    pub user_id: Option<i64>,
    /// What it says.
    pub text: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = Database::create();
    database.run(SCHEMA);
    database.run(softdelete::schema::SYSTEM_SQL);
    for statement in sd_ddl!(users, orders, items, invoices, notes) {
        database.run(statement);
    }
    let db = Pool::connect(&database.url()).await?;

    title("What would happen if Ada were deleted");
    let ada = 1_i64;
    let delete = sd_query!(delete from users where id = $ada by "admin" because "account closed");
    println!("{}", delete.sql());
    println!("{}", delete.plan(&db).await?);

    title("Delete one of her orders, then Ada");
    println!(
        "{}",
        sd_query!(delete from orders where id = 2 by "ada")
            .effects(&db)
            .await?
    );
    let deleted = delete.effects(&db).await?;
    println!("{deleted}");
    assert_eq!((deleted.of("orders"), deleted.of("items")), (1, 2));

    title("Delete Bob, who has an invoice");
    let error = sd_query!(delete from users where id = 2)
        .execute(&db)
        .await
        .unwrap_err();
    println!("{error}");
    assert!(error.is_restricted());

    title("Restore an order under its deleted user");
    let error = sd_query!(restore orders where id = 1)
        .execute(&db)
        .await
        .unwrap_err();
    println!("{error}");
    assert!(error.is_parent_deleted());

    title("Restore Ada: what went with her, and not the order that went before");
    let restored = sd_query!(restore users where id = $ada by "support" because "changed her mind")
        .effects(&db)
        .await?;
    println!("{restored}");
    assert_eq!(restored.of("orders"), 1);

    title("Erase what is personal of her");
    let erased = sd_query!(erase users where id = $ada by "dpo" because "request 4711")
        .effects(&db)
        .await?;
    println!("{erased}");
    for user in sd_query!(select from users order by id)
        .fetch_all(&db)
        .await?
    {
        println!("{:>3}  {}  {:?}", user.id, user.email, user.name);
    }

    title("Delete her for good: nothing is past its retention yet");
    let users = Manager::<User>::new(&db).by("admin");
    println!("{}", users.delete_strict(&ada).await?);
    println!("{}", users.hard_delete_strict(&ada).await.unwrap_err());

    title("Half a year later");
    database.run(
        "update users set deleted_at = deleted_at - interval '180 days' where deleted_at is not null;
         update orders set deleted_at = deleted_at - interval '180 days' where deleted_at is not null;
         update items set deleted_at = deleted_at - interval '180 days' where deleted_at is not null;",
    );
    println!("{}", Purge::of::<User>().plan(&db).await?);
    let purged = Purge::of::<User>()
        .because("retention has passed")
        .on_progress(|progress| println!("… {progress}"))
        .run(&db.as_actor("nightly purge"))
        .await?;
    assert_eq!(purged.of("users").map(|table| table.removed), Some(1));

    title("What has happened to her");
    let history = users.history_of(&ada).collect().await?;
    for record in &history {
        println!(
            "{}  by {}: {}",
            record.action,
            record.actor.as_deref().unwrap_or("?"),
            record.reason.as_deref().unwrap_or("no reason given"),
        );
    }
    let actions: Vec<_> = history
        .iter()
        .map(|record| record.action.as_str())
        .collect();
    assert_eq!(actions, ["delete", "restore", "erase", "delete", "purge"]);
    Ok(())
}

fn title(text: &str) {
    println!("\n— {text}");
}
