//! History page after page.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Stream, StreamExt, stream};

use super::Record;
use crate::error::Result;

/// How many records a page has at most: more would not make it faster, and each is in memory until it is taken.
pub(super) const PAGE: usize = 1_000;

/// Records of history, as they are read: a [`Stream`], with the one method of streams that everybody needs. After an error there are no more.
#[must_use = "a stream does nothing until its records are asked for"]
pub struct HistoryStream<'s, K> {
    records: Pin<Box<dyn Stream<Item = Result<Record<K>>> + Send + 's>>,
}

/// How far a stream has come.
struct State<K> {
    page: VecDeque<Record<K>>,
    /// The number of the last record read.
    after: i64,
    /// Whether the last page was not full.
    end: bool,
}

impl<'s, K: Send + 's> HistoryStream<'s, K> {
    /// `read` reads the page of at most `size` records after the number that it is given.
    pub(super) fn new<F>(
        size: usize,
        read: impl Fn(i64, i64) -> F + Send + 's,
    ) -> HistoryStream<'s, K>
    where
        F: Future<Output = Result<Vec<Record<K>>>> + Send + 's,
    {
        let size = size.min(PAGE);
        // No record has a number below 1.
        let start = State {
            page: VecDeque::new(),
            after: 0,
            end: false,
        };
        let records = stream::try_unfold(start, move |mut state| {
            let ahead = (state.page.is_empty() && !state.end)
                .then(|| read(state.after, i64::try_from(size).unwrap_or(i64::MAX)));
            async move {
                if let Some(ahead) = ahead {
                    let page = ahead.await?;
                    state.end = page.len() < size;
                    state.after = page.last().map_or(state.after, |record| record.id);
                    state.page = page.into();
                }
                Ok(state.page.pop_front().map(|record| (record, state)))
            }
        });
        HistoryStream {
            records: Box::pin(records),
        }
    }

    /// The next record, `None` after the last one.
    ///
    /// # Errors
    /// When the server refuses, the connection is lost, or a record is not as declared.
    pub async fn try_next(&mut self) -> Result<Option<Record<K>>> {
        self.records.next().await.transpose()
    }

    /// All records that are left.
    ///
    /// # Errors
    /// As [`HistoryStream::try_next`].
    pub async fn collect(mut self) -> Result<Vec<Record<K>>> {
        let mut all = Vec::new();
        while let Some(record) = self.try_next().await? {
            all.push(record);
        }
        Ok(all)
    }
}

impl<K> Stream for HistoryStream<'_, K> {
    type Item = Result<Record<K>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.records.as_mut().poll_next(cx)
    }
}

impl<K> fmt::Debug for HistoryStream<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HistoryStream")
    }
}
