//! Tables whose deleted rows move to an archive: the same statements, methods and types as for any other.

use softdelete::chrono::{DateTime, Utc};
use softdelete::tokio_postgres::NoTls;
use softdelete::{DeleteOutcome, Manager, Pool, RestoreOutcome, Table, sd_query};
use softdelete_testing::Database;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "accounts",
    soft_delete(
        archive = "past.accounts_archive",
        by = "deleted_by",
        reason = "why",
        id = "deletion_id",
        created = "created_at"
    ),
    children(invoices)
)]
struct Account {
    #[column(primary_key, generated)]
    id: i64,
    #[column(unique)]
    email: String,
    #[column(default)]
    created_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "invoices",
    soft_delete(archive = "invoices_archive", id = "deletion_id")
)]
struct Invoice {
    #[column(primary_key)]
    id: i64,
    #[column(references(accounts.id), on_delete = cascade)]
    account_id: i64,
    total: i32,
}

const SCHEMA: &str = "
    create schema past;
    create table accounts (
        id bigint generated always as identity primary key, email text not null unique,
        created_at timestamptz not null default '2026-01-01', undeclared text default 'x'
    );
    create table past.accounts_archive (
        deletion_id uuid, why text, deleted_by text, deleted_at timestamptz not null, created_at timestamptz not null,
        email text not null, id bigint not null
    );
    create table invoices (id bigint primary key, account_id bigint not null references accounts, total integer not null);
    create table invoices_archive (like invoices, deleted_at timestamptz not null, deletion_id uuid);
    insert into accounts (email) values ('ann'), ('bob'), ('cid');
    insert into invoices values (10, 1, 5), (11, 1, 7), (12, 2, 9);
";

async fn accounts() -> (Database, Pool) {
    let database = Database::create();
    database.run(SCHEMA);
    let pool = Pool::builder()
        .connect_with(database.config(), NoTls)
        .await
        .expect("the server answers");
    (database, pool)
}

#[tokio::test]
async fn a_deletion_moves_the_row_and_what_refers_to_it() {
    let (_database, db) = accounts().await;
    let effects = sd_query!(delete from accounts where id = 1 by "root" because "closed")
        .effects(&db)
        .await
        .unwrap();
    assert_eq!(effects.of("invoices"), 2, "{effects:?}");
    let left: Vec<Account> = sd_query!(select from accounts order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(
        left.iter().map(|account| account.id).collect::<Vec<_>>(),
        [2, 3]
    );
    assert!(left.iter().all(|account| account.deleted_at.is_none()));
    let gone = sd_query!(select a, why, deleted_by from accounts only deleted a)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!((gone.a.id, gone.a.email.as_str()), (1, "ann"));
    assert!(gone.a.deleted_at.is_some());
    assert_eq!(
        (gone.why.as_deref(), gone.deleted_by.as_deref()),
        (Some("closed"), Some("root"))
    );
    let everyone: Vec<Account> = sd_query!(select from accounts with deleted order by id)
        .fetch_all(&db)
        .await
        .unwrap();
    assert_eq!(everyone.len(), 3);
    // The key is free at once, without a partial index.
    sd_query!(insert into accounts (email) values ("ann"))
        .execute(&db)
        .await
        .unwrap();
    let clash = sd_query!(restore accounts where id = 1)
        .execute(&db)
        .await
        .unwrap_err();
    assert!(clash.is_unique_violation(), "{clash}");
    sd_query!(hard delete from invoices only deleted where account_id = 1)
        .execute(&db)
        .await
        .unwrap();
    sd_query!(hard delete from accounts where id = 1)
        .execute(&db)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_restoration_moves_them_back() {
    let (_database, db) = accounts().await;
    sd_query!(delete from accounts where id = 1)
        .execute(&db)
        .await
        .unwrap();
    let then = Utc::now() + softdelete::chrono::Duration::days(1);
    let row = sd_query!(select count(*) as rows from accounts as of $then)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(row.rows, 2);
    sd_query!(restore accounts where id = 1)
        .execute(&db)
        .await
        .unwrap();
    let row = sd_query!(
        select a.id, count(i.id) as invoices, sum(i.total) as total
        from accounts a join invoices i on i.account_id = a.id where a.deleted_at is null and a.id = 1 group by a.id
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!((row.id, row.invoices, row.total), (1, 2, 12));
    let archived = sd_query!(select count(*) as rows from accounts only deleted)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(archived.rows, 0);
}

#[tokio::test]
async fn methods_do_the_same() {
    let (_database, db) = accounts().await;
    let accounts = Manager::<Account>::new(&db);
    let DeleteOutcome::Deleted(effects) = accounts.delete(&2).await.unwrap() else {
        panic!("it was active");
    };
    assert_eq!(effects.of("invoices"), 1);
    assert_eq!(accounts.is_deleted(&2).await.unwrap(), Some(true));
    assert_eq!(
        accounts.delete(&2).await.unwrap(),
        DeleteOutcome::AlreadyDeleted
    );
    assert_eq!(accounts.delete(&99).await.unwrap(), DeleteOutcome::NotFound);
    let RestoreOutcome::Restored(effects) = accounts.restore(&2).await.unwrap() else {
        panic!("it was deleted");
    };
    assert_eq!(effects.of("invoices"), 1);
    assert_eq!(
        accounts.restore(&2).await.unwrap(),
        RestoreOutcome::NotDeleted
    );
}
