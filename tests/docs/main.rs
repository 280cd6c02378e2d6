//! The README and the manual show code that runs: every Rust or SQL snippet is a region of a file beside this one.
//!
//! A region stands between `// snippet: name` and `// end`. In the Markdown, `<!-- snippet: file name -->` before a code block says
//! which one it is. `UPDATE=1 cargo test --test docs` copies the regions into the Markdown.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "snippets show what a user's library would hold"
)]

mod cascades;
mod connections;
mod declaring_tables;
mod deleting;
mod erasure;
mod functions_and_types;
mod getting_started;
mod history;
mod methods;
mod purge;
mod queries;
mod readme;
mod restoring;
mod safety;
mod scopes;
mod sealed;
mod shown;
mod snippets;
