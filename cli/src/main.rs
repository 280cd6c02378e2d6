//! The `softdelete` command.
//!
//! [`arguments`] says what is asked for, [`run`] does it: statements come from [`input`], [`job`] turns each into an
//! [`answer`], and the answers go out as [`text`] or as [`jsonl`]. What the database holds is read by [`catalogue`].

mod answer;
mod arguments;
mod catalogue;
mod failure;
mod input;
mod job;
mod jsonl;
mod mistake;
mod report;
mod run;
mod split;
mod text;
mod type_name;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    run::run(arguments::Arguments::parse())
}
