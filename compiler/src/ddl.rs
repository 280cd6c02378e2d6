//! Defence in the database: what PostgreSQL itself can hold of the rules of soft deletion, as statements of DDL.
//!
//! Everything here is optional and separate. Statements of softdelete keep the rules by themselves; what is made here keeps
//! them against everybody else: a script, a console, another program, a race. A table as declared goes in, statements come
//! out in the order in which they can run. Each may run again and then changes nothing, or makes anew what may have other
//! options by now (triggers and policies).
//!
//! | function | the database then |
//! |---|---|
//! | [`live_foreign_key`] | refuses an active row under a deleted one, in a race too |
//! | [`guard`] | refuses DELETE and TRUNCATE that do not come from `hard delete` |
//! | [`unique_among_active`] | keeps a key unique among active rows |
//! | [`indexes`] | finds what cascades, restorations and purge look for |
//! | [`policies`] | shows active rows only, to those who may see no others |
//! | [`archive`] | has the table that deleted rows move to |
//! | [`all`] | what [`Options`] asks for of these |
//!
//! The tables of history and of the outbox belong to the runtime, which writes them: `softdelete::schema`.

mod active;
mod all;
mod archive;
mod guard;
mod index;
mod live;
mod name;
mod policy;
mod target;
mod unique;

pub use all::{Options, all};
pub use archive::archive;
pub use guard::{REFUSED_BY_GUARD, guard, guard_functions};
pub use index::indexes;
pub use live::{Deferral, LIVE, live_foreign_key};
pub use policy::{Policies, policies};
pub use target::Unsuited;
pub use unique::{NullKeys, unique_among_active};

/// One statement of DDL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The name of what it makes, in the database.
    pub name: String,
    /// The text, without a semicolon at its end.
    pub sql: String,
    /// Why it is there, in one sentence for a comment.
    pub why: String,
}
