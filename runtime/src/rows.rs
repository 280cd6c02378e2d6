//! The answer to a call, while it arrives.

use std::pin::Pin;
use std::sync::Arc;

use futures_util::TryStreamExt;
use tokio_postgres::{Row, RowStream as Answer};

use crate::error::{Error, Result};
use crate::session::{Session, Streaming};
use crate::statement::Statement;
use crate::watch::Watch;

/// The rows that an executor returns, together with what must live until they have been read: the pool's connection.
pub struct Rows<'a> {
    answer: Pin<Box<Answer>>,
    statement: &'static Statement,
    watch: Option<&'a Watch>,
    session: Option<Arc<Session>>,
    /// Kept for its drop, as is the next.
    _streaming: Option<Streaming>,
    count: u64,
    /// Dropped after the answer, so that a connection goes back to its pool only then.
    _holder: Option<Box<dyn Send + Sync + 'a>>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(answer: Answer, statement: &'static Statement) -> Rows<'a> {
        Rows {
            answer: Box::pin(answer),
            statement,
            watch: None,
            session: None,
            _streaming: None,
            count: 0,
            _holder: None,
        }
    }

    /// Keeps `holder` until the rows have been read.
    pub(crate) fn holding(self, holder: impl Send + Sync + 'a) -> Rows<'a> {
        Rows {
            _holder: Some(Box::new(holder)),
            ..self
        }
    }

    /// Says from which connection of ours the rows come.
    pub(crate) fn of_session(self, session: Arc<Session>) -> Rows<'a> {
        Rows {
            session: Some(session),
            ..self
        }
    }

    /// Says that the rows are taken one by one, with whatever else happens in between.
    pub(crate) fn streaming(self) -> Rows<'a> {
        Rows {
            _streaming: self.session.clone().map(Session::streaming),
            ..self
        }
    }

    /// Reports errors that come after the first row to `watch`.
    pub(crate) fn watched(self, watch: &'a Watch) -> Rows<'a> {
        Rows {
            watch: Some(watch),
            ..self
        }
    }

    /// The next row.
    pub(crate) async fn next(&mut self) -> Result<Option<Row>> {
        match self.answer.try_next().await {
            Ok(row) => {
                self.count += u64::from(row.is_some());
                Ok(row)
            }
            Err(error) => {
                let error = Error::from(error).during(self.statement);
                if let Some(watch) = self.watch {
                    watch.saw(&error);
                }
                if let Some(session) = &self.session {
                    session.saw(&error);
                }
                Err(error)
            }
        }
    }

    /// Reads to the end, and returns how many rows the statement concerned.
    pub(crate) async fn finish(&mut self) -> Result<u64> {
        while self.next().await?.is_some() {}
        Ok(self.answer.rows_affected().unwrap_or(self.count))
    }
}
