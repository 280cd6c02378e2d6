//! The program that is verified. Tests find the lines by what is written in them.
#![allow(dead_code, reason = "it is only looked at")]

use softdelete::{Query, SqlEnum, SqlType, Table, sd_query, sd_query_as};

pub(crate) const SCHEMA: &str = "
create schema library;
create type genre as enum ('novel', 'poems');
create domain isbn as text not null;
create table authors (
    id bigint generated always as identity primary key,
    name varchar(80) not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table books (
    id bigint primary key,
    author_id bigint not null references authors,
    isbn isbn,
    title text not null,
    genre genre not null,
    pages integer,
    price numeric(8, 2),
    tags text[] not null default '{}',
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create unique index on books (isbn) where deleted_at is null;
create table library.notes (
    id bigint primary key,
    author_id bigint not null,
    text text
);
";

#[derive(Clone, Copy, Debug, PartialEq, SqlEnum)]
#[sql(name = "genre")]
pub(crate) enum Genre {
    Novel,
    Poems,
}

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "isbn")]
pub(crate) struct Isbn(String);

#[derive(Debug, Table)] // authors
#[table(name = "authors", soft_delete, children(books, notes))]
pub(crate) struct Author {
    #[column(primary_key, generated)]
    id: i64,
    name: String,
}

#[derive(Debug, Table)] // books
#[table(name = "books", soft_delete, audit, outbox)]
pub(crate) struct Book {
    #[column(primary_key)]
    id: i64,
    #[column(references(authors.id), on_delete = cascade)]
    author_id: i64,
    #[column(unique)]
    isbn: Isbn,
    title: String,
    genre: Genre,
    pages: Option<i32>,
    #[column(sql_type = "numeric(8,2)")]
    price: Option<softdelete::Decimal>,
    #[column(default)]
    tags: Vec<String>,
}

#[derive(Debug, Table)] // notes
#[table(name = "notes", schema = "library")]
pub(crate) struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(references(authors.id), on_delete = keep)]
    author_id: i64,
    text: Option<String>,
}

fn whole() -> &'static str {
    sd_query!(select from books).sql()
}

fn columns() -> &'static str {
    sd_query!(select title, pages from books b).sql()
}

fn inferred() -> &'static str {
    let in_one_row = sd_query!( // in_one_row()
        select a.name, b.genre, coalesce(max(b.pages), 0) as pages, array_agg(b.tags) as tags
        from authors a left join books b on b.author_id = a.id
        group by a.id, b.genre
    );
    in_one_row.sql()
}

struct Listed {
    text: String,
}

fn narrowed<'a>() -> Query<'a, Listed, 0> {
    sd_query_as!(Listed, select n.text from notes n where n.text is not null)
}

fn written(note: &Note, genre: Genre, isbn: &Isbn) {
    sd_query!(insert into notes $note).sql();
    sd_query!(update books set genre = $genre where isbn = $isbn returning id, genre).sql();
}

fn deleted(id: i64) {
    sd_query!(delete from books where id = $id).sql();
    sd_query!(restore books where id = $id).sql();
    sd_query!(delete from authors where id = $id).sql();
}

fn optional(q: Option<&String>, newest: bool) {
    sd_query!(
        select id from notes where if let Some(q) = q { text = $q }
        order by match newest { true => id desc, false => text }
    )
    .sql();
}

fn very_optional(b: [bool; 20]) {
    sd_query!(
        select id from notes where if b[0] { id > 0 } and if b[1] { id > 1 } and if b[2] { id > 2 } and if b[3] { id > 3 }
        and if b[4] { id > 4 } and if b[5] { id > 5 } and if b[6] { id > 6 } and if b[7] { id > 7 } and if b[8] { id > 8 }
        and if b[9] { id > 9 } and if b[10] { id > 10 } and if b[11] { id > 11 } and if b[12] { id > 12 } and if b[13] { id > 13 }
        and if b[14] { id > 14 } and if b[15] { id > 15 } and if b[16] { id > 16 } and if b[17] { id > 17 } and if b[18] { id > 18 }
        and if b[19] { id > 19 }
    )
    .sql();
}
