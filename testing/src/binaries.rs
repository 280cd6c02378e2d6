//! The programs of PostgreSQL: where they are on this machine, or how they get there.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;
use crate::account::{Account, command_as};
use crate::directory;

mod cache;
mod download;

/// The oldest version that is supported.
const OLDEST: u32 = 14;

/// An installation.
#[derive(Clone, Debug)]
pub(crate) struct Binaries {
    /// The directory of `initdb` and `postgres`.
    pub(crate) bin: PathBuf,
    /// The major version.
    pub(crate) version: u32,
}

impl Binaries {
    /// Finds an installation of the version, or of any supported one; downloads one if there is none.
    pub(crate) fn find(version: Option<u32>) -> Result<Self, Error> {
        let wanted = match version {
            Some(version) => Some(version),
            None => version_from_environment()?,
        };
        if let Some(bin) = std::env::var_os("PG_BINDIR") {
            return Self::named(Path::new(&bin), wanted);
        }
        installed(wanted).map_or_else(|| download::fetch(wanted), Ok)
    }

    /// The installation that `PG_BINDIR` names: it is used or refused, never passed over in silence.
    fn named(bin: &Path, wanted: Option<u32>) -> Result<Self, Error> {
        let found = Self::at(bin.to_owned()).ok_or_else(|| {
            Error::new(format!(
                "PG_BINDIR is {}, but there are no working programs `initdb` and `postgres` of version {OLDEST} or later in it",
                bin.display()
            ))
        })?;
        match wanted {
            Some(wanted) if wanted != found.version => Err(Error::new(format!(
                "PG_BINDIR is {}, which is version {}, but version {wanted} is asked for: unset one of the two",
                bin.display(),
                found.version
            ))),
            Some(_) | None => Ok(found),
        }
    }

    /// The installation with its programs in this directory, if they are there and new enough.
    fn at(bin: PathBuf) -> Option<Self> {
        let version = version_of(&bin.join("postgres"))?;
        (version >= OLDEST && bin.join("initdb").is_file()).then_some(Self { bin, version })
    }

    /// Whether the server's user can execute them. Root's home directory, say, is closed to others.
    pub(crate) fn reachable_by(&self, account: Option<Account>) -> bool {
        ["initdb", "postgres"].iter().all(|name| {
            command_as(account, self.bin.join(name))
                .arg("--version")
                .current_dir("/")
                .output()
                .is_ok_and(|output| output.status.success())
        })
    }

    /// Copies the installation to where the server's user can reach it. PostgreSQL finds its files relative to its programs.
    pub(crate) fn copy_to(&self, target: &Path, account: Option<Account>) -> Result<(), Error> {
        directory::make_private(target, account)?;
        let root = self.bin.parent().unwrap_or(&self.bin);
        for part in ["bin", "lib", "share"] {
            copy_tree(&root.join(part), &target.join(part), account).map_err(|error| {
                Error::io(
                    format_args!(
                        "cannot copy {} to {}",
                        root.join(part).display(),
                        target.display()
                    ),
                    &error,
                )
            })?;
        }
        Ok(())
    }
}

/// What `SOFTDELETE_PG_VERSION` asks for.
fn version_from_environment() -> Result<Option<u32>, Error> {
    let Ok(text) = std::env::var("SOFTDELETE_PG_VERSION") else {
        return Ok(None);
    };
    match text.trim().parse() {
        Ok(version) if version >= OLDEST => Ok(Some(version)),
        Ok(_) | Err(_) => Err(Error::new(format!(
            "SOFTDELETE_PG_VERSION is `{text}`: write a major version, {OLDEST} or later"
        ))),
    }
}

fn installed(wanted: Option<u32>) -> Option<Binaries> {
    from_pg_config()
        .into_iter()
        .chain(from_debian())
        .chain(from_path())
        .filter_map(Binaries::at)
        .find(|found| wanted.is_none_or(|wanted| wanted == found.version))
}

fn from_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(text.trim()))
}

/// Debian and its kin keep several versions side by side; the highest comes first.
fn from_debian() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    found.sort_unstable_by(|left, right| right.cmp(left));
    found.into_iter().map(|(_, bin)| bin).collect()
}

fn from_path() -> Vec<PathBuf> {
    std::env::var_os("PATH")
        .iter()
        .flat_map(std::env::split_paths)
        .filter(|directory| directory.join("postgres").is_file())
        // A link on PATH leads to where the files beside the programs are.
        .filter_map(|directory| {
            Some(
                fs::canonicalize(directory.join("postgres"))
                    .ok()?
                    .parent()?
                    .to_owned(),
            )
        })
        .collect()
}

/// The major version that a server program reports: `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`.
fn version_of(postgres: &Path) -> Option<u32> {
    let output = Command::new(postgres).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let number = text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let digits = number
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(number.len());
    number[..digits].parse().ok()
}

fn copy_tree(from: &Path, to: &Path, account: Option<Account>) -> std::io::Result<()> {
    let kind = fs::symlink_metadata(from)?;
    if kind.is_symlink() {
        return symlink(fs::read_link(from)?, to);
    }
    if kind.is_dir() {
        fs::create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy_tree(&entry.path(), &to.join(entry.file_name()), account)?;
        }
    } else {
        fs::copy(from, to)?;
    }
    open_to_others(to)?;
    match account {
        Some(account) => chown(to, Some(account.uid), Some(account.gid)),
        None => Ok(()),
    }
}

/// Lets everybody read, and execute what its owner can execute.
fn open_to_others(path: &Path) -> std::io::Result<()> {
    let mut permissions = fs::metadata(path)?.permissions();
    let mode = permissions.mode() & 0o777;
    permissions
        .set_mode(mode | 0o444 | (mode & 0o100) | ((mode & 0o100) >> 3) | ((mode & 0o100) >> 6));
    fs::set_permissions(path, permissions)
}

/// The same for a directory and all that is in it.
fn open_tree_to_others(path: &Path) -> std::io::Result<()> {
    let kind = fs::symlink_metadata(path)?;
    if kind.is_symlink() {
        return Ok(());
    }
    open_to_others(path)?;
    if kind.is_dir() {
        for entry in fs::read_dir(path)? {
            open_tree_to_others(&entry?.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_what_the_program_says() {
        let directory = directory::for_programs().unwrap();
        fs::create_dir(&directory).unwrap();
        let program = directory.join("postgres");
        for (says, version) in [
            (
                "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)",
                Some(15),
            ),
            ("postgres (PostgreSQL) 19devel", Some(19)),
            ("something else", None),
        ] {
            fs::write(&program, format!("#!/bin/sh\necho '{says}'\n")).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
            assert_eq!(version_of(&program), version, "{says}");
        }
        fs::remove_dir_all(&directory).unwrap();
    }
}
