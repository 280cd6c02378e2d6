//! Values in every position that a statement takes them: they arrive as they are, and as nothing else.

use softdelete::tokio_postgres::Client;
use softdelete::{Error, Table, sd_query};
use softdelete_testing::Database;

use crate::support::{TEXTS, run};

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "accounts", soft_delete)]
pub(crate) struct Account {
    #[column(primary_key)]
    pub(crate) login: String,
    pub(crate) note: Option<String>,
    #[column(default)]
    pub(crate) tags: Vec<String>,
}

async fn accounts() -> (Database, Client) {
    let database = Database::create();
    database.run(
        "create table accounts (login text primary key, note text, tags text[] not null default '{}',
             deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
         insert into accounts (login) values ('bystander')",
    );
    let client = database.connect().await.expect("connects");
    (database, client)
}

/// The row nobody spoke of is as it was.
async fn bystander_is_there(client: &Client) {
    let row = client
        .query_one(
            "select count(*) from accounts where login = 'bystander' and deleted_at is null and note is null",
            &[],
        )
        .await
        .expect("the table is there");
    assert_eq!(row.get::<_, i64>(0), 1);
}

#[tokio::test]
async fn keys_notes_actors_and_reasons() {
    let (_database, db) = accounts().await;
    for text in TEXTS {
        let account = Account {
            login: (*text).to_owned(),
            note: Some((*text).to_owned()),
            tags: vec![(*text).to_owned(), (*text).to_owned()],
        };
        sd_query!(insert into accounts $account)
            .execute(&db)
            .await
            .unwrap();
        let found = sd_query!(select from accounts where login = $text and note = $text and $text = any(tags))
            .fetch_one(&db)
            .await
            .unwrap();
        assert_eq!(found, account);
        let deleted = sd_query!(delete from accounts where login = $text by $text because $text)
            .execute(&db)
            .await
            .unwrap();
        assert_eq!(deleted, 1, "{text:?}");
        let row = sd_query!(
            select deleted_by, deletion_reason from accounts only deleted where login = $text
        )
        .fetch_one(&db)
        .await
        .unwrap();
        assert_eq!(row.deleted_by.as_deref(), Some(*text));
        assert_eq!(row.deletion_reason.as_deref(), Some(*text));
        let restored = sd_query!(restore accounts where login = $text)
            .execute(&db)
            .await
            .unwrap();
        assert_eq!(restored, 1, "{text:?}");
        let removed = sd_query!(hard delete from accounts with deleted where login = $text)
            .execute(&db)
            .await
            .unwrap();
        assert_eq!(removed, 1, "{text:?}");
        bystander_is_there(&db).await;
    }
}

#[tokio::test]
async fn lists_of_keys_and_rows() {
    let (_database, db) = accounts().await;
    let rows: Vec<Account> = TEXTS
        .iter()
        .map(|text| Account {
            login: (*text).to_owned(),
            note: None,
            tags: vec![(*text).to_owned()],
        })
        .collect();
    sd_query!(insert into accounts values $rows)
        .execute(&db)
        .await
        .unwrap();
    let logins: Vec<&str> = TEXTS.to_vec();
    let deleted = sd_query!(delete from accounts where login in $logins)
        .execute(&db)
        .await
        .unwrap();
    assert_eq!(deleted, TEXTS.len() as u64);
    bystander_is_there(&db).await;
}

#[tokio::test]
async fn a_pattern_is_only_a_pattern() {
    let (_database, db) = accounts().await;
    for text in TEXTS {
        sd_query!(update accounts set note = $text where login like $text and login <> "bystander")
            .execute(&db)
            .await
            // A pattern that ends in its escape is refused by the server.
            .unwrap_or_else(|error| {
                assert_eq!(
                    error.code().map(|it| it.code().to_owned()).as_deref(),
                    Some("22025")
                );
                0
            });
        bystander_is_there(&db).await;
    }
}

#[tokio::test]
async fn a_byte_of_zero_is_an_error_and_changes_nothing() {
    let (_database, db) = accounts().await;
    let zero = "by\0stander";
    let outcomes: [Result<u64, Error>; 5] = [
        sd_query!(delete from accounts where login = $zero)
            .execute(&db)
            .await,
        sd_query!(delete from accounts where login = "bystander" by $zero)
            .execute(&db)
            .await,
        sd_query!(delete from accounts where login = "bystander" because $zero)
            .execute(&db)
            .await,
        sd_query!(update accounts set note = $zero where login = "bystander")
            .execute(&db)
            .await,
        sd_query!(insert into accounts (login) values ($zero))
            .execute(&db)
            .await,
    ];
    for outcome in outcomes {
        let error = outcome.expect_err("no text of PostgreSQL has such a byte");
        assert!(!error.to_string().is_empty());
        bystander_is_there(&db).await;
    }
    run(&db, "select").await;
}

#[tokio::test]
async fn constants_of_a_statement() {
    let (_database, db) = accounts().await;
    let deleted = sd_query!(
        delete from accounts where login = "bystander" by "o'neill \"--\" \\ $1 /* é" because "'; drop table accounts; --"
    )
    .execute(&db)
    .await
    .unwrap();
    assert_eq!(deleted, 1);
    let row = sd_query!(select deleted_by, deletion_reason from accounts only deleted)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(row.deleted_by.as_deref(), Some("o'neill \"--\" \\ $1 /* é"));
    assert_eq!(
        row.deletion_reason.as_deref(),
        Some("'; drop table accounts; --")
    );
    let deleted =
        sd_query!("restore accounts where login = 'bystander' and 'it''s -- $x /*' <> E'\\'' ")
            .execute(&db)
            .await
            .unwrap();
    assert_eq!(deleted, 1);
}

#[tokio::test]
async fn backslashes_mean_nothing_whatever_the_session_says() {
    let (_database, db) = accounts().await;
    run(
        &db,
        "set standard_conforming_strings = off; set escape_string_warning = off",
    )
    .await;
    let text = "\\";
    assert_eq!(
        sd_query!(delete from accounts where login = $text)
            .execute(&db)
            .await
            .unwrap(),
        0
    );
    bystander_is_there(&db).await;
}
