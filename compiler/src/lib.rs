//! The language of softdelete, as a pure library: text or tokens in, checked and protected SQL out.
//!
//! A module uses only modules above it in this list (a test holds that):
//!
//! | module | is |
//! |---|---|
//! | [`span`], [`gather`] | places in the source; lists made of iterators |
//! | [`keyword`] | PostgreSQL's keywords and their categories |
//! | [`diagnostic`] | the catalogue of mistakes, and the collector every pass reports to |
//! | [`catalog`] | declared tables; PostgreSQL's own types, functions, operators and casts |
//! | [`token`], [`lex`] | tokens, and how SQL text becomes tokens |
//! | [`ast`], [`visit`] | the syntax tree, and walks over it |
//! | [`parse`] | tokens to syntax tree, with recovery |
//! | [`resolve`] | names: range tables, scopes, columns |
//! | [`check`] | types and nullability |
//! | [`lower`] | the forms PostgreSQL lacks, spelled in PostgreSQL's own |
//! | [`personal`] | what `erase` writes over personal columns |
//! | [`protect`] | the rules of soft deletion |
//! | [`render`] | syntax tree to SQL text |
//! | [`compile`](mod@compile) | the passes in order |
//! | [`ddl`] | what the database itself can hold of the rules, as statements |

pub mod ast;
pub mod catalog;
pub mod check;
pub mod compile;
pub mod ddl;
pub mod diagnostic;
pub mod gather;
pub mod keyword;
pub mod lex;
pub mod lower;
pub mod parse;
pub mod personal;
pub mod protect;
pub mod render;
pub mod resolve;
pub mod span;
pub mod token;
pub mod visit;
