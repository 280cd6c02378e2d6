//! Restoring and erasing rows together with what hangs on them, on a real PostgreSQL.

mod conflicts;
mod erase;
mod exact;
mod history;
mod nested;
mod parents;
mod refused;
mod relink;
mod roundtrip;
mod schema;
mod shapes;
mod shop;
/// The DDL that the runtime has; it uses nothing else of the runtime.
#[allow(
    dead_code,
    unreachable_pub,
    reason = "it is a public module of another crate, of which these tests need the tables alone"
)]
#[path = "../../../runtime/src/schema.rs"]
mod system;
mod world;
