//! Where downloaded programs are kept: below cargo's target directory, so that `cargo clean` removes them.

use std::path::{Path, PathBuf};

/// The file by which cargo marks its target directory.
const MARK: &str = "CACHEDIR.TAG";

/// The directory for downloads of this project.
pub(super) fn directory() -> PathBuf {
    target().join("softdelete-testing")
}

/// Tests and examples lie in the target directory. Documentation tests do not, but run in the directory of their package. A program
/// that cargo did not build uses the user's own cache: what is there is executed, so it must not be a directory that others can write.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let here = std::env::current_dir().unwrap_or_default();
    let is_target = |directory: &Path| directory.join(MARK).is_file();
    let holding = || {
        program
            .ancestors()
            .find(|directory| is_target(directory))
            .map(Path::to_owned)
    };
    let beside = || {
        here.ancestors()
            .map(|directory| directory.join("target"))
            .find(|target| is_target(target))
    };
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    holding()
        .or_else(|| variable("CARGO_TARGET_DIR"))
        .or_else(beside)
        .or_else(|| variable("XDG_CACHE_HOME"))
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))
        .unwrap_or_else(|| here.join("target"))
}
