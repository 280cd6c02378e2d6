//! What can be asked.

use softdelete_runtime::{Connection, Pool, Result};
use tokio_postgres::Client;

/// A database to compare with: a [`Pool`] or [`Connection`] of ours, or a `tokio_postgres` client that is in no transaction.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no connection that statements can be verified with",
    note = "pass a reference to a `softdelete::Pool`, a `softdelete::Connection` or a `tokio_postgres::Client`"
)]
pub trait Database: sealed::Lend {}

impl Database for Client {}
impl Database for Connection {}
impl Database for Pool {}

/// A client for as long as the comparison takes.
pub enum Lent<'a> {
    /// Somebody else's.
    Borrowed(&'a Client),
    /// From a pool.
    Taken(Connection),
}

/// The client itself.
pub(crate) fn client<'a>(lent: &'a Lent<'_>) -> &'a Client {
    match lent {
        Lent::Borrowed(client) => client,
        Lent::Taken(connection) => connection.client(),
    }
}

mod sealed {
    use super::{Client, Connection, Lent, Pool, Result};

    pub trait Lend {
        /// A client to ask with.
        fn lend(&self) -> impl Future<Output = Result<Lent<'_>>>;
    }

    impl Lend for Client {
        async fn lend(&self) -> Result<Lent<'_>> {
            Ok(Lent::Borrowed(self))
        }
    }

    impl Lend for Connection {
        async fn lend(&self) -> Result<Lent<'_>> {
            Ok(Lent::Borrowed(self.client()))
        }
    }

    impl Lend for Pool {
        async fn lend(&self) -> Result<Lent<'_>> {
            self.get().await.map(Lent::Taken)
        }
    }
}
