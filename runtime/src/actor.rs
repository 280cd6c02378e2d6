//! Who acts.

use std::fmt;

use crate::call::Call;
use crate::error::Result;
use crate::executor::Executor;
use crate::rows::Rows;

/// An executor together with the actor it acts for; made by [`Executor::as_actor`].
pub struct AsActor<'a, E: ?Sized> {
    pub(crate) executor: &'a E,
    pub(crate) actor: &'a str,
    pub(crate) announces: bool,
}

impl<'a, E: ?Sized> AsActor<'a, E> {
    pub(crate) fn new(executor: &'a E, actor: &'a str) -> AsActor<'a, E> {
        AsActor {
            executor,
            actor,
            announces: false,
        }
    }

    /// The same executor, which also tells the server who acts: row-level security, triggers and defaults of columns find the actor by
    /// `current_setting('softdelete.actor', true)`, which is NULL or empty where nobody was announced.
    ///
    /// The setting is one of the transaction and ends with it, so that nobody who uses the connection later acts in that name. Outside of a
    /// transaction, BEGIN, the setting, the statement and COMMIT are sent at once; in one, the setting is sent with the statement, if the actor
    /// has changed. Neither costs a round trip.
    ///
    /// In a transaction of ours in which an actor was announced, other statements are announced too, so that none acts for that of
    /// an earlier one; in one of another crate the setting stays until it is announced anew or the transaction ends. Of other crates' executors,
    /// transactions and pools can announce; a client cannot ([`Error`](crate::Error) says so before anything is sent), as others may use it at the same time.
    ///
    /// [`PoolBuilder::announce_actor`](crate::PoolBuilder::announce_actor) does so for all statements of a pool.
    #[must_use = "an executor does nothing until a statement is sent through it"]
    pub fn announced(self) -> AsActor<'a, E> {
        AsActor {
            announces: true,
            ..self
        }
    }

    /// Who acts.
    pub fn actor(&self) -> &'a str {
        self.actor
    }
}

impl<E: ?Sized> fmt::Debug for AsActor<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The actor may be a person.
        f.debug_struct("AsActor")
            .field("announces", &self.announces)
            .finish_non_exhaustive()
    }
}

impl<E: ?Sized> Clone for AsActor<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: ?Sized> Copy for AsActor<'_, E> {}

impl<E: Executor + ?Sized> Executor for AsActor<'_, E> {
    async fn run<'a>(&'a self, call: Call<'_>) -> Result<Rows<'a>> {
        let call = call.by(Some(self.actor)).announced(self.announces);
        self.executor.run(call).await
    }
}
