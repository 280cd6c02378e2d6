//! Faults in the middle of deletions, restorations, erasures and purges: a server that is killed, a connection that is cut, limits on time, a full
//! disk, no connections. Afterwards the database is as it was or as the statement leaves it, never in between; the error says which, or that
//! it cannot know; and when the fault is over, the same pool runs the same statement.
//!
//! Nothing sleeps for luck: a trigger stops the statement at a row in the middle of the lowest table, and the fault strikes when the server says
//! that it has arrived there.

mod cut_connection;
mod family;
mod full_disk;
mod killed_server;
mod limits_on_time;
mod no_connections;
#[path = "../../runtime/tests/support/proxy.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the runtime's own tests use the rest"
)]
mod proxy;
mod purge;
