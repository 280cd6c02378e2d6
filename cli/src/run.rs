//! The command from its arguments to its exit status.

use std::process::ExitCode;
use std::thread;

use crate::arguments::{Arguments, Command, InputArguments};
use crate::catalogue::Catalogue;
use crate::failure::Failure;
use crate::job::Job;
use crate::{jsonl, text};

/// The compiler follows the nesting of a statement by recursion, up to a limit of its own; the stack must not be the limit.
const STACK: usize = 256 << 20;

/// Does what is asked.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    let worker = thread::Builder::new()
        .stack_size(STACK)
        .spawn(|| work(arguments.command));
    let done = worker.map_err(|error| Failure::new(format!("cannot start a thread: {error}")));
    match done.map(|worker| {
        worker
            .join()
            .unwrap_or_else(|_| Err(Failure::new("an internal error")))
    }) {
        Ok(Ok(true)) => ExitCode::SUCCESS,
        Ok(Ok(false)) => ExitCode::from(1),
        Ok(Err(failure)) | Err(failure) => {
            if !failure.is_quiet() {
                eprintln!("{failure}");
            }
            ExitCode::from(2)
        }
    }
}

fn work(command: Command) -> Result<bool, Failure> {
    let (job, input) = match command {
        Command::Parse { input } => (Job::Parse, input),
        Command::Rewrite { input, database } => (Job::Rewrite(Catalogue::read(&database)?), input),
        Command::Describe { input, database } => {
            (Job::Describe(Catalogue::read(&database)?), input)
        }
    };
    answer(&job, input)
}

fn answer(job: &Job, input: InputArguments) -> Result<bool, Failure> {
    if input.jsonl {
        jsonl::answer_lines(job, input).map(|()| true)
    } else {
        text::answer_statements(job, input)
    }
}
