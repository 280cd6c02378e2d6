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
create type vector;
create function vector_in(cstring) returns vector language internal immutable strict as 'textin';
create function vector_out(vector) returns cstring language internal immutable strict as 'textout';
create type vector (input = vector_in, output = vector_out, like = text);
create type floatrange as range (subtype = float8);
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

/// What the statements need of the extension, for servers that were installed without it.
const LIKE_CITEXT: &str = "
create type citext;
create function citextin(cstring) returns citext language internal immutable strict as 'textin';
create function citextout(citext) returns cstring language internal immutable strict as 'textout';
create type citext (input = citextin, output = citextout, like = text, category = 'S');
create cast (citext as text) without function as implicit;
create cast (text as citext) without function as assignment;
create function citext_eq(citext, citext) returns boolean language sql immutable strict as $$ select lower($1::text) = lower($2::text) $$;
create operator = (leftarg = citext, rightarg = citext, function = citext_eq);
";

const MEMBERS: &str = "
create table members (
    id bigint primary key, email citext not null, likes vector, pays floatrange, paid floatmultirange,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
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

// snippet: base_types
/// `create extension citext`
#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(
    name = "citext",
    base_type,
    category = "S",
    cast(citext as text without function as implicit),
    cast(citext as varchar without function as implicit),
    cast(text as citext without function as assignment),
    cast(inet as citext with function citext(inet) not null as assignment)
)]
pub struct Citext(pub String);
// end

// snippet: text_form
/// `create extension vector`: `[1,2.5]`
#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "vector", base_type)]
pub struct Vector(pub Vec<f32>);

impl std::fmt::Display for Vector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(f32::to_string).collect();
        write!(f, "[{}]", numbers.join(","))
    }
}

impl std::str::FromStr for Vector {
    type Err = std::num::ParseFloatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers = text.trim_matches(['[', ']']).split(',');
        numbers
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Vector)
    }
}
// end

// snippet: range_types
use softdelete::{Multirange, Range};

/// `create type floatrange as range (subtype = float8)`
#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "floatrange", range, multirange = FloatMultirange)]
pub struct FloatRange(pub Range<f64>);

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(multirange_of = FloatRange)]
pub struct FloatMultirange(pub Multirange<f64>);
// end

// snippet: members
#[derive(Clone, Debug, PartialEq, Table)]
#[table(name = "members", soft_delete)]
pub struct Member {
    #[column(primary_key)]
    pub id: i64,
    pub email: Citext,
    pub likes: Option<Vector>,
    pub pays: Option<FloatRange>,
    pub paid: Option<FloatMultirange>,
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
    if client
        .batch_execute("create extension citext")
        .await
        .is_err()
    {
        client.batch_execute(LIKE_CITEXT).await.unwrap();
    }
    database.run(MEMBERS);
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
async fn base_types_and_ranges() -> softdelete::Result<()> {
    let (_database, db) = database().await;
    let member = Member {
        id: 1,
        email: Citext("Ada@example.org".to_owned()),
        likes: Some(Vector(vec![1.0, 2.5])),
        pays: Some(FloatRange(Range::from(1.5..2.0))),
        paid: None,
    };
    sd_query!(insert into members $member).execute(&db).await?;
    let found = sd_query!(select from members).fetch_one(&db).await?;
    assert_eq!(found, member);
    let (email, price) = ("ADA@example.org", 1.75);
    // snippet: base_types_use
    let row = sd_query!(
        select email, lower(email) as small, "x@y"::citext as other, upper(pays) as most, multirange(pays) as all_of_it
        from members
        where email = $email and pays @> $price::float8
    )
    .fetch_one(&db)
    .await?;
    // An operator or function of `text` takes what casts to it implicitly.
    let (_, _, _): (Citext, String, Citext) = (row.email, row.small, row.other);
    let (_, _): (Option<f64>, FloatMultirange) = (row.most, row.all_of_it);
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
