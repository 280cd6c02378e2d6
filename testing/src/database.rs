//! Databases: one a test.

use std::fmt::Write;

use tokio_postgres::{Client, Config, NoTls};

use crate::address::Address;
use crate::{Error, Server};

/// A database of one test. It is dropped with the value, connections to it are ended.
pub struct Database {
    server: Server,
    name: String,
}

impl Database {
    /// Creates an empty database on the [shared server](Server::shared).
    ///
    /// # Panics
    /// Panics if there is no server and none can be started, with a message that says what to install or to set.
    #[track_caller]
    pub fn create() -> Self {
        Server::shared().create_database()
    }

    /// Its URL, with which any client can connect: through the loopback, on a server of ours.
    pub fn url(&self) -> String {
        self.server.address().url(&self.name)
    }

    /// Its address for `tokio_postgres`: the socket, on a server of ours.
    ///
    /// # Panics
    /// Never: the address has been used to create the database.
    pub fn config(&self) -> Config {
        match self.server.address().config(&self.name) {
            Ok(config) => config,
            Err(error) => panic!("{error}"),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The port on 127.0.0.1 of a server of ours, to put a proxy before it; `None` for the one of `DATABASE_URL`.
    pub fn port(&self) -> Option<u16> {
        match self.server.address() {
            Address::Own { port, .. } => Some(*port),
            Address::Named(_) => None,
        }
    }

    /// The server it is on.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Connects. A task of the current tokio runtime drives the connection until the client is dropped.
    ///
    /// # Errors
    /// The server refuses, or is stopped.
    pub async fn connect(&self) -> Result<Client, tokio_postgres::Error> {
        let (client, connection) = self.config().connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Runs statements and waits for them, from any code: the set-up of a test.
    ///
    /// # Panics
    /// Panics if the server refuses one, with its message.
    #[track_caller]
    pub fn run(&self, sql: &str) {
        if let Err(error) = self.server.admin().run(Some(&self.name), sql) {
            panic!("{error}");
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        let done = self.server.admin().submit(None, sql);
        // A server of ours takes the database along when it goes, so there the test need not wait.
        if matches!(self.server.address(), Address::Named(_)) {
            let _ = done.recv();
        }
    }
}

/// What a database is to be like.
#[derive(Clone)]
#[must_use]
pub struct DatabaseBuilder {
    server: Server,
    template: Option<String>,
    encoding: Option<String>,
}

impl DatabaseBuilder {
    pub(crate) fn new(server: Server) -> Self {
        Self {
            server,
            template: None,
            encoding: None,
        }
    }

    /// Makes it a copy of another one, which nobody may be connected to: faster than creating the same tables again.
    pub fn copy_of(mut self, template: &Database) -> Self {
        self.template = Some(template.name.clone());
        self
    }

    /// Sets its encoding, such as `SQL_ASCII`; the usual one is UTF8 on a server of ours.
    pub fn encoding(mut self, encoding: impl Into<String>) -> Self {
        self.encoding = Some(encoding.into());
        self
    }

    /// Creates it.
    ///
    /// # Errors
    /// The server refuses: the template is in use, or the encoding is not known.
    pub fn create(self) -> Result<Database, Error> {
        let name = self.server.new_database_name();
        // Only the pristine template may be copied into another encoding.
        let template = self.template.as_deref().unwrap_or("template0");
        let mut sql = format!("create database {name} template {template}");
        // Since version 15 the default is to log every page, which spares a checkpoint; where nothing is written to disk, a checkpoint
        // costs less than the log.
        if self.server.version() >= 15 && matches!(self.server.address(), Address::Own { .. }) {
            sql.push_str(" strategy file_copy");
        }
        if let Some(encoding) = &self.encoding {
            let _ = write!(
                sql,
                " encoding '{}' lc_collate 'C' lc_ctype 'C'",
                encoding.replace('\'', "''")
            );
        }
        self.server.admin().run(None, sql)?;
        Ok(Database {
            server: self.server,
            name,
        })
    }
}
