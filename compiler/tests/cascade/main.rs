//! Deletions that take other rows along, compiled and run on a server.

mod forms;
mod names;
mod plans;
mod policies;
mod records;
mod refusals;
mod server;
mod shapes;
mod world;
