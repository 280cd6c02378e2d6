//! The user that the server runs as.

use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::Error;

/// A user other than ourselves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Account {
    /// The user that programs of PostgreSQL must run as; `None` for the one we are.
    pub(crate) fn for_server() -> Result<Option<Self>, Error> {
        if id("-u", None) != Some(0) {
            return Ok(None);
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| {
                Some(Self {
                    uid: id("-u", Some(name))?,
                    gid: id("-g", Some(name))?,
                })
            })
            .map(Some)
            .ok_or_else(|| {
                Error::new(
                    "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor a user `nobody` to run it as.\n\
                     Create one (`useradd --system postgres`), or run the tests as an ordinary user.",
                )
            })
    }
}

/// A command that runs as the account, or as ourselves.
pub(crate) fn command_as(
    account: Option<Account>,
    program: impl AsRef<std::ffi::OsStr>,
) -> Command {
    let mut command = Command::new(program);
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
    command
}

fn id(flag: &str, user: Option<&str>) -> Option<u32> {
    let output = Command::new("id").arg(flag).args(user).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
