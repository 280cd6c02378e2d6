//! A forum: the tables that most cases are about, with rows in every state.

use softdelete::Table;
use softdelete::chrono::{DateTime, TimeZone, Utc};
use softdelete::tokio_postgres::Client;
use softdelete_testing::Database;

use crate::support::Template;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "groups", soft_delete, children(users))]
pub(crate) struct Group {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "users",
    soft_delete,
    children(profiles, posts, comments),
    retention = "30 days"
)]
pub(crate) struct User {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references(groups.id), on_delete = keep)]
    pub(crate) group_id: Option<i64>,
    #[column(unique)]
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    pub(crate) age: i32,
    #[column(default)]
    pub(crate) created_at: DateTime<Utc>,
}

/// A user has one at most.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "profiles", soft_delete, retention = "30 days")]
pub(crate) struct Profile {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique, references(users.id), on_delete = cascade)]
    pub(crate) user_id: i64,
    pub(crate) bio: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(
    name = "posts",
    soft_delete,
    children(comments, post_tags),
    retention = "30 days"
)]
pub(crate) struct Post {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references(users.id), on_delete = cascade)]
    pub(crate) user_id: i64,
    pub(crate) title: String,
    pub(crate) views: i32,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "comments", soft_delete, retention = "30 days")]
pub(crate) struct Comment {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references(posts.id), on_delete = cascade)]
    pub(crate) post_id: i64,
    #[column(references(users.id), on_delete = set_null)]
    pub(crate) author_id: Option<i64>,
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "tags", soft_delete, children(post_tags))]
pub(crate) struct Tag {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique)]
    pub(crate) name: String,
}

/// Which post has which tag.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "post_tags", soft_delete, retention = "30 days")]
pub(crate) struct PostTag {
    #[column(primary_key, references(posts.id), on_delete = cascade)]
    pub(crate) post_id: i64,
    #[column(primary_key, references(tags.id), on_delete = cascade)]
    pub(crate) tag_id: i64,
}

/// A table without soft deletion.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "visits")]
pub(crate) struct Visit {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    pub(crate) page: String,
}

/// Deleted are: group 2, user 3 with profile 3, profile 2, posts 11 and 14, comment 101, tag 3, which post 10 had, and tag 1 of post 12. Active are, from times before there
/// was a rule, post 13 although its user is not, comment 103 although its post is not, and comment 102 although its author is not.
static FORUM: Template = Template::of(
    "
    create table groups (id bigint primary key, name text not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create table users (id bigint primary key, group_id bigint, email text not null, name text, age integer not null default 0,
        created_at timestamptz not null default '2020-01-01T00:00:00Z',
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create unique index users_email on users (email) where deleted_at is null;
    create table profiles (id bigint primary key, user_id bigint not null, bio text not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create unique index profiles_user on profiles (user_id) where deleted_at is null;
    create table posts (id bigint primary key, user_id bigint not null, title text not null, views integer not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create table comments (id bigint primary key, post_id bigint not null, author_id bigint, text text not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create table tags (id bigint primary key, name text not null,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid);
    create unique index tags_name on tags (name) where deleted_at is null;
    create table post_tags (post_id bigint, tag_id bigint,
        deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid, primary key (post_id, tag_id));
    create table visits (id bigint primary key, user_id bigint not null, page text not null);
    insert into groups (id, name, deleted_at) values (1, 'staff', null), (2, 'guests', '2020-02-01Z');
    insert into users (id, group_id, email, name, age) values
        (1, 1, 'ann', 'Ann', 30), (2, 2, 'bob', null, 20), (3, 1, 'cid', 'Cid', 40), (4, null, 'dan', 'Dan', 50);
    update users set deleted_at = '2020-02-01Z', deleted_by = 'old', deletion_reason = 'left',
        deletion_id = '00000000-0000-7000-8000-000000000003' where id = 3;
    insert into profiles (id, user_id, bio, deleted_at, deletion_id) values
        (1, 1, 'a', null, null), (2, 2, 'b', '2020-03-01Z', null),
        (3, 3, 'c', '2020-02-01Z', '00000000-0000-7000-8000-000000000003');
    insert into posts (id, user_id, title, views, deleted_at) values
        (10, 1, 'one', 100, null), (11, 1, 'two', 50, '2020-03-01Z'), (12, 2, 'three', 70, null),
        (13, 3, 'four', 30, null), (14, 4, 'five', 0, '2020-04-01Z');
    insert into comments (id, post_id, author_id, text, deleted_at) values
        (100, 10, 2, 'hello', null), (101, 10, 1, 'thanks', '2020-03-01Z'), (102, 12, 3, 'late', null),
        (103, 11, 4, 'lost', null), (104, 12, null, 'nobody', null);
    insert into tags (id, name, deleted_at) values (1, 'red', null), (2, 'blue', null), (3, 'old', '2020-03-01Z');
    insert into post_tags (post_id, tag_id, deleted_at) values
        (10, 1, null), (10, 2, null), (10, 3, '2020-03-01Z'), (12, 1, '2020-03-01Z'), (12, 2, null);
    insert into visits values (1, 1, 'start'), (2, 3, 'start'), (3, 3, 'end');
    ",
);

/// A copy of the forum, and a connection to it.
pub(crate) async fn forum() -> (Database, Client) {
    FORUM.copy().await
}

/// A connection to a forum that many cases look at and none changes.
pub(crate) async fn reading() -> Client {
    FORUM.shared().connect().await.expect("connects")
}

/// The first of a month of 2020.
pub(crate) fn month(month: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2020, month, 1, 0, 0, 0).unwrap()
}
