//! The snippets of the chapter "Functions and types".

use softdelete::{Table, sd_query};
use softdelete_testing::Database;

const SCHEMA: &str = "
create schema app;
create type app.order_status as enum ('new', 'paid', 'shipped');
create type app.address as (street text, city text, zip text);
create table customers (
    id bigint primary key, name text not null, home app.address, others app.address[] not null default '{}',
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table products (
    id bigint primary key, name text not null,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
insert into products (id, name) values (1, 'Apple cider'), (2, 'Apfelwein'), (3, 'Coffee');
insert into customers (id, name, home) values (1, 'Ada', row('Lake Road 1', 'Bern', '3000'));
create function app.slugify(title text, longest integer default 80) returns text
    language sql immutable strict
    as $$ select left(regexp_replace(lower(title), '[^a-z]+', '-', 'g'), longest) $$;
create function app.next_status(app.order_status) returns app.order_status language sql strict
    as $$ select case $1 when 'new' then 'paid' else 'shipped' end::app.order_status $$;
create function app.customers_in(city text) returns setof customers language sql
    as $$ select * from customers where (home).city = $1 and deleted_at is null $$;
create function app.split_name(name text, out first text, out last text) language sql
    as $$ select split_part(name, ' ', 1), split_part(name, ' ', 2) $$;
create aggregate app.product(float8) (sfunc = float8mul, stype = float8, initcond = '1');
";

/// What the extension has, for servers that were installed without it.
const LIKE_PG_TRGM: &str = "
create function similarity(text, text) returns real language sql immutable strict
    as $$ select case when left($1, 3) = left($2, 3) then 0.5 else 0 end::real $$;
create function similarity_op(text, text) returns boolean language sql stable strict as $$ select similarity($1, $2) > 0.3 $$;
create operator % (leftarg = text, rightarg = text, function = similarity_op);
create function similarity_dist(text, text) returns real language sql immutable strict as $$ select 1 - similarity($1, $2) $$;
create operator <-> (leftarg = text, rightarg = text, function = similarity_dist);
";

// snippet: types
use softdelete::{SqlEnum, SqlType};

#[derive(Clone, Copy, Debug, PartialEq, SqlEnum)]
#[sql(name = "order_status", schema = "app")]
pub enum OrderStatus {
    New,
    Paid,
    Shipped,
}

/// `create type app.address as (street text, city text, zip text)`
#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "address", schema = "app")]
pub struct Address {
    pub street: String,
    pub city: String,
    pub zip: Option<String>,
}
// end

// snippet: functions
use softdelete::sql_function;

sql_function! {
    /// The words of a title, joined by hyphens.
    pub create function app.slugify(title text, longest integer default 80) returns text not null
        language sql immutable strict
        as $$ select left(regexp_replace(lower(title), "[^a-z]+", "-", "g"), longest) $$;

    pub create function app.next_status(app.order_status) returns app.order_status not null strict;
    pub create function app.split_name(name text, out first text, out last text);
    pub create function app.customers_in(city text) returns setof Customer;
    pub create aggregate app.product(double precision) (sfunc = float8mul, stype = double precision) returns double precision not null;
}
// end

// snippet: extension
/// What we use of the extension `pg_trgm`.
pub mod trigrams {
    use softdelete::sql_function;

    sql_function! {
        pub create function similarity(text, text) returns real not null strict;
        pub create function similarity_op(text, text) returns boolean not null strict;
        pub create function similarity_dist(text, text) returns real not null strict;
        pub create operator % (leftarg = text, rightarg = text, function = similarity_op);
        pub create operator <-> (leftarg = text, rightarg = text, function = similarity_dist);
    }
}

#[derive(Debug, Table)]
#[table(
    name = "products",
    soft_delete,
    operators(trigrams::similarity_op, trigrams::similarity_dist)
)]
pub struct Product {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
}
// end

// snippet: columns
#[derive(Debug, Table)]
#[table(name = "customers", soft_delete)]
pub struct Customer {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub home: Option<Address>,
    #[column(default)]
    pub others: Vec<Address>,
}
// end

async fn database() -> (Database, softdelete::Pool) {
    let database = Database::create();
    database.run(SCHEMA);
    let pool = softdelete::Pool::connect(&database.url()).await.unwrap();
    let client = database.connect().await.unwrap();
    if client
        .batch_execute("create extension pg_trgm")
        .await
        .is_err()
    {
        client.batch_execute(LIKE_PG_TRGM).await.unwrap();
    }
    (database, pool)
}

#[tokio::test]
async fn functions() -> softdelete::Result<()> {
    let (_database, db) = database().await;
    // snippet: calls
    let row = sd_query!(
        select c.id, slugify(c.name) as slug, slugify(c.name, longest => 2) as short,
            next_status("new") as status, n.first
        from customers c, lateral split_name(c.name) n
    )
    .fetch_one(&db)
    .await?;
    // Neither argument may be NULL, so neither may the slug; OUT arguments always may.
    let (_, _): (String, Option<String>) = (row.slug, row.first);
    let status: OrderStatus = row.status;
    // end
    assert_eq!((row.short.as_str(), status), ("ad", OrderStatus::Paid));
    let rows = sd_query!(select id, name from customers_in("Bern"))
        .fetch_all(&db)
        .await?;
    assert_eq!(rows.len(), 1);
    let row = sd_query!(select product(x) as p from unnest(array[2.0, 3.5]::float8[]) x)
        .fetch_one(&db)
        .await?;
    assert!((row.p - 7.0).abs() < 1e-9);
    Ok(())
}

#[tokio::test]
async fn operators() -> softdelete::Result<()> {
    use trigrams::similarity;

    let (_database, db) = database().await;
    let wanted = "Apple";
    // snippet: search
    let rows = sd_query!(
        select name, similarity(name, $wanted) as how
        from products
        where name % $wanted
        order by name <-> $wanted
        limit 10
    )
    .fetch_all(&db)
    .await?;
    // end
    assert_eq!(rows[0].name, "Apple cider");
    Ok(())
}

#[tokio::test]
async fn types() -> softdelete::Result<()> {
    let (_database, db) = database().await;
    let texts = vec!["new".to_owned(), "paid".to_owned()];
    // snippet: casts
    let row = sd_query!(select "new"::order_status as one, $texts::text[]::OrderStatus[] as many!)
        .fetch_one(&db)
        .await?;
    let (_, _): (OrderStatus, Vec<OrderStatus>) = (row.one, row.many);
    // end
    Ok(())
}

#[tokio::test]
async fn composites() -> softdelete::Result<()> {
    let (_database, db) = database().await;
    let id = 1_i64;
    // snippet: composites
    let home = Address {
        street: "Lake Road 2".to_owned(),
        city: "Bern".to_owned(),
        zip: None,
    };
    sd_query!(update customers set home = $home where id = $id)
        .execute(&db)
        .await?;
    let row = sd_query!(
        select home, (home).city, row("Lake Road 3", "Thun", null)::address as other
        from customers where (home).city = "Bern"
    )
    .fetch_one(&db)
    .await?;
    let (_, _, _): (Option<Address>, Option<String>, Address) = (row.home, row.city, row.other);
    // end
    Ok(())
}
