//! The first use of a statement on a connection: it is prepared and run at once.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// What came of it: how preparing ended, and how running began.
pub(super) enum First<P, Q> {
    /// Both were answered.
    Both(P, Q),
    /// The result has a column whose type the client does not know. Preparing ended after it had asked the server for that
    /// type; the answer of the statement itself, which has run, was given up.
    UnknownTypes(P),
}

/// Sends three requests in this order before any is answered, so that they cost one round trip.
///
/// tokio-postgres asks the server for each type that it does not know, and must have that answer before it takes the first row. Where a large
/// result is on its way already, the answer comes behind rows that nobody takes, and all wait for ever. The request `between`, which
/// does nothing, tells: once it is answered, everything about the prepared form has come, and a `prepare` that goes on waiting waits for
/// a type. Then the rows are given up, which lets the answer through. (The requests of other crates' clients, which are not prepared, have no
/// such guard.)
pub(super) async fn send<P, Q>(
    prepare: impl Future<Output = P>,
    between: impl Future,
    run: impl Future<Output = Q>,
) -> First<P, Q> {
    let mut prepare = pin!(prepare);
    let mut between = pin!(between);
    let (mut prepared, mut is_between, mut answer) = (None, true, None);
    {
        // Dropped at the end of this block, which gives the rows up where there is no answer yet.
        let mut run = pin!(run);
        poll_fn(|cx| {
            if prepared.is_none()
                && let Poll::Ready(outcome) = prepare.as_mut().poll(cx)
            {
                prepared = Some(outcome);
            }
            if is_between && between.as_mut().poll(cx).is_ready() {
                is_between = false;
                // What `prepare` needs may have come just after it was polled above.
                if prepared.is_none()
                    && let Poll::Ready(outcome) = prepare.as_mut().poll(cx)
                {
                    prepared = Some(outcome);
                }
            }
            if !is_between && prepared.is_none() {
                return Poll::Ready(());
            }
            if answer.is_none()
                && let Poll::Ready(outcome) = run.as_mut().poll(cx)
            {
                answer = Some(outcome);
            }
            match (&prepared, &answer) {
                (Some(_), Some(_)) => Poll::Ready(()),
                _ => Poll::Pending,
            }
        })
        .await;
    }
    match (prepared, answer) {
        (Some(prepared), Some(answer)) => First::Both(prepared, answer),
        (Some(prepared), None) => First::UnknownTypes(prepared),
        (None, _) => First::UnknownTypes(prepare.await),
    }
}
