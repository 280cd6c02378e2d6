//! How a server is reached.

use std::path::PathBuf;
use std::str::FromStr;

use tokio_postgres::Config;

use crate::Error;

/// A server, without a database.
#[derive(Clone, Debug)]
pub(crate) enum Address {
    /// One of ours.
    Own {
        /// The directory of its socket.
        directory: PathBuf,
        port: u16,
        /// Asked for on the loopback only; the socket's directory is closed to others.
        password: String,
    },
    /// The one of `DATABASE_URL`.
    Named(String),
}

impl Address {
    /// A URL of a database, for any client.
    pub(crate) fn url(&self, database: &str) -> String {
        match self {
            Self::Own { port, password, .. } => {
                format!("postgres://postgres:{password}@127.0.0.1:{port}/{database}")
            }
            Self::Named(url) => with_database(url, database),
        }
    }

    /// A database's address for `tokio_postgres`, by the quickest way: the socket, where there is one.
    pub(crate) fn config(&self, database: &str) -> Result<Config, Error> {
        match self {
            Self::Own {
                directory, port, ..
            } => {
                let mut config = Config::new();
                config
                    .host_path(directory)
                    .port(*port)
                    .user("postgres")
                    .dbname(database);
                Ok(config)
            }
            Self::Named(url) => Config::from_str(&with_database(url, database))
                .map_err(|error| Error::new(format!("DATABASE_URL is not understood: {error}"))),
        }
    }
}

/// A URL, or a list of `key=value`, with another database in it.
fn with_database(url: &str, database: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        // The last one of two settings of one name is the one that counts.
        return format!("{url} dbname={database}");
    };
    let (place, options) = rest
        .split_once('?')
        .map_or((rest, None), |(place, options)| (place, Some(options)));
    let server = place.split_once('/').map_or(place, |(server, _)| server);
    let options = options.map_or_else(String::new, |options| format!("?{options}"));
    format!("{scheme}://{server}/{database}{options}")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn the_database_is_replaced() {
        for (url, replaced) in [
            ("postgres://u:p@h:5432/app", "postgres://u:p@h:5432/test"),
            ("postgres://u:p@h:5432", "postgres://u:p@h:5432/test"),
            (
                "postgresql:///app?host=/run/pg",
                "postgresql:///test?host=/run/pg",
            ),
            (
                "postgres://h?connect_timeout=3",
                "postgres://h/test?connect_timeout=3",
            ),
            ("host=h dbname=app", "host=h dbname=app dbname=test"),
        ] {
            assert_eq!(with_database(url, "test"), replaced);
        }
    }
}
