//! Running other programs and finding what they wrote.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// Whether the client can be run.
pub(super) fn is_on_path(client: &str) -> bool {
    Command::new(client)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Runs a command; the end of what it said is the error.
pub(super) fn run(command: &mut Command) -> Result<(), Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| Error::io(format_args!("cannot run `{program}`"), &error))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = said.lines().collect();
    Err(Error::new(format!(
        "`{program}` failed ({}): {}",
        output.status,
        lines[lines.len().saturating_sub(5)..].join("\n")
    )))
}

/// The file of this suffix in a directory.
pub(super) fn only_file(directory: &Path, suffix: &str) -> Result<PathBuf, Error> {
    fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.to_string_lossy().ends_with(suffix))
        .ok_or_else(|| {
            Error::new(format!(
                "no {suffix} file arrived in {}",
                directory.display()
            ))
        })
}
