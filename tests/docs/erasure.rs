//! The snippets of the chapter "Erasure".

use softdelete::{Action, Manager, Pool, Table, sd_query};
use softdelete_testing::Database;

use crate::shown::is_sent;

const SCHEMA: &str = "
create table users (
    id bigint primary key, email text not null, name text, legal_hold boolean not null default false,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table orders (
    id bigint primary key, user_id bigint not null references users, total numeric not null, address text,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table tickets (id bigint primary key, mail text not null);
insert into users (id, email, name) values (1, 'ada@example.org', 'Ada'), (2, 'bob@example.org', 'Bob');
insert into orders (id, user_id, total, address) values (1, 1, 10, 'Mill Lane 1'), (2, 1, 20, 'Mill Lane 1'), (3, 2, 5, 'High Street 2');
update users set legal_hold = true where id = 2;
insert into tickets values (1, 'ada@example.org');
";

// snippet: tables
#[derive(Debug, Table)]
#[table(
    name = "users",
    soft_delete,
    hold = "legal_hold",
    audit,
    children(orders)
)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(personal = "'erased-' || id")]
    pub email: String,
    #[column(personal)] // becomes NULL
    pub name: Option<String>,
    #[column(default)]
    pub legal_hold: bool,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete)]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
    pub total: softdelete::Decimal,
    #[column(personal)]
    pub address: Option<String>,
}
// end

#[derive(Debug, Table)]
#[table(name = "tickets")]
pub struct Ticket {
    #[column(primary_key)]
    pub id: i64,
    #[column(personal = "''")]
    pub mail: String,
}

const ERASE_TICKET: &str = "
-- snippet: sql
UPDATE tickets SET mail = '' WHERE tickets.id = $1
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
async fn a_family_is_erased() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: erase
    let erase = sd_query!(erase users where id = 1 by "dpo" because "request 4711");
    println!("{}", erase.plan(&db).await?);
    let effects = erase.effects(&db).await?;
    assert_eq!(
        effects.to_string(),
        "1 row of users erased\n\
         └─ 2 rows of orders erased"
    );

    let user = sd_query!(select from users where id = 1)
        .fetch_one(&db)
        .await?;
    assert_eq!((user.email.as_str(), user.name), ("erased-1", None));
    // end

    // snippet: proof
    let users = Manager::<User>::new(&db);
    for record in users.history_of(&1).collect().await? {
        // erase by Some("dpo"): Some({"columns": ["email", "name"]})
        println!(
            "{} by {:?}: {:?}",
            record.action, record.actor, record.detail
        );
    }
    // end
    let proofs = users.history_of(&1).collect().await?;
    let detail = proofs[0].detail.as_ref().unwrap().to_string();
    assert_eq!(detail, r#"{"columns": ["email", "name"]}"#);
    Ok(())
}

#[tokio::test]
async fn a_hold_forbids() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: held
    let error = sd_query!(erase users where id = 2)
        .execute(&db)
        .await
        .unwrap_err();
    assert!(error.is_held());
    assert_eq!(error.refusal().unwrap().action, Action::Held);
    // end
    Ok(())
}

#[tokio::test]
async fn methods() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: methods
    let users = Manager::<User>::new(&db).by("dpo").because("request 4711");
    users.erase_strict(&1).await?;
    // end
    Ok(())
}

#[test]
fn the_sql() {
    let id = 1_i64;
    // snippet: text
    let sql = sd_query!(erase tickets where id = $id).sql();
    // end
    is_sent(ERASE_TICKET, sql);
}
