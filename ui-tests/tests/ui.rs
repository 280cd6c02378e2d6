//! What rustc prints for each mistake: every file below `ui/` is one, with the output beside it.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests` accepts what is printed now. Read it before: the error must name the mistake,
//! underline the user's own word, and say what to write instead, and rustc must add nothing of its own.

use std::process::Command;

/// The compiler whose output is stored. Another one words its own parts of an error differently.
const RUSTC: &str = "rustc 1.95.";

#[test]
fn mistakes_are_explained() {
    let version = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .arg("--version")
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    if !version.starts_with(RUSTC) {
        eprintln!("skipped: the stored output is that of {RUSTC}x, and this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
