//! What can go wrong at run time.

use std::error::Error as StdError;

use postgres_types::Type;
use tokio_postgres::error::{DbError, SqlState};

use crate::statement::Statement;

mod display;
mod hint;
mod misuse;
mod predicate;
mod refusal;
#[cfg(feature = "seal")]
mod sealing;
mod unmet;

pub(crate) use misuse::Misuse;
pub use refusal::Refusal;
#[cfg(feature = "seal")]
pub(crate) use sealing::Sealing;
pub(crate) use unmet::Unmet;

/// The result of talking to the database.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong: an opaque error that answers questions.
///
/// `Display` gives the message and a hint on how to resolve it. Neither it nor `Debug` shows parameter values, nor PostgreSQL's
/// DETAIL, which quotes them; [`Error::detail`] does. The underlying error is [`source`](StdError::source).
pub struct Error(Box<Inner>);

/// An error is as large as a pointer, so that a `Result` of it costs the good case nothing.
const _: () = assert!(size_of::<Error>() == size_of::<usize>());

struct Inner {
    kind: Kind,
    statement: Option<&'static Statement>,
    cause: Option<Cause>,
}

/// What is underneath.
enum Cause {
    Server(ServerError),
    Other(Box<dyn StdError + Sync + Send>),
}

/// An error that the server sent, as the [`source`](StdError::source) of [`Error`]. Its text is PostgreSQL's message and code; tokio-postgres' own
/// text would add DETAIL, and with it values, to every log that prints the chain of causes.
struct ServerError(tokio_postgres::Error);

/// The kinds of errors that the predicates tell apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The server refused a statement; the cause is tokio-postgres' error.
    Database,
    /// The connection broke or was closed.
    Closed,
    /// No connection could be made.
    Connect,
    /// No connection of the pool became free in time, or the server did not answer in time.
    Timeout,
    /// COMMIT was sent, or a statement that the server commits by itself, and the connection broke before the answer.
    CommitUnknown,
    /// COMMIT was asked for after a statement of the transaction had failed.
    Aborted,
    /// Something was asked for out of turn.
    Misuse(Misuse),
    /// The manager did not do what it was asked for.
    Unmet(Unmet),
    /// Content cannot be sealed or opened.
    #[cfg(feature = "seal")]
    Sealing(Sealing),
    /// A parameter cannot be written.
    Parameter(usize),
    /// The actor cannot be announced.
    Actor,
    /// More parameters than the protocol can count.
    TooManyParameters(usize),
    /// `fetch_one` found no row.
    NoRows,
    /// The result has fewer columns than the statement says.
    MissingColumn { index: usize, found: usize },
    /// A column has another type than was declared.
    ColumnType {
        column: String,
        rust: &'static str,
        expected: String,
        found: String,
    },
    /// A column has a type that is not one of PostgreSQL's own, and was declared as one.
    ForeignType { column: String, found: String },
    /// A column that was declared NOT NULL holds NULL.
    UnexpectedNull { column: String, rust: &'static str },
    /// A value that its Rust type cannot hold.
    ColumnValue {
        column: String,
        rust: &'static str,
        found: String,
    },
    /// A configuration that cannot be used.
    Configuration,
    /// What the server sent is not what the protocol says.
    Protocol,
    /// A table that cannot be purged, or not without being told how old deletions must be.
    NotPurgeable(String),
    /// An error of the application, carried through [`crate::Pool::transaction`].
    Other,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Error {
        Error(Box::new(Inner {
            kind,
            statement: None,
            cause: None,
        }))
    }

    pub(crate) fn because(kind: Kind, cause: impl Into<Box<dyn StdError + Sync + Send>>) -> Error {
        Error(Box::new(Inner {
            kind,
            statement: None,
            cause: Some(Cause::Other(cause.into())),
        }))
    }

    /// Wraps an error of the application, so that it can leave a [`transaction`](crate::Pool::transaction) by `?` and roll it back. It is the
    /// [`source`](StdError::source) of this error, and [`Error::downcast_ref`] finds it.
    pub fn other(error: impl Into<Box<dyn StdError + Sync + Send>>) -> Error {
        Error::because(Kind::Other, error)
    }

    pub(crate) fn missing_column(index: usize, found: usize) -> Error {
        Error::new(Kind::MissingColumn { index, found })
    }

    pub(crate) fn column_type(
        column: &str,
        rust: &'static str,
        expected: &Type,
        found: &Type,
    ) -> Error {
        Error::new(Kind::ColumnType {
            column: column.to_owned(),
            rust,
            expected: expected.to_string(),
            found: found.to_string(),
        })
    }

    pub(crate) fn unexpected_null(column: &str, rust: &'static str) -> Error {
        Error::new(Kind::UnexpectedNull {
            column: column.to_owned(),
            rust,
        })
    }

    pub(crate) fn column_value(
        column: &str,
        rust: &'static str,
        found: &Type,
        cause: Box<dyn StdError + Sync + Send>,
    ) -> Error {
        Error::because(
            Kind::ColumnValue {
                column: column.to_owned(),
                rust,
                found: found.to_string(),
            },
            cause,
        )
    }

    /// Notes which statement was being run.
    pub(crate) fn during(mut self, statement: &'static Statement) -> Error {
        self.0.statement.get_or_insert(statement);
        self
    }

    /// The same of a statement outside of a transaction, which the server commits by itself: when its connection is lost before the answer has
    /// come, nobody knows whether it took effect.
    pub(crate) fn outside_transaction(mut self) -> Error {
        if self.0.kind == Kind::Closed && self.0.statement.is_some_and(Statement::may_write) {
            self.0.kind = Kind::CommitUnknown;
        }
        self
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// What the server said, if it was the server that refused.
    fn server(&self) -> Option<&DbError> {
        match &self.0.cause {
            Some(Cause::Server(ServerError(error))) => error.as_db_error(),
            _ => None,
        }
    }

    /// The underlying error, if it is a `T`: an error of the application that was given to [`Error::other`], or tokio-postgres' error, whose texts
    /// may quote values.
    pub fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        match self.0.cause.as_ref()? {
            Cause::Server(ServerError(error)) => {
                (error as &(dyn StdError + 'static)).downcast_ref()
            }
            Cause::Other(error) => error.downcast_ref(),
        }
    }

    /// The statement's text, with `$1`, `$2`, … in place of values.
    pub fn sql(&self) -> Option<&'static str> {
        self.0.statement.map(|statement| statement.sql)
    }

    /// PostgreSQL's five-letter code (manual, appendix "PostgreSQL Error Codes").
    pub fn code(&self) -> Option<&SqlState> {
        self.server().map(DbError::code)
    }

    /// PostgreSQL's message without DETAIL and HINT. That of a value that cannot be converted quotes it (`invalid input syntax for type integer:
    /// "…"`); `Display` leaves it out.
    pub fn message(&self) -> Option<&str> {
        self.server().map(DbError::message)
    }

    /// PostgreSQL's DETAIL. It may quote values of the row concerned (`Key (email)=(…) already exists.`): do not log it where personal data
    /// must not go.
    pub fn detail(&self) -> Option<&str> {
        self.server().and_then(DbError::detail)
    }

    /// The constraint that was violated.
    pub fn constraint(&self) -> Option<&str> {
        self.server().and_then(DbError::constraint)
    }

    /// The table concerned.
    pub fn table(&self) -> Option<&str> {
        self.server().and_then(DbError::table)
    }

    /// The column concerned: of the table whose NOT NULL was violated, or of the result that could not be read.
    pub fn column(&self) -> Option<&str> {
        match self.kind() {
            Kind::ColumnType { column, .. }
            | Kind::ForeignType { column, .. }
            | Kind::UnexpectedNull { column, .. }
            | Kind::ColumnValue { column, .. } => Some(column),
            _ => self.server().and_then(DbError::column),
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Error {
        let kind = classify(&error);
        if error.as_db_error().is_some() {
            Error(Box::new(Inner {
                kind,
                statement: None,
                cause: Some(Cause::Server(ServerError(error))),
            }))
        } else {
            Error::because(kind, error)
        }
    }
}

/// tokio-postgres keeps its kinds to itself, so they are told by what it does show: the server's error, the closed flag, the cause.
fn classify(error: &tokio_postgres::Error) -> Kind {
    if let Some(server) = error.as_db_error() {
        // The server says that it is going away (class 57P) and then closes the connection.
        return match server.code() {
            code if *code == SqlState::ADMIN_SHUTDOWN
                || *code == SqlState::CRASH_SHUTDOWN
                || *code == SqlState::CANNOT_CONNECT_NOW =>
            {
                Kind::Closed
            }
            _ => Kind::Database,
        };
    }
    if error.is_closed() {
        return Kind::Closed;
    }
    let text = error.to_string();
    if let Some(index) = text
        .strip_prefix("error serializing parameter ")
        .and_then(|index| index.parse().ok())
    {
        return Kind::Parameter(index);
    }
    match text.as_str() {
        "error communicating with the server" => Kind::Closed,
        "error connecting to server"
        | "authentication error"
        | "error performing TLS handshake" => Kind::Connect,
        "timeout waiting for server" => Kind::Timeout,
        "invalid connection string" | "invalid configuration" => Kind::Configuration,
        _ => Kind::Protocol,
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.0.cause.as_ref()? {
            Cause::Server(error) => Some(error),
            Cause::Other(error) => Some(&**error),
        }
    }
}

impl StdError for ServerError {}
