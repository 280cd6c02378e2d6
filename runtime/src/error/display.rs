//! How errors read. Neither form shows parameter values, nor what of the server's answer may quote them.

use std::borrow::Cow;
use std::fmt;

use tokio_postgres::error::{DbError, SqlState};

use super::{Cause, Error, Kind, ServerError};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Database => match (self.refused(), self.server()) {
                (Some((kind, refusal)), _) => write!(f, "the `{kind}` was refused, and nothing was changed: {refusal}")?,
                (None, Some(server)) => write!(f, "PostgreSQL refused the statement: {} ({})", shown(server), server.code().code())?,
                (None, None) => f.write_str("PostgreSQL refused the statement")?,
            },
            Kind::Closed => f.write_str("the connection to PostgreSQL was lost")?,
            Kind::Connect => f.write_str("no connection to PostgreSQL could be made")?,
            Kind::Timeout => f.write_str("PostgreSQL, or a connection of the pool, was not available in time")?,
            Kind::CommitUnknown if self.0.statement.is_some() => f.write_str("the connection was lost before the answer to the statement came, so it is not known whether it took effect")?,
            Kind::CommitUnknown => f.write_str("the connection was lost after COMMIT had been sent, so it is not known whether the transaction was committed")?,
            Kind::Aborted => f.write_str("the transaction was rolled back, because a statement in it had failed before its COMMIT")?,
            Kind::Misuse(what) => f.write_str(what.message())?,
            Kind::Unmet(what) => f.write_str(what.message())?,
            #[cfg(feature = "seal")]
            Kind::Sealing(what) => f.write_str(what.message())?,
            Kind::Parameter(index) => write!(f, "parameter ${} cannot be sent", index + 1)?,
            Kind::Actor => f.write_str("the actor cannot be announced, as it contains a NUL character (U+0000), which PostgreSQL cannot store")?,
            Kind::TooManyParameters(count) => write!(f, "the statement has {count} parameters, and PostgreSQL takes at most 65535")?,
            Kind::NoRows => f.write_str("the statement was expected to return a row and returned none")?,
            Kind::MissingColumn { index, found } => write!(f, "the result has {found} columns, and column number {} was to be read", index + 1)?,
            Kind::ColumnType { column, rust, expected, found } => {
                write!(f, "column `{column}` is of type `{found}` in the database, but was declared as `{expected}` and is read as `{rust}`")?;
            }
            Kind::ForeignType { column, found } => write!(
                f,
                "column `{column}` is of type `{found}` in the database, which is none of the types it was declared with"
            )?,
            Kind::UnexpectedNull { column, rust } => write!(f, "column `{column}` holds NULL in the database, but is read as `{rust}`, which has no NULL")?,
            Kind::ColumnValue { column, rust, found } => write!(f, "the value of column `{column}`, of type `{found}`, cannot be read as `{rust}`")?,
            Kind::Configuration => f.write_str("the connection's configuration cannot be used")?,
            Kind::Protocol => f.write_str("the server's answer was not understood")?,
            Kind::NotPurgeable(why) => f.write_str(why)?,
            Kind::Other => f.write_str("the application gave up the transaction")?,
        }
        match &self.0.cause {
            Some(Cause::Server(_)) if *self.kind() == Kind::Database => {}
            Some(Cause::Server(error)) => write!(f, ": {error}")?,
            Some(Cause::Other(cause)) => {
                write!(f, ": {cause}")?;
                if let Some(deeper) = cause.source() {
                    write!(f, ": {deeper}")?;
                }
            }
            None => {}
        }
        match self.hint() {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", self.kind());
        match &self.0.cause {
            Some(Cause::Server(error)) => {
                out.field("server", error);
            }
            Some(Cause::Other(cause)) => {
                out.field("cause", &cause.to_string());
            }
            None => {}
        }
        if let Some(statement) = self.0.statement {
            out.field("sql", &statement.sql);
        }
        out.finish()
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_db_error() {
            Some(server) => write!(
                f,
                "{}: {} ({})",
                server.severity(),
                shown(server),
                server.code().code()
            ),
            None => self.0.fmt(f),
        }
    }
}

impl fmt::Debug for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What messages quote values with, in the languages that PostgreSQL speaks.
const QUOTATION_MARKS: [char; 8] = ['"', '«', '»', '„', '“', '”', '「', '」'];

/// The server's message as it may be logged: in those of class 22, "data exception", what stands in quotes is a value (but
/// for the one that names an encoding).
fn shown(server: &DbError) -> Cow<'_, str> {
    let message = server.message();
    let quoted = message
        .find(QUOTATION_MARKS)
        .zip(message.rfind(QUOTATION_MARKS))
        .filter(|(first, last)| first < last);
    match quoted {
        // A value may hold quotes itself, so all between the outermost ones is left out.
        Some((first, last))
            if server.code().code().starts_with("22")
                && *server.code() != SqlState::CHARACTER_NOT_IN_REPERTOIRE =>
        {
            let inside = message[first..].chars().next().map_or(0, char::len_utf8);
            Cow::Owned(format!(
                "{}…{}",
                &message[..first + inside],
                &message[last..]
            ))
        }
        _ => Cow::Borrowed(message),
    }
}
