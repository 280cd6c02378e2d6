//! The changes that are made by key: which statement makes one, with which hooks around it.

use super::hooks::{Event, HookError, Hooks};
use super::table::{Lifecycle, Statements};
use crate::effects::Effects;
use crate::error::{Error, Kind, Result, Unmet};
use crate::statement::Statement;

/// What is done to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Delete,
    Restore,
    RestoreWithParents,
    HardDelete,
    Erase,
}

impl Change {
    /// The statement that makes it by key.
    pub(super) fn statement(self, statements: &'static Statements) -> Result<&'static Statement> {
        match self {
            Change::Delete => Ok(&statements.delete),
            Change::Restore => Ok(&statements.restore),
            // Without parents there is nothing to restore beside the rows themselves.
            Change::RestoreWithParents => Ok(statements
                .restore_with_parents
                .as_ref()
                .unwrap_or(&statements.restore)),
            Change::HardDelete => Ok(&statements.hard_delete),
            Change::Erase => statements
                .erase
                .as_ref()
                .ok_or_else(|| Error::unmet(Unmet::NothingPersonal)),
        }
    }

    /// Whether the statement has a parameter for a reason.
    pub(super) fn takes_reason(self, statements: &Statements) -> bool {
        match self {
            Change::Delete => statements.takes_reason,
            Change::Restore | Change::RestoreWithParents | Change::Erase => {
                statements.takes_reason_to_restore
            }
            Change::HardDelete => false,
        }
    }

    /// Why a row that exists was not changed.
    pub(super) fn unchanged(self) -> Unmet {
        match self {
            Change::Delete => Unmet::AlreadyDeleted,
            Change::Restore | Change::RestoreWithParents => Unmet::NotDeleted,
            Change::HardDelete => Unmet::Kept,
            Change::Erase => Unmet::NotFound,
        }
    }

    pub(super) async fn before<T: Lifecycle>(
        self,
        hooks: &impl Hooks<T>,
        event: &Event<'_, T>,
    ) -> Result<()> {
        let outcome: Result<(), HookError> = match self {
            Change::Delete => hooks.before_delete(event).await,
            Change::Restore | Change::RestoreWithParents => hooks.before_restore(event).await,
            Change::HardDelete => hooks.before_hard_delete(event).await,
            Change::Erase => hooks.before_erase(event).await,
        };
        outcome.map_err(|why| Error::because(Kind::Unmet(Unmet::Vetoed), why))
    }

    pub(super) async fn after<T: Lifecycle>(
        self,
        hooks: &impl Hooks<T>,
        event: &Event<'_, T>,
        effects: &Effects,
    ) -> Result<()> {
        let outcome: Result<(), HookError> = match self {
            Change::Delete => hooks.after_delete(event, effects).await,
            Change::Restore | Change::RestoreWithParents => {
                hooks.after_restore(event, effects).await
            }
            Change::HardDelete => hooks.after_hard_delete(event, effects).await,
            Change::Erase => hooks.after_erase(event, effects).await,
        };
        outcome.map_err(|why| Error::because(Kind::Unmet(Unmet::HookFailed), why))
    }
}
