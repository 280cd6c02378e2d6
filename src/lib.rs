//! PostgreSQL's SQL checked by rustc, in which deleted rows cannot be seen.
pub use softdelete_macros::*;
pub use softdelete_runtime::*;
