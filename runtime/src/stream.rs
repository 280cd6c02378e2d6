//! Rows one after the other.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Stream, StreamExt, stream};
use tracing::Instrument;

use crate::bind::Param;
use crate::call::Call;
use crate::choice::Shape;
use crate::error::Result;
use crate::executor::Executor;
use crate::rows::Rows;
use crate::span::{note, span};
use crate::statement::Typed;

/// The rows of a [`fetch`](crate::Query::fetch), as they arrive: a [`Stream`], with the one method of streams that everybody needs.
///
/// After an error there are no more rows.
#[must_use = "a stream does nothing until its rows are asked for"]
pub struct RowStream<'e, R> {
    rows: Pin<Box<dyn Stream<Item = Result<R>> + Send + 'e>>,
}

/// How far a stream has come.
enum State<'e, 'q, E: ?Sized, const N: usize> {
    Unsent { db: &'e E, params: [Param<'q>; N] },
    Arriving(Rows<'e>),
}

impl<'e, R> RowStream<'e, R> {
    pub(crate) fn new<'q, E, const N: usize>(
        typed: Typed<R>,
        params: [Param<'q>; N],
        shape: Shape,
        db: &'e E,
    ) -> RowStream<'e, R>
    where
        'q: 'e,
        R: 'e,
        E: Executor + ?Sized,
    {
        let statement = typed.statement;
        let span = span("fetch", statement);
        let rows = stream::try_unfold(State::Unsent { db, params }, move |state| {
            let next = async move {
                let mut rows = match state {
                    State::Unsent { db, params } => {
                        let call = Call::new(statement, &params).shaped(shape).for_rows()?;
                        db.run(call).await?.streaming()
                    }
                    State::Arriving(rows) => rows,
                };
                let Some(row) = rows.next().await? else {
                    return Ok(None);
                };
                let row = (typed.decode)(&row).map_err(|error| error.during(statement))?;
                Ok(Some((row, State::Arriving(rows))))
            };
            async { note(next.await, |row| u64::from(row.is_some())) }.instrument(span.clone())
        });
        RowStream {
            rows: Box::pin(rows),
        }
    }

    /// The next row, `None` after the last one.
    ///
    /// # Errors
    /// When the server refuses the statement, the connection is lost, or the row does not have the declared types.
    pub async fn try_next(&mut self) -> Result<Option<R>> {
        self.rows.next().await.transpose()
    }
}

impl<R> Stream for RowStream<'_, R> {
    type Item = Result<R>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        self.rows.as_mut().poll_next(cx)
    }
}

impl<R> fmt::Debug for RowStream<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowStream")
    }
}
