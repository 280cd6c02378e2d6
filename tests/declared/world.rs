//! The database of these tests and its declarations.

use softdelete::chrono::{DateTime, NaiveDate, Utc};
use softdelete::{Decimal, SqlEnum, SqlType, Table, sql_function};
use softdelete_testing::Database;

#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
#[sql(name = "order_status", schema = "app", rename_all = "kebab-case")]
pub enum OrderStatus {
    New,
    HalfDone,
    Done,
}

/// Its Rust name is not the one that PostgreSQL's name leads to.
#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "amount", schema = "app")]
pub struct Price(pub Decimal);

#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlType)]
pub struct UserId(pub i64);

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "geo", schema = "app")]
pub struct Geo {
    pub lat: f64,
    pub lon: f64,
}

#[derive(Clone, Debug, PartialEq, SqlType)]
#[sql(name = "address", schema = "app")]
pub struct Address {
    pub city: String,
    #[sql(rename = "post code")]
    pub zip: Option<String>,
    pub status: Option<OrderStatus>,
    pub place: Option<Geo>,
    pub rent: Option<Price>,
    pub tags: Vec<String>,
    pub since: Option<NaiveDate>,
}

#[derive(Debug, PartialEq, Table)]
#[table(name = "users", schema = "app", soft_delete, operators(is_alike))]
pub struct User {
    #[column(primary_key)]
    pub id: UserId,
    pub name: String,
    pub address: Option<Address>,
    #[column(default)]
    pub others: Vec<Address>,
    #[column(default)]
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, PartialEq, Table)]
#[table(name = "orders", schema = "app", soft_delete)]
pub struct Purchase {
    #[column(primary_key)]
    pub id: i64,
    pub user_id: UserId,
    pub status: OrderStatus,
    pub total: Option<Price>,
}

sql_function! {
    /// The words of a title, joined by hyphens.
    pub create or replace function app.slugify(title text, longest integer default 80) returns text not null
        language sql immutable strict parallel safe cost 10
        as $$ select left(regexp_replace(lower(title), "[^a-z]+", "-", "g"), longest) $$;

    pub create function app.status_of(wanted bigint) returns order_status language sql stable;
    pub create function app.next_status(app.order_status) returns app.order_status not null strict;
    pub create function app.statuses() returns setof order_status;

    pub create function app.totals(out lowest Price, out highest Price, of bigint) language sql;
    pub create function app.orders_of(bigint) returns setof Purchase language sql;
    pub create function app.cities(of bigint) returns table (city text, code text, home address) language sql;
    pub create function app.twice(anyelement) returns anyarray immutable strict not null;
    pub create function app.longest(variadic words text[]) returns text;
    pub create function app.label_of(User) returns text;

    // Two of one name.
    pub create function app.shout(text) returns text strict not null;
    pub create function app.shout(integer) returns text strict not null;

    pub(crate) create aggregate app.longest_of(text) (sfunc = app.longer, stype = text);
    pub create aggregate app.number_of(order_status) (sfunc = app.one_more, stype = bigint, initcond = "0") returns bigint not null;

    pub create function app.is_alike(text, text) returns boolean immutable strict not null;
    pub create operator app.=== (leftarg = text, rightarg = text, function = app.is_alike, commutator = ===);

    pub create function app.distance(app.geo, app.geo) returns double precision strict not null;
    pub create operator app.<-> (leftarg = geo, rightarg = geo, function = app.distance);
}

/// What is declared above.
pub const SCHEMA: &str = r#"
create schema app;
create type app.order_status as enum ('new', 'half-done', 'done');
create domain app.amount as numeric check (value >= 0);
create type app.geo as (lat float8, lon float8);
create type app.address as (city text, "post code" text, status app.order_status, place app.geo, rent app.amount, tags text[], since date);
create type app.facts as (years int4range, months int8multirange, marks varbit, noon timetz, host inet, net cidr,
    card macaddr, spot point, way lseg, area box, words tsvector, page xml, ranges int4range[]);
create table app.users (
    id int8 primary key, name text not null, address app.address, others app.address[] not null default '{}',
    created_at timestamptz not null default now(),
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create table app.orders (
    id int8 primary key, user_id int8 not null, status app.order_status not null, total app.amount,
    deleted_at timestamptz, deleted_by text, deletion_reason text, deletion_id uuid
);
create function app.slugify(title text, longest integer default 80) returns text language sql immutable strict
    as $$ select left(regexp_replace(lower(title), '[^a-z]+', '-', 'g'), longest) $$;
create function app.status_of(wanted bigint) returns app.order_status language sql stable
    as $$ select status from app.orders where id = wanted $$;
create function app.next_status(app.order_status) returns app.order_status language sql strict as $$
    select case $1 when 'new' then 'half-done'::app.order_status else 'done' end $$;
create function app.statuses() returns setof app.order_status language sql
    as $$ select unnest(enum_range(null::app.order_status)) $$;
create function app.totals(out lowest app.amount, out highest app.amount, of bigint) language sql
    as $$ select min(total), max(total) from app.orders where user_id = of $$;
create function app.orders_of(bigint) returns setof app.orders language sql
    as $$ select * from app.orders where user_id = $1 and deleted_at is null order by id $$;
create function app.cities(of bigint) returns table (city text, code text, home app.address) language sql
    as $$ select (address).city, (address)."post code", address from app.users where id = of $$;
create function app.twice(anyelement) returns anyarray language sql immutable strict as $$ select array[$1, $1] $$;
create function app.longest(variadic words text[]) returns text language sql
    as $$ select w from unnest(words) w order by length(w) desc limit 1 $$;
create function app.label_of(app.users) returns text language sql as $$ select $1.name || '!' $$;
create function app.shout(text) returns text language sql strict as $$ select upper($1) $$;
create function app.shout(integer) returns text language sql strict as $$ select '#' || $1 $$;
create function app.longer(text, text) returns text language sql
    as $$ select case when length($1) >= length($2) then $1 else coalesce($2, $1) end $$;
create aggregate app.longest_of(text) (sfunc = app.longer, stype = text);
create function app.one_more(bigint, app.order_status) returns bigint language sql as $$ select $1 + 1 $$;
create aggregate app.number_of(app.order_status) (sfunc = app.one_more, stype = bigint, initcond = '0');
create function app.is_alike(text, text) returns boolean language sql immutable strict as $$ select lower($1) = lower($2) $$;
create operator app.=== (leftarg = text, rightarg = text, function = app.is_alike, commutator = operator(app.===));
create function app.distance(app.geo, app.geo) returns float8 language sql strict
    as $$ select sqrt(($1.lat - $2.lat) ^ 2 + ($1.lon - $2.lon) ^ 2) $$;
create operator app.<-> (leftarg = app.geo, rightarg = app.geo, function = app.distance);
insert into app.users (id, name, address) values
    (1, 'Ada', row('Bern', '3000', 'done', row(46.9, 7.4), 12.5, '{a,b}', '2024-02-29')),
    (2, 'Bob', null);
insert into app.orders (id, user_id, status, total, deleted_at) values
    (10, 1, 'new', 1.50, null), (11, 1, 'half-done', 20, null), (12, 1, 'done', null, null), (13, 1, 'done', 99, now());
"#;

/// A database with a client.
pub async fn world() -> (Database, softdelete::tokio_postgres::Client) {
    let database = Database::create();
    database.run(softdelete::schema::SYSTEM_SQL);
    database.run(SCHEMA);
    let client = database.connect().await.unwrap();
    (database, client)
}
