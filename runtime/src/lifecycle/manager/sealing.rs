//! Changes whose rows' content is sealed beside their history.

use super::super::action::Change;
use super::super::hooks::Hooks;
use super::super::table::Lifecycle;
use super::Manager;
use crate::bind::Param;
use crate::effects::Effects;
use crate::error::{Error, Result, Unmet};
use crate::executor::Executor;
use crate::history::sealed::{KeyProvider, Sealed, Sealer, Transacts};
use crate::statement::Statement;

impl<'a, T: Lifecycle, E: Transacts + ?Sized, H: Hooks<T>> Manager<'a, T, E, H> {
    /// Seals what the declared columns of each row hold that a method deletes, restores or hard-deletes by key, beside its history; and destroys the data keys of
    /// the subjects that a method erases, so that nothing sealed of them can be read again. The table must have `audit`.
    ///
    /// Content is known to the server alone while one statement runs, so each statement becomes a transaction: BEGIN; the rows are locked and read, and
    /// changed, in one round trip; what was sealed is stored in another; COMMIT. That is four round trips in place of one, and three for an
    /// erasure. In a transaction of the application it is two, and one. What the key provider needs comes on top of it.
    ///
    /// Of rows that follow those named by key (children that a deletion takes along) the content is not sealed; but where an erasure overwrites children that have
    /// `audit`, their own data keys are destroyed as well. [`Manager::hard_delete_before`] and [`Manager::purge`], which name no keys, are refused. A row that is in
    /// an archive is not read: its content was sealed when it was deleted.
    #[must_use]
    pub fn sealing<K: KeyProvider>(self, sealer: &'a Sealer<'_, T, K>) -> Self {
        Manager {
            sealing: Some(sealer),
            ..self
        }
    }
}

impl<T: Lifecycle, E: Executor + ?Sized, H: Hooks<T>> Manager<'_, T, E, H> {
    /// Sends the statement of a change, with what belongs to it.
    pub(super) async fn send(
        &self,
        change: Change,
        statement: &'static Statement,
        params: &[Param<'_>],
        keys: &[T::Key],
    ) -> Result<Effects> {
        let Some(sealer) = self.sealing else {
            return self.sender().effects(statement, params).await;
        };
        let erases = match change {
            Change::Erase => true,
            Change::Delete | Change::Restore | Change::RestoreWithParents | Change::HardDelete => {
                false
            }
        };
        let with_keys = Sealed {
            statement,
            params,
            keys,
            erases,
        };
        sealer.change(self.sender(), with_keys).await
    }

    /// Refuses what names no keys.
    pub(super) fn not_sealed(&self) -> Result<()> {
        match self.sealing {
            Some(_) => Err(Error::unmet(Unmet::NotByKey)),
            None => Ok(()),
        }
    }
}
