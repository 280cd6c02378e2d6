//! The answer to a call, while it arrives.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use futures_util::{FutureExt, TryStreamExt};
use tokio_postgres::{Row, RowStream as Answer};

use crate::error::{Error, Result};
use crate::executor::announce::End;
use crate::session::{Session, Streaming, Unfinished};
use crate::statement::Statement;
use crate::watch::Watch;

/// How many rows that are there already are taken from an answer that is given up, in the hope that its end is among them.
const LAST_ROWS: usize = 64;

/// The rows that an executor returns, together with what must live until they have been read: the pool's connection.
pub struct Rows<'a> {
    arriving: Arriving,
    statement: &'static Statement,
    /// What the transaction that the statement is part of learns of its errors; `None` outside of transactions.
    watch: Option<&'a Watch>,
    /// Kept for its drop, as is the next.
    _streaming: Option<Streaming>,
    count: u64,
    /// What the answer is complete with, and what must live until then. Dropped after the answer, so that a connection goes back to its pool only
    /// then.
    end: Option<End<'a>>,
}

/// An answer of which more is to come.
struct Arriving {
    answer: Pin<Box<Answer>>,
    /// The connection of ours that it comes from, until the answer has ended.
    unfinished: Option<Unfinished>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(answer: Answer, statement: &'static Statement) -> Rows<'a> {
        let arriving = Arriving {
            answer: Box::pin(answer),
            unfinished: None,
        };
        Rows {
            arriving,
            statement,
            watch: None,
            _streaming: None,
            count: 0,
            end: None,
        }
    }

    /// Keeps `holder` until the rows have been read, and longer than that: until these are dropped.
    pub(crate) fn holding(mut self, holder: impl Send + 'a) -> Rows<'a> {
        let mut end = self.end.take();
        let held = poll_fn(move |cx| {
            let _held = &holder;
            match &mut end {
                Some(end) => end.as_mut().poll(cx),
                None => Poll::Ready(Ok(())),
            }
        });
        self.ending(Box::pin(held))
    }

    /// Says from which connection of ours the rows come.
    pub(crate) fn of_session(mut self, unfinished: Unfinished) -> Rows<'a> {
        self.arriving.unfinished = Some(unfinished);
        self
    }

    /// Says that the rows are taken one by one, with whatever else happens in between.
    pub(crate) fn streaming(self) -> Rows<'a> {
        let unfinished = self.arriving.unfinished.as_ref();
        let session = unfinished.map(|unfinished| unfinished.session().clone());
        Rows {
            _streaming: session.map(Session::streaming),
            ..self
        }
    }

    /// Says that the answer is complete only with that of `end`.
    pub(crate) fn ending(self, end: End<'a>) -> Rows<'a> {
        Rows {
            end: Some(end),
            ..self
        }
    }

    /// Says that the statement takes effect with the transaction that it is part of, and reports errors that come after the first row to `watch`.
    pub(crate) fn watched(self, watch: &'a Watch) -> Rows<'a> {
        Rows {
            watch: Some(watch),
            ..self
        }
    }

    /// The next row; not to be asked for after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Row>> {
        match self.arriving.answer.try_next().await {
            Ok(Some(row)) => {
                self.count += 1;
                Ok(Some(row))
            }
            Ok(None) => {
                if let Some(end) = &mut self.end {
                    let ended = end.await;
                    ended.map_err(|error| self.failed(error))?;
                }
                self.arriving.end();
                Ok(None)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn failed(&mut self, error: tokio_postgres::Error) -> Error {
        let error = Error::from(error).during(self.statement);
        let error = match self.watch {
            Some(watch) => {
                watch.saw(&error);
                error
            }
            None => error.outside_transaction(),
        };
        if let Some(unfinished) = &self.arriving.unfinished {
            unfinished.session().saw(&error);
        }
        self.arriving.end();
        error
    }

    /// Reads to the end, and returns how many rows the statement concerned.
    pub(crate) async fn finish(&mut self) -> Result<u64> {
        while self.next().await?.is_some() {}
        Ok(self.arriving.answer.rows_affected().unwrap_or(self.count))
    }
}

impl Arriving {
    fn end(&mut self) {
        if let Some(unfinished) = self.unfinished.take() {
            unfinished.finish();
        }
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if self.unfinished.is_none() {
            return;
        }
        for _ in 0..LAST_ROWS {
            match self.answer.try_next().now_or_never() {
                Some(Ok(Some(_))) => {}
                Some(Ok(None) | Err(_)) => return self.end(),
                None => return,
            }
        }
    }
}
