//! Deletions that take other rows along, compiled and run on a server.

mod forms;
mod policies;
mod server;
mod shapes;
mod world;
