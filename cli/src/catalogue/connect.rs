//! The way to the server. Nothing here repeats the URL: it holds a password.

use std::error::Error as _;
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, Error, NoTls};

use crate::failure::Failure;

/// How long to wait for a server where the URL does not say.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects.
pub(super) async fn connect(url: &str) -> Result<Client, Failure> {
    let config = config(url)?;
    let (client, connection) = config
        .connect(NoTls)
        .await
        .map_err(|error| refused(&error))?;
    // It ends with the client; what goes wrong on it is told to whoever waits for an answer.
    tokio::spawn(connection);
    Ok(client)
}

fn config(url: &str) -> Result<Config, Failure> {
    // What the reason quotes may be a part of the password, so it is left out.
    let mut config = Config::from_str(url).map_err(|_| {
        Failure::new("the database URL is not understood").help(
            "write `postgres://user:password@host:port/database`, and in user and password `%40` for `@`, `%2F` for `/`, \
             `%3A` for `:`, `%3F` for `?`, `%23` for `#`, `%25` for `%`",
        )
    })?;
    if config.get_ssl_mode() == SslMode::Require {
        return Err(without_tls(
            "the database URL asks for TLS (sslmode=require)",
        ));
    }
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        config.host("localhost");
    }
    if config.get_user().is_none() {
        return Err(Failure::new("the database URL names no user")
            .help("write `postgres://user:password@host:port/database`"));
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    config.application_name("softdelete");
    Ok(config)
}

fn refused(error: &Error) -> Failure {
    let reason = reason(error);
    // What a server that insists on TLS says to others (`hostssl` in its pg_hba.conf).
    if reason.contains("no encryption") || reason.contains("SSL off") {
        return without_tls(&format!(
            "the server refuses connections without TLS ({reason})"
        ));
    }
    Failure::new(format!("cannot connect to the database: {reason}")).help(
        "the database is the one of --database-url, else of the environment variable DATABASE_URL",
    )
}

fn without_tls(message: &str) -> Failure {
    Failure::new(format!("{message}, and this command does not speak TLS yet"))
        .help("connect through a local socket or a tunnel (`ssh -L`), or read the schema of a copy of the database")
}

/// Why, down to the first cause.
pub(super) fn reason(error: &Error) -> String {
    if let Some(server) = error.as_db_error() {
        return server.message().to_owned();
    }
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let text = deeper.to_string();
        if !reason.contains(&text) {
            reason = format!("{reason}: {text}");
        }
        cause = deeper.source();
    }
    reason
}

#[cfg(test)]
mod tests {
    use super::config;

    #[track_caller]
    fn refuse(url: &str, expected: &str) {
        let message = config(url).expect_err("a bad URL").to_string();
        assert!(message.contains(expected), "{message}");
        assert!(!message.contains("s3cret"), "{message}");
    }

    #[test]
    fn bad_urls_are_explained_without_their_password() {
        refuse("s3cret", "is not understood");
        refuse("postgres://u:s3cret@h:s3cret/d", "is not understood");
        refuse("postgres://h/d", "names no user");
        refuse(
            "postgres://u:s3cret@h/d?sslmode=require",
            "does not speak TLS",
        );
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let config = config("postgres://u@/d").expect("a URL");
        assert!(config.get_connect_timeout().is_some());
        assert_eq!(config.get_hosts().len(), 1);
    }
}
