//! `deadpool-postgres`: its connections, transactions and pool.

use deadpool_postgres::{Client, ClientWrapper, Pool, PoolError, Transaction};

use super::{Executor, run_held, run_shared, run_within};
use crate::call::Call;
use crate::error::{Error, Kind, Result};
use crate::rows::Rows;

impl Executor for Client {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        run_shared(self, call).await
    }
}

impl Executor for ClientWrapper {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        run_shared(self, call).await
    }
}

impl Executor for Transaction<'_> {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        run_within(self.client(), call).await
    }
}

impl Executor for Pool {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        let connection = self.get().await.map_err(Error::from)?;
        run_held(connection, |connection| connection, call).await
    }
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Error {
        match error {
            PoolError::Backend(error) => Error::from(error),
            PoolError::Timeout(_) => Error::because(Kind::Timeout, error),
            PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
                Error::because(Kind::Connect, error)
            }
        }
    }
}
