//! The settings of a pool.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use bb8::ManageConnection;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Config, NoTls, Socket};

use super::Pool;
use super::manager::{LastError, Manager, Server};
use crate::error::{Error, Kind, Result};
use crate::session::Session;

/// The settings of a [`Pool`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `connect` is called"]
pub struct PoolBuilder {
    max_size: u32,
    min_idle: Option<u32>,
    connection_timeout: Duration,
    idle_timeout: Option<Duration>,
    max_lifetime: Option<Duration>,
    statement_cache: usize,
    announce_actor: bool,
}

impl Default for PoolBuilder {
    fn default() -> PoolBuilder {
        PoolBuilder {
            max_size: 10,
            min_idle: None,
            connection_timeout: Duration::from_secs(30),
            idle_timeout: Some(Duration::from_mins(10)),
            max_lifetime: Some(Duration::from_mins(30)),
            statement_cache: 512,
            announce_actor: false,
        }
    }
}

impl PoolBuilder {
    /// How many connections there may be. 10 unless set.
    pub fn max_size(self, max_size: u32) -> PoolBuilder {
        PoolBuilder {
            max_size: max_size.max(1),
            ..self
        }
    }

    /// How many idle connections are kept ready. None unless set.
    pub fn min_idle(self, min_idle: u32) -> PoolBuilder {
        PoolBuilder {
            min_idle: Some(min_idle),
            ..self
        }
    }

    /// How long a call waits for a connection. 30 seconds unless set.
    pub fn connection_timeout(self, connection_timeout: Duration) -> PoolBuilder {
        PoolBuilder {
            connection_timeout,
            ..self
        }
    }

    /// How long a connection may lie idle before it is closed. 10 minutes unless set.
    pub fn idle_timeout(self, idle_timeout: impl Into<Option<Duration>>) -> PoolBuilder {
        PoolBuilder {
            idle_timeout: idle_timeout.into(),
            ..self
        }
    }

    /// How long a connection is used before it is replaced. 30 minutes unless set.
    pub fn max_lifetime(self, max_lifetime: impl Into<Option<Duration>>) -> PoolBuilder {
        PoolBuilder {
            max_lifetime: max_lifetime.into(),
            ..self
        }
    }

    /// How many prepared statements a connection keeps. 512 unless set. With 0 nothing is prepared, which is what a PgBouncer older than
    /// 1.21 in transaction mode needs.
    pub fn statement_cache(self, statement_cache: usize) -> PoolBuilder {
        PoolBuilder {
            statement_cache,
            ..self
        }
    }

    /// Whether statements that have an actor tell the server who it is, as [`AsActor::announced`](crate::AsActor::announced) does for one
    /// executor. Not unless set.
    pub fn announce_actor(self, announce_actor: bool) -> PoolBuilder {
        PoolBuilder {
            announce_actor,
            ..self
        }
    }

    /// Connects without TLS.
    ///
    /// # Errors
    /// When `config` is not a connection string, or a first connection cannot be made.
    pub async fn connect(self, config: &str) -> Result<Pool> {
        let config =
            Config::from_str(config).map_err(|error| Error::because(Kind::Configuration, error))?;
        self.connect_with(config, NoTls).await
    }

    /// Connects with a configuration and a TLS implementation such as `tokio-postgres-rustls`.
    ///
    /// # Errors
    /// When a first connection cannot be made.
    pub async fn connect_with<Tls>(self, config: Config, tls: Tls) -> Result<Pool>
    where
        Tls: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        Tls::Stream: Send,
        Tls::TlsConnect: Send,
        <Tls::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let manager = Manager::new(
            Arc::new(Server { config, tls }),
            self.statement_cache,
            self.announce_actor,
        );
        let last_error = LastError::default();
        // bb8 would try again and again until its timeout; a wrong password had better be told at once.
        let first: Arc<Session> = manager.connect().await?;
        let inner = bb8::Pool::builder()
            .max_size(self.max_size)
            .min_idle(self.min_idle)
            .connection_timeout(self.connection_timeout)
            .idle_timeout(self.idle_timeout)
            .max_lifetime(self.max_lifetime)
            .test_on_check_out(false)
            .error_sink(Box::new(last_error.clone()))
            .build(manager)
            .await?;
        // Where `min_idle` has filled the pool already, the first connection is simply closed.
        let _ = inner.add(first);
        Ok(Pool { inner, last_error })
    }
}
