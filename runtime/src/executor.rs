//! What statements can be sent through.

use std::future::Future;
use std::sync::Arc;

use crate::actor::AsActor;
use crate::call::Call;
use crate::error::{Error, Kind, Misuse, Result};
use crate::rows::Rows;
use crate::watch::Watch;
use announce::Turn;

pub(crate) mod announce;
mod bb8;
#[cfg(feature = "deadpool")]
mod deadpool;

/// Something that statements can be sent through, by reference: a [`Pool`](crate::Pool), a [`Connection`](crate::Connection) or
/// [`Transaction`](crate::Transaction) of ours, which prepare each statement once a connection; or a client, transaction or pool
/// of `tokio-postgres`, `bb8-postgres` or `deadpool-postgres`, to which statements go unnamed. Each call is one round trip.
#[diagnostic::on_unimplemented(
    message = "statements cannot be sent through a `{Self}`",
    note = "pass a reference to a `softdelete::Pool`, `Connection` or `Transaction`, or to a client, transaction or pool of `tokio-postgres`, \
            `bb8-postgres` or (with the cargo feature `deadpool`) `deadpool-postgres`"
)]
pub trait Executor: Sync {
    /// Sends a call and returns the beginning of its answer.
    #[doc(hidden)]
    fn run<'a>(&'a self, call: Call<'_>) -> impl Future<Output = Result<Rows<'a>>> + Send;

    /// The same executor, acting for `actor`: deletions and restorations through it that do not say `by` are recorded as theirs.
    fn as_actor<'a>(&'a self, actor: &'a str) -> AsActor<'a, Self> {
        AsActor::new(self, actor)
    }
}

impl<E: Executor + ?Sized> Executor for &E {
    fn run<'a>(&'a self, call: Call<'_>) -> impl Future<Output = Result<Rows<'a>>> + Send {
        (**self).run(call)
    }
}

impl<E: Executor + ?Sized> Executor for &mut E {
    fn run<'a>(&'a self, call: Call<'_>) -> impl Future<Output = Result<Rows<'a>>> + Send {
        (**self).run(call)
    }
}

impl<E: Executor + Send + ?Sized> Executor for std::sync::Arc<E> {
    fn run<'a>(&'a self, call: Call<'_>) -> impl Future<Output = Result<Rows<'a>>> + Send {
        (**self).run(call)
    }
}

impl Executor for tokio_postgres::Client {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        run_shared(self, call).await
    }
}

impl Executor for tokio_postgres::Transaction<'_> {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        run_within(self.client(), call).await
    }
}

/// Sends a call through a client that others may use at the same time, and that may be in a transaction or not.
pub(crate) async fn run_shared(
    client: &tokio_postgres::Client,
    call: Call<'_>,
) -> Result<Rows<'static>> {
    if call.wish().fresh().is_some() {
        return Err(Error::new(Kind::Misuse(Misuse::SharedClient)).during(call.statement));
    }
    let rows = run_unnamed(client, &call).await;
    // It may be in a transaction; but that is not known.
    rows.map_err(Error::outside_transaction)
}

/// Sends a call in a transaction of another crate.
pub(crate) async fn run_within(
    client: &tokio_postgres::Client,
    call: Call<'_>,
) -> Result<Rows<'static>> {
    // Whoever has the transaction has the client to himself, so that announcements of different transactions need no turns, and those of one
    // are mixed only by threads that share it. One lock for all of them keeps even these apart.
    static TURN: Turn = Turn::new();
    // It is not we who would run such a transaction again, so nobody asks what was seen.
    static UNASKED: Watch = Watch::new();
    let wish = call.wish();
    let run = run_unnamed(client, &call);
    let rows = if wish.fresh().is_none() {
        run.await
    } else {
        announce::within(client, &TURN, None, wish, run).await
    };
    rows.map(|rows| rows.watched(&UNASKED))
        .map_err(|error| error.during(call.statement))
}

/// Sends a call through a connection that was just taken from a pool of another crate, and that goes back after the last row.
pub(crate) async fn run_held<'a, C>(
    connection: C,
    client: fn(&C) -> &tokio_postgres::Client,
    call: Call<'_>,
) -> Result<Rows<'a>>
where
    C: Send + Sync + 'a,
{
    let Some(actor) = call.wish().fresh() else {
        return match run_unnamed(client(&connection), &call).await {
            Ok(rows) => Ok(rows.holding(connection)),
            Err(error) => Err(error.outside_transaction()),
        };
    };
    let connection = Arc::new(connection);
    let held = connection.clone();
    let end = Box::pin(async move { client(&held).batch_execute("COMMIT").await });
    let run = run_unnamed(client(&connection), &call);
    let rows = announce::alone(client(&connection), &Turn::new(), actor, run, end).await;
    rows.map_err(|error| error.during(call.statement).outside_transaction())
}

/// Sends a call as an unnamed statement: Parse, Bind, Describe, Execute and Sync travel together, and nothing is left behind on
/// the server, so that it is safe behind a proxy that hands each transaction to another connection.
///
/// The types of the parameters are given and those of the columns are PostgreSQL's own, so the client has nothing to look up. Where
/// the database has another type than was declared, tokio-postgres does look it up, and with a result larger than its buffers waits for
/// the answer for ever; on our own connections `session::first` guards against that, on clients of others only a time-out of the caller does.
pub(crate) async fn run_unnamed(
    client: &tokio_postgres::Client,
    call: &Call<'_>,
) -> Result<Rows<'static>> {
    call.check()?;
    match client
        .query_typed_raw(&call.sql(), call.typed_values())
        .await
    {
        Ok(answer) => Ok(Rows::new(answer, call.statement)),
        Err(error) => Err(Error::from(error).during(call.statement)),
    }
}
