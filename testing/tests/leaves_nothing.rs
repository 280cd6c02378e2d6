//! However a test process ends, its server and the server's files go with it.
//!
//! The process that ends is this test binary again, running only the test `victim`.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use softdelete_testing::Server;

/// How the victim ends, if not by a signal.
const END: &str = "SOFTDELETE_TESTING_END";

/// Not a test: starts a server, says where and ends as it is told.
#[test]
#[ignore = "run by the other tests"]
fn victim() {
    let Ok(end) = std::env::var(END) else { return };
    let server = if end == "drop" {
        &Server::start().unwrap()
    } else {
        // Never dropped, as with any test binary.
        Server::shared()
    };
    let _database = server.create_database();
    let directory = server.directory().unwrap();
    let pid = std::fs::read_to_string(directory.join("server.pid")).unwrap();
    println!("\nvictim {} {}", pid.trim(), directory.display());
    match end.as_str() {
        "panic" => panic!("as told"),
        "abort" => std::process::abort(),
        "exit" => std::process::exit(3),
        "wait" => std::thread::sleep(Duration::from_mins(1)),
        _ => {}
    }
}

struct Victim {
    process: Child,
    server: PathBuf,
    directory: PathBuf,
}

impl Victim {
    /// Starts the victim as the leader of a process group, like a job of a shell.
    fn start(end: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "victim",
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(END, end)
            .env_remove("DATABASE_URL")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines
            .map_while(Result::ok)
            .find(|line| line.starts_with("victim "))
            .expect("the victim starts a server");
        let mut words = line.split(' ').skip(1);
        Self {
            process,
            server: Path::new("/proc").join(words.next().unwrap()),
            directory: PathBuf::from(words.next().unwrap()),
        }
    }

    /// Sends a signal to the process, or to its whole group.
    fn signal(&self, signal: &str, group: bool) {
        let sign = if group { "-" } else { "" };
        let target = format!("{sign}{}", self.process.id());
        assert!(
            Command::new("kill")
                .args(["-s", signal, "--", &target])
                .status()
                .unwrap()
                .success()
        );
    }

    #[track_caller]
    fn expect_nothing_left(mut self) {
        self.process.wait().unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.directory.exists() || self.server.exists() {
            assert!(
                Instant::now() < deadline,
                "{} or {} is left",
                self.directory.display(),
                self.server.display()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn after_a_normal_end() {
    Victim::start("return").expect_nothing_left();
}

#[test]
fn after_a_drop() {
    Victim::start("drop").expect_nothing_left();
}

#[test]
fn after_a_panic() {
    Victim::start("panic").expect_nothing_left();
}

#[test]
fn after_an_exit() {
    Victim::start("exit").expect_nothing_left();
}

#[test]
fn after_an_abort() {
    Victim::start("abort").expect_nothing_left();
}

#[test]
fn after_being_killed() {
    let victim = Victim::start("wait");
    assert!(victim.directory.exists());
    victim.signal("KILL", false);
    victim.expect_nothing_left();
}

#[test]
fn after_an_interrupt_of_the_whole_group() {
    let victim = Victim::start("wait");
    victim.signal("INT", true);
    victim.expect_nothing_left();
}

#[test]
fn after_a_hangup_of_the_whole_group() {
    let victim = Victim::start("wait");
    victim.signal("HUP", true);
    victim.expect_nothing_left();
}

#[test]
fn after_the_whole_group_is_killed() {
    let victim = Victim::start("wait");
    victim.signal("KILL", true);
    victim.expect_nothing_left();
}
