//! What a database declares beside tables, declared in Rust and used in statements that run on a real PostgreSQL: functions,
//! aggregates, operators, enums, domains and composite types.
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::float_cmp,
    clippy::many_single_char_names,
    reason = "values come back as they went, and columns of a test have short names"
)]

mod composites;
mod fields;
mod functions;
mod operators;
mod types;
mod verified;
mod world;
