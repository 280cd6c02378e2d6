//! Two sessions at the same rows: a plain foreign key lets an active child stand under a deleted parent, a live one does not. Then what the
//! database refuses to other programs, and who it says has acted.
//!
//! `cargo run --example safety`

use softdelete::{Pool, Table, sd_ddl, sd_query};
use softdelete_testing::Database;

const SCHEMA: &str = "
    create table authors (
        id bigint primary key, name text not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
    );
    create table books (
        id bigint primary key, author_id bigint not null references authors, entered_by text default current_setting('softdelete.actor', true),
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
    );
    insert into authors (id, name) values (1, 'Ada'), (2, 'Bob');
";

/// An author.
#[derive(Debug, Table)]
#[table(name = "authors", soft_delete, children(books))]
pub struct Author {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The name.
    pub name: String,
}

/// A book, which goes with its author.
#[derive(Debug, Table)]
#[table(name = "books", soft_delete)]
pub struct Book {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Who wrote it.
    #[column(references(authors.id), on_delete = cascade)]
    pub author_id: i64,
    /// Who entered it, which a default of the column fills in.
    #[column(default)]
    pub entered_by: Option<String>,
}

/// A book is entered for an author who is being deleted; what the deletion came to, and how many active books stand under deleted authors.
async fn race(db: &Pool, author: i64) -> softdelete::Result<(bool, i64)> {
    // The first session has inserted the book and not committed yet.
    let entering = db.begin().await?;
    sd_query!(insert into books (id, author_id) values ($author, $author))
        .execute(&entering)
        .await?;
    // The second one deletes the author. It does not see the book; over a live foreign key it waits for the first session.
    let deletion = {
        let db = db.clone();
        tokio::spawn(async move {
            sd_query!(delete from authors where id = $author)
                .execute(&db)
                .await
        })
    };
    while !deletion.is_finished() && !is_waiting(db).await? {}
    entering.commit().await?;
    let refused = deletion.await.expect("the task does not panic").is_err();
    let orphans = sd_query!(
        select count(*) as n from books b join authors only deleted a on a.id = b.author_id
    )
    .fetch_one(db)
    .await?;
    Ok((refused, orphans.n))
}

/// Whether a session of this database waits for a lock.
async fn is_waiting(db: &Pool) -> softdelete::Result<bool> {
    let connection = db.get().await?;
    let row = connection
        .client()
        .query_one(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')",
            &[],
        )
        .await?;
    Ok(row.get(0))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = Pool::connect(&database.url()).await?;

    println!("— A plain foreign key");
    let (refused, orphans) = race(&db, 1).await?;
    println!("deletion refused: {refused}; active books under deleted authors: {orphans}");
    assert_eq!((refused, orphans), (false, 1));
    sd_query!(delete all from books).execute(&db).await?;

    println!("\n— What `sd_ddl!` makes");
    for statement in sd_ddl!(authors, books) {
        let first = statement.lines().next().unwrap_or_default();
        println!("{first}");
        database.run(statement);
    }

    println!("\n— A live foreign key");
    let (refused, orphans) = race(&db, 2).await?;
    println!("deletion refused: {refused}; active books under deleted authors: {orphans}");
    assert_eq!((refused, orphans), (true, 0));

    println!("\n— Other programs");
    let connection = db.get().await?;
    for sql in ["delete from books", "truncate authors, books"] {
        let error = connection.client().batch_execute(sql).await.unwrap_err();
        let said = error.as_db_error().map(|error| error.message().to_owned());
        println!("{sql}: {}", said.unwrap_or_default());
    }
    let removed = sd_query!(hard delete from books only deleted where id = 1)
        .execute(&connection)
        .await?;
    println!("hard delete: {removed} row");

    println!("\n— Who acts, as the database sees it");
    let ann = db.as_actor("ann").announced();
    let book = sd_query!(insert into books (id, author_id) values (7, 2) returning entered_by)
        .fetch_one(&ann)
        .await?;
    println!("entered by {:?}", book.entered_by);
    assert_eq!(book.entered_by.as_deref(), Some("ann"));
    Ok(())
}
