//! The process that outlives the test process by as long as it takes to clean up.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crate::Error;
use crate::account::{Account, command_as};

/// A running supervisor. Dropping it stops the server, removes its files and waits for both.
pub(crate) struct Supervisor {
    child: Child,
    commands: Option<ChildStdin>,
    events: Receiver<Event>,
}

/// What the supervisor reports.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// `initdb` ended with this exit status.
    Initialized(i32),
    /// The server ended with this exit status.
    Exited(i32),
}

impl Supervisor {
    /// Starts a supervisor for `directory`, whose log is `log`.
    pub(crate) fn start(
        account: Option<Account>,
        directory: &Path,
        binaries: &Path,
        copy: Option<&Path>,
        log: File,
    ) -> Result<Self, Error> {
        let mut command = command_as(account, "/bin/sh");
        command
            .args(["-c", include_str!("supervisor.sh"), "softdelete-testing"])
            .args([directory, binaries, copy.unwrap_or(Path::new(""))])
            // PG* variables of the developer's shell must not reach the server.
            .env_clear()
            .env("LC_ALL", "C")
            .env(
                "PATH",
                std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()),
            )
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut child = command
            .spawn()
            .map_err(|error| Error::io("cannot start /bin/sh to supervise PostgreSQL", &error))?;
        let commands = child.stdin.take();
        let (sender, events) = channel();
        if let Some(output) = child.stdout.take() {
            std::thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let Some(event) = Event::parse(&line) else {
                        continue;
                    };
                    if sender.send(event).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Self {
            child,
            commands,
            events,
        })
    }

    /// Sends one command line.
    pub(crate) fn send(&mut self, command: &str) -> Result<(), Error> {
        self.commands
            .as_mut()
            .map_or(Ok(()), |pipe| {
                pipe.write_all(format!("{command}\n").as_bytes())
            })
            .map_err(|error| Error::io("the supervisor of PostgreSQL is gone", &error))
    }

    /// The next event, or `None` if none came in time.
    pub(crate) fn event(&mut self, timeout: Duration) -> Result<Option<Event>, Error> {
        match self.events.recv_timeout(timeout) {
            Ok(event) => Ok(Some(event)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Error::new(
                "the supervisor of PostgreSQL ended unexpectedly",
            )),
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        // The supervisor reads the end of its input as the end of this process.
        self.commands = None;
        let _ = self.child.wait();
    }
}

impl Event {
    fn parse(line: &str) -> Option<Self> {
        let (word, status) = line.split_once(' ')?;
        let status = status.parse().ok()?;
        match word {
            "initialized" => Some(Self::Initialized(status)),
            "exited" => Some(Self::Exited(status)),
            _ => None,
        }
    }
}
