//! The built command, run as a user runs it.

mod bad_input;
mod corpus;
mod describe;
mod describe_declared;
mod oracle;
mod parse;
mod rewrite;
mod support;
