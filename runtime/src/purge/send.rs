//! One statement of a purge, sent until it succeeds.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio_postgres::Row;
use uuid::Uuid;

use super::Settings;
use super::instant::Instant;
use crate::bind::bind_nullable;
use crate::call::Call;
use crate::error::{Error, Kind, Result};
use crate::executor::Executor;
use crate::sql;
use crate::statement::Statement;

/// What the statements of one worker have in common.
pub(super) struct Sender<'a, E: ?Sized> {
    db: &'a E,
    settings: &'a Settings,
    operation: Uuid,
    /// How many rows the next statement asks for.
    batch_size: u32,
}

impl<'a, E: Executor + ?Sized> Sender<'a, E> {
    pub(super) fn new(db: &'a E, settings: &'a Settings, operation: Uuid) -> Sender<'a, E> {
        Sender {
            db,
            settings,
            operation,
            batch_size: settings.batch_size,
        }
    }

    /// How many rows a statement asks for.
    pub(super) fn batch_size(&self) -> u64 {
        u64::from(self.batch_size)
    }

    /// Sends a statement and returns its row. Sending one again does nothing twice: rows that are gone are not found again.
    pub(super) async fn row(
        &mut self,
        statement: &'static Statement,
        after: Option<Instant>,
    ) -> Result<Row> {
        let mut pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(5))
            .with_max_delay(Duration::from_secs(1))
            .with_jitter()
            .with_max_times(self.settings.retries)
            .build();
        loop {
            let error = match self.in_time(statement, after).await {
                Ok(row) => return Ok(row),
                Err(error) => error,
            };
            if error.is_timeout() && self.batch_size > 1 {
                self.batch_size = self.batch_size.div_ceil(2);
                continue;
            }
            let Some(pause) = pauses.next().filter(|_| may_pass(&error)) else {
                return Err(error);
            };
            tracing::debug!(?pause, %error, "sending a statement of a purge again");
            tokio::time::sleep(pause).await;
        }
    }

    async fn in_time(&self, statement: &'static Statement, after: Option<Instant>) -> Result<Row> {
        let answer = self.once(statement, after);
        match self.settings.time_limit {
            Some(limit) => tokio::time::timeout(limit, answer)
                .await
                .unwrap_or_else(|_| Err(Error::new(Kind::Timeout).during(statement))),
            None => answer.await,
        }
    }

    async fn once(&self, statement: &'static Statement, after: Option<Instant>) -> Result<Row> {
        let limit = i64::from(self.batch_size);
        let params = [
            bind_nullable::<sql::Int8, _>(&limit),
            bind_nullable::<sql::Interval, _>(&self.settings.older_than),
            bind_nullable::<sql::Timestamptz, _>(&after),
            bind_nullable::<sql::Text, _>(&self.settings.because),
            bind_nullable::<sql::Uuid, _>(&self.operation),
        ];
        let mut rows = Box::pin(self.db.run(Call::new(statement, &params))).await?;
        let row = rows.next().await?;
        // Only the end of the answer tells that the statement has succeeded.
        rows.finish().await?;
        row.ok_or_else(|| Error::new(Kind::NoRows).during(statement))
    }
}

/// Whether the same statement may succeed when it is sent again. A row that came to refer to one of the batch after the statement had
/// begun makes the database refuse it, and is seen the next time; rows that a statement removed whose answer was lost are not found again.
fn may_pass(error: &Error) -> bool {
    error.is_retryable()
        || error.is_commit_unknown()
        || error.is_foreign_key_violation()
        || error.is_lock_not_available()
}
