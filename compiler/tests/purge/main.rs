//! Removing rows for good: by purge, batch by batch, and by HARD DELETE.

mod archive;
mod batches;
mod family;
mod groups;
mod plan;
mod removal;
mod server;
mod stages;
