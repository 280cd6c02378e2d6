//! Chores of the repository: `cargo xtask <chore>`.

use std::process::ExitCode;

mod catalog;
mod editor;

/// What goes wrong in a chore is only ever printed.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match args.as_slice() {
        ["catalog"] => catalog::write(),
        ["catalog", "--check"] => catalog::check(),
        ["editor"] => editor::check(None),
        ["editor", wanted] => editor::check(Some(wanted)),
        _ => Err("usage: cargo xtask catalog [--check] | editor [CASES]\n\
                  \n\
                  catalog          dump the catalogues of a PostgreSQL 18 into the compiler\n\
                  catalog --check  say whether the compiler's copy is what a fresh dump would be\n\
                  editor           ask rust-analyzer what it knows inside statements; CASES is a part of their names\n\
                  \n\
                  The server of the catalogues is the one of DATABASE_URL, else one that is started for the purpose."
            .into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            // The driver says what the server answered only in the source.
            if let Some(source) = error.source() {
                eprintln!("{source}");
            }
            ExitCode::FAILURE
        }
    }
}
