//! The actor as a setting of the transaction: what row-level security and triggers see, what it costs, and that nobody inherits it.

mod support;

use std::time::Duration;

use futures_util::FutureExt;
use softdelete_runtime::{Error, Executor, Pool, PoolBuilder};
use softdelete_testing::Database;
use support::proxy::{Moment, Proxy};
use support::{Single, people};
use tokio_postgres::NoTls;

/// Parse, Bind, Describe, Execute, Sync.
const UNNAMED: &str = "PBDES";

/// People who own notes and see only theirs, as the role that row-level security concerns.
fn notes() -> Database {
    let database = people();
    database.run(
        "do $$ begin create role softdelete_reader; exception when duplicate_object or unique_violation then null; end $$;
         create table notes (id bigint primary key, owner text not null, text text not null default '');
         alter table notes enable row level security;
         create policy own on notes using (owner = current_setting('softdelete.actor', true));
         insert into notes select n, case when n % 2 = 0 then 'ann' else 'bob' end from generate_series(1, 10) n;
         create table log (actor text not null default coalesce(current_setting('softdelete.actor', true), 'nobody'));
         grant all on notes, log, people to softdelete_reader;",
    );
    database
}

fn builder() -> PoolBuilder {
    Pool::builder().max_size(1)
}

/// The pool's connections are of the role that row-level security concerns.
async fn pool(proxy: &Proxy) -> Pool {
    pool_with(proxy, builder()).await
}

async fn pool_with(proxy: &Proxy, builder: PoolBuilder) -> Pool {
    builder.connect_with(reader(proxy), NoTls).await.unwrap()
}

fn reader(proxy: &Proxy) -> tokio_postgres::Config {
    let mut config = proxy.config();
    config.options("-c role=softdelete_reader");
    config
}

/// How many notes the executor sees.
async fn seen(db: &impl Executor) -> Result<i64, Error> {
    let row = query!(Single<i64>; "select count(*) from notes")
        .fetch_one(db)
        .await?;
    Ok(row.0)
}

/// What the setting says, NULL as `-`.
async fn setting(db: &impl Executor) -> String {
    query!(Single<String>; "select coalesce(current_setting('softdelete.actor', true), '-')")
        .fetch_one(db)
        .await
        .unwrap()
        .0
}

/// Whether the connection is in no transaction: two statements in one would have the same time of its beginning.
async fn is_idle(db: &impl Executor) -> bool {
    let now = || query!(Single<i64>; "select (extract(epoch from now()) * 1000000)::int8");
    let first = now().fetch_one(db).await.unwrap();
    first != now().fetch_one(db).await.unwrap()
}

#[tokio::test]
async fn outside_of_transactions_it_costs_no_round_trip() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let ann = pool.as_actor("ann").announced();
    proxy.round_trips();
    assert_eq!(seen(&ann).await.unwrap(), 5);
    // BEGIN, the setting, the statement's first use, COMMIT.
    assert_eq!(proxy.round_trips(), ["QPBDESPDSSPBDESQ"]);
    assert_eq!(seen(&ann).await.unwrap(), 5);
    assert_eq!(proxy.round_trips(), ["QPBDESBESQ"]);
    // Without an actor that is announced nothing is added, and nothing is left.
    assert_eq!(seen(&pool).await.unwrap(), 0);
    assert_eq!(seen(&pool.as_actor("ann")).await.unwrap(), 0);
    assert_eq!(proxy.round_trips(), ["BES", "BES"]);
    assert!(is_idle(&pool).await);
}

#[tokio::test]
async fn a_pool_can_announce_all_actors() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    for cache in [512, 0] {
        let pool = pool_with(
            &proxy,
            builder().announce_actor(true).statement_cache(cache),
        )
        .await;
        assert_eq!(seen(&pool.as_actor("bob")).await.unwrap(), 5);
        assert_eq!(seen(&pool).await.unwrap(), 0);
        let connection = pool.get().await.unwrap();
        assert_eq!(seen(&connection.as_actor("ann")).await.unwrap(), 5);
        assert_eq!(setting(&connection).await, "");
        drop(connection);
        let tx = pool.build_transaction().actor("ann").begin().await.unwrap();
        assert_eq!(seen(&tx).await.unwrap(), 5);
        tx.rollback().await.unwrap();
        assert_eq!(setting(&pool).await, "");
    }
}

#[tokio::test]
async fn in_a_transaction_it_travels_with_the_statement_when_the_actor_changes() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let ann = pool.as_actor("ann").announced();
    seen(&ann).await.unwrap();
    let mut tx = ann.build_transaction().begin().await.unwrap();
    proxy.round_trips();
    assert_eq!(seen(&tx).await.unwrap(), 5);
    assert_eq!(seen(&tx).await.unwrap(), 5);
    assert_eq!(proxy.round_trips(), ["PBDESBES", "BES"]);
    assert_eq!(seen(&tx.as_actor("nobody")).await.unwrap(), 0);
    assert_eq!(seen(&tx).await.unwrap(), 5);
    assert_eq!(proxy.round_trips(), ["PBDESBES", "PBDESBES"]);
    tx.set_actor("bob");
    assert_eq!(setting(&tx).await, "bob");
    tx.commit().await.unwrap();
    assert_eq!(setting(&pool).await, "");
}

#[tokio::test]
async fn in_a_transaction_no_statement_acts_for_the_actor_of_an_earlier_one() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let tx = pool.begin().await.unwrap();
    assert_eq!(setting(&tx).await, "-");
    assert_eq!(setting(&tx.as_actor("ann").announced()).await, "ann");
    assert_eq!(setting(&tx).await, "");
    assert_eq!(setting(&tx.as_actor("bob")).await, "bob");
}

#[tokio::test]
async fn a_savepoint_that_is_rolled_back_takes_the_announcement_back() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let ann = pool.as_actor("ann").announced();
    ann.transaction(async |mut tx| {
        let failed = tx
            .transaction(async |mut inner| {
                assert_eq!(setting(&inner).await, "ann");
                inner.set_actor("bob");
                assert_eq!(setting(&inner).await, "bob");
                query!((); "select 1 / 0").execute(&inner).await
            })
            .await;
        assert_eq!(failed.unwrap_err().code().unwrap().code(), "22012");
        assert_eq!(setting(&tx).await, "ann");
        tx.transaction(async |mut inner| {
            inner.set_actor("bob");
            assert_eq!(setting(&inner).await, "bob");
            Ok(())
        })
        .await?;
        assert_eq!(setting(&tx).await, "ann");
        Ok(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn statements_that_are_awaited_together_keep_their_actors() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let connection = pool(&proxy).await.get().await.unwrap();
    let (ann, bob) = (connection.as_actor("ann"), connection.as_actor("bob"));
    let (ann, bob) = (ann.announced(), bob.announced());
    setting(&ann).await;
    proxy.round_trips();
    let all = futures_util::future::join3(setting(&ann), setting(&connection), setting(&bob)).await;
    assert_eq!(all, ("ann".into(), String::new(), "bob".into()));
    assert_eq!(proxy.round_trips(), ["QPBDESBESQBESQPBDESBESQ"]);

    let mut connection = connection;
    let tx = connection.begin().await.unwrap();
    let (ann, bob) = (
        tx.as_actor("ann").announced(),
        tx.as_actor("bob").announced(),
    );
    let all = futures_util::future::join3(setting(&ann), setting(&bob), setting(&tx)).await;
    assert_eq!(all, ("ann".into(), "bob".into(), String::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_that_share_a_connection_keep_their_actors() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let connection = std::sync::Arc::new(pool(&proxy).await.get().await.unwrap());
    let tasks: Vec<_> = (0..4)
        .map(|task| {
            let connection = connection.clone();
            tokio::spawn(async move {
                for n in 0..50 {
                    if task == 3 {
                        let found = setting(&connection).await;
                        assert!(found.is_empty() || found == "-", "{found}");
                    } else {
                        let actor = format!("actor {task} {n}");
                        let db = connection.as_actor(&actor).announced();
                        assert_eq!(setting(&db).await, actor);
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn the_error_of_the_statement_is_what_the_caller_gets() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let ann = pool.as_actor("ann").announced();
    for _ in 0..2 {
        let taken = query!((); "insert into people (id) values (1)").execute(&ann);
        let error = taken.await.unwrap_err();
        assert!(error.is_unique_violation(), "{error}");
        assert!(error.sql().is_some());
        // Not into the rows of others: row-level security refuses.
        let error = query!((); "insert into notes values (99, 'bob')")
            .execute(&ann)
            .await;
        assert_eq!(error.unwrap_err().code().unwrap().code(), "42501");
        // An error that comes after rows.
        let error = query!(Single<i64>; "select 1 / (3 - n)::int8 from generate_series(1, 5) n")
            .fetch_all(&ann);
        assert_eq!(error.await.unwrap_err().code().unwrap().code(), "22012");
        // One that comes when the statement is prepared.
        let error = query!((); "select nothing from nowhere")
            .execute(&ann)
            .await;
        assert!(error.unwrap_err().is_schema_mismatch());
        assert!(is_idle(&pool).await);
    }
    assert_eq!(pool.state().connections, 1);
}

#[tokio::test]
async fn an_error_that_comes_at_commit_is_told() {
    let database = notes();
    database.run("create table pairs (id bigint primary key, other bigint references pairs deferrable initially deferred); grant all on pairs to softdelete_reader");
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let ann = pool.as_actor("ann").announced();
    let error = query!((); "insert into pairs values (1, 2)")
        .execute(&ann)
        .await
        .unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    let returned = query!(Single<i64>; "insert into pairs values (1, 2) returning id")
        .fetch_one(&ann)
        .await;
    assert!(returned.unwrap_err().is_foreign_key_violation());
    assert!(is_idle(&pool).await);
    assert_eq!(
        query!((); "select from pairs")
            .execute(&pool)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn what_cannot_be_sent_changes_nothing() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let name = "a\0b";
    let delete = || query!((); "insert into log default values");
    let error = delete()
        .execute(&pool.as_actor(name).announced())
        .await
        .unwrap_err();
    assert!(error.is_invalid_parameter(), "{error}");
    let update = query!((); "update people set name = $1", [Text => &name]);
    let error = update
        .execute(&pool.as_actor("ann").announced())
        .await
        .unwrap_err();
    assert!(error.is_invalid_parameter(), "{error}");
    assert!(is_idle(&pool).await);

    let tx = pool.begin().await.unwrap();
    let error = delete()
        .execute(&tx.as_actor(name).announced())
        .await
        .unwrap_err();
    assert!(error.is_invalid_parameter(), "{error}");
    assert_eq!(setting(&tx.as_actor("ann").announced()).await, "ann");
    tx.commit().await.unwrap();
    assert_eq!(
        query!((); "select from log").execute(&pool).await.unwrap(),
        0
    );
}

#[tokio::test]
async fn any_text_can_be_an_actor() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    for actor in [
        "",
        "'",
        "'; drop table notes; --",
        "\"x\"",
        "$1",
        "\\",
        "/* */",
        "Zoë 🦀",
        &"x".repeat(100_000),
    ] {
        assert_eq!(setting(&pool.as_actor(actor).announced()).await, *actor);
    }
    assert_eq!(seen(&pool.as_actor("ann").announced()).await.unwrap(), 5);
}

#[tokio::test]
async fn triggers_and_defaults_see_it() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let insert = || query!(Single<String>; "insert into log default values returning actor");
    let ann = pool.as_actor("ann").announced();
    assert_eq!(insert().fetch_one(&ann).await.unwrap().0, "ann");
    assert_eq!(insert().fetch_one(&pool).await.unwrap().0, "");
}

#[tokio::test]
async fn streams_end_with_their_transaction() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let ann = pool.as_actor("ann").announced();
    let mut rows = query!(Single<i64>; "select id from notes order by id").fetch(&ann);
    let mut ids = Vec::new();
    while let Some(row) = rows.try_next().await.unwrap() {
        ids.push(row.0);
    }
    drop(rows);
    assert_eq!(ids, [2, 4, 6, 8, 10]);
    let many =
        || query!(Single<i64>; "select n::int8 from generate_series(1, 100000) n").fetch(&ann);
    let mut rows = many();
    let mut count = 0;
    while rows.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 100_000);
    drop(rows);
    // One that is given up early.
    let mut rows = many();
    rows.try_next().await.unwrap();
    drop(rows);
    assert_eq!(setting(&pool).await.trim_matches('-'), "");
    assert!(is_idle(&pool).await);
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_no_transaction_behind() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    // The connection is kept, as a pool would close it.
    let connection = pool(&proxy).await.get().await.unwrap();
    let ann = connection.as_actor("ann").announced();
    for polls in 1..30 {
        let mut given_up =
            Box::pin(query!((); "insert into log select 'ann' from pg_sleep(0.01)").execute(&ann));
        for _ in 0..polls {
            if (&mut given_up).now_or_never().is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        drop(given_up);
        assert_eq!(setting(&connection).await, "");
        assert!(is_idle(&connection).await);
    }
    // Each was sent as a whole, its COMMIT too.
    let written = query!((); "select from log").execute(&connection).await;
    assert_eq!(written.unwrap(), 29);
}

#[tokio::test]
async fn a_plan_that_became_stale_is_made_anew() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    let ann = pool.as_actor("ann").announced();
    let all = || query!((); "select * from notes").execute(&ann);
    all().await.unwrap();
    all().await.unwrap();
    database.run("alter table notes add column more text");
    assert_eq!(all().await.unwrap(), 5);
    assert_eq!(all().await.unwrap(), 5);
    proxy.round_trips();
    assert_eq!(all().await.unwrap(), 5);
    assert_eq!(proxy.round_trips(), ["QPBDESBESQ"]);
}

#[tokio::test]
async fn a_connection_that_is_lost_is_told_and_replaced() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    for (moment, most) in [(Moment::BeforeSending, 0), (Moment::BeforeAnswer, 1)] {
        proxy.cut_at("insert into log", moment);
        let ann = pool.as_actor("ann").announced();
        let lost = query!((); "insert into log default values").execute(&ann);
        let error = lost.await.unwrap_err();
        assert!(error.is_connection_lost(), "{error}");
        // Behind the statement goes its COMMIT, which the cut may come before or after: one row, or none.
        let found = query!((); "select from log").execute(&pool).await.unwrap();
        assert!(found <= most, "{found}");
    }
}

#[tokio::test]
async fn transactions_of_others_announce_and_their_clients_refuse() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let (mut client, connection) = reader(&proxy).connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    proxy.round_trips();
    let error = seen(&client.as_actor("ann").announced()).await.unwrap_err();
    assert!(error.to_string().contains("begin a transaction"), "{error}");
    assert!(proxy.round_trips().is_empty());
    assert_eq!(seen(&client.as_actor("ann")).await.unwrap(), 0);

    let tx = client.transaction().await.unwrap();
    proxy.round_trips();
    assert_eq!(seen(&tx.as_actor("ann").announced()).await.unwrap(), 5);
    assert_eq!(proxy.round_trips(), [format!("{UNNAMED}{UNNAMED}")]);
    tx.commit().await.unwrap();
    assert_eq!(setting(&client).await, "");
}

#[tokio::test]
async fn pools_of_bb8_announce() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let manager = bb8_postgres::PostgresConnectionManager::new(reader(&proxy), NoTls);
    let pool = bb8::Pool::builder()
        .max_size(1)
        .test_on_check_out(false)
        .build(manager)
        .await
        .unwrap();
    drop(pool.get().await.unwrap());
    proxy.round_trips();
    let ann = pool.as_actor("ann");
    let ann = ann.announced();
    assert_eq!(seen(&ann).await.unwrap(), 5);
    assert_eq!(proxy.round_trips(), [format!("Q{UNNAMED}{UNNAMED}Q")]);
    assert_eq!(setting(&pool).await, "");
    let error = query!((); "insert into people (id) values (1)")
        .execute(&ann)
        .await;
    assert!(error.unwrap_err().is_unique_violation());
    assert!(is_idle(&pool).await);
    let connection = pool.get().await.unwrap();
    assert!(seen(&connection.as_actor("ann").announced()).await.is_err());
}

#[cfg(feature = "deadpool")]
#[tokio::test]
async fn pools_and_transactions_of_deadpool_announce() {
    let database = notes();
    let proxy = Proxy::before(&database).await;
    let manager = deadpool_postgres::Manager::new(reader(&proxy), NoTls);
    let pool = deadpool_postgres::Pool::builder(manager)
        .max_size(1)
        .build()
        .unwrap();
    drop(pool.get().await.unwrap());
    proxy.round_trips();
    assert_eq!(seen(&pool.as_actor("ann").announced()).await.unwrap(), 5);
    assert_eq!(proxy.round_trips(), [format!("Q{UNNAMED}{UNNAMED}Q")]);
    assert_eq!(setting(&pool).await, "");
    let mut connection = pool.get().await.unwrap();
    assert!(seen(&connection.as_actor("ann").announced()).await.is_err());
    let tx = connection.transaction().await.unwrap();
    assert_eq!(seen(&tx.as_actor("ann").announced()).await.unwrap(), 5);
}
