//! Tables whose deleted rows stand in another table, on a real PostgreSQL.

mod reading;
mod refused;
mod removing;
mod support;
mod writing;
