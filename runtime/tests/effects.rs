//! What a deletion tells that it did.

mod support;

use softdelete_runtime::{Action, Effect, Executor, Pool, Uuid};
use softdelete_testing::Database;
use support::proxy::Proxy;
use support::{Single, effect, shop};
use tokio_postgres::NoTls;

async fn pool(database: &Database) -> Pool {
    Pool::builder()
        .max_size(1)
        .connect_with(database.config(), NoTls)
        .await
        .unwrap()
}

async fn active_users(db: &impl Executor) -> i64 {
    query!(Single<i64>; "select count(*) from users where deleted_at is null")
        .fetch_one(db)
        .await
        .unwrap()
        .0
}

#[tokio::test]
async fn are_told_by_table_in_one_round_trip() {
    let database = shop();
    let proxy = Proxy::before(&database).await;
    let pool = Pool::builder()
        .connect_with(proxy.config(), NoTls)
        .await
        .unwrap();
    proxy.round_trips();
    let effects = delete_user!(&1_i64).effects(&pool).await.unwrap();
    assert_eq!(proxy.round_trips(), ["PDSSPBDES"]);
    assert_eq!(effects.of("users"), 1);
    assert_eq!(effects.of("orders"), 3);
    assert_eq!(effects.of("notes"), 1);
    assert_eq!((effects.of("invoices"), effects.of("order")), (0, 0));
    assert_eq!(effects.total(), 5);
    assert_eq!(effects.by(Action::Delete), 4);
    assert_eq!(effects.by(Action::Unlink), 1);
    assert_eq!(effects.by(Action::Named), 1);
    let rows: Vec<u64> = effects.iter().map(|counted| counted.rows).collect();
    assert_eq!(rows, [1, 3, 0, 1, 1]);
    assert_eq!((&effects).into_iter().len(), 5);
    assert_eq!(
        effects.to_string(),
        "1 row of users deleted\n\
         ├─ 3 rows of orders deleted\n\
         └─ 1 row of notes unlinked (user_id set to NULL)"
    );
}

#[tokio::test]
async fn have_the_id_of_their_operation() {
    let database = shop();
    let pool = pool(&database).await;
    let effects = delete_user!(&1_i64).effects(&pool).await.unwrap();
    let id: Uuid = effects.operation().unwrap();
    assert_eq!(id.get_version_num(), 7);
    let text = id.to_string();
    let marked = query!(Single<i64>; "select count(*) from orders where deletion_id = $1::text::uuid", [Text => &text]);
    assert_eq!(marked.fetch_one(&pool).await.unwrap(), Single(3));
}

#[tokio::test]
async fn of_a_deletion_that_meets_nothing_are_none() {
    let database = shop();
    let pool = pool(&database).await;
    delete_user!(&1_i64).effects(&pool).await.unwrap();
    let again = delete_user!(&1_i64).effects(&pool).await.unwrap();
    assert_eq!((again.total(), again.by(Action::Named)), (0, 1));
    assert_eq!(again.to_string(), "0 rows of users deleted");
    let nobody = delete_user!(&77_i64).effects(&pool).await.unwrap();
    assert_eq!((nobody.total(), nobody.by(Action::Named)), (0, 0));
}

#[tokio::test]
async fn the_count_of_execute_is_that_of_the_table_named() {
    let database = shop();
    let pool = pool(&database).await;
    assert_eq!(delete_user!(&1_i64).execute(&pool).await.unwrap(), 1);
    assert_eq!(delete_user!(&1_i64).execute(&pool).await.unwrap(), 0);
}

static ROOT: &[Effect] = &[effect(Action::Delete, "users", None, &[])];

macro_rules! simple {
    ($kind:ident, $effects:expr, $answer:ident) => {
        life!($kind, $effects; $answer
            "UPDATE users SET deleted_at = now(), deletion_id = $1 WHERE deleted_at IS NULL",
            plan "SELECT count(*) FROM users WHERE deleted_at IS NULL")
    };
}

#[tokio::test]
async fn of_a_plain_statement_are_the_rows_that_the_server_counts() {
    let database = shop();
    let pool = pool(&database).await;
    let effects = simple!(Delete, ROOT, counts).effects(&pool).await.unwrap();
    assert_eq!((effects.total(), effects.of("users")), (3, 3));
    assert!(effects.operation().is_some());
    assert_eq!(effects.to_string(), "3 rows of users deleted");
}

#[tokio::test]
async fn are_refused_before_anything_is_sent_where_they_are_not_told() {
    let database = shop();
    let pool = pool(&database).await;
    let returning = life!(Delete, ROOT; returns "UPDATE users SET deleted_at = now(), deletion_id = $1 RETURNING id", plan "SELECT 1");
    let error = returning.effects(&pool).await.unwrap_err();
    assert!(
        error.to_string().contains("leave `returning …` out"),
        "{error}"
    );
    let within = life!(Update, ROOT; counts "UPDATE users SET deleted_at = now(), deletion_id = $1", plan "SELECT 1");
    let error = within.effects(&pool).await.unwrap_err();
    assert!(error.to_string().contains("was not run"), "{error}");
    let error = query!((); "update users set deleted_at = now()")
        .effects(&pool)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("neither deletes nor restores"),
        "{error}"
    );
    assert_eq!(active_users(&pool).await, 3);
}

#[tokio::test]
async fn a_statement_that_reports_has_no_rows_to_fetch() {
    let database = shop();
    let pool = pool(&database).await;
    assert!(delete_user!(&1_i64).fetch_all(&pool).await.is_err());
    assert_eq!(active_users(&pool).await, 3);
}

#[tokio::test]
async fn work_on_every_executor_and_roll_back_with_their_transaction() {
    let database = shop();
    let pool = pool(&database).await;
    let tx = pool.begin().await.unwrap();
    assert_eq!(delete_user!(&1_i64).effects(&tx).await.unwrap().total(), 5);
    tx.rollback().await.unwrap();
    let client = database.connect().await.unwrap();
    assert_eq!(
        delete_user!(&1_i64)
            .effects(&client.as_actor("ann"))
            .await
            .unwrap()
            .total(),
        5
    );
}

static WORDS: &[Effect] = &[
    Effect {
        schema: Some("shop"),
        ..effect(Action::Restore, "users", None, &[])
    },
    effect(Action::RestoreParent, "orgs", Some(0), &[]),
    effect(Action::Restore, "orders", Some(0), &[]),
    effect(Action::Relink, "notes", Some(2), &["a", "b"]),
    effect(Action::Restore, "items", Some(2), &[]),
    effect(Action::Erase, "letters", None, &[]),
    effect(Action::Remove, "drafts", Some(5), &[]),
];

#[tokio::test]
async fn read_well() {
    let database = shop();
    let pool = pool(&database).await;
    let effects = life!(Restore, WORDS; reports "SELECT 2::int8, 1::int8, 0::int8, 2::int8, 1::int8, 4::int8, 1::int8 FROM (SELECT $1::uuid) x", plan "SELECT 1")
        .effects(&pool)
        .await
        .unwrap();
    assert_eq!(
        (
            effects.of("shop.users"),
            effects.of("users"),
            effects.of("other.users")
        ),
        (2, 2, 0)
    );
    assert_eq!(effects.of("op.users"), 0);
    assert_eq!(
        effects.to_string(),
        "2 rows of shop.users restored\n\
         ├─ 1 row of orgs restored as what others refer to\n\
         └─ 0 rows of orders restored\n\
         \x20  ├─ 2 rows of notes linked again (a, b)\n\
         \x20  └─ 1 row of items restored\n\
         4 rows of letters erased\n\
         └─ 1 row of drafts removed for good"
    );
}
