//! Databases for the cases, and short ways to ask them.

use std::sync::OnceLock;

use softdelete::tokio_postgres::Client;
use softdelete_testing::{Database, Server};

/// The rows of a query, each as an expression of it: `rows!(&db, row => row.id, select …)`.
macro_rules! rows {
    ($db:expr, $row:ident => $out:expr, $($sql:tt)*) => {
        softdelete::sd_query!($($sql)*).fetch_all($db).await.unwrap().into_iter().map(|$row| $out).collect::<Vec<_>>()
    };
}

/// The column `id` of the rows of a query.
macro_rules! ids {
    ($db:expr, $($sql:tt)*) => { $crate::support::rows!($db, row => row.id, $($sql)*) };
}

/// The first row of a query.
macro_rules! one {
    ($db:expr, $($sql:tt)*) => { softdelete::sd_query!($($sql)*).fetch_one($db).await.unwrap() };
}

/// How many rows a statement concerned.
macro_rules! done {
    ($db:expr, $($sql:tt)*) => { softdelete::sd_query!($($sql)*).execute($db).await.unwrap() };
}

/// The error that a statement ends with.
macro_rules! refused {
    ($db:expr, $($sql:tt)*) => { softdelete::sd_query!($($sql)*).execute($db).await.unwrap_err() };
}

pub(crate) use {done, ids, one, refused, rows};

/// A database that copies of are made, as that is faster than creating the same tables again.
pub(crate) struct Template {
    schema: &'static str,
    made: OnceLock<Database>,
    shared: OnceLock<Database>,
}

impl Template {
    /// One with the library's own tables and those of `schema`.
    pub(crate) const fn of(schema: &'static str) -> Self {
        Self {
            schema,
            made: OnceLock::new(),
            shared: OnceLock::new(),
        }
    }

    /// A copy of it, and a connection to the copy.
    pub(crate) async fn copy(&self) -> (Database, Client) {
        let database = self.database();
        let client = database.connect().await.expect("connects");
        (database, client)
    }

    /// The copy for those who change nothing.
    pub(crate) fn shared(&self) -> &Database {
        self.shared.get_or_init(|| self.database())
    }

    fn database(&self) -> Database {
        let template = self.made.get_or_init(|| {
            let database = Database::create();
            database.run(softdelete::schema::SYSTEM_SQL);
            database.run(self.schema);
            database
        });
        let copy = Server::shared().database().copy_of(template).create();
        copy.unwrap_or_else(|error| panic!("{error}"))
    }
}

/// What a query of the server's own SQL gives, a line a row: what is really there, without our filter.
pub(crate) async fn raw(db: &Client, sql: &str) -> Vec<String> {
    let sql = format!("select row_to_json(r)::text from ({sql}) r");
    let rows = db.query(&sql, &[]).await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    rows.iter().map(|row| row.get(0)).collect()
}

/// The first column of a query of the server's own SQL, which has type `bigint`.
pub(crate) async fn keys(db: &Client, sql: &str) -> Vec<i64> {
    let rows = db.query(sql, &[]).await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    rows.iter().map(|row| row.get(0)).collect()
}
