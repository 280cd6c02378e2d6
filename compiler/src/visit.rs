//! Walks over the syntax tree: every expression, FROM item and nested query, wherever it stands.
//!
//! A pass implements [`Visitor`] (or [`mutable::Visitor`]), overrides what it is about, and calls the `walk_*` function of
//! the same name to go on into the node. The order is that of the text, but for WITH, which always comes first.
//! The names [`tables`] finds are what a front end must know before a statement can be checked; those of [`changes`] have relatives
//! that it must know as well.

#![allow(clippy::wrong_self_convention, reason = "FROM is a word of SQL")]
#![allow(
    clippy::ref_option,
    reason = "the walks are written once for shared and for mutable trees"
)]

mod changes;
mod tables;
mod walk;
mod walk_json;

pub use changes::{Change, Follows, changes};
pub use tables::{TableRef, tables};

walk::walkers!([]);
walk_json::walkers!([]);

/// The same walks over a tree that is changed on the way.
pub mod mutable {
    super::walk::walkers!([mut]);
    super::walk_json::walkers!([mut]);
}
