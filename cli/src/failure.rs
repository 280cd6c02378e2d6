//! Why the work could not be done at all, as opposed to a mistake in a statement.

use std::fmt::{Display, Formatter, Result};
use std::io;
use std::path::Path;

/// Why the work could not be done: one line, and perhaps what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    help: Option<String>,
    quiet: bool,
}

impl Failure {
    /// Something went wrong.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            quiet: false,
        }
    }

    /// Says what to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A file could not be read.
    pub(crate) fn reading(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("cannot read {}: {error}", path.display()))
    }

    /// Output could not be written. A reader that has seen enough (`| head`) is no news.
    pub(crate) fn writing(error: &io::Error) -> Self {
        let quiet = error.kind() == io::ErrorKind::BrokenPipe;
        Self {
            quiet,
            ..Self::new(format!("cannot write: {error}"))
        }
    }

    /// Whether there is nobody left to tell.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "error: {}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n  = help: {help}")?;
        }
        Ok(())
    }
}
