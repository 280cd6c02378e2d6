//! The snippets of the chapter "Retention and purge".

use std::time::Duration;

use softdelete::{Action, Pool, Purge, PurgeCancel, Table, sd_query};
use softdelete_testing::Database;

const SCHEMA: &str = "
create table users (
    id bigint primary key, email text not null, legal_hold boolean not null default false,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table orders (
    id bigint primary key, user_id bigint not null references users,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create index on users (deleted_at) where deleted_at is not null;
create index on orders (deleted_at) where deleted_at is not null;
create index on orders (user_id);
insert into users (id, email, deleted_at) select n, 'user' || n || '@example.org', '2001-01-01' from generate_series(1, 5) n;
insert into orders (id, user_id, deleted_at) values (1, 1, '2001-01-01'), (2, 2, now());
update users set legal_hold = true where id = 3;
";

// snippet: tables
#[derive(Debug, Table)]
#[table(
    name = "users",
    soft_delete,
    retention = "90 days",
    hold = "legal_hold",
    audit,
    children(orders)
)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub email: String,
    pub legal_hold: bool,
}

#[derive(Debug, Table)]
#[table(name = "orders", soft_delete, retention = "30 days")]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub user_id: i64,
}
// end

#[tokio::test]
async fn purge() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;

    // snippet: plan
    let plan = Purge::of::<User>().plan(&db).await?;
    assert_eq!(
        plan.to_string(),
        "orders: 1 rows to remove; kept 1 for retention, 0 on hold, 0 referred to\n\
         users: 3 rows to remove; kept 0 for retention, 1 on hold, 1 referred to"
    );
    // end

    // snippet: refused
    let error = sd_query!(hard delete from users where id = 3)
        .execute(&db)
        .await
        .unwrap_err();
    let refusal = error.refusal().unwrap();
    assert_eq!(
        (refusal.action, refusal.table, refusal.rows),
        (Action::Held, "users", 1)
    );
    // end

    // snippet: run
    let cancel = PurgeCancel::new(); // for the handler of a signal, say
    let report = Purge::of::<User>()
        .workers(4)
        .batch_size(1_000)
        .time_limit(Duration::from_secs(5))
        .because("retention has passed")
        .cancelled_by(&cancel)
        .on_progress(|progress| println!("{progress}"))
        .run(&db.as_actor("nightly purge"))
        .await?;
    assert_eq!(report.removed(), 4);
    // end
    Ok(())
}
