//! The leak oracle: whatever the statement and whatever the data, what is deleted is never seen.
//!
//! For every statement S and database D: `run(compile(S), D) == run(S, D without its deleted rows)`. Here random statements run
//! both ways on a real PostgreSQL: compiled, on a database with deleted rows; and as they were written, by PostgreSQL itself,
//! on one from which the deleted rows were removed. Rows must be equal, and after a change of data the active rows; no
//! deleted row may have been touched. A third database has still more deleted rows, and nothing may change.
//!
//! The statements are made of all constructs of the language, which [`constructs`] counts. Of optional parts (`if …`, `match …`) one
//! outcome is tried, beside the statement that one would have written without them; and a quarter of the statements is compiled as the
//! command line rewrites them.
//!
//! A seed decides everything, so that a failure can be seen again: `cargo run -p softdelete-leak-oracle -- --seed S --cases 1`.

pub mod constructs;
pub mod generate;
pub mod life;
pub mod mutate;
pub mod random;
pub mod run;
pub mod tally;
mod wire;
pub mod world;

pub use run::run;
pub use tally::{Settings, Tally};
