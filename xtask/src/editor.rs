//! `cargo xtask editor`: what rust-analyzer knows inside `sd_query!`, asked as an editor asks it.
//!
//! Each case is a function with a statement and one place in it, marked by `‸`. The answers are compared with what is said to
//! work in the chapter "Editors" of the manual.

use std::path::PathBuf;
use std::process::Command;

use crate::Result;

mod ask;
mod cases;
mod client;
mod project;

use ask::Document;
use client::Client;
use project::Project;

/// Asks all cases and prints a table of the outcomes.
pub(crate) fn check(wanted: Option<&str>) -> Result<()> {
    let Some(program) = program() else {
        eprintln!(
            "skipped: there is no rust-analyzer. Install it with `rustup component add rust-analyzer`, or from crates.io as \
             CONTRIBUTING.md says, and name it in RUST_ANALYZER if it is not on PATH."
        );
        return Ok(());
    };
    if project::standard_library()?.is_none() {
        eprintln!(
            "the toolchain has no sources of the standard library (`rustup component add rust-src`): a stand-in serves for them"
        );
    }
    let project = Project::create()?;
    let mut client = Client::start(&program, project.folder(), &project.settings()?)?;
    let mut document = Document::open(&mut client, project.cases())?;
    if let Some(trouble) = document.wait_until_ready()? {
        return Err(format!("rust-analyzer cannot load the project: {trouble}").into());
    }
    let mut missing = 0_usize;
    let mut asked = 0_usize;
    let mut group = "";
    for case in cases::all() {
        if wanted.is_some_and(|wanted| !case.name.contains(wanted) && !case.group.contains(wanted))
        {
            continue;
        }
        if group != case.group {
            group = case.group;
            println!("\n{group}");
        }
        asked += 1;
        match document.ask(&case)? {
            Ok(()) => println!("  ok    {}", case.name),
            Err(found) => {
                missing += 1;
                println!(
                    "  FAIL  {}\n          {}\n          {found}",
                    case.name, case.text
                );
            }
        }
    }
    client.stop()?;
    println!("\n{} of {asked} work", asked - missing);
    if missing == 0 {
        Ok(())
    } else {
        Err(format!("{missing} do not work").into())
    }
}

/// The rust-analyzer that the environment names, or the one on `PATH`, if it runs: rustup puts a program of the name there also
/// where the component is absent.
fn program() -> Option<PathBuf> {
    let program =
        std::env::var_os("RUST_ANALYZER").map_or_else(|| "rust-analyzer".into(), PathBuf::from);
    let output = Command::new(&program).arg("--version").output().ok()?;
    output.status.success().then_some(program)
}
