//! What a strict method of the manager found otherwise than it was to be.

use super::{Error, Kind};

/// The state in which a row was found.
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
        }
    }

    pub(super) fn hint(self) -> &'static str {
        match self {
            Unmet::NotFound => "use the method without `_strict` where that is an answer",
            Unmet::AlreadyDeleted | Unmet::NotDeleted => {
                "nothing was changed; use the method without `_strict` where that is an answer"
            }
            Unmet::Kept => {
                "nothing was changed; delete it first, wait until its retention is over, or end the hold"
            }
        }
    }
}

impl Error {
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

    /// A hook refused what was to be done, and nothing was; [`source`](std::error::Error::source) is why.
    pub fn is_vetoed(&self) -> bool {
        *self.kind() == Kind::Vetoed
    }

    /// A setting, of code or of the environment, or a connection string that cannot be used.
    pub fn is_configuration(&self) -> bool {
        matches!(self.kind(), Kind::Setting | Kind::Configuration)
    }
}
