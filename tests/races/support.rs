//! The tables of these tests, sessions, and the barrier between them.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use softdelete::tokio_postgres::Client;
use softdelete::{Error, Table};
use softdelete_testing::Database;
use tokio::task::JoinHandle;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "owners", soft_delete, children(pets), retention = "1 day")]
pub(crate) struct Owner {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique)]
    pub(crate) email: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "pets", soft_delete, retention = "1 day")]
pub(crate) struct Pet {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references(owners.id), on_delete = cascade)]
    pub(crate) owner_id: Option<i64>,
    #[column(unique)]
    pub(crate) name: Option<String>,
}

const TABLES: &str = "
    create table owners (id bigint primary key, email text,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create unique index on owners (email) where deleted_at is null;
    create table pets (id bigint primary key, owner_id bigint references owners, name text,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create unique index on pets (name) where deleted_at is null;
    insert into owners (id, email) values (1, 'ann'), (2, 'bob');
    insert into pets (id, owner_id, name) values (10, 1, 'rex'), (11, 1, 'tom'), (20, 2, 'kit')";

/// What the library generates as a live foreign key.
const LIVE_KEY: &str = "
    alter table owners add column softdelete_live boolean generated always as (case when deleted_at is null then true end) stored;
    alter table pets add column softdelete_live boolean generated always as (case when deleted_at is null then true end) stored;
    create unique index on owners (id, softdelete_live);
    alter table pets add constraint live foreign key (owner_id, softdelete_live) references owners (id, softdelete_live)";

/// A database with the tables, whose foreign key is a plain one.
pub(crate) fn plain() -> Database {
    let database = Database::create();
    database.run(TABLES);
    database
}

/// A database with the tables and a live foreign key.
pub(crate) fn live() -> Database {
    let database = plain();
    database.run(LIVE_KEY);
    database
}

/// A connection, and the process of the server behind it.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) client: Arc<Client>,
    pid: i32,
}

impl Session {
    pub(crate) async fn open(database: &Database) -> Self {
        let client = database.connect().await.expect("connects");
        let row = client.query_one("select pg_backend_pid()", &[]).await;
        let pid = row.expect("answers").get(0);
        Self {
            client: Arc::new(client),
            pid,
        }
    }

    pub(crate) async fn run(&self, sql: &str) {
        let done = self.client.batch_execute(sql).await;
        assert!(done.is_ok(), "{sql}: {done:?}");
    }

    /// A number that a query gives.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let row = self.client.query_one(sql, &[]).await;
        row.unwrap_or_else(|error| panic!("{sql}: {error:?}"))
            .get(0)
    }

    /// The keys that a query gives.
    pub(crate) async fn keys(&self, sql: &str) -> Vec<i64> {
        let rows = self.client.query(sql, &[]).await;
        let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Returns when the session waits for a lock that another one holds.
    pub(crate) async fn waits(&self, observer: &Session) {
        let blocked = async {
            loop {
                let row = observer
                    .client
                    .query_one("select cardinality(pg_blocking_pids($1)) > 0", &[&self.pid])
                    .await
                    .expect("answers");
                if row.get(0) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let done = tokio::time::timeout(Duration::from_secs(30), blocked).await;
        assert!(done.is_ok(), "the session never waited for another");
    }
}

/// What a statement did, or the SQLSTATE it was refused with.
pub(crate) type Outcome = Result<u64, String>;

/// The outcome of a statement of ours.
pub(crate) fn outcome(result: Result<u64, Error>) -> Outcome {
    result.map_err(|error| {
        let code = error.code().map(|code| code.code().to_owned());
        code.unwrap_or_else(|| panic!("no refusal of the server: {error:?}"))
    })
}

/// Starts a statement in a session, to be waited for later.
pub(crate) fn start<F>(statement: F) -> JoinHandle<Outcome>
where
    F: Future<Output = Outcome> + Send + 'static,
{
    tokio::spawn(statement)
}

/// The outcome of a statement that was started.
pub(crate) async fn ended(statement: JoinHandle<Outcome>) -> Outcome {
    let ended = tokio::time::timeout(Duration::from_secs(30), statement).await;
    ended.expect("it ends").expect("it does not panic")
}

/// Two sessions at one database, and a third that looks on.
pub(crate) async fn two(database: &Database) -> (Session, Session, Session) {
    let (one, other) = (Session::open(database).await, Session::open(database).await);
    (one, other, Session::open(database).await)
}
