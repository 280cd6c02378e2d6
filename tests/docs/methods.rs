//! The snippets of the chapter "Methods".

use std::time::{Duration, SystemTime};

use softdelete::{
    Audit, Config, DeleteOutcome, Event, HookError, Hooks, Lifecycle, Manager, Pool, Table,
    sd_query,
};
use softdelete_testing::Database;

const SCHEMA: &str = "
create table users (
    id bigint primary key, email text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into users (id, email) select n, 'user' || n || '@example.org' from generate_series(1, 50) n;
";

// snippet: table
#[derive(Debug, Table)]
#[table(name = "users", soft_delete, audit, retention = "90 days")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(personal = "'erased-' || id")]
    pub email: String,
}
// end

async fn database() -> softdelete::Result<(Database, Pool)> {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    Ok((database, db))
}

#[tokio::test]
async fn one() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: one
    let users = Manager::<User>::new(&db)
        .by("admin")
        .because("account closed");
    match users.delete(&7).await? {
        DeleteOutcome::Deleted(effects) => println!("{effects}"),
        DeleteOutcome::AlreadyDeleted => println!("had been deleted"),
        DeleteOutcome::NotFound => println!("no such user"),
    }
    assert_eq!(users.is_deleted(&7).await?, Some(true));
    users.restore_strict(&7).await?; // an error if there is nothing to restore
    // end
    // snippet: plan
    let plan = users.plan_delete(&[1, 2, 3]).await?;
    println!("{plan}"); // 3 rows of users deleted
    assert!(plan.is_possible());
    // end
    assert_eq!(plan.to_string(), "3 rows of users deleted");
    Ok(())
}

#[tokio::test]
async fn many() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    let ids = 1..=60;
    let users = Manager::<User>::new(&db);
    // snippet: many
    let bulk = users.delete_many(ids).await?;
    println!(
        "{} deleted, {} had been, {} unknown",
        bulk.changed, bulk.unchanged, bulk.missing
    );
    // end
    assert_eq!((bulk.changed, bulk.missing), (50, 10));
    // snippet: all_or_nothing
    db.transaction(async |tx| {
        let users = Manager::<User, _>::new(&tx);
        let bulk = users.restore_many([1, 2, 3]).await?;
        bulk.strict()?; // an error rolls back, if one of them was not deleted
        Ok(())
    })
    .await?;
    // end
    Ok(())
}

// snippet: hooks
/// Ends the sessions of users who are deleted, and lets nobody be deleted without a reason.
struct Sessions;

impl Hooks<User> for Sessions {
    async fn before_delete(&self, event: &Event<'_, User>) -> Result<(), HookError> {
        match event.reason {
            Some(_) => Ok(()),
            None => Err("say why".into()),
        }
    }

    async fn after_delete(
        &self,
        event: &Event<'_, User>,
        _: &softdelete::Effects,
    ) -> Result<(), HookError> {
        for id in event.keys {
            end_sessions_of(*id).await;
        }
        Ok(())
    }
}
// end

async fn end_sessions_of(_: i64) {
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn hooks() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: hooked
    let users = Manager::<User>::new(&db).hooks(Sessions);
    assert!(users.delete(&1).await.unwrap_err().is_vetoed());
    users.because("asked to").delete_strict(&1).await?;
    // end
    Ok(())
}

#[tokio::test]
async fn age() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: age
    let users = Manager::<User>::new(&db).by("nightly");
    let last_year = SystemTime::now() - Duration::from_hours(365 * 24);
    users.hard_delete_before(last_year).await?; // in one statement
    users.purge().await?; // batch by batch
    // end
    let left = sd_query!(select count(*) from users).fetch_one(&db).await?;
    assert_eq!(left.count, 50);
    Ok(())
}

#[tokio::test]
async fn config() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    // snippet: config
    let config = Config::from_env()?
        .chunk_size(2_000)?
        .audit(Audit::Required);
    let users = Manager::<User>::new(&db).config(config);
    // end
    users.delete_strict(&1).await?;
    Ok(())
}

// snippet: generic
/// Deletes rows of any table whose key is a number.
async fn delete_numbered<T: Lifecycle<Key = i64>>(db: &Pool, id: i64) -> softdelete::Result<bool> {
    let outcome = Manager::<T>::new(db).delete(&id).await?;
    Ok(matches!(outcome, DeleteOutcome::Deleted(_)))
}
// end

#[tokio::test]
async fn generic() -> softdelete::Result<()> {
    let (_database, db) = database().await?;
    assert!(delete_numbered::<User>(&db, 5).await?);
    assert!(!delete_numbered::<User>(&db, 5).await?);
    Ok(())
}
