//! Every call is one round trip, on every executor, the first time and later.

mod support;

use softdelete_runtime::{Executor, Pool};
use support::proxy::Proxy;
use support::{Person, Single, people};
use tokio_postgres::NoTls;

/// Parse, Bind, Describe, Execute, Sync.
const UNNAMED: &str = "PBDES";
/// The first use of a statement on a connection of ours: Parse, Describe, Sync, a Sync alone, and the statement itself unnamed.
const FIRST: &str = "PDSSPBDES";
/// A statement that was prepared before: Bind, Execute, Sync.
const PREPARED: &str = "BES";

/// Makes each kind of call once, and tells what went over the wire in each.
async fn calls<E: Executor>(proxy: &Proxy, db: &E) -> Vec<(&'static str, Vec<String>)> {
    let mut seen = Vec::new();
    let id = 2_i64;
    proxy.round_trips();

    let people = query!(Person; "select id, name, mood::text from people order by id")
        .fetch_all(db)
        .await
        .unwrap();
    assert_eq!(people.len(), 3);
    seen.push(("fetch_all", proxy.round_trips()));

    let person =
        query!(Person; "select id, name, mood::text from people where id = $1", [Int8 => &id])
            .fetch_one(db)
            .await
            .unwrap();
    assert_eq!(person.name.as_deref(), Some("person 2"));
    seen.push(("fetch_one", proxy.round_trips()));

    let mood = "happy";
    let none = query!(Person; "select id, name, mood::text from people where id = -$1 and mood = $2::text::mood", [Int8 => &id, Text => &mood]);
    assert_eq!(none.fetch_optional(db).await.unwrap(), None);
    seen.push(("fetch_optional", proxy.round_trips()));

    let mut rows =
        query!(Single<i64>; "select id from people where id <= $1", [Int8 => &id]).fetch(db);
    let mut count = 0;
    while rows.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 2);
    drop(rows);
    seen.push(("fetch", proxy.round_trips()));

    let changed = query!((); "update people set mood = $2::text::mood where id = $1", [Int8 => &id, Text => &mood]).execute(db).await;
    assert_eq!(changed.unwrap(), 1);
    seen.push(("execute", proxy.round_trips()));

    let returned = query!(Person; "update people set name = name where id = $1 returning id, name, mood::text", [Int8 => &id]);
    assert_eq!(returned.fetch_one(db).await.unwrap().mood, "happy");
    seen.push(("returning", proxy.round_trips()));
    seen
}

#[track_caller]
fn all(seen: &[(&str, Vec<String>)], expected: &str) {
    for (call, round_trips) in seen {
        assert_eq!(round_trips, &[expected], "{call}");
    }
}

async fn explained<E: Executor>(proxy: &Proxy, db: &E) {
    let id = 1_i64;
    proxy.round_trips();
    let plan = query!(Single<i64>; "select id from people where id = $1", [Int8 => &id])
        .explain(db)
        .await
        .unwrap();
    assert!(plan.contains("people"), "{plan}");
    assert_eq!(proxy.round_trips(), [UNNAMED]);
}

async fn pool(proxy: &Proxy) -> Pool {
    Pool::builder()
        .max_size(1)
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_pool_prepares_and_runs_at_once() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    all(&calls(&proxy, &pool).await, FIRST);
    all(&calls(&proxy, &pool).await, PREPARED);
    explained(&proxy, &pool).await;
}

#[tokio::test]
async fn so_does_a_connection_of_it() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let connection = pool(&proxy).await.get().await.unwrap();
    all(&calls(&proxy, &connection).await, FIRST);
    all(&calls(&proxy, &connection).await, PREPARED);
    all(
        &calls(&proxy, &connection.as_actor("someone")).await,
        PREPARED,
    );
}

#[tokio::test]
async fn a_transaction_of_ours_uses_what_its_connection_has_prepared() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let pool = pool(&proxy).await;
    proxy.round_trips();
    let tx = pool.begin().await.unwrap();
    assert_eq!(proxy.round_trips(), ["Q"]);
    all(&calls(&proxy, &tx).await, FIRST);
    all(&calls(&proxy, &tx).await, PREPARED);
    tx.commit().await.unwrap();
    assert_eq!(proxy.round_trips(), ["Q"]);
    all(&calls(&proxy, &pool).await, PREPARED);
}

#[tokio::test]
async fn without_a_cache_nothing_is_prepared() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .max_size(1)
        .statement_cache(0)
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    all(&calls(&proxy, &pool).await, UNNAMED);
    all(&calls(&proxy, &pool).await, UNNAMED);
}

#[tokio::test]
async fn a_full_cache_forgets_what_was_not_used_longest() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .max_size(1)
        .statement_cache(1)
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    let one = || query!(Single<i64>; "select id from people where id = 1").fetch_one(&pool);
    let two = || query!(Single<i64>; "select id from people where id = 2").fetch_one(&pool);
    one().await.unwrap();
    proxy.round_trips();
    one().await.unwrap();
    assert_eq!(proxy.round_trips(), [PREPARED]);
    two().await.unwrap();
    proxy.round_trips();
    two().await.unwrap();
    assert_eq!(two().await.unwrap(), Single(2));
    one().await.unwrap();
    let prepared: i64 = query!(Single<i64>; "select count(*) from pg_prepared_statements")
        .fetch_one(&pool)
        .await
        .unwrap()
        .0;
    assert!(
        prepared <= 2,
        "{prepared} statements are left on the server"
    );
}

#[tokio::test]
async fn clients_of_others_get_unnamed_statements() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let (mut client, connection) = proxy.config().connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    all(&calls(&proxy, &client).await, UNNAMED);
    all(&calls(&proxy, &client).await, UNNAMED);
    explained(&proxy, &client).await;
    let tx = client.transaction().await.unwrap();
    all(&calls(&proxy, &tx).await, UNNAMED);
}

#[tokio::test]
async fn so_do_connections_and_pools_of_bb8() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let manager = bb8_postgres::PostgresConnectionManager::new(proxy.config(), NoTls);
    let pool = bb8::Pool::builder()
        .max_size(1)
        .test_on_check_out(false)
        .build(manager)
        .await
        .unwrap();
    drop(pool.get().await.unwrap());
    all(&calls(&proxy, &pool).await, UNNAMED);
    let connection = pool.get().await.unwrap();
    all(&calls(&proxy, &connection).await, UNNAMED);
}

#[cfg(feature = "deadpool")]
#[tokio::test]
async fn so_do_those_of_deadpool() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let manager = deadpool_postgres::Manager::new(proxy.config(), NoTls);
    let pool = deadpool_postgres::Pool::builder(manager)
        .max_size(1)
        .build()
        .unwrap();
    drop(pool.get().await.unwrap());
    all(&calls(&proxy, &pool).await, UNNAMED);
    let mut connection = pool.get().await.unwrap();
    all(&calls(&proxy, &connection).await, UNNAMED);
    let tx = connection.transaction().await.unwrap();
    all(&calls(&proxy, &tx).await, UNNAMED);
}

#[tokio::test]
async fn independent_queries_travel_together() {
    let database = people();
    let proxy = Proxy::before(&database).await;
    let connection = pool(&proxy).await.get().await.unwrap();
    let both = || {
        futures_util::future::join(
            query!(Single<i64>; "select count(*) from people").fetch_one(&connection),
            query!(Single<i64>; "select max(id) from people").fetch_one(&connection),
        )
    };
    both().await.0.unwrap();
    proxy.round_trips();
    let (count, max) = both().await;
    assert_eq!((count.unwrap(), max.unwrap()), (Single(3), Single(3)));
    assert_eq!(proxy.round_trips(), ["BESBES"]);
}
