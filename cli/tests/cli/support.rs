//! Running the command.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

/// What a run gave.
pub(crate) struct Run {
    /// The exit status.
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `softdelete` with arguments and nothing to read.
#[track_caller]
pub(crate) fn softdelete(arguments: &[&str]) -> Run {
    softdelete_with(arguments, b"")
}

/// Runs `softdelete` with arguments and an input.
#[track_caller]
pub(crate) fn softdelete_with(arguments: &[&str], input: &[u8]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_softdelete"));
    command.args(arguments).env_remove("DATABASE_URL");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // Written beside the reading, so that neither waits for the other; a command that reads nothing closes the pipe.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the input is written");
    Run {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

impl Run {
    /// The output of a run that succeeded.
    #[track_caller]
    pub(crate) fn succeeded(&self) -> &str {
        assert_eq!(
            (self.status, self.stderr.as_str()),
            (Some(0), ""),
            "{}",
            self.stdout
        );
        &self.stdout
    }

    /// The answers of a run with `--jsonl`.
    #[track_caller]
    pub(crate) fn answers(&self) -> Vec<Value> {
        self.succeeded()
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }
}

/// The corpus, if it is there.
pub(crate) fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("SOFTDELETE_CORPUS").map(PathBuf::from);
    let folder = named
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"));
    if folder.join("postgres-regress.jsonl").exists() {
        return Some(folder);
    }
    eprintln!("skipped: the corpus is not there; name its folder in SOFTDELETE_CORPUS");
    None
}
