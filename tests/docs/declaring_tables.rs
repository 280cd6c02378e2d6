//! The snippets of the chapter "Declaring tables".

use softdelete::sd_query;
use softdelete_testing::Database;

const SCHEMA: &str = "
create schema shop;
create table shop.users (
    id bigint generated always as identity primary key,
    email text not null,
    phone varchar(20),
    tags text[] not null,
    settings jsonb not null,
    created_at timestamptz not null default now(),
    legal_hold boolean not null default false,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
-- snippet: unique
create unique index users_email on shop.users (email) where deleted_at is null;
-- end
create type order_status as enum ('new', 'paid', 'sent-back');
create domain amount as numeric check (value >= 0);
create table orders (
    id bigint generated always as identity primary key,
    status order_status not null,
    total amount not null,
    removed_at timestamptz, removed_by text
);
create table notes (
    id bigint generated always as identity primary key,
    text text not null,
    is_deleted boolean not null default false
);
create table authors (
    id bigint primary key,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table books (
    id bigint primary key,
    author_id bigint not null references authors,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
-- snippet: archive_ddl
create table articles (
    id bigint generated always as identity primary key,
    slug text not null unique
);
create table articles_archive (
    id bigint not null, slug text not null,
    deleted_at timestamptz not null, deleted_by text
);
create index articles_archive_id on articles_archive (id);
-- end
create table bookings (
    id bigint generated always as identity primary key,
    room int not null, during tstzrange not null, charge money,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
";

const TENANTS: &str = "
create table members (
    org_id bigint, id bigint, name text, email text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid,
    primary key (org_id, id)
);
create table invoices (
    id bigint primary key, org_id bigint not null, member_id bigint not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
";

mod shop {
    // snippet: users
    use softdelete::chrono::{DateTime, Utc};
    use softdelete::{Json, Table};

    #[derive(Debug, Table)]
    #[table(
        name = "users",
        schema = "shop",
        soft_delete,
        retention = "90 days",
        hold = "legal_hold"
    )]
    pub struct User {
        #[column(primary_key, generated)]
        pub id: i64,
        #[column(unique)]
        pub email: String,
        #[column(name = "phone", sql_type = "varchar(20)")]
        pub telephone: Option<String>,
        pub tags: Vec<String>,
        pub settings: Json<Vec<(String, bool)>>,
        #[column(default)]
        pub created_at: DateTime<Utc>,
        #[column(default)]
        pub legal_hold: bool,
    }
    // end
}

mod types {
    // snippet: types
    use softdelete::{Decimal, SqlEnum, SqlType};

    #[derive(Clone, Copy, Debug, PartialEq, SqlEnum)]
    #[sql(name = "order_status")] // rename_all = "snake_case" is the default
    pub enum OrderStatus {
        New,
        Paid,
        #[sql(rename = "sent-back")]
        SentBack,
    }

    /// Travels as `bigint`, and is its own type in Rust.
    #[derive(Clone, Copy, Debug, PartialEq, SqlType)]
    pub struct OrderId(pub i64);

    /// A domain: `create domain amount as numeric check (value >= 0)`.
    #[derive(Clone, Copy, Debug, PartialEq, SqlType)]
    #[sql(name = "amount")]
    pub struct Amount(pub Decimal);
    // end
}

mod marks {
    use super::types::{Amount, OrderId, OrderStatus};
    use softdelete::Table;
    use softdelete::chrono::{DateTime, Utc};

    // snippet: marks
    #[derive(Debug, Table)]
    #[table(name = "orders", soft_delete(at = "removed_at", by = "removed_by"))]
    pub struct Order {
        #[column(primary_key, generated)]
        pub id: OrderId,
        pub status: OrderStatus,
        pub total: Amount,
        pub removed_at: Option<DateTime<Utc>>, // a field; `removed_by` is not
    }

    #[derive(Debug, Table)]
    #[table(name = "notes", soft_delete(flag = "is_deleted"))]
    pub struct Note {
        #[column(primary_key, generated)]
        pub id: i64,
        pub text: String,
    }
    // end
}

mod bookings {
    // snippet: ranges
    use softdelete::chrono::{DateTime, Utc};
    use softdelete::{Money, Range, Table};

    #[derive(Debug, Table)]
    #[table(name = "bookings", soft_delete)]
    pub struct Booking {
        #[column(primary_key, generated)]
        pub id: i64,
        pub room: i32,
        pub during: Range<DateTime<Utc>>,
        pub charge: Option<Money>,
    }
    // end
}

mod archived {
    // snippet: archive
    use softdelete::Table;

    #[derive(Debug, Table)]
    #[table(
        name = "articles",
        soft_delete(archive = "articles_archive", by = "deleted_by")
    )]
    pub struct Article {
        #[column(primary_key, generated)]
        pub id: i64,
        #[column(unique)]
        pub slug: String,
    }
    // end
}

mod library {
    use softdelete::Table;

    // snippet: children
    #[derive(Debug, Table)]
    #[table(name = "authors", soft_delete, children(books))]
    pub struct Author {
        #[column(primary_key)]
        pub id: i64,
    }

    #[derive(Debug, Table)]
    #[table(name = "books", soft_delete)]
    pub struct Book {
        #[column(primary_key)]
        pub id: i64,
        #[column(references(authors.id), on_delete = restrict)]
        pub author_id: i64,
    }
    // end
}

use archived::articles;
mod tenants {
    // snippet: composite
    use softdelete::Table;

    #[derive(Debug, Table)]
    #[table(name = "members", soft_delete, audit, children(invoices))]
    pub struct Member {
        #[column(primary_key)]
        pub org_id: i64,
        #[column(primary_key)]
        pub id: i64,
        #[column(personal)]
        pub name: Option<String>,
        #[column(personal = "'erased-' || id")]
        pub email: String,
    }

    #[derive(Debug, Table)]
    #[table(
        name = "invoices",
        soft_delete,
        references((org_id, member_id) = members(org_id, id), on_delete = cascade)
    )]
    pub struct Invoice {
        #[column(primary_key)]
        pub id: i64,
        pub org_id: i64,
        pub member_id: i64,
    }
    // end
}

use library::{authors, books};
use marks::{notes, orders};
use shop::users;
use tenants::{invoices, members};
use types::{Amount, OrderStatus};

#[tokio::test]
async fn the_tables_are_what_they_say() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = softdelete::Pool::connect(&database.url()).await?;

    let tags = vec!["a".to_owned(), "b".to_owned()];
    let settings = softdelete::Json(vec![("dark".to_owned(), true)]);
    sd_query!(insert into users (email, phone, tags, settings) values ("a@b", "123", $tags, $settings)).execute(&db).await?;
    let user = sd_query!(select from users).fetch_one(&db).await?;
    assert_eq!(
        (user.telephone.as_deref(), user.tags, user.settings),
        (Some("123"), tags, settings)
    );

    let total = Amount(softdelete::Decimal::new(1995, 2));
    let status = OrderStatus::SentBack;
    let order = sd_query!(insert into orders (status, total) values ($status, $total) returning id)
        .fetch_one(&db)
        .await?;
    sd_query!(delete from orders where id = $order.id by "me")
        .execute(&db)
        .await?;
    let order = sd_query!(select from orders only deleted)
        .fetch_one(&db)
        .await?;
    assert_eq!((order.status, order.total), (status, total));
    assert!(order.removed_at.is_some());

    sd_query!(insert into notes (text) values ("one"), ("two"))
        .execute(&db)
        .await?;
    sd_query!(delete from notes where text = "one")
        .execute(&db)
        .await?;
    let notes = sd_query!(select from notes).fetch_all(&db).await?;
    assert_eq!(notes.len(), 1);

    sd_query!(insert into authors (id) values (1))
        .execute(&db)
        .await?;
    sd_query!(insert into books (id, author_id) values (1, 1))
        .execute(&db)
        .await?;
    sd_query!(delete from books where id = 1)
        .execute(&db)
        .await?;
    let row = sd_query!(select a, b from authors a left join books b on b.author_id = a.id)
        .fetch_one(&db)
        .await?;
    assert!(row.b.is_none());
    Ok(())
}

#[tokio::test]
async fn families_of_several_columns_are_deleted_and_erased() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(TENANTS);
    // snippet: ddl
    for statement in softdelete::sd_ddl!(members, invoices) {
        database.run(statement);
    }
    // end
    let db = softdelete::Pool::connect(&database.url()).await?;
    sd_query!(insert into members (org_id, id, name, email) values (1, 2, "Ann", "ann@b"), (1, 3, "Bob", "bob@b"))
        .execute(&db)
        .await?;
    sd_query!(insert into invoices (id, org_id, member_id) values (7, 1, 2), (8, 1, 3))
        .execute(&db)
        .await?;
    sd_query!(delete from members where org_id = 1 and id = 2)
        .execute(&db)
        .await?;
    let left = sd_query!(select id from invoices).fetch_all(&db).await?;
    assert_eq!(left.iter().map(|row| row.id).collect::<Vec<_>>(), [8]);
    sd_query!(erase members where org_id = 1 and id = 2)
        .execute(&db)
        .await?;
    let member = sd_query!(select from members only deleted)
        .fetch_one(&db)
        .await?;
    assert_eq!((member.name, member.email.as_str()), (None, "erased-2"));
    sd_query!(restore members where org_id = 1 and id = 2)
        .execute(&db)
        .await?;
    let left = sd_query!(select id from invoices).fetch_all(&db).await?;
    assert_eq!(left.len(), 2);
    Ok(())
}

#[tokio::test]
async fn deleted_rows_move_to_an_archive() -> softdelete::Result<()> {
    let database = Database::create();
    database.run(SCHEMA);
    let db = softdelete::Pool::connect(&database.url()).await?;
    sd_query!(insert into articles (slug) values ("one"), ("two"))
        .execute(&db)
        .await?;
    // snippet: archive_use
    sd_query!(delete from articles where slug = "one" by "ann")
        .execute(&db)
        .await?;
    let all =
        sd_query!(select slug, deleted_at, deleted_by from articles with deleted order by slug)
            .fetch_all(&db)
            .await?;
    assert_eq!(all[0].deleted_by.as_deref(), Some("ann"));
    assert_eq!(all[1].deleted_at, None); // an active row
    sd_query!(restore articles where slug = "one")
        .execute(&db)
        .await?;
    // end
    assert_eq!(
        sd_query!(select from articles).fetch_all(&db).await?.len(),
        2
    );
    Ok(())
}

#[tokio::test]
async fn ranges_are_given_and_read() -> softdelete::Result<()> {
    use bookings::bookings;
    use softdelete::chrono::{DateTime, Utc};
    use softdelete::{Money, Range};

    let database = Database::create();
    database.run(SCHEMA);
    let db = softdelete::Pool::connect(&database.url()).await?;
    let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    // snippet: ranges_use
    let during = Range::from(instant("2024-05-01T10:00:00Z")..instant("2024-05-01T12:00:00Z"));
    let charge = Money(12_50);
    sd_query!(insert into bookings (room, during, charge) values (7, $during, $charge))
        .execute(&db)
        .await?;
    // Without the cast PostgreSQL takes what stands beside a range for a range.
    let at = instant("2024-05-01T11:59:00Z");
    let taken = sd_query!(select room, upper(during) as until from bookings where during @> $at::timestamptz)
        .fetch_all(&db)
        .await?;
    assert_eq!(
        (taken[0].room, taken[0].until.as_ref()),
        (7, during.upper())
    );
    // end
    Ok(())
}
