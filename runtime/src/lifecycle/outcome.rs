//! What came of asking for one row.

use crate::effects::Effects;
use crate::error::{Error, Result, Unmet};

/// What came of deleting a row by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeleteOutcome {
    /// The row is marked, and what follows it was treated by its policy.
    Deleted(Effects),
    /// The row had been deleted before; nothing was changed.
    AlreadyDeleted,
    /// There is no row of this key; nothing was changed.
    NotFound,
}

/// What came of restoring a row by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestoreOutcome {
    /// The row is active again, with what was deleted along with it.
    Restored(Effects),
    /// The row is active anyway; nothing was changed.
    NotDeleted,
    /// There is no row of this key; nothing was changed.
    NotFound,
}

/// What came of really deleting a row by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HardDeleteOutcome {
    /// The row is gone for good.
    Removed(Effects),
    /// The row must be kept: it is active, on hold, or not past retention; nothing was changed.
    Kept,
    /// There is no row of this key; nothing was changed.
    NotFound,
}

/// What came of erasing a row's personal columns by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EraseOutcome {
    /// The personal columns of the row, and of what follows it, are overwritten.
    Erased(Effects),
    /// There is no row of this key; nothing was changed.
    NotFound,
}

impl DeleteOutcome {
    /// The effects of the deletion.
    ///
    /// # Errors
    /// When there was nothing to delete ([`Error::is_already_deleted`], [`Error::is_not_found`]).
    pub fn strict(self) -> Result<Effects> {
        match self {
            DeleteOutcome::Deleted(effects) => Ok(effects),
            DeleteOutcome::AlreadyDeleted => Err(unmet(Unmet::AlreadyDeleted)),
            DeleteOutcome::NotFound => Err(unmet(Unmet::NotFound)),
        }
    }
}

impl RestoreOutcome {
    /// The effects of the restoration.
    ///
    /// # Errors
    /// When there was nothing to restore ([`Error::is_not_deleted`], [`Error::is_not_found`]).
    pub fn strict(self) -> Result<Effects> {
        match self {
            RestoreOutcome::Restored(effects) => Ok(effects),
            RestoreOutcome::NotDeleted => Err(unmet(Unmet::NotDeleted)),
            RestoreOutcome::NotFound => Err(unmet(Unmet::NotFound)),
        }
    }
}

impl HardDeleteOutcome {
    /// The effects of the removal.
    ///
    /// # Errors
    /// When nothing was removed ([`Error::is_kept`], [`Error::is_not_found`]).
    pub fn strict(self) -> Result<Effects> {
        match self {
            HardDeleteOutcome::Removed(effects) => Ok(effects),
            HardDeleteOutcome::Kept => Err(unmet(Unmet::Kept)),
            HardDeleteOutcome::NotFound => Err(unmet(Unmet::NotFound)),
        }
    }
}

impl EraseOutcome {
    /// The effects of the erasure.
    ///
    /// # Errors
    /// When there is no such row ([`Error::is_not_found`]).
    pub fn strict(self) -> Result<Effects> {
        match self {
            EraseOutcome::Erased(effects) => Ok(effects),
            EraseOutcome::NotFound => Err(unmet(Unmet::NotFound)),
        }
    }
}

pub(super) fn unmet(unmet: Unmet) -> Error {
    Error::unmet(unmet)
}
