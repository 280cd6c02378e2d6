//! What users of soft deletion expect of it, a file a behaviour: the cases are those that the test suites of other libraries for it
//! check, in our own words, on a real PostgreSQL.
//!
//! Where two sessions meet, see `tests/races`; where a role is restricted, `tests/security`; where a server fails, `tests/faults`.

mod cascades;
mod complaints;
mod composite_keys;
mod counts_and_pages;
mod ctes_and_unions;
mod deleting_twice;
mod forum;
mod history;
mod joins;
mod markers;
mod or_precedence;
mod policies;
mod polymorphic;
mod restoring;
mod scopes;
mod self_references;
mod subqueries;
mod support;
mod transactions;
mod unique_keys;
mod upserts;
mod whole_rows;
mod writes;
