//! Where a throwaway cluster lives.

use std::fs::{self, DirBuilder, File};
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::Error;
use crate::account::{Account, command_as};

/// Room for a cluster and the databases of a few dozen tests at a time.
const WANTED_KILOBYTES: u64 = 512 * 1024;
/// A socket's path has at most 107 bytes, of which the socket's own name takes 15.
const LONGEST_PATH: usize = 90;
const PREFIX: &str = "softdelete-pg-";

/// Makes a directory that only the server's user can enter, and a log in it. The log is locked for as long as anything of the
/// cluster is alive, which tells a directory in use from one that a crash of the whole machine left behind.
pub(crate) fn create(account: Option<Account>) -> Result<(PathBuf, File), Error> {
    let base = base(account)?;
    remove_abandoned(&base);
    let directory = base.join(format!("{PREFIX}{:016x}", random()?));
    make_private(&directory, account)?;
    let path = directory.join("log");
    let log = File::create(&path)
        .map_err(|error| Error::io(format_args!("cannot create {}", path.display()), &error))?;
    log.lock()
        .map_err(|error| Error::io(format_args!("cannot lock {}", path.display()), &error))?;
    Ok((directory, log))
}

/// A place for programs that the server's user cannot reach where they are: not in memory, which is often mounted such that
/// nothing there can be executed.
pub(crate) fn for_programs() -> Result<PathBuf, Error> {
    Ok(std::env::temp_dir().join(format!("softdelete-programs-{:016x}", random()?)))
}

/// 64 bits that nobody can guess.
pub(crate) fn random() -> Result<u64, Error> {
    let mut bytes = [0; 8];
    File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(|error| Error::io("cannot read /dev/urandom", &error))?;
    Ok(u64::from_ne_bytes(bytes))
}

/// Makes a directory that only the server's user can enter.
pub(crate) fn make_private(directory: &Path, account: Option<Account>) -> Result<(), Error> {
    DirBuilder::new()
        .mode(0o700)
        .create(directory)
        .and_then(|()| match account {
            Some(account) => chown(directory, Some(account.uid), Some(account.gid)),
            None => Ok(()),
        })
        .map_err(|error| {
            Error::io(
                format_args!("cannot create {}", directory.display()),
                &error,
            )
        })
}

/// Memory if there is enough of it, else the first temporary directory that the server's user can use.
fn base(account: Option<Account>) -> Result<PathBuf, Error> {
    let memory = PathBuf::from("/dev/shm");
    let memory = (free_kilobytes(&memory) >= Some(WANTED_KILOBYTES)).then_some(memory);
    memory
        .into_iter()
        .chain([std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()])
        .filter(|base| base.as_os_str().len() <= LONGEST_PATH - PREFIX.len() - 16)
        .find(|base| usable(base, account))
        .ok_or_else(|| Error::new("PostgreSQL needs a directory to work in: none of /dev/shm, $TMPDIR, /tmp and /var/tmp can be written to"))
}

fn usable(base: &Path, account: Option<Account>) -> bool {
    command_as(account, "/bin/sh")
        .args([
            "-c",
            r#"test -d "$1" && test -w "$1" && test -x "$1""#,
            "sh",
        ])
        .arg(base)
        .current_dir("/")
        .status()
        .is_ok_and(|status| status.success())
}

/// The standard library cannot ask a file system for its free space; `df` can.
fn free_kilobytes(directory: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(directory).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

fn remove_abandoned(base: &Path) {
    let Ok(entries) = fs::read_dir(base) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if ours
            && older_than_a_minute(&path)
            && File::open(path.join("log")).is_ok_and(|log| log.try_lock().is_ok())
        {
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// A directory is made a moment before its log is locked.
fn older_than_a_minute(path: &Path) -> bool {
    fs::metadata(path)
        .and_then(|data| data.modified())
        .is_ok_and(|time| {
            SystemTime::now()
                .duration_since(time)
                .is_ok_and(|age| age > Duration::from_mins(1))
        })
}
