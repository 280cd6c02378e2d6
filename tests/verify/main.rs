//! `softdelete::testing::verify_all`: the statements of this binary beside databases that fit, and beside ones that were changed.

mod program;
mod shapes;

use softdelete::testing::{Error, Report, verify_all};
use softdelete_testing::Database;

/// A database as the program expects it, after `change`.
async fn verified(change: &str) -> Result<Report, Error> {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(program::SCHEMA);
    database.run(change);
    let client = database.connect().await?;
    verify_all(&client).await
}

/// Checks what is found after `change`: all of `expected` and nothing besides. Each is the text of a line of the program, and how what is said of
/// that line begins.
#[track_caller]
fn check<const N: usize>(change: &str, expected: [(&str, &str); N]) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    let lines = || include_str!("program.rs").lines();
    async move {
        let error = verified(change).await.expect_err("the change is not found");
        let report = error.report().unwrap_or_else(|| panic!("{error}"));
        let mut wanted = Vec::from(expected.map(|(text, message)| {
            let line = lines().position(|line| line.contains(text));
            let line = line.unwrap_or_else(|| panic!("{caller}: no line has `{text}`"));
            (line + 1, message)
        }));
        for found in report.disagreements() {
            let place = found.place();
            let wanted_here = wanted.iter().position(|(line, message)| {
                *line == place.line as usize && found.message().starts_with(message)
            });
            let Some(index) = wanted_here.filter(|_| place.file == "tests/verify/program.rs")
            else {
                panic!("{caller}: this was not expected:\n{found}\namong:\n{error}");
            };
            wanted.remove(index);
        }
        assert!(
            wanted.is_empty(),
            "{caller}: not found: {wanted:?}\namong:\n{error}"
        );
    }
}

#[tokio::test]
async fn a_database_that_fits() {
    let report = verified("").await.unwrap();
    assert_eq!(report.tables(), 3);
    assert!(report.statements() > 25, "{report}");
    assert!(report.texts() > report.statements(), "{report}");
    assert_eq!(report.disagreements(), []);
    let text = report.to_string();
    assert!(text.ends_with("agree with the database"), "{text}");
    let [link, many] = report.notes() else {
        panic!("{text}")
    };
    assert!(many.message().contains("42 were compared"), "{many}");
    assert!(
        link.message()
            .contains("(author_id) refers to `authors` by declaration only"),
        "{link}"
    );
}

#[tokio::test]
async fn a_pool_and_its_connections_can_be_asked() {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(program::SCHEMA);
    let pool = softdelete::Pool::connect(&database.url()).await.unwrap();
    let report = verify_all(&pool).await.unwrap();
    let connection = pool.get().await.unwrap();
    assert_eq!(verify_all(&connection).await.unwrap(), report);
}

#[tokio::test]
async fn a_table_that_is_not_there() {
    let error = verified("alter table library.notes rename to remarks")
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("table `library.notes` does not exist in the database"),
        "{text}"
    );
    assert!(
        text.contains("relation \"library.notes\" does not exist (42P01)\n    at: "),
        "{text}"
    );
    assert_eq!(format!("{error:?}"), text);
    assert!(text.contains("tests/verify/program.rs:"), "{text}");
}

#[tokio::test]
async fn columns_that_are_missing() {
    check(
        "alter table books rename column pages to leaves;
         alter table authors drop column deletion_reason",
        [
            ("// books", "column `pages` does not exist in `books`"),
            ("// authors", "column `deletion_reason`, which `soft_delete` implies, does not exist in `authors`"),
            ("select from books", "the database refuses the statement: column books.pages does not exist (42703)\n    hint:"),
            ("select title, pages", "the database refuses the statement: column b.pages does not exist"),
            ("in_one_row()", "the database refuses the statement: column b.pages does not exist"),
            ("delete from authors", "the database refuses the statement: column \"deletion_reason\" of relation \"authors\" does not exist"),
        ],
    )
    .await;
}

#[tokio::test]
async fn types() {
    check(
        "alter table books alter pages type bigint, alter price type numeric(10, 2), alter title type char(80), alter tags drop default;
         alter table books alter tags type bigint[] using '{}';
         alter type genre rename value 'poems' to 'poetry';
         drop index books_isbn_idx;
         alter table books alter isbn type text, alter isbn set not null;
         create unique index on books (isbn) where deleted_at is null;",
        [
            ("// books", "column `pages` is declared as int4, and is bigint in `books`"),
            ("// books", "column `price` is declared as numeric(8,2), and is numeric(10,2) in `books`"),
            ("// books", "column `title` is declared as text, and is character(80) in `books`"),
            ("// books", "column `tags` is declared as text[], and is bigint[] in `books`"),
            ("// books", "column `tags` is declared as one that the database fills in, and has no default there"),
            ("// books", "column `genre` is declared as genre, and is genre in `books`: the database has no label `poems`, the declaration has no label `poetry`"),
            ("// books", "column `isbn` is declared as isbn, and is text in `books`"),
            ("select from books", "column `title` of the result is text, and the database says bpchar"),
            ("select from books", "column `pages` of the result is int4, and the database says int8"),
            ("select from books", "column `tags` of the result is text[], and the database says int8[]"),
            ("select title, pages", "column `title` of the result is text, and the database says bpchar"),
            ("select title, pages", "column `pages` of the result is int4, and the database says int8"),
            ("in_one_row()", "column `pages` of the result is int4, and the database says int8"),
            ("in_one_row()", "column `tags` of the result is text[], and the database says int8[]"),
        ],
    )
    .await;
}

#[tokio::test]
async fn nullability_and_who_writes_a_column() {
    check(
        "alter table books alter title drop not null, alter pages set not null, alter id add generated always as identity;
         alter table authors alter id drop identity;
         alter table library.notes add colour text not null, alter text set not null",
        [
            ("// books", "column `title` is declared never to be NULL, and may be NULL in the database"),
            ("// books", "column `pages` is declared as one that may be NULL, and is NOT NULL in the database"),
            ("// books", "column `id` is GENERATED ALWAYS in the database"),
            ("// authors", "column `id` is declared as one that the database fills in"),
            ("// notes", "column `colour` is NOT NULL without a default in the database, and is not declared"),
            ("// notes", "column `text` is declared as one that may be NULL"),
            ("select from books", "column `title` of the result is said never to be NULL, but comes from one that may be"),
            ("select title, pages", "column `title` of the result is said never to be NULL, but comes from one that may be"),
        ],
    )
    .await;
}

#[tokio::test]
async fn keys_and_what_goes_with_a_table() {
    check(
        "drop index books_isbn_idx;
         alter table books drop constraint books_author_id_fkey;
         alter table books add constraint to_notes foreign key (author_id) references library.notes;
         alter table books drop constraint books_pkey;
         alter table library.notes add constraint by foreign key (id) references authors;
         drop table softdelete.outbox;",
        [
            ("// books", "(isbn) is declared unique among active rows, and no unique index of the database says so"),
            ("// books", "(author_id) is declared to refer to `authors`(id), and refers to library.notes(id) in the database"),
            ("// books", "the primary key (id) is not unique in the database"),
            ("// books", "`outbox` needs the table `softdelete.outbox`"),
            ("// notes", "(id) refers to authors in the database (constraint `by`), and that is not declared"),
            ("// authors", "the database refuses the statement: relation \"softdelete.outbox\" does not exist"),
            ("delete from books", "the database refuses the statement: relation \"softdelete.outbox\" does not exist"),
            ("restore books", "the database refuses the statement: relation \"softdelete.outbox\" does not exist"),
            ("delete from authors", "the database refuses the statement: relation \"softdelete.outbox\" does not exist"),
                    ],
    )
    .await;
}

#[tokio::test]
async fn a_key_among_all_rows() {
    check(
        "drop index books_isbn_idx; create unique index on books (isbn)",
        [("// books", "(isbn) is declared unique, which is among active rows; in the database it is among all")],
    )
    .await;
}
