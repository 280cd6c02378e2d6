//! The `softdelete` command.

use clap::Parser;

/// PostgreSQL with soft deletion, on the command line.
///
/// The commands `parse`, `rewrite` and `describe`, the schema tools and the operations come with later versions.
#[derive(Debug, Parser)]
#[command(name = "softdelete", version, about, arg_required_else_help = true)]
struct Arguments {}

fn main() {
    Arguments::parse();
}
