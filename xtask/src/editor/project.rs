//! The project that the server is started on: a program of two files that depends on this workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::Result;

const MANIFEST: &str = r#"[package]
name = "editor-check"
version = "0.0.0"
edition = "2024"

[dependencies]
softdelete = { path = "WORKSPACE" }

[workspace]
"#;
const MAIN: &str = "mod cases;\nmod tables;\n\nfn main() {}\n";
const TABLES: &str = include_str!("tables.rs.txt");

/// A folder that is removed with the value.
pub(super) struct Project {
    folder: PathBuf,
}

impl Project {
    /// Writes the project.
    pub(super) fn create() -> Result<Self> {
        let name = format!("softdelete-editor-{}", std::process::id());
        let folder = std::env::temp_dir().canonicalize()?.join(name);
        let project = Self { folder };
        let workspace = workspace()?;
        let path = workspace
            .to_str()
            .ok_or("the path of the workspace is not UTF-8")?;
        project.file("Cargo.toml", &MANIFEST.replace("WORKSPACE", path))?;
        // The versions that the workspace was tested with, which are on the machine already.
        project.file(
            "Cargo.lock",
            &std::fs::read_to_string(workspace.join("Cargo.lock"))?,
        )?;
        project.file("src/main.rs", MAIN)?;
        project.file("src/tables.rs", TABLES)?;
        project.file("src/cases.rs", "")?;
        project.file("sysroot/core/src/lib.rs", include_str!("sysroot/core.rs"))?;
        project.file("sysroot/alloc/src/lib.rs", include_str!("sysroot/alloc.rs"))?;
        project.file("sysroot/std/src/lib.rs", include_str!("sysroot/std.rs"))?;
        Ok(project)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The document in which the questions are asked.
    pub(super) fn cases(&self) -> PathBuf {
        self.folder.join("src/cases.rs")
    }

    /// The settings of the server. What the project is built into stays, so that the next check starts sooner.
    pub(super) fn settings(&self) -> Result<Value> {
        let target = workspace()?.join("target").join("editor");
        let sources = standard_library()?.is_none();
        let sysroot = sources.then(|| self.folder.join("sysroot"));
        Ok(json!({
            "cargo": {
                "sysrootSrc": sysroot,
                "extraEnv": { "CARGO_TARGET_DIR": target },
            },
            "checkOnSave": false,
            "cachePriming": { "enable": false },
        }))
    }

    fn file(&self, name: &str, text: &str) -> Result<()> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        Ok(std::fs::write(path, text)?)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // What cannot be removed is in a temporary folder.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn workspace() -> Result<PathBuf> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()?)
}

/// The sources of the standard library, if the toolchain has them (`rustup component add rust-src`).
pub(super) fn standard_library() -> Result<Option<PathBuf>> {
    let output = Command::new("rustc")
        .current_dir(workspace()?)
        .args(["--print", "sysroot"])
        .output()?;
    let root = String::from_utf8(output.stdout)?;
    let sources = Path::new(root.trim()).join("lib/rustlib/src/rust/library");
    Ok(Some(sources).filter(|sources| sources.is_dir()))
}
