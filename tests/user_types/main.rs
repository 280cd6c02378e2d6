//! Types that PostgreSQL did not ship with, declared in Rust and used in statements that run on a real PostgreSQL: base types of extensions and
//! of the database's own, with their casts, and range types.
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::many_single_char_names,
    reason = "columns of a test have short names"
)]

mod base;
mod ranges;
mod verified;
