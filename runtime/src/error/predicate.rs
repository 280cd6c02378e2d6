//! The questions that an error answers.

use tokio_postgres::error::SqlState;

use super::{Error, Kind};

impl Error {
    fn has_code(&self, code: &SqlState) -> bool {
        self.code() == Some(code)
    }

    /// A row with the same unique key exists; [`Error::constraint`] says which key.
    pub fn is_unique_violation(&self) -> bool {
        self.has_code(&SqlState::UNIQUE_VIOLATION)
    }

    /// The row referred to does not exist, or is still referred to.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.has_code(&SqlState::FOREIGN_KEY_VIOLATION)
    }

    /// NULL for a NOT NULL column; [`Error::column`] says which.
    pub fn is_not_null_violation(&self) -> bool {
        self.has_code(&SqlState::NOT_NULL_VIOLATION)
    }

    /// A CHECK constraint, or one of a domain, does not hold.
    pub fn is_check_violation(&self) -> bool {
        self.has_code(&SqlState::CHECK_VIOLATION)
    }

    /// An EXCLUDE constraint does not hold.
    pub fn is_exclusion_violation(&self) -> bool {
        self.has_code(&SqlState::EXCLUSION_VIOLATION)
    }

    /// The transaction conflicts with another one and must be run again from its beginning.
    pub fn is_serialization_failure(&self) -> bool {
        self.has_code(&SqlState::T_R_SERIALIZATION_FAILURE)
    }

    /// The server broke a deadlock by refusing this statement.
    pub fn is_deadlock(&self) -> bool {
        self.has_code(&SqlState::T_R_DEADLOCK_DETECTED)
    }

    /// A lock that was asked for with NOWAIT, or within `lock_timeout`, was not free.
    pub fn is_lock_not_available(&self) -> bool {
        self.has_code(&SqlState::LOCK_NOT_AVAILABLE)
    }

    /// The statement was cancelled, by `statement_timeout` or by a request.
    pub fn is_cancelled(&self) -> bool {
        self.has_code(&SqlState::QUERY_CANCELED)
    }

    /// The connection broke, was closed by the server, or could not be made. Whether anything can have taken effect then is what
    /// [`Error::is_commit_unknown`] says.
    pub fn is_connection_lost(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Closed | Kind::Connect | Kind::CommitUnknown
        )
    }

    /// A purge was asked for of a table that cannot be purged, or whose retention is not known. Nothing was sent.
    pub fn is_not_purgeable(&self) -> bool {
        matches!(self.kind(), Kind::NotPurgeable(_))
    }

    /// `fetch_one` found no row.
    pub fn is_no_rows(&self) -> bool {
        matches!(self.kind(), Kind::NoRows)
    }

    /// The connection broke after COMMIT had been sent, or a statement outside of a transaction that changes rows: it may or may not have taken
    /// effect, as a whole or not at all, and is never run again by itself. What the server refuses for any other reason has not taken effect.
    pub fn is_commit_unknown(&self) -> bool {
        matches!(self.kind(), Kind::CommitUnknown)
    }

    /// COMMIT was asked for after a statement of the transaction had failed; everything was rolled back.
    pub fn is_aborted(&self) -> bool {
        matches!(self.kind(), Kind::Aborted) || self.has_code(&SqlState::IN_FAILED_SQL_TRANSACTION)
    }

    /// No connection of the pool became free in time, or a limit on time of the server was reached.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), Kind::Timeout) || self.is_cancelled() || self.is_lock_not_available()
    }

    /// The database is not what was declared: a table or column is missing, or is of another type, or NULL where NOT NULL was declared.
    pub fn is_schema_mismatch(&self) -> bool {
        match self.kind() {
            Kind::MissingColumn { .. }
            | Kind::ColumnType { .. }
            | Kind::ForeignType { .. }
            | Kind::UnexpectedNull { .. } => true,
            _ => self.code().is_some_and(|code| {
                [
                    &SqlState::UNDEFINED_TABLE,
                    &SqlState::UNDEFINED_COLUMN,
                    &SqlState::UNDEFINED_FUNCTION,
                    &SqlState::UNDEFINED_OBJECT,
                    &SqlState::INVALID_SCHEMA_NAME,
                    &SqlState::DATATYPE_MISMATCH,
                ]
                .contains(&code)
            }),
        }
    }

    /// A value of a row that its Rust type cannot hold, such as a date beyond the type's range; or text that is not UTF-8, which a database of
    /// encoding `SQL_ASCII` may hold and the server then does not send.
    pub fn is_invalid_value(&self) -> bool {
        matches!(self.kind(), Kind::ColumnValue { .. })
            || self.has_code(&SqlState::CHARACTER_NOT_IN_REPERTOIRE)
            || self.has_code(&SqlState::UNTRANSLATABLE_CHARACTER)
    }

    /// A parameter that could not be sent; nothing was.
    pub fn is_invalid_parameter(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Parameter(_) | Kind::Actor | Kind::TooManyParameters(_)
        )
    }

    /// Whether running the whole transaction again, from its beginning, may succeed where this one could not and cannot do
    /// anything twice. The functions that a SELECT calls are taken to change nothing.
    pub fn is_retryable(&self) -> bool {
        self.is_serialization_failure()
            || self.is_deadlock()
            || self.is_stale_plan()
            || *self.kind() == Kind::Closed
    }

    /// A prepared statement that the server no longer has, or whose tables have changed since it was prepared.
    pub(crate) fn is_stale_plan(&self) -> bool {
        self.has_code(&SqlState::INVALID_SQL_STATEMENT_NAME)
            || (self.has_code(&SqlState::FEATURE_NOT_SUPPORTED)
                && self
                    .message()
                    .is_some_and(|message| message.contains("cached plan")))
    }
}
