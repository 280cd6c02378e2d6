//! What the tests of the runtime share: statements written by hand, as the expansion of `sd_query!` writes them, and a proxy
//! that counts what goes over the wire.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses a part of it"
)]

pub mod proxy;

use softdelete_runtime::__private::{Row, get, sql};
use softdelete_runtime::{Error, FromRow};
use softdelete_testing::Database;

/// A statement and its parameters: `query!(Row; "select …", [Int8 => &id])`.
#[macro_export]
macro_rules! query {
    ($row:ty; $sql:literal $(, [$($marker:ident => $value:expr),* $(,)?])? $(, slots $slots:expr)?) => {{
        use softdelete_runtime::__private as sd;
        static STATEMENT: sd::Statement = sd::Statement {
            kind: sd::StatementKind::Select,
            tables: &["people"],
            sql: $sql,
            params: &[$($(<$crate::marker!($marker) as sd::sql::SqlType>::TYPE),*)?],
            slots: &[],
            columns: &[],
            effects: &[],
            reports: false,
            plan: None,
        };
        sd::Query::new(sd::Typed::<$row>::new(&STATEMENT), [$($(sd::bind_nullable::<$crate::marker!($marker), _>($value)),*)?])
    }};
}

/// The marker type of a name.
#[macro_export]
macro_rules! marker {
    (Int8Array) => { softdelete_runtime::sql::Array<softdelete_runtime::sql::Int8> };
    ($marker:ident) => { softdelete_runtime::sql::$marker };
}

/// A row of the table `people`.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub id: i64,
    pub name: Option<String>,
    pub mood: String,
}

impl FromRow for Person {
    const COLUMNS: usize = 3;

    fn from_row(row: &Row, first: usize) -> Result<Self, Error> {
        Ok(Person {
            id: get::<sql::Int8, _>(row, first)?,
            name: get::<sql::Text, _>(row, first + 1)?,
            mood: get::<sql::Text, _>(row, first + 2)?,
        })
    }
}

/// A row of one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Single<T>(pub T);

macro_rules! single {
    ($($rust:ty => $marker:ty),+ $(,)?) => {$(
        impl FromRow for Single<$rust> {
            const COLUMNS: usize = 1;

            fn from_row(row: &Row, first: usize) -> Result<Self, Error> {
                Ok(Single(get::<$marker, _>(row, first)?))
            }
        }
    )+};
}

single!(i64 => sql::Int8, i32 => sql::Int4, String => sql::Text, Option<String> => sql::Text, bool => sql::Bool);

/// A database with the table `people`, which has an enum column.
pub fn people() -> Database {
    let database = Database::create();
    database.run(
        "create type mood as enum ('sad', 'happy');
         create table people (id bigint primary key, name text, mood mood not null default 'happy');
         insert into people select n, 'person ' || n, 'happy' from generate_series(1, 3) n",
    );
    database
}
