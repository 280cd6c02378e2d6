//! What the compiler knows of the world: declared tables and user types ([`schema`]), and PostgreSQL's own types,
//! functions, operators and casts ([`builtin`]).

pub mod builtin;
pub mod describe;
pub mod schema;

pub use schema::*;
