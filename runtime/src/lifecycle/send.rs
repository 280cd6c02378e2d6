//! Sending the manager's statements: as whom, prepared or not, and again after a deadlock.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio_postgres::Row;
use tracing::Instrument;

use super::config::{Config, StatementMode};
use crate::bind::Param;
use crate::call::Call;
use crate::effects::{self, Counted, Effects};
use crate::error::{Error, Kind, Result};
use crate::executor::Executor;
use crate::plan::Plan;
use crate::span::{note, span};
use crate::statement::Statement;

/// An executor, and how statements are sent through it.
pub(crate) struct Sender<'s, E: ?Sized> {
    pub(crate) db: &'s E,
    pub(crate) actor: Option<&'s str>,
    pub(crate) config: &'s Config,
}

impl<E: ?Sized> Clone for Sender<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: ?Sized> Copy for Sender<'_, E> {}

impl<E: Executor + ?Sized> Sender<'_, E> {
    /// Runs a statement that reports its effects.
    pub(crate) async fn effects(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<Effects> {
        let answer = self.until_it_runs(statement, params);
        async { note(answer.await, Effects::total) }
            .instrument(span("effects", statement))
            .await
    }

    /// Runs a statement that returns nothing but how many rows it changed.
    #[cfg(feature = "seal")]
    pub(crate) async fn count(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<u64> {
        let call = self.as_configured(Call::new(statement, params));
        Box::pin(self.db.run(call)).await?.finish().await
    }

    /// Counts what a statement would do.
    pub(crate) async fn plan(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<Plan> {
        let call = self.as_configured(Call::plan(statement, params)?);
        let row = self.only_row(call).await?;
        effects::read(statement.effects, &row)
            .map(Plan::new)
            .map_err(|error| error.during(statement))
    }

    /// Runs a statement that selects rows.
    pub(crate) async fn rows<R>(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
        mut read: impl FnMut(&Row) -> Result<R>,
    ) -> Result<Vec<R>> {
        let call = self.as_configured(Call::new(statement, params).for_rows()?);
        let mut rows = Box::pin(self.db.run(call)).await?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().await? {
            all.push(read(&row).map_err(|error| error.during(statement))?);
        }
        Ok(all)
    }

    async fn only_row(&self, call: Call<'_>) -> Result<Row> {
        let statement = call.statement;
        let mut rows = Box::pin(self.db.run(call)).await?;
        let row = rows.next().await?;
        // Only the end of the answer tells whether the statement succeeded.
        rows.finish().await?;
        row.ok_or_else(|| Error::new(Kind::Protocol).during(statement))
    }

    fn as_configured<'c>(&'c self, call: Call<'c>) -> Call<'c> {
        let call = call.by(self.actor);
        match self.config.statements {
            StatementMode::Prepared => call,
            StatementMode::Unnamed => call.unnamed(),
        }
    }

    /// The pauses before a statement is run again.
    pub(crate) fn pauses(&self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(5))
            .with_max_delay(Duration::from_secs(1))
            .with_factor(2.0)
            .with_jitter()
            .with_max_times(self.config.retries)
            .build()
    }

    /// Runs a statement again that the server refused for the sake of another one. Nothing else is repeated: a statement whose connection was lost may
    /// have taken effect, and its effects would then be lost.
    async fn until_it_runs(
        &self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<Effects> {
        let mut pauses = self.pauses();
        let mut first = None;
        loop {
            let error = match self.once(statement, params).await {
                Ok(effects) => return Ok(effects),
                Err(error) => error,
            };
            // In a transaction nothing can be run again but the whole of it, whose owner needs the first error to know that.
            if error.is_aborted() {
                return Err(first.unwrap_or(error));
            }
            if !error.is_serialization_failure() && !error.is_deadlock() {
                return Err(error);
            }
            let Some(pause) = pauses.next() else {
                return Err(error);
            };
            tracing::debug!(?pause, "running a statement again");
            first.get_or_insert(error);
            tokio::time::sleep(pause).await;
        }
    }

    async fn once(&self, statement: &'static Statement, params: &[Param<'_>]) -> Result<Effects> {
        self.effects_of(self.call(statement, params)?).await
    }

    /// The call of a statement that reports its effects.
    pub(crate) fn call<'c>(
        &'c self,
        statement: &'static Statement,
        params: &'c [Param<'c>],
    ) -> Result<Call<'c>> {
        Ok(self.as_configured(Call::new(statement, params).for_effects()?))
    }

    /// Runs it, once.
    pub(crate) async fn effects_of(&self, call: Call<'_>) -> Result<Effects> {
        let (statement, operation) = (call.statement, call.operation());
        let counted = if statement.reports {
            let row = self.only_row(call).await?;
            effects::read(statement.effects, &row).map_err(|error| error.during(statement))?
        } else {
            let effect = statement.effects[0];
            let rows = Box::pin(self.db.run(call)).await?.finish().await?;
            vec![Counted { effect, rows }]
        };
        Ok(Effects::new(counted, operation))
    }
}
