//! The snippets of the chapter "Multi-user safety".

use softdelete::{Pool, Table, sd_ddl, sd_query};
use softdelete_testing::Database;

const SCHEMA: &str = "
create table authors (
    id bigint primary key, email text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table books (
    id bigint primary key, author_id bigint not null references authors,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into authors (id, email) values (1, 'ada@example.org'), (2, 'bob@example.org');
insert into books (id, author_id) values (1, 1);
";

#[derive(Debug, Table)]
#[table(name = "authors", soft_delete, children(books))]
pub struct Author {
    #[column(primary_key)]
    pub id: i64,
    #[column(unique)]
    pub email: String,
}

#[derive(Debug, Table)]
#[table(name = "books", soft_delete)]
pub struct Book {
    #[column(primary_key)]
    pub id: i64,
    #[column(references(authors.id), on_delete = cascade)]
    pub author_id: i64,
}

const LIVE: &str = "
-- snippet: live_sql
alter table authors add column softdelete_live boolean
    generated always as (case when deleted_at is null then true end) stored;
alter table books add column softdelete_live boolean
    generated always as (case when deleted_at is null then true end) stored;
create unique index authors_id_live_key on authors (id, softdelete_live);
alter table books add constraint books_author_id_live_fkey
    foreign key (author_id, softdelete_live) references authors (id, softdelete_live);
-- end
";

const POLICIES: &str = "
-- snippet: policies
alter table authors enable row level security;
create policy tenant on authors using (true); -- the table's own rule
create policy softdelete_see on authors as restrictive for select
    using (deleted_at is null or deleted_at = now());
create policy softdelete_change on authors as restrictive for update
    using (deleted_at is null or deleted_at = now())
    with check (deleted_at is null or deleted_at = now());
create policy softdelete_remove on authors as restrictive for delete using (false);
-- end
create policy own on books using (true);
do $$ begin create role softdelete_docs; exception when duplicate_object or unique_violation then null; end $$;
grant all on authors, books to softdelete_docs;
";

#[tokio::test]
async fn the_database_keeps_the_rules() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    // snippet: ddl
    for statement in sd_ddl!(authors, books) {
        database.run(statement);
    }
    // end
    let db = Pool::connect(&database.url()).await?;

    // snippet: live
    sd_query!(delete from authors where id = 2)
        .execute(&db)
        .await?;
    let error = sd_query!(insert into books (id, author_id) values (2, 2))
        .execute(&db)
        .await
        .unwrap_err();
    assert!(error.is_foreign_key_violation());
    // end

    // snippet: guard
    let connection = db.get().await?;
    let client = connection.client();
    // A script, a console, another program:
    assert!(client.execute("delete from books", &[]).await.is_err());
    assert!(client.execute("truncate books", &[]).await.is_err());

    // A hard delete passes in the same round trip, and lets nothing else through.
    sd_query!(hard delete from books with deleted where id = 1)
        .execute(&connection)
        .await?;
    assert!(client.execute("delete from authors", &[]).await.is_err());
    // end

    // snippet: unique
    sd_query!(delete from authors where email = "ada@example.org")
        .execute(&db)
        .await?;
    sd_query!(insert into authors (id, email) values (3, "ada@example.org"))
        .execute(&db)
        .await?; // free again
    let error = sd_query!(insert into authors (id, email) values (4, "ada@example.org"))
        .execute(&db)
        .await
        .unwrap_err();
    assert!(error.is_unique_violation());
    // end
    Ok(())
}

#[tokio::test]
async fn live_keys_by_hand() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    database.run(LIVE);
    let db = Pool::connect(&database.url()).await?;
    sd_query!(delete from authors where id = 1)
        .execute(&db)
        .await?;
    let error = sd_query!(insert into books (id, author_id) values (2, 1))
        .execute(&db)
        .await
        .unwrap_err();
    assert!(error.is_foreign_key_violation());
    Ok(())
}

#[tokio::test]
async fn rows_are_hidden_by_policies() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    database.run(POLICIES);
    let db = Pool::connect(&database.url()).await?;
    let connection = db.get().await?;
    let client = connection.client();
    client.batch_execute("set role softdelete_docs").await?;
    // snippet: hidden
    let marked = sd_query!(delete from authors where id = 1)
        .execute(&connection)
        .await?;
    assert_eq!(marked, 1); // the policies let the mark pass
    let left = client.query("select id from authors", &[]).await?;
    assert_eq!(left.len(), 1); // and hide the row from plain SQL
    // end
    client.batch_execute("reset role").await?;
    Ok(())
}

#[tokio::test]
async fn transactions_are_run_again() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;
    // snippet: serializable
    db.build_transaction()
        .isolation_level(softdelete::IsolationLevel::Serializable)
        .run(async |tx| {
            let author = sd_query!(select from authors where id = 1 for update)
                .fetch_one(&tx)
                .await?;
            sd_query!(insert into books (id, author_id) values (3, $author.id))
                .execute(&tx)
                .await?;
            Ok(())
        })
        .await?;
    // end
    Ok(())
}
