//! Why nothing was verified, or what was found.

use std::fmt;

use crate::report::Report;

/// Disagreements between a program and a database, or why the two could not be compared.
///
/// `Debug` is the same text as `Display`, because that is what a test prints that returns the error.
pub struct Error {
    kind: Kind,
}

enum Kind {
    Disagreements(Box<Report>),
    Connection(softdelete_runtime::Error),
    Server(tokio_postgres::Error),
}

impl Error {
    /// What was compared and found, if the two disagree.
    pub fn report(&self) -> Option<&Report> {
        match &self.kind {
            Kind::Disagreements(report) => Some(report),
            Kind::Connection(_) | Kind::Server(_) => None,
        }
    }
}

impl From<Report> for Error {
    fn from(report: Report) -> Self {
        let kind = Kind::Disagreements(Box::new(report));
        Self { kind }
    }
}

impl From<softdelete_runtime::Error> for Error {
    fn from(error: softdelete_runtime::Error) -> Self {
        let kind = Kind::Connection(error);
        Self { kind }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        let kind = Kind::Server(error);
        Self { kind }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Disagreements(report) => report.fmt(f),
            Kind::Connection(error) => write!(f, "the database cannot be reached: {error}"),
            Kind::Server(error) => match error.as_db_error() {
                Some(refusal) => write!(
                    f,
                    "the database does not show its catalogue: {} ({})",
                    refusal.message(),
                    refusal.code().code()
                ),
                None => write!(f, "the database cannot be asked: {error}"),
            },
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Disagreements(_) => None,
            Kind::Connection(error) => Some(error),
            Kind::Server(error) => Some(error),
        }
    }
}
