//! The life of rows by method calls: deleting, restoring, erasing and really deleting by key.

mod action;
mod bulk;
mod config;
mod hooks;
mod manager;
mod outcome;
pub(crate) mod send;
mod table;

pub use bulk::{Bulk, BulkError};
pub use config::{Audit, Cascade, Config, StatementMode};
pub use hooks::{Event, HookError, Hooks};
pub use manager::Manager;
pub use outcome::{DeleteOutcome, EraseOutcome, HardDeleteOutcome, RestoreOutcome};
pub use table::{HistoryStatements, Lifecycle, Statements};
