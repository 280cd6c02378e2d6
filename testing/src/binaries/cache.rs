//! Where downloaded programs are kept: below cargo's target directory, so that `cargo clean` removes them.

use std::path::{Path, PathBuf};

/// The file by which cargo marks its target directory.
const MARK: &str = "CACHEDIR.TAG";

/// The directory for downloads of this project.
pub(super) fn directory() -> PathBuf {
    target().join("softdelete-testing")
}

/// Tests and examples lie in the target directory. Documentation tests do not, but run in the directory of their package.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let here = std::env::current_dir().unwrap_or_default();
    let holding = program
        .ancestors()
        .find(|directory| directory.join(MARK).is_file());
    let named = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let beside = || {
        here.ancestors()
            .map(|directory| directory.join("target"))
            .find(|target| target.join(MARK).is_file())
    };
    holding
        .map(Path::to_owned)
        .or(named)
        .or_else(beside)
        .unwrap_or_else(std::env::temp_dir)
}
