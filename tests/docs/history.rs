//! The snippets of the chapter "History".

use std::time::{Duration, SystemTime};

use softdelete::{History, Manager, Outbox, Pool, Table};
use softdelete_testing::Database;

const SCHEMA: &str = "
create table users (
    id bigint primary key, email text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into users (id, email) select n, 'user' || n || '@example.org' from generate_series(1, 5) n;
";

// snippet: table
#[derive(Debug, Table)]
#[table(name = "users", soft_delete, audit, outbox)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub email: String,
}
// end

async fn database() -> softdelete::Result<(Database, Pool)> {
    let database = Database::create();
    let url = database.url();
    // snippet: schema
    let db = Pool::connect(&url).await?;
    let connection = db.get().await?;
    connection
        .client()
        .batch_execute(softdelete::schema::SYSTEM_SQL)
        .await?;
    // end
    drop(connection);
    database.run(SCHEMA);
    Ok((database, db))
}

#[tokio::test]
async fn of_a_row() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: row
    let users = Manager::<User>::new(&db).by("admin");
    let effects = users.delete_strict(&1).await?;
    users.restore_strict(&1).await?;

    let mut records = users.history_of(&1);
    while let Some(record) = records.try_next().await? {
        // 1 delete by Some("admin"), then 1 restore by Some("admin")
        println!("{} {} by {:?}", record.key, record.action, record.actor);
    }
    // end
    // snippet: operation
    let history = History::new(&db);
    if let Some(operation) = effects.operation() {
        for record in history.of_operation(operation).collect().await? {
            println!("{} {}", record.table, record.key); // users {"id": 1}
        }
    }
    let hour_ago = SystemTime::now() - Duration::from_hours(1);
    let records = history.since(hour_ago).collect().await?;
    // end
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].key.to_string(), r#"{"id": 1}"#);
    Ok(())
}

#[tokio::test]
async fn outbox() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let users = Manager::<User>::new(&db);
    users.delete_many([1, 2]).await?;
    // snippet: outbox
    let outbox = Outbox::new(&db).batch_size(50);
    let count = outbox
        .drain(async |batch| {
            for message in batch.messages() {
                println!("{} {} {}", message.table, message.key, message.action);
            }
            Ok(())
        })
        .await?;
    // end
    assert_eq!(count, 2);
    Ok(())
}
