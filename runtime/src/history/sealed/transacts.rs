//! Executors that a transaction can be had from.

use std::future::Future;

use crate::actor::AsActor;
use crate::error::Result;
use crate::executor::Executor;
use crate::pool::Pool;
use crate::transaction::Transaction;

/// An executor in which several statements can be one transaction: a [`Pool`], which begins one, a pool [acting for somebody](Executor::as_actor), or a
/// [`Transaction`], which is one.
#[diagnostic::on_unimplemented(
    message = "content cannot be sealed through a `{Self}`",
    note = "pass a reference to a `softdelete::Pool` or `Transaction`"
)]
pub trait Transacts: Executor {
    /// Begins a transaction, if this is not one.
    #[doc(hidden)]
    fn begin_work(&self) -> impl Future<Output = Result<Work<'_>>> + Send;
}

/// A transaction, of this crate's own or of the application.
#[doc(hidden)]
#[derive(Debug)]
pub struct Work<'a>(Whose<'a>);

#[derive(Debug)]
enum Whose<'a> {
    Own(Transaction),
    Theirs(&'a Transaction),
}

impl Work<'_> {
    pub(super) fn transaction(&self) -> &Transaction {
        match &self.0 {
            Whose::Own(transaction) => transaction,
            Whose::Theirs(transaction) => transaction,
        }
    }

    /// Whether it can be run again from its beginning.
    pub(super) fn is_own(&self) -> bool {
        matches!(self.0, Whose::Own(_))
    }

    /// Commits it, unless that is for the application to do.
    pub(super) async fn end(self) -> Result<()> {
        match self.0 {
            Whose::Own(transaction) => transaction.commit().await,
            Whose::Theirs(_) => Ok(()),
        }
    }
}

impl Transacts for Pool {
    async fn begin_work(&self) -> Result<Work<'_>> {
        Ok(Work(Whose::Own(self.begin().await?)))
    }
}

impl Transacts for AsActor<'_, Pool> {
    async fn begin_work(&self) -> Result<Work<'_>> {
        Ok(Work(Whose::Own(self.build_transaction().begin().await?)))
    }
}

impl Transacts for Transaction {
    async fn begin_work(&self) -> Result<Work<'_>> {
        Ok(Work(Whose::Theirs(self)))
    }
}
