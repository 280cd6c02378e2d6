//! Who acts.

use crate::call::Call;
use crate::error::Result;
use crate::executor::Executor;
use crate::rows::Rows;

/// An executor together with the actor it acts for; made by [`Executor::as_actor`].
#[derive(Debug)]
pub struct AsActor<'a, E: ?Sized> {
    pub(crate) executor: &'a E,
    pub(crate) actor: &'a str,
}

impl<'a, E: ?Sized> AsActor<'a, E> {
    pub(crate) fn new(executor: &'a E, actor: &'a str) -> AsActor<'a, E> {
        AsActor { executor, actor }
    }

    /// Who acts.
    pub fn actor(&self) -> &'a str {
        self.actor
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
        self.executor.run(call.by(Some(self.actor))).await
    }
}
