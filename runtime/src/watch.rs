//! What has been seen to go wrong in a transaction.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;

/// Remembers errors of a transaction's statements, whatever the application makes of them: one that wraps or swallows a
/// serialization failure still gets its transaction run again.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    retryable: AtomicBool,
}

impl Watch {
    pub(crate) const fn new() -> Watch {
        Watch {
            retryable: AtomicBool::new(false),
        }
    }

    pub(crate) fn saw(&self, error: &Error) {
        if error.is_retryable() {
            self.retryable.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn saw_retryable(&self) -> bool {
        self.retryable.load(Ordering::Relaxed)
    }
}
