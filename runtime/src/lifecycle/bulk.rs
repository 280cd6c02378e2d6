//! What came of asking for many rows.

use std::fmt;

use super::action::Change;
use super::outcome::unmet;
use crate::effects::{Counted, Effects};
use crate::error::{Error, Result};

/// What came of changing rows by any number of keys. Each key given is counted once: in `changed`, `unchanged` or `missing`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bulk {
    /// How many keys belong to a row that was changed.
    pub changed: u64,
    /// How many belong to a row that did not need it, or must be kept: deleted already, not deleted, within retention. A key that is given
    /// again counts here.
    pub unchanged: u64,
    /// How many belong to no row.
    pub missing: u64,
    /// How many statements were sent; each is an operation of its own.
    pub statements: u64,
    counted: Vec<Counted>,
    change: Change,
}

impl Bulk {
    pub(super) fn new(change: Change) -> Bulk {
        Bulk {
            changed: 0,
            unchanged: 0,
            missing: 0,
            statements: 0,
            counted: Vec::new(),
            change,
        }
    }

    /// Adds what one statement did.
    pub(super) fn add(&mut self, effects: &Effects) {
        self.statements += 1;
        if self.counted.is_empty() {
            self.counted.extend(effects);
            return;
        }
        for (sum, counted) in self.counted.iter_mut().zip(effects) {
            sum.rows += counted.rows;
        }
    }

    /// What all statements together did to the rows of which table. There is no one operation that it belongs to.
    pub fn effects(&self) -> Effects {
        Effects::new(self.counted.clone(), None)
    }

    /// The same, if each key belonged to a row that was changed. The statements have run: to undo them where it was not so, run them in a
    /// transaction that this error leaves.
    ///
    /// # Errors
    /// When a key belongs to no row ([`Error::is_not_found`]), or to one that was not changed ([`Error::is_already_deleted`],
    /// [`Error::is_not_deleted`], [`Error::is_kept`]).
    pub fn strict(self) -> Result<Bulk> {
        if self.missing > 0 {
            return Err(unmet(crate::error::Unmet::NotFound));
        }
        if self.unchanged > 0 {
            return Err(unmet(self.change.unchanged()));
        }
        Ok(self)
    }
}

/// An error in the middle of many keys: what was wrong, and what had been done until then. It becomes an [`Error`] by `?`.
///
/// Unless the executor is a transaction, what was done stays done. The statement that failed did nothing, except where its connection was lost
/// ([`Error::is_connection_lost`]): then it is not known. Going on with the same keys does nothing twice.
pub struct BulkError {
    error: Error,
    done: Box<Bulk>,
}

impl BulkError {
    pub(super) fn new(error: Error, done: Bulk) -> BulkError {
        BulkError {
            error,
            done: Box::new(done),
        }
    }

    /// What was wrong.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// What had been done.
    pub fn done(&self) -> &Bulk {
        &self.done
    }
}

impl From<BulkError> for Error {
    fn from(error: BulkError) -> Error {
        error.error
    }
}

impl fmt::Display for BulkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bulk {
            changed,
            statements,
            ..
        } = *self.done;
        write!(
            f,
            "after {changed} rows had been changed by {statements} statements: {}",
            self.error
        )
    }
}

impl fmt::Debug for BulkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkError")
            .field("error", &self.error)
            .field("done", &self.done)
            .finish()
    }
}

impl std::error::Error for BulkError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
