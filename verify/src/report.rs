//! What was compared, and what was found.

use std::fmt;

use softdelete_runtime::registry::Registered;

use crate::error::Error;

/// What was compared with a database. `Display` is for people: each disagreement with its place, then what there was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub(crate) statements: usize,
    pub(crate) texts: usize,
    pub(crate) tables: usize,
    pub(crate) functions: usize,
    pub(crate) disagreements: Vec<Disagreement>,
    pub(crate) notes: Vec<Disagreement>,
}

impl Report {
    /// How many statements were described by the server, those of tables' own methods and purges among them.
    pub fn statements(&self) -> usize {
        self.statements
    }

    /// How many texts of theirs: one for each variant, and the plans of deletions and restorations.
    pub fn texts(&self) -> usize {
        self.texts
    }

    /// How many declared tables were compared.
    pub fn tables(&self) -> usize {
        self.tables
    }

    /// How many declared functions were compared.
    pub fn functions(&self) -> usize {
        self.functions
    }

    /// Everything in which the program and the database disagree, in the order of the source.
    pub fn disagreements(&self) -> &[Disagreement] {
        &self.disagreements
    }

    /// What could not be compared, or is worth knowing without being wrong.
    pub fn notes(&self) -> &[Disagreement] {
        &self.notes
    }

    pub(crate) fn disagree(&mut self, place: Place, message: impl Into<String>) {
        let message = message.into();
        let found = Disagreement { place, message };
        // A macro that is called in a loop of another one says the same at the same place.
        if !self.disagreements.contains(&found) {
            self.disagreements.push(found);
        }
    }

    /// Whether there is a disagreement at this place.
    pub(crate) fn has(&self, place: Place) -> bool {
        self.disagreements.iter().any(|it| it.place == place)
    }

    pub(crate) fn note(&mut self, place: Place, message: impl Into<String>) {
        let message = message.into();
        self.notes.push(Disagreement { place, message });
    }

    /// The end of a comparison.
    pub(crate) fn finish(mut self) -> Result<Report, Error> {
        self.disagreements.sort_by_key(|it| it.place);
        self.notes.sort_by_key(|it| it.place);
        if self.disagreements.is_empty() {
            Ok(self)
        } else {
            Err(Error::from(self))
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for found in &self.disagreements {
            writeln!(f, "{found}")?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        let said = match self.disagreements.len() {
            0 => "agree with the database".to_owned(),
            1 => "were compared with the database: 1 disagreement".to_owned(),
            many => format!("were compared with the database: {many} disagreements"),
        };
        let functions = match self.functions {
            0 => String::new(),
            many => format!(", {}", count(many, "function")),
        };
        write!(
            f,
            "{}{functions} and {} ({}) {said}",
            count(self.tables, "table"),
            count(self.statements, "statement"),
            count(self.texts, "text"),
        )
    }
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// One thing in which the program and the database disagree. `Display` begins with its place, as rustc's messages do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    place: Place,
    message: String,
}

impl Disagreement {
    /// The statement's or the declaration's place in the source.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What disagrees.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// A place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the compiler was given it: from the root of the package or workspace.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl Place {
    pub(crate) fn of(entry: &Registered) -> Place {
        let Registered {
            file, line, column, ..
        } = *entry;
        Place { file, line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
