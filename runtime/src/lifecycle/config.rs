//! Settings of the manager, all with defaults, from code or from the environment.

use crate::error::{Error, Kind, Result, Unmet};
use crate::interval::Interval;

mod interval;

/// The largest chunk. An array of so many keys is some tens of megabytes, well below what PostgreSQL takes in one message.
const MAX_CHUNK_SIZE: usize = 1_000_000;

/// Settings of a [`Manager`](crate::Manager). Nothing needs to be set.
///
/// | environment | here | default |
/// |---|---|---|
/// | `SOFTDELETE_CHUNK_SIZE` | [`Config::chunk_size`] | `10000` |
/// | `SOFTDELETE_RETRIES` | [`Config::retries`] | `8` |
/// | `SOFTDELETE_STATEMENTS` | [`Config::statements`] | `prepared` (or `unnamed`) |
/// | `SOFTDELETE_AUDIT` | [`Config::audit`] | `optional` (or `required`) |
/// | `SOFTDELETE_CASCADE` | [`Config::cascade`] | `follow` (or `refuse`) |
/// | `SOFTDELETE_RETENTION` | [`Config::retention`] | what the table declares |
///
/// ```
/// use softdelete_runtime::{Audit, Config};
///
/// let config = Config::default().chunk_size(500)?.audit(Audit::Required);
/// # let _ = config;
/// assert!(Config::default().chunk_size(0).is_err());
/// # Ok::<(), softdelete_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub(super) chunk_size: usize,
    pub(super) retries: usize,
    pub(super) statements: StatementMode,
    pub(super) audit: Audit,
    pub(super) cascade: Cascade,
    /// How long rows are kept at least, beside what their table declares.
    pub(super) retention: Interval,
}

/// How statements are sent, where the executor leaves a choice: a pool, connection or transaction of this crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatementMode {
    /// Prepared once for each connection.
    #[default]
    Prepared,
    /// Parsed each time, which leaves nothing behind on the server: for a proxy that hands each transaction to another connection and does not follow
    /// prepared statements.
    Unnamed,
}

/// Whether the manager changes rows of tables that keep no history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Audit {
    /// A table keeps history if it says so.
    #[default]
    Optional,
    /// The manager refuses to change rows of a table without `audit`.
    Required,
}

/// Whether the manager deletes rows on which others depend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cascade {
    /// A deletion follows the policies of the table's children.
    #[default]
    Follow,
    /// The manager refuses to delete from a table whose deletions mark or change rows of other tables, whether or not there are any.
    Refuse,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            chunk_size: 10_000,
            retries: 8,
            statements: StatementMode::default(),
            audit: Audit::default(),
            cascade: Cascade::default(),
            retention: Interval::default(),
        }
    }
}

impl Config {
    /// The defaults, with what the environment sets. A variable that is empty counts as not set.
    ///
    /// # Errors
    /// When a variable has a value that it cannot have ([`Error::is_configuration`]); the message names the variable and says what it takes.
    pub fn from_env() -> Result<Config> {
        Config::from_vars(|name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// As [`Config::from_env`], from any source of names and values.
    ///
    /// ```
    /// use softdelete_runtime::Config;
    ///
    /// let config = Config::from_vars(|name| (name == "SOFTDELETE_RETRIES").then(|| "3".to_owned()))?;
    /// assert_eq!(config, Config::default().retries(3));
    /// # Ok::<(), softdelete_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Config::from_env`].
    pub fn from_vars(var: impl Fn(&str) -> Option<String>) -> Result<Config> {
        let read = |name| {
            let value = var(name).map(|value| value.trim().to_owned());
            value.filter(|value| !value.is_empty())
        };
        let mut config = Config::default();
        if let Some(value) = read("SOFTDELETE_CHUNK_SIZE") {
            let size = value.parse().unwrap_or(0);
            config = config
                .chunk_size(size)
                .map_err(|_| bad("SOFTDELETE_CHUNK_SIZE", &value, CHUNK_SIZE_TAKES))?;
        }
        if let Some(value) = read("SOFTDELETE_RETRIES") {
            let retries = value
                .parse()
                .map_err(|_| bad("SOFTDELETE_RETRIES", &value, "a whole number, 0 for none"))?;
            config = config.retries(retries);
        }
        if let Some(value) = read("SOFTDELETE_STATEMENTS") {
            config = config.statements(choice(
                "SOFTDELETE_STATEMENTS",
                &value,
                [
                    ("prepared", StatementMode::Prepared),
                    ("unnamed", StatementMode::Unnamed),
                ],
            )?);
        }
        if let Some(value) = read("SOFTDELETE_AUDIT") {
            config = config.audit(choice(
                "SOFTDELETE_AUDIT",
                &value,
                [("optional", Audit::Optional), ("required", Audit::Required)],
            )?);
        }
        if let Some(value) = read("SOFTDELETE_CASCADE") {
            config = config.cascade(choice(
                "SOFTDELETE_CASCADE",
                &value,
                [("follow", Cascade::Follow), ("refuse", Cascade::Refuse)],
            )?);
        }
        if let Some(value) = read("SOFTDELETE_RETENTION") {
            let retention = interval::parse(&value)
                .ok_or_else(|| bad("SOFTDELETE_RETENTION", &value, interval::TAKES))?;
            config = config
                .retention(retention)
                .map_err(|_| bad("SOFTDELETE_RETENTION", &value, interval::TAKES))?;
        }
        Ok(config)
    }

    /// How many rows are read at a time.
    pub(crate) fn page(&self) -> usize {
        self.chunk_size
    }

    /// How many keys one statement takes at most, when there are more: each statement is atomic, and its transaction short.
    ///
    /// # Errors
    /// When it is 0 or more than 1,000,000.
    pub fn chunk_size(self, chunk_size: usize) -> Result<Config> {
        if (1..=MAX_CHUNK_SIZE).contains(&chunk_size) {
            Ok(Config { chunk_size, ..self })
        } else {
            Err(bad("chunk_size", &chunk_size.to_string(), CHUNK_SIZE_TAKES))
        }
    }

    /// How often a statement is run again that met a serialization failure or a deadlock. That is done outside of transactions only: within one, the
    /// whole of it has to be run again, as [`Pool::transaction`](crate::Pool::transaction) does.
    #[must_use]
    pub fn retries(self, retries: usize) -> Config {
        Config { retries, ..self }
    }

    /// How statements are sent.
    #[must_use]
    pub fn statements(self, statements: StatementMode) -> Config {
        Config { statements, ..self }
    }

    /// Whether tables without history may be changed.
    #[must_use]
    pub fn audit(self, audit: Audit) -> Config {
        Config { audit, ..self }
    }

    /// Whether deletions may spread to other tables.
    #[must_use]
    pub fn cascade(self, cascade: Cascade) -> Config {
        Config { cascade, ..self }
    }

    /// How long deleted rows are kept at least. A row is really deleted only if it is past what its table declares *and* past this, so
    /// it can lengthen what is declared and never shorten it. A table that does not say when rows were marked cannot be held to it, and
    /// the manager then refuses to really delete its rows.
    ///
    /// # Errors
    /// When a part of the interval is negative.
    pub fn retention(self, retention: Interval) -> Result<Config> {
        let Interval {
            months,
            days,
            microseconds,
        } = retention;
        if months < 0 || days < 0 || microseconds < 0 {
            return Err(bad("retention", &retention.to_string(), interval::TAKES));
        }
        Ok(Config { retention, ..self })
    }
}

const CHUNK_SIZE_TAKES: &str = "a whole number from 1 to 1000000";

/// One of a few words.
fn choice<C: Copy>(name: &str, value: &str, words: [(&str, C); 2]) -> Result<C> {
    let found = words
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(value));
    found.map(|(_, choice)| *choice).ok_or_else(|| {
        let takes = format!("`{}` or `{}`", words[0].0, words[1].0);
        bad(name, value, &takes)
    })
}

fn bad(name: &str, value: &str, takes: &str) -> Error {
    Error::because(
        Kind::Unmet(Unmet::Setting),
        format!("`{name}` is `{value}`, and takes {takes}"),
    )
}
