//! The manager, the reading of history, and the outbox, with tables whose statements are written by hand.

mod config;
mod faults;
mod history;
mod hooks;
mod many;
mod one;
mod outbox;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod tasks;
