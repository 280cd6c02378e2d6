//! The manager, the reading of history, and the outbox, with tables whose statements are written by hand.

mod config;
mod history;
mod hooks;
mod many;
mod one;
mod outbox;
mod table;
mod tasks;
