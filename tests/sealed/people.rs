//! People, with letters that go with them; and seats, with a key of two columns.

use serde::Deserialize;
use softdelete::sealed::{Contents, Opened, Sealer, StaticKeys};
use softdelete::tokio_postgres::NoTls;
use softdelete::{Manager, Pool, SqlEnum, Table, schema};
use softdelete_testing::Database;

#[derive(Clone, Debug, PartialEq, Deserialize, Table)]
#[table(
    name = "people",
    schema = "it's",
    soft_delete,
    audit,
    retention = "1 day",
    hold = "held",
    children(letters)
)]
pub(crate) struct Person {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(personal = "'erased ' || id")]
    pub(crate) name: String,
    #[column(personal, name = "E-mail")]
    #[serde(rename = "E-mail")]
    pub(crate) email: Option<String>,
    pub(crate) held: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Table)]
#[table(name = "letters", soft_delete, audit)]
pub(crate) struct Letter {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references(people.id), on_delete = cascade)]
    pub(crate) person_id: i64,
    #[column(personal = "''")]
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize, SqlEnum)]
#[sql(name = "hall")]
#[serde(rename_all = "snake_case")]
pub(crate) enum Hall {
    Main,
    Side,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Table)]
#[table(
    name = "seats",
    soft_delete(flag = "is_deleted", id = "deletion_id"),
    audit
)]
pub(crate) struct Seat {
    #[column(primary_key)]
    pub(crate) hall: Hall,
    #[column(primary_key)]
    pub(crate) number: i32,
    pub(crate) guest: Option<String>,
}

/// A table whose deleted rows stand in another one.
#[derive(Clone, Debug, PartialEq, Deserialize, Table)]
#[table(
    name = "coats",
    soft_delete(archive = "coats_archive", id = "deletion_id"),
    audit
)]
pub(crate) struct Coat {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) owner: String,
}

/// A table without history.
#[derive(Debug, Table)]
#[table(name = "notes", soft_delete)]
pub(crate) struct Note {
    #[column(primary_key)]
    pub(crate) id: i64,
}

const TABLES: &str = r#"
    create schema "it's";
    create table "it's".people (id bigint primary key, name text not null, "E-mail" text, held bool not null default false,
        undeclared text default 'x', deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create table letters (id bigint primary key, person_id bigint not null references "it's".people on delete cascade, text text not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create type hall as enum ('main', 'side');
    create table seats (hall hall, number int, guest text, is_deleted bool not null default false, deletion_id uuid, primary key (hall, number));
    create table coats (id bigint primary key, owner text not null);
    create table coats_archive (like coats, deleted_at timestamptz not null, deletion_id uuid);
    insert into coats values (1, 'ann');
    create table notes (id bigint primary key, deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    insert into "it's".people (id, name, "E-mail") select n, 'name ' || n, 'mail' || n || '@example.org' from generate_series(1, 50) n;
    insert into letters (id, person_id, text) select n, (n + 1) / 2, 'dear ' || n from generate_series(1, 60) n;
    insert into seats select 'main', n, 'guest "' || n || '"' from generate_series(1, 5) n;
    insert into notes values (1);
"#;

/// A database with 50 people, of whom the first 30 have two letters each, and a pool to it.
pub(crate) async fn people() -> (Database, Pool) {
    let database = Database::create();
    database.run(schema::SYSTEM_SQL);
    database.run(TABLES);
    let pool = Pool::builder().max_size(8);
    let pool = pool.connect_with(database.config(), NoTls).await.unwrap();
    (database, pool)
}

pub(crate) fn keys() -> StaticKeys {
    StaticKeys::new("one", &[1; 32])
}

/// A person as the database was made.
pub(crate) fn person(id: i64) -> Person {
    Person {
        id,
        name: format!("name {id}"),
        email: Some(format!("mail{id}@example.org")),
        held: false,
    }
}

/// What became of the content of all that has happened to a person, the oldest first.
pub(crate) async fn opened(pool: &Pool, keys: &StaticKeys, id: i64) -> Vec<Opened> {
    let records = Manager::<Person>::new(pool).history_of(&id).collect().await;
    let contents = Contents::new(pool, keys);
    contents.open_all(&records.unwrap()).await.unwrap()
}

/// The person whose content was sealed.
pub(crate) fn read(opened: &Opened) -> Person {
    match opened {
        Opened::Content(content) => content.parse().unwrap(),
        other => panic!("{other:?}"),
    }
}

/// A sealer of people, each a subject of its own.
pub(crate) fn sealer(keys: &StaticKeys) -> Sealer<'_, Person, StaticKeys> {
    Sealer::new(keys)
}

/// The number that a query of the test's own returns.
pub(crate) async fn count(pool: &Pool, sql: &str) -> i64 {
    let connection = pool.get().await.unwrap();
    let row = connection.client().query_one(sql, &[]).await.unwrap();
    row.get(0)
}
