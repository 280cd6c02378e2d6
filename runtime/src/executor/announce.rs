//! The actor as a setting of the transaction, for row-level security and triggers.
//!
//! `softdelete.actor` is set by `set_config(…, true)`, which takes the actor as a parameter and lasts until the transaction ends. It costs no
//! round trip: everything is sent before the first answer is awaited.
//!
//! All that belongs together is sent within one poll. So a call that is given up has sent all of it, its COMMIT included, or nothing:
//! no transaction stays open behind it.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_util::future::{MaybeDone, maybe_done};
use postgres_types::Type;
use tokio_postgres::Client;

use crate::error::{Error, Kind, Result};
use crate::rows::Rows;

mod known;

pub(crate) use known::Announced;

const SET: &str = "SELECT pg_catalog.set_config('softdelete.actor', $1, true)";

/// The end of a transaction that was sent behind its statement.
pub(crate) type End<'a> =
    Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + Send + 'a>>;

/// What a call wants announced.
#[derive(Clone, Copy)]
pub(crate) struct Wish<'a> {
    /// Whether it was asked for.
    pub(crate) announces: bool,
    pub(crate) actor: Option<&'a str>,
}

impl<'a> Wish<'a> {
    /// The actor to announce where nothing was announced before.
    pub(crate) fn fresh(self) -> Option<&'a str> {
        self.actor.filter(|_| self.announces)
    }
}

/// Keeps what belongs together on one connection from being mixed with what another thread sends there.
#[derive(Debug)]
pub(crate) struct Turn(Mutex<()>);

impl Turn {
    pub(crate) const fn new() -> Turn {
        Turn(Mutex::new(()))
    }

    /// Polls `future` for the first time, which is when requests are sent, in a turn of its own.
    pub(crate) async fn take<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let mut sent = false;
        poll_fn(|cx| {
            let _turn = (!sent).then(|| self.lock());
            sent = true;
            future.as_mut().poll(cx)
        })
        .await
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        // It guards nothing that a panic could leave half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a statement in an open transaction, behind the announcement of its actor if that is another one than before. Of a transaction of
/// another crate nothing is known, and every actor is announced.
pub(crate) async fn within(
    client: &Client,
    turn: &Turn,
    announced: Option<&Announced>,
    wish: Wish<'_>,
    run: impl Future<Output = Result<Rows<'static>>>,
) -> Result<Rows<'static>> {
    let mut setting = pin!(maybe_done(set_actor(client, wish.actor)));
    let mut run = pin!(maybe_done(run));
    let (mut sent, mut concerned) = (false, false);
    poll_fn(|cx| -> Poll<Result<()>> {
        if !sent {
            sent = true;
            // Not before the first poll, so that statements that are awaited together know what those before them announced.
            let _turn = turn.lock();
            concerned = match announced {
                Some(announced) => announced.concerns(wish),
                None => wish.fresh().is_some(),
            };
            if concerned {
                start(setting.as_mut(), cx)?;
                if let Some(announced) = announced {
                    announced.set(wish.actor.unwrap_or_default());
                }
            }
            let _ = run.as_mut().poll(cx);
        }
        let is_set = !concerned || setting.as_mut().poll(cx).is_ready();
        if run.as_mut().poll(cx).is_ready() && is_set {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    })
    .await?;
    // Of what comes after a refusal the server says only that it does.
    setting.take_output().transpose()?;
    outcome(run)
}

/// Runs a statement on a connection without an open transaction, in a transaction of its own in which its actor is announced. The rows end
/// with the answer to `end`, which sends COMMIT.
pub(crate) async fn alone<'r>(
    client: &Client,
    turn: &Turn,
    actor: &str,
    run: impl Future<Output = Result<Rows<'static>>>,
    mut end: End<'r>,
) -> Result<Rows<'r>> {
    let mut begin = pin!(maybe_done(async {
        client.batch_execute("BEGIN").await.map_err(Error::from)
    }));
    let mut setting = pin!(maybe_done(set_actor(client, Some(actor))));
    let mut run = pin!(maybe_done(run));
    let mut sent = false;
    poll_fn(|cx| -> Poll<Result<()>> {
        if !sent {
            sent = true;
            let _turn = turn.lock();
            start(begin.as_mut(), cx)?;
            // A parameter that cannot be sent leaves the transaction empty, and so is what is committed.
            let refused = start(setting.as_mut(), cx).and_then(|()| start(run.as_mut(), cx));
            let _ = end.as_mut().poll(cx);
            refused?;
        }
        // All are polled whenever one may have come, as the connection reads no further while an answer is not taken.
        let has_begun = begin.as_mut().poll(cx).is_ready();
        let is_set = setting.as_mut().poll(cx).is_ready();
        if run.as_mut().poll(cx).is_ready() && is_set && has_begun {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    })
    .await?;
    begin.take_output().transpose()?;
    setting.take_output().transpose()?;
    Ok(outcome(run)?.ending(end))
}

async fn set_actor(client: &Client, actor: Option<&str>) -> Result<()> {
    let actor = actor.unwrap_or_default();
    if actor.contains('\0') {
        // The server would refuse it too, and with it the whole transaction.
        return Err(Error::new(Kind::Actor));
    }
    client.execute_typed(SET, &[(&actor, Type::TEXT)]).await?;
    Ok(())
}

/// Sends a request. It is an error if that is not possible.
fn start<F, T>(mut request: Pin<&mut MaybeDone<F>>, cx: &mut Context<'_>) -> Result<()>
where
    F: Future<Output = Result<T>>,
{
    if request.as_mut().poll(cx).is_ready()
        && request
            .as_mut()
            .output_mut()
            .is_some_and(|outcome| outcome.is_err())
        && let Some(Err(error)) = request.take_output()
    {
        return Err(error);
    }
    Ok(())
}

fn outcome<F, T>(request: Pin<&mut MaybeDone<F>>) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    request
        .take_output()
        .unwrap_or_else(|| Err(Error::new(Kind::Protocol)))
}
