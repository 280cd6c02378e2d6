//! `bb8-postgres`: its connections and its pool.

use bb8_postgres::PostgresConnectionManager;
use tokio_postgres::Socket;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};

use super::{Executor, run_held, run_shared};
use crate::call::Call;
use crate::error::{Error, Kind, Result};
use crate::rows::Rows;

impl<Tls> Executor for bb8::PooledConnection<'_, PostgresConnectionManager<Tls>>
where
    Tls: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    Tls::Stream: Send + Sync,
    Tls::TlsConnect: Send,
    <Tls::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        run_shared(self, call).await
    }
}

impl<Tls> Executor for bb8::Pool<PostgresConnectionManager<Tls>>
where
    Tls: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    Tls::Stream: Send + Sync,
    Tls::TlsConnect: Send,
    <Tls::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        let connection = self.get().await.map_err(Error::from)?;
        run_held(connection, |connection| connection, call).await
    }
}

impl From<bb8::RunError<tokio_postgres::Error>> for Error {
    fn from(error: bb8::RunError<tokio_postgres::Error>) -> Error {
        match error {
            bb8::RunError::User(error) => Error::from(error),
            bb8::RunError::TimedOut => Error::new(Kind::Timeout),
        }
    }
}
