//! The model oracle: the life of a row, from insertion to purge, as plain maps and lists of Rust say it should go.
//!
//! Random small schemas, of every kind of marker and every policy, with keys of several columns, several keys to one parent, diamonds,
//! self references and circles; and on each many random sequences of statements. A statement is compiled as the macro
//! compiles it and run on a real PostgreSQL, the model does the same in memory, and after each step the whole database is what the model
//! says: rows, marks, links, history, outbox. What is refused is refused by both, for the same reason and as many rows, and changes
//! nothing. Before a statement runs its dry run must tell what it then does.
//!
//! Time stands still but for the steps: a function `now()` of the schema is found before PostgreSQL's own and tells the hour of the
//! step, so that windows of time and retention can be told by the model too.
//!
//! A seed decides everything: `cargo run -p softdelete-leak-oracle --bin life-oracle -- --seed S --sequences 50`.

mod ddl;
mod declare;
mod generate;
mod model;
mod prepare;
mod run;
mod shrink;
mod statement;
mod tally;
mod world;

pub use run::run;
pub use tally::{Settings, Tally};
