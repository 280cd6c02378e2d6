//! A connection of our own, on a thread of its own.
//!
//! Tests ask for a database from synchronous and asynchronous code alike; a runtime inside a runtime is not allowed, a thread is.

use std::sync::mpsc::{Receiver, Sender, channel};

use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use crate::Error;
use crate::address::Address;

/// The database that every server has.
const MAINTENANCE: &str = "postgres";
/// How our databases are called, followed by the token of the process and a number.
pub(crate) const PREFIX: &str = "softdelete_test_";

/// A handle to the thread. It ends with its last handle.
pub(crate) struct Admin {
    requests: Sender<Request>,
}

/// SQL to run.
struct Request {
    /// Where; `None` is the maintenance database, whose connection is kept.
    database: Option<String>,
    sql: String,
    reply: Sender<Result<Option<String>, Error>>,
}

impl Admin {
    /// Starts the thread. `token` tells the databases of this process from those of others.
    pub(crate) fn start(address: Address, token: u64) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::io("cannot start a runtime", &error))?;
        let (requests, queue) = channel();
        std::thread::spawn(move || {
            Worker {
                runtime,
                address,
                token,
                client: None,
            }
            .serve(&queue);
        });
        Ok(Self { requests })
    }

    /// Runs SQL and waits; returns the first value of the last row, if there is one.
    pub(crate) fn run(
        &self,
        database: Option<&str>,
        sql: impl Into<String>,
    ) -> Result<Option<String>, Error> {
        self.submit(database, sql)
            .recv()
            .unwrap_or_else(|_| Err(Error::new("the connection to the test server is gone")))
    }

    /// Runs SQL without waiting.
    pub(crate) fn submit(
        &self,
        database: Option<&str>,
        sql: impl Into<String>,
    ) -> Receiver<Result<Option<String>, Error>> {
        let (reply, answer) = channel();
        // If the thread is gone, so is the sender of the answer, which the receiver notices.
        let _ = self.requests.send(Request {
            database: database.map(str::to_owned),
            sql: sql.into(),
            reply,
        });
        answer
    }
}

struct Worker {
    runtime: Runtime,
    address: Address,
    token: u64,
    client: Option<Client>,
}

impl Worker {
    fn serve(&mut self, queue: &Receiver<Request>) {
        while let Ok(request) = queue.recv() {
            let result = match &request.database {
                Some(database) => self.run_in(database, &request.sql),
                None => self.run_in_maintenance(&request.sql),
            };
            let _ = request.reply.send(result);
        }
    }

    fn run_in(&self, database: &str, sql: &str) -> Result<Option<String>, Error> {
        let client = self.connect(database)?;
        self.query(&client, sql)
    }

    fn run_in_maintenance(&mut self, sql: &str) -> Result<Option<String>, Error> {
        // A server that was restarted has closed the connection, which shows only when it is used.
        let usable = self
            .client
            .as_ref()
            .is_some_and(|client| self.query(client, "select 1").is_ok());
        if !usable {
            let client = self.connect(MAINTENANCE)?;
            self.query(
                &client,
                &format!("select pg_advisory_lock({})", key(self.token)),
            )?;
            if matches!(self.address, Address::Named(_)) {
                self.drop_abandoned(&client)?;
            }
            self.client = Some(client);
        }
        match &self.client {
            Some(client) => self.query(client, sql),
            None => Ok(None),
        }
    }

    fn connect(&self, database: &str) -> Result<Client, Error> {
        let config = self.address.config(database)?;
        let (client, connection) =
            self.runtime
                .block_on(config.connect(NoTls))
                .map_err(|error| {
                    Error::new(format!(
                        "cannot connect to {}: {}",
                        self.address.url(database),
                        explain(&error)
                    ))
                })?;
        self.runtime.spawn(connection);
        Ok(client)
    }

    fn query(&self, client: &Client, sql: &str) -> Result<Option<String>, Error> {
        let messages = self
            .runtime
            .block_on(client.simple_query(sql))
            .map_err(|error| Error::new(format!("{}, in: {sql}", explain(&error))))?;
        Ok(messages.iter().rev().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        }))
    }

    /// Each process holds an advisory lock on its token while it lives; a database whose lock is free has lost its process.
    fn drop_abandoned(&self, client: &Client) -> Result<(), Error> {
        let list = "select string_agg(datname, ',') from pg_database where starts_with(datname, 'softdelete_test_')";
        let names = self.query(client, list)?.unwrap_or_default();
        for name in names.split(',') {
            let Some(token) = token_of(name).filter(|token| *token != self.token) else {
                continue;
            };
            let lock = format!("select pg_try_advisory_lock({})", key(token));
            if self.query(client, &lock)?.as_deref() == Some("t") {
                // Another process may be dropping it as well.
                let _ = self.query(
                    client,
                    &format!("drop database if exists {name} with (force)"),
                );
                self.query(
                    client,
                    &format!("select pg_advisory_unlock({})", key(token)),
                )?;
            }
        }
        Ok(())
    }
}

/// The key of the advisory lock of a token.
#[expect(
    clippy::cast_possible_wrap,
    reason = "a lock's key is 64 bits, of whatever sign"
)]
fn key(token: u64) -> i64 {
    token as i64
}

/// The token in the name of one of our databases.
fn token_of(name: &str) -> Option<u64> {
    let (token, _) = name.strip_prefix(PREFIX)?.split_once('_')?;
    u64::from_str_radix(token, 16).ok()
}

fn explain(error: &tokio_postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), ToString::to_string)
}
