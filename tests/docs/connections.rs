//! The snippets of the chapter "Connections".

use std::time::Duration;

use softdelete::{Executor, Pool, Table, sd_query};
use softdelete_testing::Database;

const SCHEMA: &str = "
create table users (
    id bigint primary key,
    email text not null unique,
    balance bigint not null default 0,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into users (id, email, balance) values (1, 'ada@example.org', 100), (2, 'bob@example.org', 0);
";

#[derive(Debug, Table)]
#[table(name = "users", soft_delete)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub email: String,
    #[column(default)]
    pub balance: i64,
}

// snippet: executor
async fn user(db: &impl Executor, id: i64) -> softdelete::Result<Option<User>> {
    sd_query!(select from users where id = $id)
        .fetch_optional(db)
        .await
}
// end

async fn database() -> softdelete::Result<(Database, Pool)> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    Ok((database, db))
}

#[tokio::test]
async fn executors() -> softdelete::Result<()> {
    let (database, db) = database().await?;
    assert!(user(&db, 1).await?.is_some());
    assert!(user(&db.get().await?, 1).await?.is_some());
    assert!(user(&database.connect().await?, 1).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn pool() -> softdelete::Result<()> {
    let database = Database::create();
    let url = database.url();
    // snippet: pool
    let db = Pool::builder()
        .max_size(20)
        .connection_timeout(Duration::from_secs(5))
        .connect(&url)
        .await?;
    // end
    assert_eq!(db.state().connections, 1);
    Ok(())
}

#[tokio::test]
async fn transactions() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let (from, to, amount) = (1_i64, 2_i64, 30_i64);
    // snippet: transaction
    db.transaction(async |tx| {
        sd_query!(update users set balance = balance - $amount where id = $from)
            .execute(&tx)
            .await?;
        sd_query!(update users set balance = balance + $amount where id = $to)
            .execute(&tx)
            .await?;
        Ok(())
    })
    .await?;
    // end

    // snippet: begin
    let tx = db.begin().await?;
    sd_query!(delete from users where id = $from)
        .execute(&tx)
        .await?;
    tx.commit().await?;
    // end
    assert_eq!(user(&db, to).await?.unwrap().balance, 30);
    assert!(user(&db, from).await?.is_none());
    Ok(())
}

#[tokio::test]
async fn actors() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: actor
    let admin = db.as_actor("admin");
    sd_query!(delete from users where id = 1)
        .execute(&admin)
        .await?;
    // end
    let row = sd_query!(select deleted_by from users only deleted)
        .fetch_one(&db)
        .await?;
    assert_eq!(row.deleted_by.as_deref(), Some("admin"));
    Ok(())
}

const POLICY: &str = "
create table notes (id bigint primary key, owner text not null, text text not null);
insert into notes values (1, 'ann', 'hers'), (2, 'bob', 'his');
-- snippet: announced_policy
alter table notes enable row level security;
create policy own_notes on notes
    using (owner = nullif(current_setting('softdelete.actor', true), ''));
-- end
do $$ begin create role softdelete_docs; exception when duplicate_object or unique_violation then null; end $$;
grant all on notes to softdelete_docs;
";

#[derive(Debug, Table)]
#[table(name = "notes")]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
    pub owner: String,
    pub text: String,
}

#[tokio::test]
async fn announced_actors() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(POLICY);
    let mut config = database.config();
    // Row-level security does not concern superusers.
    config.options("-c role=softdelete_docs");
    let db = Pool::builder()
        .connect_with(config, softdelete::tokio_postgres::NoTls)
        .await?;
    // snippet: announced
    let ann = db.as_actor("ann").announced();
    let hers = sd_query!(select from notes).fetch_all(&ann).await?; // BEGIN, set_config, SELECT, COMMIT at once
    // end
    assert_eq!(hers.len(), 1);
    assert_eq!(hers[0].text, "hers");
    assert!(
        sd_query!(select from notes)
            .fetch_all(&db)
            .await?
            .is_empty()
    );

    // snippet: announced_transaction
    ann.transaction(async |tx| {
        let changed = sd_query!(update notes set text = "changed" where id = 2)
            .execute(&tx)
            .await?;
        assert_eq!(changed, 0); // Bob's
        Ok(())
    })
    .await?;
    // end
    Ok(())
}

#[tokio::test]
async fn streams_and_pipelines() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: stream
    let mut users = sd_query!(select from users order by id).fetch(&db);
    while let Some(user) = users.try_next().await? {
        println!("{}", user.email);
    }
    // end
    drop(users);

    // snippet: pipeline
    let connection = db.get().await?;
    let (count, richest) = tokio::try_join!(
        sd_query!(select count(*) as n from users).fetch_one(&connection),
        sd_query!(select from users order by balance desc limit 1).fetch_optional(&connection),
    )?;
    // end
    assert_eq!((count.n, richest.unwrap().id), (2, 1));
    Ok(())
}

#[tokio::test]
async fn errors() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: errors
    let email = "ada@example.org";
    let result = sd_query!(insert into users (id, email) values (3, $email))
        .execute(&db)
        .await;
    match result {
        Err(error) if error.is_unique_violation() => {
            println!("taken: {:?}", error.constraint());
        }
        Err(error) => return Err(error),
        Ok(_) => unreachable!("the address is Ada's"),
    }
    // end
    Ok(())
}
