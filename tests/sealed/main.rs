//! The content of rows beside their history: sealed, read back, wrapped anew, and lost for good when its key is destroyed.
#![allow(missing_docs)]

mod content;
mod erased;
mod people;
mod provider;
#[path = "../../runtime/tests/support/proxy.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the runtime's own tests use the rest"
)]
mod proxy;
mod races;
mod refused;
mod rotation;
mod statements;
mod tampered;
mod wire;
