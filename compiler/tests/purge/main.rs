//! Removing rows for good: by purge, batch by batch.

mod batches;
mod family;
mod groups;
mod plan;
mod removal;
mod server;
mod stages;
