//! A throwaway cluster: its files, its settings and its server process.

use std::fmt::Write;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::Error;
use crate::account::Account;
use crate::binaries::Binaries;
use crate::directory;
use crate::supervisor::{Event, Supervisor};

/// `initdb` and a start take about a second together; a machine may be very busy.
const PATIENCE: Duration = Duration::from_mins(2);

/// Nothing here survives a crash of the machine, so nothing is worth waiting for a disk. `synchronous_commit` stays on: a
/// server that a test kills must have what it has committed, and with `fsync` off that costs nothing. The time zone and `jit` make runs alike on every
/// machine; `mmap` keeps dynamic shared memory inside the directory that is removed in the end.
const SETTINGS: &[(&str, &str)] = &[
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("max_connections", "200"),
    ("max_wal_size", "256MB"),
    ("dynamic_shared_memory_type", "mmap"),
    ("jit", "off"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("listen_addresses", "127.0.0.1"),
];

/// A cluster of our own. Dropping it stops the server and removes its files.
pub(crate) struct Cluster {
    supervisor: Supervisor,
    running: bool,
    pub(crate) directory: PathBuf,
    pub(crate) password: String,
    pub(crate) port: u16,
}

impl Cluster {
    /// Makes a cluster and starts its server.
    pub(crate) fn start(binaries: &Binaries, settings: &[(String, String)]) -> Result<Self, Error> {
        let account = Account::for_server()?;
        let (directory, log) = directory::create(account)?;
        let password = format!("{:016x}", directory::random()?);
        let write = |name: &str, text: &str| {
            let path = directory.join(name);
            fs::write(&path, text)
                .and_then(|()| match account {
                    Some(account) => {
                        std::os::unix::fs::chown(&path, Some(account.uid), Some(account.gid))
                    }
                    None => Ok(()),
                })
                .map_err(|error| Error::io(format_args!("cannot write {}", path.display()), &error))
        };
        write("password", &password)?;
        write(
            "settings",
            &settings_file(&directory.to_string_lossy(), settings),
        )?;

        // The supervisor comes before the copy, so that nothing is left behind if we are killed while we copy.
        let copy = if binaries.reachable_by(account) {
            None
        } else {
            Some(directory::for_programs()?)
        };
        let bin = copy
            .as_ref()
            .map_or_else(|| binaries.bin.clone(), |copy| copy.join("bin"));
        let supervisor = Supervisor::start(account, &directory, &bin, copy.as_deref(), log)?;
        if let Some(copy) = &copy {
            binaries.copy_to(copy, account)?;
        }
        let mut cluster = Self {
            supervisor,
            running: false,
            directory,
            password,
            port: 0,
        };
        cluster.supervisor.send("initialize")?;
        if cluster.supervisor.event(PATIENCE)? != Some(Event::Initialized(0)) {
            return Err(cluster.failure("initdb failed"));
        }
        cluster.start_server()?;
        Ok(cluster)
    }

    /// Starts the server again after it was stopped or killed, where it was before.
    pub(crate) fn start_server(&mut self) -> Result<(), Error> {
        let chosen = self.port;
        let deadline = Instant::now() + PATIENCE;
        loop {
            if chosen == 0 {
                self.port = free_port()?;
            }
            // Of the server before; with it, the pid file that a killed server leaves would pass for the new one's.
            let _ = fs::remove_file(self.directory.join("server.pid"));
            self.supervisor.send(&format!("start {}", self.port))?;
            self.running = true;
            while self.running && Instant::now() < deadline {
                match self.supervisor.event(Duration::from_millis(10))? {
                    Some(Event::Exited(_)) => self.running = false,
                    Some(Event::Initialized(_)) | None if self.is_ready() => return Ok(()),
                    Some(Event::Initialized(_)) | None => {}
                }
            }
            if Instant::now() >= deadline || !self.is_worth_another_try(chosen == 0) {
                return Err(self.failure("PostgreSQL did not start"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Sends a signal to the server, and waits until it has ended.
    pub(crate) fn end_server(&mut self, signal: &str) -> Result<(), Error> {
        if !self.running {
            return Ok(());
        }
        self.supervisor.send(&format!("signal {signal}"))?;
        match self.supervisor.event(PATIENCE)? {
            Some(Event::Exited(_)) => {
                self.running = false;
                Ok(())
            }
            Some(Event::Initialized(_)) | None => Err(self.failure("PostgreSQL did not stop")),
        }
    }

    /// The server writes its process id into the first line of its pid file and its state into the last.
    fn is_ready(&self) -> bool {
        let read = |name| fs::read_to_string(self.directory.join(name)).unwrap_or_default();
        let (state, server) = (read("data/postmaster.pid"), read("server.pid"));
        let lines: Vec<_> = state.lines().map(str::trim).collect();
        lines.get(7) == Some(&"ready") && lines[0] == server.trim()
    }

    /// Another process may have taken the port since it was found free; the backends of a server that was killed take a
    /// moment to notice.
    fn is_worth_another_try(&self, port_is_free_choice: bool) -> bool {
        let log = self.log_tail();
        log.contains("shared memory block")
            || (port_is_free_choice && log.contains("could not bind"))
    }

    fn failure(&self, what: &str) -> Error {
        Error::new(format!("{what}. The end of its log:\n{}", self.log_tail()))
    }

    fn log_tail(&self) -> String {
        let log = fs::read(self.directory.join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

fn settings_file(directory: &str, settings: &[(String, String)]) -> String {
    let standard = SETTINGS.iter().map(|(name, value)| (*name, *value));
    let own = settings
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let mut text = String::new();
    // The last of two settings of one name is the one that counts.
    for (name, value) in standard
        .chain([("unix_socket_directories", directory)])
        .chain(own)
    {
        let _ = writeln!(text, "{name} = '{}'", value.replace('\'', "''"));
    }
    text
}

fn free_port() -> Result<u16, Error> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Error::io("there is no free port on 127.0.0.1", &error))
}
