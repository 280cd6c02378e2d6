//! How much is tried, and what came of it.

use std::collections::BTreeMap;

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// What decides everything.
    pub seed: u64,
    /// How many sequences of statements.
    pub sequences: usize,
    /// How many sequences on one world.
    pub per_world: usize,
    /// Whether one statement of each world loses a condition, which must be noticed.
    pub lose: bool,
    /// Whether to go on, with another world, after a difference.
    pub keep_going: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Sequences that were run.
    pub sequences: usize,
    /// Statements that did what the model says, by what they do.
    pub done: BTreeMap<String, usize>,
    /// Of these, those that changed something.
    pub telling: usize,
    /// Statements that were refused as the model says, by what forbade them.
    pub forbidden: BTreeMap<String, usize>,
    /// Queries that showed what the model says.
    pub queries: usize,
    /// Statements that the compiler did not take, by message.
    pub refused: BTreeMap<String, usize>,
    /// Worlds of which a statement was broken on purpose.
    pub broken: usize,
    /// What differed.
    pub differences: Vec<String>,
}

impl Tally {
    /// How many statements were run.
    pub fn statements(&self) -> usize {
        self.done.values().sum::<usize>() + self.forbidden.values().sum::<usize>()
    }

    /// Adds what another run found.
    pub fn add(&mut self, other: Self) {
        self.sequences += other.sequences;
        self.telling += other.telling;
        self.queries += other.queries;
        self.broken += other.broken;
        self.differences.extend(other.differences);
        for (mine, theirs) in [
            (&mut self.done, other.done),
            (&mut self.forbidden, other.forbidden),
            (&mut self.refused, other.refused),
        ] {
            for (key, count) in theirs {
                *mine.entry(key).or_default() += count;
            }
        }
    }
}
