//! The server whose catalogues are read.

use std::future::Future;

use softdelete_testing::Server;
use tokio_postgres::{Client, NoTls};

use super::{Result, VERSION};

/// Runs `work` on a connection to the server of `DATABASE_URL`, else to one that lives as long as the work.
pub(crate) fn with_client<F: Future<Output = Result<String>>>(
    work: impl FnOnce(Client) -> F,
) -> Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    if let Ok(url) = std::env::var("DATABASE_URL") {
        return runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
            tokio::spawn(connection);
            work(client).await
        });
    }
    let database = Server::builder()
        .version(VERSION)
        .start()?
        .create_database();
    runtime.block_on(async { work(database.connect().await?).await })
}
