//! Every kind of statement is one round trip, on a pool of ours and on a bare client, the first time and later, with columns
//! and parameters of an enum type too.
#![allow(missing_docs)]

#[path = "../runtime/tests/support/proxy.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the runtime's own tests use the rest"
)]
mod proxy;

use proxy::Proxy;
use softdelete::tokio_postgres::NoTls;
use softdelete::{Executor, Pool, SqlEnum, Table, sd_query};
use softdelete_testing::Database;

#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
#[sql(name = "mood")]
pub enum Mood {
    Sad,
    Happy,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "people", soft_delete)]
pub struct Person {
    #[column(primary_key)]
    pub id: i64,
    pub name: Option<String>,
    pub mood: Mood,
    #[column(default)]
    pub moods: Vec<Mood>,
}

fn database() -> Database {
    let database = Database::create();
    database.run(
        "create type mood as enum ('sad', 'happy');
         create table people (id bigint primary key, name text, mood mood not null, moods mood[] not null default '{}',
             deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid)",
    );
    database
}

/// Runs each kind of statement, and tells what went over the wire in each.
async fn statements<E: Executor>(proxy: &Proxy, db: &E) -> Vec<(&'static str, Vec<String>)> {
    let mut seen = Vec::new();
    let (id, mood) = (1_i64, Mood::Happy);
    let person = Person {
        id,
        name: None,
        mood,
        moods: vec![Mood::Sad, mood],
    };
    let rows = vec![
        Person {
            id: 2,
            ..person.clone()
        },
        Person {
            id: 3,
            ..person.clone()
        },
    ];
    let ids = [1_i64, 2, 3];
    proxy.round_trips();

    assert_eq!(
        sd_query!(insert into people $person)
            .execute(db)
            .await
            .unwrap(),
        1
    );
    seen.push(("insert", proxy.round_trips()));

    let inserted = sd_query!(insert into people (id, name, mood) values $rows returning id, mood)
        .fetch_all(db)
        .await
        .unwrap();
    assert_eq!((inserted.len(), inserted[0].mood), (2, Mood::Happy));
    seen.push(("bulk insert", proxy.round_trips()));

    let found = sd_query!(select from people where mood = $mood order by id)
        .fetch_all(db)
        .await
        .unwrap();
    assert_eq!(found[0], person);
    seen.push(("select", proxy.round_trips()));

    let sad = Mood::Sad;
    assert_eq!(
        sd_query!(update people set mood = $sad where id in $ids)
            .execute(db)
            .await
            .unwrap(),
        3
    );
    seen.push(("update", proxy.round_trips()));

    assert_eq!(
        sd_query!(delete from people where id = $id because "test")
            .execute(db)
            .await
            .unwrap(),
        1
    );
    seen.push(("delete", proxy.round_trips()));

    assert_eq!(
        sd_query!(restore people where id = $id)
            .execute(db)
            .await
            .unwrap(),
        1
    );
    seen.push(("restore", proxy.round_trips()));

    assert_eq!(
        sd_query!(hard delete all from people with deleted)
            .execute(db)
            .await
            .unwrap(),
        3
    );
    seen.push(("hard delete", proxy.round_trips()));
    seen
}

#[track_caller]
fn all(seen: &[(&str, Vec<String>)], expected: &str) {
    for (statement, round_trips) in seen {
        assert_eq!(round_trips, &[expected], "{statement}");
    }
}

#[tokio::test]
async fn on_a_pool() {
    let database = database();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .max_size(1)
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    // Parse, Describe, Sync; Sync; Parse, Bind, Describe, Execute, Sync: all sent before any is answered.
    all(&statements(&proxy, &pool).await, "PDSSPBDES");
    all(&statements(&proxy, &pool).await, "BES");
}

#[tokio::test]
async fn on_a_client() {
    let database = database();
    let proxy = Proxy::before(&database).await;
    let (client, connection) = proxy.config().connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    all(&statements(&proxy, &client).await, "PBDES");
    all(&statements(&proxy, &client).await, "PBDES");
}
