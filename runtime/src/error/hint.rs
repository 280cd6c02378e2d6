//! What to do about an error.

use tokio_postgres::error::{DbError, SqlState};

use super::{Error, Kind};

impl Error {
    /// How to resolve it: ours where it is about the life of rows, else PostgreSQL's own where it gave one, else ours.
    pub fn hint(&self) -> Option<&str> {
        match self.kind() {
            Kind::Database => self.hint_of_life().or_else(|| {
                self.server()
                    .and_then(|server| server.hint().or_else(|| for_code(server)))
            }),
            Kind::Closed => Some(
                "the next statement gets a new connection from the pool; a statement that was under way may have taken effect",
            ),
            Kind::Connect => Some(
                "check that the server runs and that host, port, user, password and database of the connection string are right",
            ),
            Kind::Timeout => Some(
                "raise the pool's `max_size` or `connection_timeout`, or look for connections that are held too long",
            ),
            Kind::CommitUnknown => Some(
                "look up by a key of your own whether it took effect before running it again; in a transaction of the pool, a statement whose connection is lost is run again safely",
            ),
            Kind::Aborted => Some(
                "return the statement's error from the transaction, or run what may fail in a nested `transaction`",
            ),
            Kind::Misuse(what) => what.hint(),
            Kind::Unmet(what) => what.hint(),
            #[cfg(feature = "seal")]
            Kind::Sealing(what) => what.hint(),
            Kind::Parameter(_) => Some(
                "nothing was sent and the connection is usable; PostgreSQL's text cannot hold U+0000, use `bytea` for it",
            ),
            Kind::Actor => {
                Some("nothing was run and the connection is usable; choose another name")
            }
            Kind::TooManyParameters(_) => Some(
                "pass an array (`in $list`, `values $rows`): it is one parameter whatever its length",
            ),
            Kind::NoRows => Some(
                "use `fetch_optional` where no row is an answer; deleted rows are seen only `with deleted`",
            ),
            Kind::ForeignType { .. } => Some(
                "derive `SqlEnum` or `SqlType` for the type and declare the column with it, or cast in the statement (`column::text`)",
            ),
            Kind::MissingColumn { .. } | Kind::ColumnType { .. } => Some(
                "the declaration and the database differ: migrate the database, or correct the type of the field",
            ),
            Kind::UnexpectedNull { .. } => Some(
                "make the field an `Option`, or the column NOT NULL; after `name!` the statement promised NOT NULL",
            ),
            Kind::ColumnValue { .. } => Some(
                "correct the stored value, or select the column with a cast to a type that can hold it",
            ),
            Kind::Configuration => {
                Some("a connection string looks like `postgres://user:password@host:5432/database`")
            }
            Kind::Protocol => Some(
                "check that the other end is PostgreSQL 14 or newer, or a proxy that speaks its protocol",
            ),
            Kind::NotPurgeable(_) => Some(
                "declare `retention = \"90 days\"` for the table, or say `older_than`; nothing was sent",
            ),
            Kind::Other => None,
        }
    }
}

/// Our hint for what PostgreSQL gives none.
fn for_code(server: &DbError) -> Option<&'static str> {
    let code = server.code();
    let hints: [(&SqlState, &str); 15] = [
        (
            &SqlState::UNIQUE_VIOLATION,
            "a row with this key exists; choose another key, or say in an INSERT what to do then: `on conflict (…) do nothing` or `do update set …`",
        ),
        (
            &SqlState::FOREIGN_KEY_VIOLATION,
            "insert the row referred to first, or delete those that refer to it first",
        ),
        (
            &SqlState::NOT_NULL_VIOLATION,
            "give the column a value, or a DEFAULT in the database",
        ),
        (
            &SqlState::CHECK_VIOLATION,
            "the value breaks a rule of the table; the constraint's name says which",
        ),
        (
            &SqlState::T_R_SERIALIZATION_FAILURE,
            "run the whole transaction again; `transaction(async |tx| …)` does so by itself",
        ),
        (
            &SqlState::T_R_DEADLOCK_DETECTED,
            "run the whole transaction again, and lock rows in the same order everywhere",
        ),
        (
            &SqlState::IN_FAILED_SQL_TRANSACTION,
            "an earlier statement of this transaction failed: roll back, or run what may fail in a nested `transaction`",
        ),
        (
            &SqlState::UNDEFINED_TABLE,
            "the table was declared but is not in this database: run the migrations, or check `search_path` and the declared schema",
        ),
        (
            &SqlState::UNDEFINED_COLUMN,
            "the column was declared but is not in this database: run the migrations, or correct the declaration",
        ),
        (
            &SqlState::DATATYPE_MISMATCH,
            "the column has another type in the database than was declared",
        ),
        (
            &SqlState::UNDEFINED_FUNCTION,
            "a column may have another type in the database than was declared, or the server may be too old to have it",
        ),
        (
            &SqlState::QUERY_CANCELED,
            "the statement took longer than `statement_timeout`, or was cancelled",
        ),
        (
            &SqlState::CHARACTER_NOT_IN_REPERTOIRE,
            "the text is not UTF-8: correct the stored value (`convert_from(column::bytea, 'latin1')`), or read it as `bytea`",
        ),
        (
            &SqlState::UNTRANSLATABLE_CHARACTER,
            "the text has a character that the database's encoding lacks; use a database of encoding UTF8",
        ),
        (
            &SqlState::INSUFFICIENT_PRIVILEGE,
            "grant the privilege to the role that connects",
        ),
    ];
    let known = hints
        .into_iter()
        .find(|(known, _)| *known == code)
        .map(|(_, hint)| hint);
    known.or_else(|| {
        code.code()
            .starts_with("22")
            .then_some("a value does not fit the type or function it is given to; `message()` quotes it where PostgreSQL does")
    })
}
