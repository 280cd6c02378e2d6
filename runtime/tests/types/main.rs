//! Every type there and back: as a parameter, as a column, within an array; and what has no value in Rust.

mod infinite;
mod known;
mod random;
mod ranges;
mod server;
mod values;
