//! Stopping a purge from elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Stops a purge from elsewhere, such as the handler of a signal: [`Purge::cancelled_by`](crate::Purge::cancelled_by). Its clones are the same handle.
#[derive(Clone, Debug, Default)]
pub struct PurgeCancel(Arc<AtomicBool>);

impl PurgeCancel {
    /// A handle.
    pub fn new() -> PurgeCancel {
        PurgeCancel::default()
    }

    /// Lets the statements that are under way end, and no other begin.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`PurgeCancel::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
