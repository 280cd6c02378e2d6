//! What a database declares beside tables, declared in Rust and used in statements that run on a real PostgreSQL: functions,
//! aggregates, operators, enums, domains and composite types.
#![allow(missing_docs, unreachable_pub)]

mod composites;
mod functions;
mod operators;
mod types;
mod world;
