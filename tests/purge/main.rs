//! Purge: deleted rows past retention are removed for good, on a real PostgreSQL.

mod faults;
mod groups;
mod order;
mod settings;
mod shop;
mod workers;
