//! How connections are made and judged.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{CancelToken, Client, Config, Socket};

use crate::cache::Generation;
use crate::session::Session;

type Connecting<'a> =
    Pin<Box<dyn Future<Output = Result<Client, tokio_postgres::Error>> + Send + 'a>>;

type Cancelling = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Makes connections, whatever the TLS implementation: the pool's type does not name it.
pub(crate) trait Connect: Send + Sync {
    fn connect(&self) -> Connecting<'_>;

    /// Asks the server to stop what a connection does.
    fn cancel(&self, token: CancelToken) -> Cancelling;
}

/// A server and how to reach it.
pub(crate) struct Server<Tls> {
    pub(super) config: Config,
    pub(super) tls: Tls,
}

impl<Tls> Connect for Server<Tls>
where
    Tls: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    Tls::Stream: Send,
    Tls::TlsConnect: Send,
    <Tls::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn connect(&self) -> Connecting<'_> {
        Box::pin(async move {
            let (client, connection) = self.config.connect(self.tls.clone()).await?;
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection to PostgreSQL ended");
                }
            });
            Ok(client)
        })
    }

    fn cancel(&self, token: CancelToken) -> Cancelling {
        let tls = self.tls.clone();
        Box::pin(async move {
            if let Err(error) = token.cancel_query(tls).await {
                tracing::debug!(%error, "PostgreSQL could not be asked to stop a statement");
            }
        })
    }
}

/// bb8's view of our connections.
pub(crate) struct Manager {
    server: Arc<dyn Connect>,
    statement_cache: usize,
    announces: bool,
    generation: Generation,
}

impl Manager {
    pub(super) fn new(
        server: Arc<dyn Connect>,
        statement_cache: usize,
        announces: bool,
    ) -> Manager {
        Manager {
            server,
            statement_cache,
            announces,
            generation: Generation::default(),
        }
    }
}

impl bb8::ManageConnection for Manager {
    type Connection = Arc<Session>;
    type Error = tokio_postgres::Error;

    async fn connect(&self) -> Result<Arc<Session>, tokio_postgres::Error> {
        let client = self.server.connect().await?;
        Ok(Arc::new(Session::new(
            client,
            self.server.clone(),
            self.statement_cache,
            self.announces,
            self.generation.clone(),
        )))
    }

    async fn is_valid(&self, session: &mut Arc<Session>) -> Result<(), tokio_postgres::Error> {
        session.client().check_connection().await
    }

    fn has_broken(&self, session: &mut Arc<Session>) -> bool {
        session.is_broken()
    }
}

/// Why the last attempt to connect failed: bb8 itself reports only that time ran out.
#[derive(Clone, Debug, Default)]
pub(super) struct LastError(Arc<Mutex<Option<tokio_postgres::Error>>>);

impl LastError {
    pub(super) fn take(&self) -> Option<tokio_postgres::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl bb8::ErrorSink<tokio_postgres::Error> for LastError {
    fn sink(&self, error: tokio_postgres::Error) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    fn boxed_clone(&self) -> Box<dyn bb8::ErrorSink<tokio_postgres::Error>> {
        Box::new(self.clone())
    }
}

impl fmt::Debug for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Manager")
    }
}
