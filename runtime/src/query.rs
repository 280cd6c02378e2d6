//! A statement with its parameters, ready to be sent.

use std::fmt;

use tokio_postgres::Row;
use tracing::Instrument;

use crate::bind::Param;
use crate::call::Call;
use crate::choice::Shape;
use crate::effects::{self, Counted, Effects};
use crate::error::{Error, Kind, Result};
use crate::executor::Executor;
use crate::plan::Plan;
use crate::rows::Rows;
use crate::span::{note, span};
use crate::statement::{Statement, Typed};
use crate::stream::RowStream;

/// What `sd_query!` evaluates to: a statement that was checked at compile time, and references to its parameters.
///
/// Nothing happens until one of the methods below sends it; they take any [`Executor`] by reference. `R` is the type of its rows.
#[must_use = "a query does nothing until it is sent by `fetch_all`, `fetch_one`, `fetch_optional`, `fetch`, `execute` or `effects`"]
pub struct Query<'q, R, const N: usize> {
    statement: Typed<R>,
    params: [Param<'q>; N],
    shape: Shape,
}

impl<'q, R, const N: usize> Query<'q, R, N> {
    /// Puts a statement and its parameters together; the expansion of `sd_query!` calls it.
    pub const fn new(statement: Typed<R>, params: [Param<'q>; N]) -> Query<'q, R, N> {
        Query {
            statement,
            params,
            shape: Shape::NONE,
        }
    }

    /// As [`Query::new`], of a statement with optional parts: the number of the arm that each choice came to.
    pub fn choosing(
        statement: Typed<R>,
        params: [Param<'q>; N],
        taken: &[usize],
    ) -> Query<'q, R, N> {
        Query {
            shape: Shape::of(statement.statement.choices, taken),
            statement,
            params,
        }
    }

    /// The text that is sent, with `$1`, `$2`, … where values go; of its optional parts those that were chosen. All texts there are tells
    /// [`Statement::sql_variants`].
    pub fn sql(&self) -> &'static str {
        self.shape.kept_text(self.statement.statement)
    }

    /// What is known of the statement beside its text.
    pub const fn statement(&self) -> &'static Statement {
        self.statement.statement
    }

    /// Runs the statement and returns how many rows it inserted, changed, marked or removed (for a SELECT, how many it returned): those of the
    /// table that it names, whatever else it takes along; [`Query::effects`] tells that too.
    ///
    /// # Errors
    /// When the server refuses the statement or the connection is lost.
    pub async fn execute<E: Executor + ?Sized>(self, db: &E) -> Result<u64> {
        let statement = self.statement.statement;
        let answer = async {
            let mut rows = send(db, Call::new(statement, &self.params).shaped(self.shape)).await?;
            if !statement.reports {
                return rows.finish().await;
            }
            let row = Box::pin(report(&mut rows)).await?;
            effects::read_count(&row, 0).map_err(|error| error.during(statement))
        };
        async { note(answer.await, |rows| *rows) }
            .instrument(span("execute", statement))
            .await
    }

    /// Runs a deletion, restoration or erasure and returns what it did to how many rows of which table.
    ///
    /// # Errors
    /// When the statement has no effects, or returns rows in their place (`returning …`): then it is not run. When something forbids it
    /// ([`Error::refusal`]), the server refuses it otherwise, or the connection is lost.
    pub async fn effects<E: Executor + ?Sized>(self, db: &E) -> Result<Effects> {
        let statement = self.statement.statement;
        let answer = async {
            let call = Call::new(statement, &self.params)
                .shaped(self.shape)
                .for_effects()?;
            let operation = call.operation();
            let mut rows = send(db, call).await?;
            let counted = if statement.reports {
                let row = report(&mut rows).await?;
                effects::read(statement.effects, &row).map_err(|error| error.during(statement))?
            } else {
                let effect = statement.effects[0];
                let rows = rows.finish().await?;
                vec![Counted { effect, rows }]
            };
            Ok(Effects::new(counted, operation))
        };
        async { note(answer.await, Effects::total) }
            .instrument(span("effects", statement))
            .await
    }

    /// What a deletion, restoration or erasure would do as things stand, and what would forbid it. Nothing is changed or locked, and
    /// the same query can be run afterwards.
    ///
    /// (How PostgreSQL would go about it is what [`Query::explain`] tells.)
    ///
    /// # Errors
    /// When the statement does none of that (nothing is sent then), the server refuses, or the connection is lost.
    pub async fn plan<E: Executor + ?Sized>(&self, db: &E) -> Result<Plan> {
        let statement = self.statement.statement;
        let answer = async {
            let mut rows =
                send(db, Call::plan(statement, &self.params)?.shaped(self.shape)).await?;
            let row = report(&mut rows).await?;
            let counted =
                effects::read(statement.effects, &row).map_err(|error| error.during(statement))?;
            Ok(Plan::new(counted))
        };
        async { note(answer.await, |_| 0) }
            .instrument(span("plan", statement))
            .await
    }

    /// The plan that PostgreSQL makes for the statement, as EXPLAIN prints it. The statement is not run.
    ///
    /// # Errors
    /// When the server refuses the statement or the connection is lost.
    pub async fn explain<E: Executor + ?Sized>(&self, db: &E) -> Result<String> {
        let mut rows = send(
            db,
            Call::explain(self.statement.statement, &self.params).shaped(self.shape),
        )
        .await?;
        let mut plan = String::new();
        while let Some(row) = rows.next().await? {
            let line: String = crate::decode::get::<crate::sql::Text, _>(&row, 0)?;
            if !plan.is_empty() {
                plan.push('\n');
            }
            plan.push_str(&line);
        }
        Ok(plan)
    }
}

impl<'q, R, const N: usize> Query<'q, R, N> {
    /// All rows.
    ///
    /// # Errors
    /// When the server refuses the statement, the connection is lost, or a row does not have the declared types.
    pub async fn fetch_all<E: Executor + ?Sized>(self, db: &E) -> Result<Vec<R>> {
        let statement = self.statement.statement;
        let answer = async {
            let call = Call::new(statement, &self.params)
                .shaped(self.shape)
                .for_rows()?;
            let mut rows = send(db, call).await?;
            let mut all = Vec::new();
            while let Some(row) = rows.next().await? {
                all.push((self.statement.decode)(&row).map_err(|error| error.during(statement))?);
            }
            Ok(all)
        };
        async { note(answer.await, |all| all.len() as u64) }
            .instrument(span("fetch_all", statement))
            .await
    }

    /// The first row, if there is one. Further rows are read and dropped; `limit 1` keeps the server from sending them.
    ///
    /// # Errors
    /// As [`Query::fetch_all`].
    pub async fn fetch_optional<E: Executor + ?Sized>(self, db: &E) -> Result<Option<R>> {
        let statement = self.statement.statement;
        let answer = self.first(db);
        async { note(answer.await, |row| u64::from(row.is_some())) }
            .instrument(span("fetch_optional", statement))
            .await
    }

    /// The first row.
    ///
    /// # Errors
    /// As [`Query::fetch_optional`], and when there is no row ([`Error::is_no_rows`]).
    pub async fn fetch_one<E: Executor + ?Sized>(self, db: &E) -> Result<R> {
        let statement = self.statement.statement;
        let answer = async {
            let row = self.first(db).await?;
            row.ok_or_else(|| Error::new(Kind::NoRows).during(statement))
        };
        async { note(answer.await, |_| 1) }
            .instrument(span("fetch_one", statement))
            .await
    }

    async fn first<E: Executor + ?Sized>(self, db: &E) -> Result<Option<R>> {
        let statement = self.statement.statement;
        let call = Call::new(statement, &self.params)
            .shaped(self.shape)
            .for_rows()?;
        let mut rows = send(db, call).await?;
        let Some(row) = rows.next().await? else {
            return Ok(None);
        };
        let first = (self.statement.decode)(&row).map_err(|error| error.during(statement))?;
        // Only the end of the answer tells whether the statement succeeded: an error may follow the first row.
        rows.finish().await?;
        Ok(Some(first))
    }

    /// The rows one after the other, as they arrive: memory does not grow with their number, because the connection is read only
    /// as fast as the stream is. Nothing is sent before the first row is asked for.
    ///
    /// A stream that is dropped early leaves its connection usable. While it is read, its connection answers nothing else: other statements
    /// need another connection, which a pool gives them. One of ours refuses them; a client of `tokio-postgres` would let both wait for
    /// ever.
    pub fn fetch<'e, E: Executor + ?Sized>(self, db: &'e E) -> RowStream<'e, R>
    where
        'q: 'e,
        R: 'e,
    {
        RowStream::new(self.statement, self.params, self.shape, db)
    }
}

impl<R, const N: usize> fmt::Debug for Query<'_, R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("sql", &self.sql())
            .finish_non_exhaustive()
    }
}

/// The one row that counts effects.
async fn report(rows: &mut Rows<'_>) -> Result<Row> {
    let row = rows.next().await?;
    let row = row.ok_or_else(|| Error::new(Kind::Protocol))?;
    // Only the end of the answer tells whether the statement succeeded.
    rows.finish().await?;
    Ok(row)
}

/// Sends a call. What happens on the way is kept in a box, as a future of some kilobytes in the user's own would be copied each time that
/// one is moved.
async fn send<'e, E: Executor + ?Sized>(db: &'e E, call: Call<'_>) -> Result<Rows<'e>> {
    Box::pin(db.run(call)).await
}
