//! The tables of these tests, what changes them, and what stops a change in its middle.
#![allow(unreachable_pub)]

use std::collections::HashSet;
use std::future::Future;
use std::time::Duration;

use softdelete::tokio_postgres::{Client, NoTls};
use softdelete::{Error, Executor, Pool, Table, sd_query};
use softdelete_testing::{Database, Server};

#[derive(Debug, Table)]
#[table(
    name = "accounts",
    soft_delete,
    audit,
    outbox,
    retention = "1 day",
    children(projects, badges)
)]
pub struct Account {
    #[column(primary_key)]
    pub id: i64,
    #[column(personal)]
    pub email: Option<String>,
}

#[derive(Debug, Table)]
#[table(
    name = "projects",
    soft_delete,
    audit,
    retention = "1 day",
    children(tasks)
)]
pub struct Project {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(accounts.id), on_delete = cascade)]
    pub account_id: i64,
}

#[derive(Debug, Table)]
#[table(name = "tasks", soft_delete, audit, retention = "1 day")]
pub struct Task {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(projects.id), on_delete = cascade)]
    pub project_id: i64,
    #[column(personal)]
    pub note: Option<String>,
}

#[derive(Debug, Table)]
#[table(name = "badges")]
pub struct Badge {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(accounts.id), on_delete = set_null)]
    pub account_id: Option<i64>,
}

/// The account 1 has 10 projects of 40 tasks each, about 250 kB, and 5 badges; the account 2 has one of each.
const TABLES: &str = "
    create table accounts (id bigint primary key, email text, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create table projects (id bigint primary key, account_id bigint not null references accounts,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create table tasks (id bigint primary key, project_id bigint not null references projects, note text,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create table badges (id bigint primary key, account_id bigint references accounts);
    insert into accounts values (1, 'ann'), (2, 'bob');
    insert into projects select n, 1 from generate_series(1, 10) n union all select 11, 2;
    insert into tasks select n, (n + 39) / 40, repeat('note ', 120) from generate_series(1, 400) n union all select 401, 11, 'other';
    insert into badges select n, 1 from generate_series(1, 5) n union all select 6, 2;
    create function pause() returns trigger language plpgsql as $$ begin
        perform pg_advisory_xact_lock_shared(1);
        return coalesce(new, old);
    end $$;
    create trigger pause before update or delete on tasks for each row when (old.id = 200) execute function pause()";

/// All that the tables hold, but for times and random identifiers, of which it says how many there are.
const STATE: &str = "
    select string_agg(line, E'\\n' order by line) from (
        select concat_ws(' ', 'account', id, email, deleted_at is not null, deleted_by, deletion_id is not null) from accounts
        union all select concat_ws(' ', 'project', id, account_id, deleted_at is not null, deleted_by, deletion_id is not null) from projects
        union all select concat_ws(' ', 'task', id, project_id, md5(note), deleted_at is not null, deleted_by, deletion_id is not null) from tasks
        union all select concat_ws(' ', 'badge', id, account_id) from badges
        union all select concat_ws(' ', 'history', action, table_name, row_key, actor, count(*)) from softdelete.history group by action, table_name, row_key, actor
        union all select concat_ws(' ', 'outbox', action, table_name, row_key, actor, count(*)) from softdelete.outbox group by action, table_name, row_key, actor
        union all select concat_ws(' ', 'operations', count(distinct operation)) from softdelete.history
        union all select concat_ws(' ', 'deletions', count(distinct deletion_id)) from
            (select deletion_id from accounts union all select deletion_id from projects union all select deletion_id from tasks) marked
    ) lines (line)";

/// A statement that changes rows of three tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Delete,
    Restore,
    Erase,
}

impl Change {
    pub(crate) const ALL: [Change; 3] = [Change::Delete, Change::Restore, Change::Erase];

    /// Runs it.
    pub(crate) async fn run<E: Executor>(self, db: &E) -> Result<u64, Error> {
        match self {
            Change::Delete => {
                sd_query!(delete from accounts where id = 1)
                    .execute(db)
                    .await
            }
            Change::Restore => sd_query!(restore accounts where id = 1).execute(db).await,
            Change::Erase => sd_query!(erase accounts where id = 1).execute(db).await,
        }
    }
}

/// A database in which a change is to be made.
pub(crate) struct Family {
    pub(crate) change: Change,
    pub(crate) database: Database,
    /// As it is before the change.
    pub(crate) before: String,
    /// As the change leaves it.
    pub(crate) after: String,
}

impl Family {
    /// A database of the server that tests share.
    pub(crate) async fn new(change: Change) -> Family {
        Family::on(Server::shared(), change).await
    }

    /// A database of this server.
    pub(crate) async fn on(server: &Server, change: Change) -> Family {
        Family::in_database(server.create_database(), change).await
    }

    /// Makes the tables in a database, and finds out what the change does when nothing is in its way.
    pub(crate) async fn in_database(database: Database, change: Change) -> Family {
        database.run(softdelete::schema::SYSTEM_SQL);
        database.run(TABLES);
        let client = database.connect().await.expect("connects");
        if change == Change::Restore {
            let deleted = Change::Delete.run(&client).await;
            assert_eq!(deleted.expect("it deletes"), 1);
        }
        let before = state(&client).await;
        client.batch_execute("begin").await.expect("begins");
        let done = change.run(&client).await;
        assert_eq!(done.expect("it runs"), 1);
        let after = state(&client).await;
        client.batch_execute("rollback").await.expect("rolls back");
        assert!(before != after);
        assert!(state(&client).await == before);
        Family {
            change,
            database,
            before,
            after,
        }
    }

    /// A pool of one connection, straight to the server.
    pub(crate) async fn pool(&self) -> Pool {
        let pool = Pool::builder().max_size(1);
        let pool = pool.connect_with(self.database.config(), NoTls).await;
        pool.expect("connects")
    }

    /// What the tables hold now.
    pub(crate) async fn now(&self) -> String {
        state(&self.database.connect().await.expect("connects")).await
    }

    /// The tables hold what they should: all of it, and nothing else.
    pub(crate) async fn holds(&self, expected: &str) {
        let now = self.now().await;
        let only = |one: &str, other: &str| -> Vec<String> {
            let other: HashSet<&str> = other.lines().collect();
            let lines = one.lines().filter(|line| !other.contains(line));
            lines.map(str::to_owned).collect()
        };
        let (missing, unexpected) = (only(expected, &now), only(&now, expected));
        assert!(
            missing.is_empty() && unexpected.is_empty(),
            "{:?}: missing {missing:?}, unexpected {unexpected:?}",
            self.change
        );
    }

    /// Nothing of the change is there, and the same pool can make it.
    pub(crate) async fn is_as_before(&self, pool: &Pool) {
        self.holds(&self.before).await;
        let again = self.change.run(pool).await;
        assert_eq!(again.expect("it runs again"), 1);
        self.holds(&self.after).await;
    }

    /// All of the change is there, and the same pool goes on.
    pub(crate) async fn is_as_after(&self, pool: &Pool) {
        self.holds(&self.after).await;
        // An erasure would leave its proof in history once more.
        if self.change != Change::Erase {
            let again = self.change.run(pool).await;
            assert_eq!(again.expect("it runs again"), 0);
            self.holds(&self.after).await;
        }
    }

    /// Returns when no other session is left in the database: whatever a session did whose client has gone, it has done then.
    pub(crate) async fn is_deserted(&self) {
        let client = self.database.connect().await.expect("connects");
        let others = "select count(*) = 0 from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
        until(&client, others, "the other sessions never ended").await;
    }
}

async fn state(client: &Client) -> String {
    let row = client.query_one(STATE, &[]).await;
    row.expect("the state can be read").get(0)
}

/// Stops every change at the task in the middle while it is closed.
pub(crate) struct Barrier(Client);

impl Barrier {
    pub(crate) async fn closed(database: &Database) -> Barrier {
        let client = database.connect().await.expect("connects");
        let locked = client.execute("select pg_advisory_lock(1)", &[]).await;
        locked.expect("it is locked");
        Barrier(client)
    }

    /// Returns when a change has come to the barrier, with the server's process that makes it.
    pub(crate) async fn reached(&self) -> i32 {
        let there = format!("select count(*) > 0 from ({WAITING}) waiting");
        until(&self.0, &there, "the statement never came to its middle").await;
        let row = self.0.query_one(WAITING, &[]).await;
        row.expect("there is one").get(0)
    }

    /// Returns when no change is at the barrier any more.
    pub(crate) async fn left(&self) {
        let gone = format!("select count(*) = 0 from ({WAITING}) waiting");
        until(&self.0, &gone, "the statement was never given up").await;
    }

    /// Returns when the server has ended this session, as it does all of them once it has noticed the crash of one.
    pub(crate) async fn lost(self) {
        let ended = async {
            while !self.0.is_closed() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        in_time(ended, "the server never noticed the crash").await;
    }

    /// Lets changes through.
    pub(crate) async fn open(self) {
        let unlocked = self.0.execute("select pg_advisory_unlock(1)", &[]).await;
        unlocked.expect("it is unlocked");
    }
}

const WAITING: &str = "select pid from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())";

/// Asks until the answer is yes.
async fn until(client: &Client, question: &str, otherwise: &str) {
    let asking = async {
        loop {
            let row = client.query_one(question, &[]).await;
            if row.expect("it can be asked").get(0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    in_time(asking, otherwise).await;
}

/// What a future returns, if it does within the patience of these tests.
pub(crate) async fn in_time<T>(future: impl Future<Output = T>, otherwise: &str) -> T {
    let done = tokio::time::timeout(Duration::from_mins(1), future).await;
    done.unwrap_or_else(|_| panic!("{otherwise}"))
}

/// Starts a change elsewhere; it ends by itself or is aborted.
pub(crate) fn start(change: Change, pool: &Pool) -> tokio::task::JoinHandle<Result<u64, Error>> {
    let pool = pool.clone();
    tokio::spawn(async move { change.run(&pool).await })
}
