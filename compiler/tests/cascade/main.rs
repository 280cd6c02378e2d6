//! Deletions that take other rows along, compiled and run on a server.

mod policies;
mod server;
mod world;
