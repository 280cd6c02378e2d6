//! What forbids a deletion, restoration or erasure, as an error tells it.

mod support;

use softdelete_runtime::{Action, Effect, Error, Executor, Pool};
use softdelete_testing::Database;
use support::{Single, effect, shop};
use tokio_postgres::NoTls;

async fn pool(database: &Database) -> Pool {
    Pool::builder()
        .max_size(1)
        .connect_with(database.config(), NoTls)
        .await
        .unwrap()
}

async fn active(db: &impl Executor) -> i64 {
    query!(Single<i64>; "select (select count(*) from users where deleted_at is null) + (select count(*) from orders where deleted_at is null)")
        .fetch_one(db)
        .await
        .unwrap()
        .0
}

#[track_caller]
fn restricted(error: &Error) {
    let refusal = error.refusal().unwrap();
    assert_eq!(refusal.action, Action::Restrict);
    assert_eq!(
        (refusal.schema, refusal.table, refusal.rows),
        (None, "invoices", 2)
    );
    assert_eq!(refusal.columns, ["order_id"]);
    assert_eq!(
        refusal.to_string(),
        "2 rows of invoices forbid it (restrict)"
    );
    assert!(error.is_restricted());
    assert!(!error.is_parent_deleted() && !error.is_held() && !error.is_referenced());
    assert!(!error.is_restore_conflict() && !error.is_guarded() && !error.is_retryable());
}

#[tokio::test]
async fn names_the_table_and_the_rule_and_changes_nothing() {
    let database = shop();
    let pool = pool(&database).await;
    for _ in 0..2 {
        let error = delete_user!(&2_i64).effects(&pool).await.unwrap_err();
        restricted(&error);
        let text = error.to_string();
        assert!(
            text.starts_with("the `delete` was refused, and nothing was changed: 2 rows of invoices forbid it (restrict)\n  hint: delete those rows first"),
            "{text}"
        );
        restricted(&delete_user!(&2_i64).execute(&pool).await.unwrap_err());
    }
    assert_eq!(active(&pool).await, 7);
    let client = database.connect().await.unwrap();
    restricted(&delete_user!(&2_i64).execute(&client).await.unwrap_err());
}

#[tokio::test]
async fn is_recognised_in_every_language_of_the_server() {
    let database = shop();
    let client = database.connect().await.unwrap();
    // A server without these locales answers in English.
    for locale in [
        "C",
        "de_DE.UTF-8",
        "fr_FR.UTF-8",
        "sv_SE.UTF-8",
        "ja_JP.UTF-8",
        "es_ES.UTF-8",
    ] {
        let set = format!("set lc_messages = '{locale}'");
        if client.batch_execute(&set).await.is_ok() {
            restricted(&delete_user!(&2_i64).execute(&client).await.unwrap_err());
        }
    }
}

#[tokio::test]
async fn fails_the_transaction_around_it_but_not_the_one_around_that() {
    let database = shop();
    let pool = pool(&database).await;
    pool.transaction(async |mut tx| {
        let refused = tx
            .transaction(async |inner| delete_user!(&2_i64).effects(&inner).await)
            .await;
        restricted(&refused.unwrap_err());
        delete_user!(&1_i64).execute(&tx).await
    })
    .await
    .unwrap();
    assert_eq!(active(&pool).await, 3);
}

static RULES: &[Effect] = &[
    effect(Action::Restore, "users", None, &[]),
    Effect {
        schema: Some("shop"),
        parent: Some("users"),
        ..effect(Action::ParentDeleted, "orders", Some(0), &["user_id"])
    },
    effect(Action::Held, "users", Some(0), &[]),
    effect(Action::Referenced, "orders", Some(0), &[]),
    effect(Action::Conflict, "users", Some(0), &["email"]),
    effect(Action::Named, "users", None, &[]),
];

macro_rules! refused {
    ($kind:ident, $text:expr) => {
        life!($kind, RULES; reports $text, plan "SELECT 1")
    };
}

macro_rules! for_rule {
    ($kind:ident, $index:literal) => {
        refused!(
            $kind,
            concat!(
                "SELECT ('softdelete ' || ",
                $index,
                " || ' ' || count(*))::int8 FROM orders WHERE $1 IS NOT NULL"
            )
        )
    };
}

#[tokio::test]
async fn each_rule_has_its_predicate_and_its_words() {
    let database = shop();
    let client = database.connect().await.unwrap();
    let error = for_rule!(Restore, 1).execute(&client).await.unwrap_err();
    assert!(error.is_parent_deleted() && !error.is_restricted());
    let text = error.to_string();
    assert!(text.contains("the `restore` was refused, and nothing was changed: 4 rows of shop.orders forbid it (user_id refers to a deleted row of users)"), "{text}");
    assert!(text.contains("with parents"), "{text}");
    let error = for_rule!(Erase, 2).execute(&client).await.unwrap_err();
    assert!(error.is_held());
    assert!(
        error.to_string().contains(
            "the `erase` was refused, and nothing was changed: 4 rows of users forbid it (on hold)"
        ),
        "{error}"
    );
    let error = for_rule!(HardDelete, 3).execute(&client).await.unwrap_err();
    assert!(error.is_referenced());
    assert!(
        error.to_string().contains("the `hard delete` was refused"),
        "{error}"
    );
    let error = for_rule!(Restore, 4).execute(&client).await.unwrap_err();
    assert!(error.is_restore_conflict());
    assert!(
        error
            .to_string()
            .contains("an active row has the same email"),
        "{error}"
    );
}

#[tokio::test]
async fn other_errors_of_the_same_code_are_none() {
    let database = shop();
    let client = database.connect().await.unwrap();
    // Not one of the statement's rules: what is done, what is counted, and no effect at all.
    for error in [
        for_rule!(Restore, 0).execute(&client).await,
        for_rule!(Restore, 5).execute(&client).await,
        for_rule!(Restore, 6).execute(&client).await,
        refused!(
            Restore,
            "SELECT 'softdelete x 1'::int8 FROM (SELECT $1::uuid) x"
        )
        .execute(&client)
        .await,
        query!((); "select 'softdelete 1 1'::int8")
            .execute(&client)
            .await,
    ] {
        let error = error.unwrap_err();
        assert_eq!(error.code().unwrap().code(), "22P02");
        assert_eq!(error.refusal(), None);
    }
}

static RESTORE: &[Effect] = &[effect(Action::Restore, "users", None, &[])];

#[tokio::test]
async fn a_clash_with_an_active_key_names_the_constraint() {
    let database = shop();
    database.run(
        "update users set deleted_at = now() where id = 1;
         insert into users (id, email) values (10, 'user 1@example.org')",
    );
    let pool = pool(&database).await;
    let restore = life!(Restore, RESTORE; counts "UPDATE users SET deleted_at = NULL WHERE id = 1 AND $1 IS NOT NULL", plan "SELECT 1");
    let error = restore.effects(&pool).await.unwrap_err();
    assert!(error.is_restore_conflict() && error.is_unique_violation());
    assert_eq!(error.constraint(), Some("users_email_active"));
    assert_eq!(error.refusal(), None);
    assert!(
        error.to_string().contains("an active row has the key"),
        "{error}"
    );
    // The same violation by another statement is none.
    let insert = query!((); "insert into users (id, email) values (11, 'user 2@example.org')");
    let error = insert.execute(&pool).await.unwrap_err();
    assert!(error.is_unique_violation() && !error.is_restore_conflict());
}

#[tokio::test]
async fn guards_of_tables_are_told() {
    let database = shop();
    database.run(
        "create function guard() returns trigger language plpgsql as $$
         begin raise exception 'rows of % are not to be destroyed', tg_table_name using errcode = 'SD001', hint = 'write `hard delete`'; end $$;
         create trigger guard before delete on users for each row execute function guard()",
    );
    let client = database.connect().await.unwrap();
    let error = query!((); "delete from users")
        .execute(&client)
        .await
        .unwrap_err();
    assert!(error.is_guarded(), "{error}");
    assert_eq!(error.hint(), Some("write `hard delete`"));
}

#[tokio::test]
async fn live_foreign_keys_are_explained() {
    let database = shop();
    database.run(
        "create table teams (id bigint primary key, deleted_at timestamptz, live bool generated always as (case when deleted_at is null then true end) stored, unique (id, live));
         create table members (id bigint primary key, team_id bigint, deleted_at timestamptz, live bool generated always as (case when deleted_at is null then true end) stored,
             constraint members_team_id_live_fkey foreign key (team_id, live) references teams (id, live));
         insert into teams values (1), (2); update teams set deleted_at = now() where id = 2",
    );
    let client = database.connect().await.unwrap();
    let error = query!((); "insert into members values (1, 2)")
        .execute(&client)
        .await
        .unwrap_err();
    assert!(error.is_foreign_key_violation());
    assert!(
        error
            .hint()
            .unwrap()
            .contains("only an active row can be referred to"),
        "{error}"
    );
    // A name that was too long, and one that only looks like ours.
    database.run(
        "alter table members rename constraint members_team_id_live_fkey to long_0a1b2c3d;
         alter table teams rename column live to softdelete_live; alter table members rename column live to softdelete_live;
         create table deliveries (id bigint primary key); create table parcels (delivery_id bigint references deliveries)",
    );
    let insert = query!((); "insert into members (id, team_id) values (1, 2)");
    let error = insert.execute(&client).await.unwrap_err();
    assert!(
        error.hint().unwrap().contains("only an active row"),
        "{error}"
    );
    let insert = query!((); "insert into parcels values (1)");
    let error = insert.execute(&client).await.unwrap_err();
    assert_eq!(error.constraint(), Some("parcels_delivery_id_fkey"));
    assert!(
        !error.hint().unwrap().contains("only an active row"),
        "{error}"
    );
}

static REMOVAL: &[Effect] = &[effect(Action::Remove, "teams", None, &[])];

#[tokio::test]
async fn a_foreign_key_that_keeps_a_row_from_being_removed_is_a_reference() {
    let database = shop();
    database.run("alter table orders add foreign key (user_id) references users");
    let client = database.connect().await.unwrap();
    let remove = life!(HardDelete, REMOVAL; counts "DELETE FROM users WHERE $1 IS NOT NULL", plan "SELECT 1");
    let error = remove.effects(&client).await.unwrap_err();
    assert!(error.is_referenced() && error.is_foreign_key_violation());
    assert_eq!(error.constraint(), Some("orders_user_id_fkey"));
    let insert = query!((); "insert into orders values (99, 99)");
    assert!(!insert.execute(&client).await.unwrap_err().is_referenced());
}

/// What a value of the caller says is not repeated, in whatever quotation marks the server writes it.
#[tokio::test]
async fn values_stay_out_of_messages_in_every_language() {
    let database = shop();
    let client = database.connect().await.unwrap();
    for locale in [
        "C",
        "de_DE.UTF-8",
        "fr_FR.UTF-8",
        "sv_SE.UTF-8",
        "ja_JP.UTF-8",
        "ru_RU.UTF-8",
    ] {
        if client
            .batch_execute(&format!("set lc_messages = '{locale}'"))
            .await
            .is_ok()
        {
            let secret = "secret";
            let error = query!((); "select $1::text::int8", [Text => &secret])
                .execute(&client)
                .await
                .unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
    }
}
