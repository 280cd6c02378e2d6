//! One connection to the server, with its prepared statements.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use postgres_types::Type;
use tokio::runtime::Handle;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::cache::{Cache, Generation};
use crate::call::Call;
use crate::error::{Error, Kind, Misuse, Result};
use crate::executor::announce::{self, Announced, Turn};
use crate::executor::run_unnamed;
use crate::pool::Connect;
use crate::rows::Rows;

mod first;

use first::First;

/// Where a statement is sent.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    /// Outside of transactions.
    Alone,
    /// Into the open transaction of which this is known.
    Within(&'a Announced),
}

/// A connection of ours.
pub(crate) struct Session {
    client: Client,
    /// `None` where statements are not to be prepared.
    cache: Option<Mutex<Cache>>,
    server: Arc<dyn Connect>,
    /// Whether all actors are announced.
    announces: bool,
    turn: Turn,
    /// How many statements were sent of which not all of the answer was seen.
    unfinished: AtomicU32,
    /// How many streams are being read.
    streams: AtomicU32,
    discard: AtomicBool,
}

impl Session {
    pub(crate) fn new(
        client: Client,
        server: Arc<dyn Connect>,
        statement_cache: usize,
        announces: bool,
        generation: Generation,
    ) -> Session {
        let cache =
            (statement_cache > 0).then(|| Mutex::new(Cache::new(statement_cache, generation)));
        Session {
            client,
            cache,
            server,
            announces,
            turn: Turn::new(),
            unfinished: AtomicU32::new(0),
            streams: AtomicU32::new(0),
            discard: AtomicBool::new(false),
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Whether the connection cannot or should not be used again.
    pub(crate) fn is_broken(&self) -> bool {
        self.client.is_closed() || self.discard.load(Ordering::Relaxed)
    }

    /// Keeps the connection from going back to its pool.
    pub(crate) fn discard(&self) {
        self.discard.store(true, Ordering::Relaxed);
    }

    /// Runs a call as a prepared statement, in one round trip also when it has to be prepared first.
    pub(crate) async fn run(
        self: &Arc<Self>,
        call: Call<'_>,
        place: Place<'_>,
    ) -> Result<Rows<'static>> {
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let unfinished = Unfinished(self.clone());
        match self.send(call.announced(self.announces), place).await {
            Ok(rows) => Ok(rows.of_session(unfinished)),
            Err(error) => {
                self.saw(&error);
                unfinished.finish();
                Err(error)
            }
        }
    }

    /// Called when nobody will use the connection before it goes back to its pool. A statement that was given up half-way may have the server
    /// busy for long, and the next user of the connection would wait for it: then the connection is given up too, and the server
    /// asked to stop. As nothing else is sent on it, that cannot hit another statement.
    pub(crate) fn leave(&self) {
        if self.unfinished.load(Ordering::Relaxed) == 0 {
            return;
        }
        self.discard();
        if let Ok(runtime) = Handle::try_current()
            && !self.client.is_closed()
        {
            runtime.spawn(self.server.cancel(self.client.cancel_token()));
        }
    }

    /// Gives the connection up once the server has said that it ends it, which may be some time before the socket closes.
    pub(crate) fn saw(&self, error: &Error) {
        if error.is_connection_lost() {
            self.discard();
        }
    }

    /// Notes that rows are taken one by one, until what is returned is dropped.
    pub(crate) fn streaming(self: Arc<Self>) -> Streaming {
        self.streams.fetch_add(1, Ordering::Relaxed);
        Streaming(self)
    }

    async fn send(self: &Arc<Self>, call: Call<'_>, place: Place<'_>) -> Result<Rows<'static>> {
        if self.streams.load(Ordering::Relaxed) > 0 {
            // The answer would come behind the stream's rows. Whoever waits for it before taking them, as a loop over the stream does, waits for
            // ever; but only if they are more than the buffers on the way hold, which a test seldom tries.
            return Err(Error::new(Kind::Misuse(Misuse::Streaming)).during(call.statement));
        }
        let Some(cache) = self.cache.as_ref().filter(|_| call.is_cacheable()) else {
            let run = run_unnamed(&self.client, &call);
            return self.deliver(&call, place, run).await;
        };
        call.check()?;
        // A statement of its own, so that the lock is not held while the server is waited for.
        let prepared = lock(cache).get(call.statement, call.shape);
        let Some(prepared) = prepared else {
            let run = self.run_first(&call, cache);
            return self.deliver(&call, place, run).await;
        };
        let run = self.run_prepared(&call, &prepared);
        let error = match self.deliver(&call, place, run).await {
            Err(error) if error.is_stale_plan() => error,
            outcome => return outcome,
        };
        lock(cache).forget();
        // The server refuses a stale plan before it runs anything, so running it anew does nothing twice. Within a transaction
        // the refusal has aborted everything, and only the whole transaction can be run anew.
        if let Place::Within(_) = place {
            return Err(error);
        }
        let run = self.run_first(&call, cache);
        match self.deliver(&call, place, run).await {
            Err(again) if again.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION) => Err(error),
            outcome => outcome,
        }
    }

    /// Sends what `run` sends, with what its actor needs before and behind it.
    async fn deliver(
        self: &Arc<Self>,
        call: &Call<'_>,
        place: Place<'_>,
        run: impl Future<Output = Result<Rows<'static>>>,
    ) -> Result<Rows<'static>> {
        let wish = call.wish();
        if self.client.is_closed() {
            // Told apart from a connection that is lost when the statement may have been sent.
            return Err(Error::new(Kind::Closed).during(call.statement));
        }
        let rows = match (place, wish.fresh()) {
            (Place::Alone, None) => self.turn.take(run).await,
            (Place::Alone, Some(actor)) => {
                let session = self.clone();
                let end = Box::pin(async move { session.client.batch_execute("COMMIT").await });
                announce::alone(&self.client, &self.turn, actor, run, end).await
            }
            (Place::Within(announced), _) => {
                announce::within(&self.client, &self.turn, Some(announced), wish, run).await
            }
        };
        rows.map_err(|error| {
            let error = error.during(call.statement);
            match place {
                Place::Alone => error.outside_transaction(),
                Place::Within(_) => error,
            }
        })
    }

    async fn run_prepared(
        &self,
        call: &Call<'_>,
        prepared: &tokio_postgres::Statement,
    ) -> Result<Rows<'static>> {
        match self.client.query_raw(prepared, call.values()).await {
            Ok(answer) => Ok(Rows::new(answer, call.statement)),
            Err(error) => Err(Error::from(error).during(call.statement)),
        }
    }

    /// Prepares a statement and runs it unnamed, both at once: the prepared form, whose name the client learns from the answer,
    /// serves from the next time on.
    async fn run_first(&self, call: &Call<'_>, cache: &Mutex<Cache>) -> Result<Rows<'static>> {
        let statement = call.statement;
        let sql = call.sql();
        let first = first::send(
            self.client.prepare_typed(&sql, statement.params),
            self.client.check_connection(),
            self.client.query_typed_raw(&sql, call.typed_values()),
        )
        .await;
        let (prepared, answer) = match first {
            First::Both(prepared, answer) => (prepared, answer),
            First::UnknownTypes(prepared) => {
                let error = match prepared {
                    Ok(prepared) => foreign_column(&prepared),
                    Err(error) => Error::from(error),
                };
                return Err(error.during(statement));
            }
        };
        let refused = match prepared {
            Ok(prepared) => {
                lock(cache).insert(statement, call.shape, prepared);
                None
            }
            Err(error) => Some(error),
        };
        match (answer, refused) {
            (Ok(answer), _) => Ok(Rows::new(answer, statement)),
            // In a transaction the server says of everything after the first refusal only that it comes after one.
            (Err(after), Some(first))
                if after.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION) =>
            {
                Err(Error::from(first).during(statement))
            }
            (Err(error), _) => Err(Error::from(error).during(statement)),
        }
    }

    /// Sends a command without waiting for its answer, which the next statement will wait behind.
    pub(crate) fn send_and_forget(&self, sql: &str) {
        // A request is sent when its future is first polled.
        if let Some(Err(_)) = self.client.batch_execute(sql).now_or_never() {
            self.discard();
        }
    }
}

/// A statement that was sent. Dropping this leaves it unfinished for good.
pub(crate) struct Unfinished(Arc<Session>);

impl Unfinished {
    pub(crate) fn session(&self) -> &Arc<Session> {
        &self.0
    }

    /// Notes that all of the answer was seen.
    pub(crate) fn finish(self) {
        self.0.unfinished.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A stream of the connection that is being read.
pub(crate) struct Streaming(Arc<Session>);

impl Drop for Streaming {
    fn drop(&mut self) {
        self.0.streams.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The error for a result with a column that is not of a type of PostgreSQL's own, which no compiled statement has.
fn foreign_column(prepared: &tokio_postgres::Statement) -> Error {
    let foreign = prepared
        .columns()
        .iter()
        .find(|column| Type::from_oid(column.type_().oid()).is_none());
    match foreign {
        Some(column) => Error::new(Kind::ForeignType {
            column: column.name().to_owned(),
            found: column.type_().to_string(),
        }),
        None => Error::new(Kind::Protocol),
    }
}

fn lock(cache: &Mutex<Cache>) -> MutexGuard<'_, Cache> {
    // A panic cannot leave the cache half changed.
    cache.lock().unwrap_or_else(PoisonError::into_inner)
}
