//! Tables whose deleted rows stand in another table, on a real PostgreSQL.

mod family;
mod reading;
mod refused;
mod removing;
mod support;
mod writing;
