//! The same methods on every kind of marker.

use softdelete::tokio_postgres::NoTls;
use softdelete::{
    DeleteOutcome, HardDeleteOutcome, Lifecycle, Manager, Pool, RestoreOutcome, Table, sd_query,
};
use softdelete_testing::Database;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "by_time", soft_delete)]
struct ByTime {
    #[column(primary_key)]
    id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "by_flag", soft_delete(flag = "gone"))]
struct ByFlag {
    #[column(primary_key)]
    id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "by_end",
    soft_delete(at = "valid_until", until = "infinity", by = "ended_by")
)]
struct ByEnd {
    #[column(primary_key)]
    id: i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "by_place", soft_delete(archive = "by_place_archive"))]
struct ByPlace {
    #[column(primary_key)]
    id: i64,
}

async fn database() -> (Database, Pool) {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(
        "create table by_time (id bigint primary key, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid); \
         create table by_flag (id bigint primary key, gone bool not null default false); \
         create table by_end (id bigint primary key, valid_until timestamptz not null default 'infinity', ended_by text); \
         create table by_place (id bigint primary key); \
         create table by_place_archive (id bigint primary key, deleted_at timestamptz not null, deleted_by text, deletion_reason text, deletion_id uuid); \
         insert into by_time (id) select generate_series(1, 10); \
         insert into by_flag (id) select generate_series(1, 10); \
         insert into by_end (id) select generate_series(1, 10); \
         insert into by_place (id) select generate_series(1, 10)",
    );
    let pool = Pool::builder()
        .connect_with(database.config(), NoTls)
        .await
        .unwrap();
    (database, pool)
}

async fn goes_and_comes_back<T: Lifecycle<Key = i64>>(db: &Pool) {
    let rows = Manager::<T>::new(db).by("admin");
    let name = T::NAME;
    assert!(
        matches!(rows.delete(&1).await.unwrap(), DeleteOutcome::Deleted(_)),
        "{name}"
    );
    assert_eq!(
        rows.delete(&1).await.unwrap(),
        DeleteOutcome::AlreadyDeleted,
        "{name}"
    );
    assert_eq!(
        rows.delete(&99).await.unwrap(),
        DeleteOutcome::NotFound,
        "{name}"
    );
    assert_eq!(rows.is_deleted(&1).await.unwrap(), Some(true), "{name}");
    assert_eq!(rows.is_deleted(&2).await.unwrap(), Some(false), "{name}");
    assert_eq!(rows.is_deleted(&99).await.unwrap(), None, "{name}");
    assert_eq!(
        rows.hard_delete(&2).await.unwrap(),
        HardDeleteOutcome::Kept,
        "{name}"
    );
    assert!(
        matches!(rows.restore(&1).await.unwrap(), RestoreOutcome::Restored(_)),
        "{name}"
    );
    assert_eq!(
        rows.restore(&1).await.unwrap(),
        RestoreOutcome::NotDeleted,
        "{name}"
    );
    assert_eq!(
        rows.restore(&99).await.unwrap(),
        RestoreOutcome::NotFound,
        "{name}"
    );
    let bulk = rows.delete_many([1, 2, 3, 3, 99]).await.unwrap();
    assert_eq!(
        (bulk.changed, bulk.unchanged, bulk.missing),
        (3, 1, 1),
        "{name}"
    );
    let plan = rows.plan_restore(&[1, 2, 4]).await.unwrap();
    assert_eq!(plan.total(), 2, "{name}: {plan}");
    let bulk = rows.hard_delete_many([1, 2, 4, 99]).await.unwrap();
    assert_eq!(
        (bulk.changed, bulk.unchanged, bulk.missing),
        (2, 1, 1),
        "{name}"
    );
    let bulk = rows.restore_many([1, 2, 3]).await.unwrap();
    assert_eq!((bulk.changed, bulk.missing), (1, 2), "{name}");
}

#[tokio::test]
async fn marked_by_a_time() {
    let (_database, db) = database().await;
    goes_and_comes_back::<ByTime>(&db).await;
    let left = sd_query!(select count(*) from by_time).fetch_one(&db).await;
    assert_eq!(left.unwrap().count, 8);
}

#[tokio::test]
async fn marked_by_a_flag() {
    let (_database, db) = database().await;
    goes_and_comes_back::<ByFlag>(&db).await;
    let left = sd_query!(select count(*) from by_flag).fetch_one(&db).await;
    assert_eq!(left.unwrap().count, 8);
}

#[tokio::test]
async fn marked_by_an_end() {
    let (_database, db) = database().await;
    goes_and_comes_back::<ByEnd>(&db).await;
    let left = sd_query!(select count(*) from by_end).fetch_one(&db).await;
    assert_eq!(left.unwrap().count, 8);
}

#[tokio::test]
async fn marked_by_their_place() {
    let (_database, db) = database().await;
    goes_and_comes_back::<ByPlace>(&db).await;
    let left = sd_query!(select count(*) from by_place)
        .fetch_one(&db)
        .await;
    assert_eq!(left.unwrap().count, 8);
}

/// Two that delete one row at the same moment: one did, the other finds it deleted.
async fn only_one_deletes<T: Lifecycle<Key = i64>>(db: &Pool) {
    for id in 1..=10 {
        let one = Manager::<T>::new(db);
        let other = Manager::<T>::new(db);
        let (first, second) = tokio::join!(one.delete(&id), other.delete(&id));
        let mut deleted = 0;
        for outcome in [first.unwrap(), second.unwrap()] {
            match outcome {
                DeleteOutcome::Deleted(_) => deleted += 1,
                DeleteOutcome::AlreadyDeleted => {}
                DeleteOutcome::NotFound => panic!("{} {id} was not found", T::NAME),
            }
        }
        assert_eq!(deleted, 1, "{} {id}", T::NAME);
    }
}

#[tokio::test]
async fn at_the_same_moment() {
    let (_database, db) = database().await;
    only_one_deletes::<ByTime>(&db).await;
    only_one_deletes::<ByFlag>(&db).await;
    only_one_deletes::<ByEnd>(&db).await;
    only_one_deletes::<ByPlace>(&db).await;
}
