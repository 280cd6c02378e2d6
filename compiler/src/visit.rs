//! Walks over the syntax tree, one that reads ([`Visit`]) and one that changes ([`VisitMut`]).
//!
//! Each node has a method, which by default goes on into the node's parts with the function of the same name; an
//! implementation overrides the methods of the nodes it cares about and calls that function where it wants to go deeper.
//! Every place in which an expression, a query or a FROM item can stand is reached: the rules of protection rest on it.

#[macro_use]
mod walks;
mod read;
mod write;

pub use read::*;
pub use write::*;
