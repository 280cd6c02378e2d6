//! Servers: the one that all tests of a process share, and private ones.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::address::Address;
use crate::admin::Admin;
use crate::binaries::Binaries;
use crate::cluster::Cluster;
use crate::database::{Database, DatabaseBuilder};
use crate::{Error, directory};

/// A PostgreSQL server for tests.
///
/// Cloning gives another handle to the same server. One that this crate started ends, and its files go, when the last handle
/// is dropped (each [`Database`] holds one), or when the process ends.
#[derive(Clone)]
pub struct Server(Arc<Inner>);

struct Inner {
    // In the order of dropping: the connection first, then its server.
    admin: Admin,
    address: Address,
    version: u32,
    token: u64,
    databases: AtomicU64,
    cluster: Option<Mutex<Cluster>>,
}

impl Server {
    /// The server that all tests of this process share, started now if it is not running. The [crate's page](crate) says
    /// which one it is. The call blocks, for about a second the first time; it may be made from asynchronous code.
    ///
    /// # Panics
    /// Panics if there is no server and none can be started, with a message that says what to install or to set.
    #[track_caller]
    pub fn shared() -> &'static Self {
        match Self::try_shared() {
            Ok(server) => server,
            Err(error) => panic!("{error}"),
        }
    }

    /// The shared server, or why there is none.
    ///
    /// # Errors
    /// There is no server and none can be started.
    pub fn try_shared() -> Result<&'static Self, Error> {
        static SHARED: OnceLock<Result<Server, Error>> = OnceLock::new();
        let start = || match std::env::var("DATABASE_URL") {
            Ok(url) if !url.is_empty() => Self::connect(Address::Named(url), None),
            Ok(_) | Err(_) => Self::start(),
        };
        SHARED.get_or_init(start).as_ref().map_err(Clone::clone)
    }

    /// Starts a server of the caller's own, for tests that stop, restart or configure it. `DATABASE_URL` plays no part.
    ///
    /// # Errors
    /// No programs were found and none could be downloaded, or the server did not start.
    pub fn start() -> Result<Self, Error> {
        Self::builder().start()
    }

    /// A server of the caller's own, of a certain version or with certain settings.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }

    /// Creates an empty database, which is dropped with the value.
    ///
    /// # Panics
    /// Panics if the server refuses, with its message.
    #[track_caller]
    pub fn create_database(&self) -> Database {
        match self.database().create() {
            Ok(database) => database,
            Err(error) => panic!("{error}"),
        }
    }

    /// A database with other than the usual properties: another encoding, a copy of another one.
    pub fn database(&self) -> DatabaseBuilder {
        DatabaseBuilder::new(self.clone())
    }

    /// The major version, such as 18.
    pub fn version(&self) -> u32 {
        self.0.version
    }

    /// Stops the server as an administrator would: connections are ended, data is written.
    ///
    /// # Errors
    /// The server is the one of `DATABASE_URL`, or does not stop.
    pub fn stop(&self) -> Result<(), Error> {
        self.own_cluster()?.end_server("INT")
    }

    /// Kills the server as a crash would.
    ///
    /// # Errors
    /// The server is the one of `DATABASE_URL`, or does not end.
    pub fn kill(&self) -> Result<(), Error> {
        self.own_cluster()?.end_server("KILL")
    }

    /// Starts the server again on the same port, after stopping it if it runs. Its databases and their URLs remain.
    ///
    /// # Errors
    /// The server is the one of `DATABASE_URL`, or does not start.
    pub fn restart(&self) -> Result<(), Error> {
        let mut cluster = self.own_cluster()?;
        cluster.end_server("INT")?;
        cluster.start_server()
    }

    /// Where the files of a server of ours are; `None` for the one of `DATABASE_URL`.
    pub fn directory(&self) -> Option<&Path> {
        match &self.0.address {
            Address::Own { directory, .. } => Some(directory),
            Address::Named(_) => None,
        }
    }

    fn connect(address: Address, cluster: Option<Cluster>) -> Result<Self, Error> {
        let token = directory::random()?;
        let admin = Admin::start(address.clone(), token)?;
        let version = admin.run(None, "show server_version_num")?;
        let version = version
            .and_then(|number| number.parse::<u32>().ok())
            .unwrap_or_default()
            / 10_000;
        Ok(Self(Arc::new(Inner {
            admin,
            address,
            version,
            token,
            databases: AtomicU64::new(1),
            cluster: cluster.map(Mutex::new),
        })))
    }

    pub(crate) fn admin(&self) -> &Admin {
        &self.0.admin
    }

    pub(crate) fn address(&self) -> &Address {
        &self.0.address
    }

    /// A name that no other database has, also on a server that others use.
    pub(crate) fn new_database_name(&self) -> String {
        let number = self.0.databases.fetch_add(1, Ordering::Relaxed);
        format!("{}{:016x}_{number}", crate::admin::PREFIX, self.0.token)
    }

    fn own_cluster(&self) -> Result<MutexGuard<'_, Cluster>, Error> {
        self.0
            .cluster
            .as_ref()
            // A test that panicked while it held the lock has not made the cluster unusable.
            .map(|cluster| cluster.lock().unwrap_or_else(PoisonError::into_inner))
            .ok_or_else(|| Error::new("the server of DATABASE_URL is not stopped or started by tests; use `Server::start()`"))
    }
}

/// What a private server is to be like.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ServerBuilder {
    version: Option<u32>,
    settings: Vec<(String, String)>,
}

impl ServerBuilder {
    /// Asks for a major version. Without it, `SOFTDELETE_PG_VERSION` decides, else what is installed.
    pub fn version(mut self, version: u32) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets a configuration parameter, as in `postgresql.conf`.
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// Starts the server. The call blocks for about a second.
    ///
    /// # Errors
    /// No programs were found and none could be downloaded, or the server did not start.
    pub fn start(self) -> Result<Server, Error> {
        let binaries = Binaries::find(self.version)?;
        let cluster = Cluster::start(&binaries, &self.settings)?;
        let address = Address::Own {
            directory: cluster.directory.clone(),
            port: cluster.port,
            password: cluster.password.clone(),
        };
        Server::connect(address, Some(cluster))
    }
}
