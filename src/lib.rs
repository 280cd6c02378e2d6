//! PostgreSQL's SQL checked by rustc, in which deleted rows cannot be seen.
pub use softdelete_macros::{SqlEnum, SqlType, Table, sd_query, sd_query_as};
pub use softdelete_runtime::*;

/// What the expansions of the macros use. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use softdelete_macros::{__query, __table};
    pub use softdelete_runtime::__private::*;
}
