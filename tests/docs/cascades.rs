//! The snippets of the chapter "Cascades".

use softdelete::{Action, Pool, Table, sd_query};
use softdelete_testing::Database;

use crate::shown::is_sent;

const SCHEMA: &str = "
create table users (
    id bigint primary key, email text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table orders (
    id bigint primary key, user_id bigint not null references users,
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
create table notes (id bigint primary key, user_id bigint references users);
create table logins (id bigint primary key, user_id bigint not null references users);
create table folders (
    id bigint primary key, parent_id bigint references folders,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into users (id, email) values (1, 'ada@example.org'), (2, 'bob@example.org');
insert into orders (id, user_id) values (1, 1), (2, 1), (3, 2);
insert into items (id, order_id) values (1, 1), (2, 1), (3, 2), (4, 3);
insert into invoices (id, order_id) values (1, 3);
insert into notes values (1, 1);
insert into logins values (1, 1), (2, 1);
insert into folders (id, parent_id) select n, nullif(n / 2, 0) from generate_series(1, 31) n;
";

// snippet: tables
#[derive(Debug, Table)]
#[table(name = "users", soft_delete, children(orders, notes, logins))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub email: String,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete, children(items, invoices))]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
}

#[derive(Debug, Table)]
#[table(name = "items", soft_delete)]
pub struct Item {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(orders.id), on_delete = cascade)]
    pub order_id: i64,
}

#[derive(Debug, Table)]
#[table(name = "invoices", soft_delete)]
pub struct Invoice {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(orders.id), on_delete = restrict)]
    pub order_id: i64,
}

#[derive(Debug, Table)]
#[table(name = "notes")]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = set_null)]
    pub user_id: Option<i64>,
}

#[derive(Debug, Table)]
#[table(name = "logins")]
pub struct Login {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = keep)]
    pub user_id: i64,
}
// end

// snippet: tree
#[derive(Debug, Table)]
#[table(name = "folders", soft_delete, children(folders))]
pub struct Folder {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(folders.id), on_delete = cascade)]
    pub parent_id: Option<i64>,
}
// end

const DELETE_ORDER: &str = "
-- snippet: sql
WITH
  sd_orders AS (
    UPDATE orders SET deleted_at = now(), deleted_by = $2, deletion_reason = NULL, deletion_id = $3
    WHERE orders.deleted_at IS NULL AND orders.id = $1
    RETURNING orders.id),
  sd_items AS (
    UPDATE items AS c SET deleted_at = now(), deleted_by = $2, deletion_reason = NULL, deletion_id = $3
    FROM sd_orders AS p
    WHERE c.order_id = p.id AND c.deleted_at IS NULL
    RETURNING c.id)
SELECT
  (SELECT count(*) FROM sd_orders),
  (SELECT count(*) FROM sd_items),
  (SELECT CASE WHEN c.n > 0 THEN ('softdelete 2 ' || c.n::text)::bigint ELSE 0 END
   FROM (SELECT count(*) FROM sd_orders AS p, invoices AS c
         WHERE c.order_id = p.id AND c.deleted_at IS NULL) AS c(n))
-- end
";

async fn database() -> softdelete::Result<(Database, Pool)> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    Ok((database, db))
}

#[tokio::test]
async fn a_family_is_deleted() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let id = 1_i64;
    // snippet: plan
    let delete = sd_query!(delete from users where id = $id by "admin");
    let plan = delete.plan(&db).await?;
    assert_eq!(
        plan.to_string(),
        "1 row of users deleted\n\
         ├─ 2 rows of orders deleted\n\
         │  └─ 3 rows of items deleted\n\
         └─ 1 row of notes unlinked (user_id set to NULL)"
    );
    // end

    // snippet: effects
    let effects = delete.effects(&db).await?;
    println!("{effects}"); // the same tree
    assert_eq!(effects.of("items"), 3);
    assert_eq!(effects.by(Action::Unlink), 1);
    // end
    let logins = sd_query!(select count(*) as n from logins)
        .fetch_one(&db)
        .await?;
    assert_eq!(logins.n, 2);
    Ok(())
}

#[tokio::test]
async fn an_invoice_forbids() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: refused
    let delete = sd_query!(delete from users where id = 2);
    let plan = delete.plan(&db).await?;
    assert!(!plan.is_possible());
    for obstacle in plan.obstacles() {
        println!("{obstacle}"); // 1 row of invoices forbids it (restrict)
    }

    let error = delete.execute(&db).await.unwrap_err();
    assert!(error.is_restricted());
    let refusal = error.refusal().unwrap();
    assert_eq!((refusal.table, refusal.rows), ("invoices", 1));
    // end
    let order = sd_query!(select from orders where id = 3)
        .fetch_one(&db)
        .await?;
    assert_eq!(order.user_id, 2);
    Ok(())
}

#[tokio::test]
async fn a_tree_is_deleted_to_its_leaves() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: folders
    let effects = sd_query!(delete from folders where id = 2)
        .effects(&db)
        .await?;
    assert_eq!(
        effects.to_string(),
        "1 row of folders deleted\n\
         └─ 14 rows of folders deleted"
    );
    // end
    Ok(())
}

#[tokio::test]
async fn within_a_statement() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: with
    let row = sd_query!(
        with gone as (delete from users where id = 1 returning email)
        select count(*) as users, string_agg(email, ", ") as addresses from gone
    )
    .fetch_one(&db)
    .await?;
    assert_eq!(row.users, 1); // its orders, items and notes followed
    // end
    let orders = sd_query!(select count(*) as n from orders)
        .fetch_one(&db)
        .await?;
    assert_eq!(orders.n, 1);
    Ok(())
}

#[test]
fn the_sql() {
    let id = 1_i64;
    // snippet: text
    let sql = sd_query!(delete from orders where id = $id).sql();
    // end
    is_sent(DELETE_ORDER, sql);
}
