//! Optional parts: whatever is taken, what is sent is the statement that one would have written, with every guard in it.

mod equal;
mod notation;
mod refused;
#[path = "../shop/mod.rs"]
mod shop;
