//! Spans of `tracing`.

use tracing::Span;
use tracing::field::Empty;

use crate::error::Error;
use crate::statement::Statement;

/// The span of a call, at level DEBUG: what kind of statement, on which tables, how many rows, the code of an error. Neither
/// parameter values nor messages of the server, which may quote them.
pub(crate) fn span(call: &'static str, statement: &'static Statement) -> Span {
    tracing::debug_span!(
        "query",
        call,
        kind = statement.kind.as_str(),
        tables = ?statement.tables,
        rows = Empty,
        error = Empty,
    )
}

/// Notes how a call ended in the current span.
pub(crate) fn note<T>(outcome: Result<T, Error>, rows: impl FnOnce(&T) -> u64) -> Result<T, Error> {
    let span = Span::current();
    if !span.is_disabled() {
        match &outcome {
            Ok(value) => span.record("rows", rows(value)),
            Err(error) => span.record("error", error.code().map_or("client", |code| code.code())),
        };
    }
    outcome
}
