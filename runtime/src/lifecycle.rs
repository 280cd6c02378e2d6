//! The life of rows by method calls: deleting, restoring, erasing and really deleting by key.

mod table;

pub use table::{HistoryStatements, Lifecycle, Statements};
