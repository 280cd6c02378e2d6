//! What the manager was asked for and did not do.

use super::{Error, Kind};

/// Why it was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unmet {
    /// There is no row of this key.
    NotFound,
    /// The row to be deleted is deleted already.
    AlreadyDeleted,
    /// The row to be restored is not deleted.
    NotDeleted,
    /// The row to be really deleted is active, on hold, or not past retention.
    Kept,
    /// A hook refused it.
    Vetoed,
    /// It was done, and the hook after it failed.
    HookFailed,
    /// A setting has a value that it cannot have.
    Setting,
    /// The table keeps no history, and must.
    NoAudit,
    /// The deletion changes rows of other tables, and must not.
    Spreads,
    /// There is no place for the reason that was given.
    NoReason,
    /// Nothing is declared to be personal.
    NothingPersonal,
    /// The table does not say when rows were marked.
    Undated,
    /// The content of rows that are not named by key is not known beforehand.
    #[cfg(feature = "seal")]
    NotByKey,
}

impl Unmet {
    pub(super) fn message(self) -> &'static str {
        match self {
            Unmet::NotFound => "there is no row of this key",
            Unmet::AlreadyDeleted => "the row is deleted already",
            Unmet::NotDeleted => "the row is not deleted",
            Unmet::Kept => {
                "the row must be kept: it is active, on hold, or not yet past its retention"
            }
            Unmet::Vetoed => "a hook refused the change, and nothing was sent",
            Unmet::HookFailed => "the statement succeeded, and the hook after it failed",
            Unmet::Setting => "a setting cannot be used",
            Unmet::NoAudit => "the table keeps no history",
            Unmet::Spreads => {
                "deleting from the table changes rows of other tables, which the settings forbid; nothing was sent"
            }
            Unmet::NoReason => {
                "the table has no place for the reason of such a change, and nothing was sent"
            }
            Unmet::NothingPersonal => {
                "neither the table nor any that refers to it has columns declared to be personal, so there is nothing to erase"
            }
            Unmet::Undated => {
                "the table does not say when its rows were marked, so their age is not known; nothing was sent"
            }
            #[cfg(feature = "seal")]
            Unmet::NotByKey => {
                "a manager that seals content knows that of rows named by key only; nothing was sent"
            }
        }
    }

    pub(super) fn hint(self) -> Option<&'static str> {
        Some(match self {
            Unmet::NotFound => "use the method without `_strict` where that is an answer",
            Unmet::AlreadyDeleted | Unmet::NotDeleted => {
                "nothing was changed; use the method without `_strict` where that is an answer"
            }
            Unmet::Kept => {
                "nothing was changed; delete it first, wait until its retention is over, or end the hold"
            }
            Unmet::Vetoed | Unmet::Setting => return None,
            Unmet::HookFailed => {
                "what was done stays done, unless this error leaves a transaction and rolls it back"
            }
            Unmet::NoAudit => "declare it with `#[table(…, audit)]`",
            Unmet::Spreads => {
                "plan the deletion (`plan_delete`) and set `Cascade::Follow` where it is meant"
            }
            Unmet::NoReason => {
                "leave `because` out, name a column for it (`soft_delete(…, reason = \"…\")`), or declare the table with `audit`"
            }
            Unmet::NothingPersonal => "say `#[column(personal)]` of the columns to be overwritten",
            Unmet::Undated => "give the table a column for the time (`soft_delete(…, at = \"…\")`)",
            #[cfg(feature = "seal")]
            Unmet::NotByKey => {
                "use `hard_delete_many` or `hard_delete_stream`, or a manager without `sealing`: what was sealed before stays"
            }
        })
    }
}

impl Error {
    pub(crate) fn unmet(unmet: Unmet) -> Error {
        Error::new(Kind::Unmet(unmet))
    }

    fn is_unmet(&self, unmet: Unmet) -> bool {
        *self.kind() == Kind::Unmet(unmet)
    }

    /// A strict method of the [`Manager`](crate::Manager) met no row of the key.
    pub fn is_not_found(&self) -> bool {
        self.is_unmet(Unmet::NotFound)
    }

    /// A strict deletion met a row that is deleted already.
    pub fn is_already_deleted(&self) -> bool {
        self.is_unmet(Unmet::AlreadyDeleted)
    }

    /// A strict restoration met a row that is not deleted.
    pub fn is_not_deleted(&self) -> bool {
        self.is_unmet(Unmet::NotDeleted)
    }

    /// A strict hard deletion met a row that must be kept: it is active, on hold, or not past retention.
    pub fn is_kept(&self) -> bool {
        self.is_unmet(Unmet::Kept)
    }

    /// A hook refused what was to be done, and nothing was; [`source`](std::error::Error::source) is why, and [`Error::downcast_ref`] finds it.
    pub fn is_vetoed(&self) -> bool {
        self.is_unmet(Unmet::Vetoed)
    }

    /// A hook failed after the statement had succeeded; [`source`](std::error::Error::source) is why, and [`Error::downcast_ref`] finds it. What
    /// the statement did stays done, unless a transaction around it is rolled back.
    pub fn is_hook_failure(&self) -> bool {
        self.is_unmet(Unmet::HookFailed)
    }

    /// The table or the settings do not allow what was asked of a [`Manager`](crate::Manager): no history where it is required, a deletion that
    /// spreads where it must not, a reason without a place for it, nothing personal to erase, an age that is not known, content to be sealed of rows that
    /// are not named by key. Nothing was sent.
    pub fn is_not_allowed(&self) -> bool {
        #[cfg(feature = "seal")]
        if self.is_unmet(Unmet::NotByKey) {
            return true;
        }
        matches!(
            self.kind(),
            Kind::Unmet(
                Unmet::NoAudit
                    | Unmet::Spreads
                    | Unmet::NoReason
                    | Unmet::NothingPersonal
                    | Unmet::Undated
            )
        )
    }

    /// A setting, of code or of the environment, or a connection string that cannot be used.
    pub fn is_configuration(&self) -> bool {
        self.is_unmet(Unmet::Setting) || *self.kind() == Kind::Configuration
    }
}
