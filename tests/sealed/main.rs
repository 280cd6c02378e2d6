//! The content of rows beside their history: sealed, read back, wrapped anew, and lost for good when its key is destroyed.
#![allow(missing_docs)]

mod content;
mod erased;
mod people;
mod provider;
mod races;
mod refused;
mod rotation;
mod statements;
mod tampered;
