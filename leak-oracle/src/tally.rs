//! How much is tried, and what came of it.

use std::collections::BTreeMap;

use crate::mutate::Mutation;

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// What decides everything.
    pub seed: u64,
    /// How many statements.
    pub cases: usize,
    /// How many statements about one world.
    pub per_world: usize,
    /// How the compiled statements are broken on purpose, if they are.
    pub mutate: Option<Mutation>,
    /// Whether to go on after a failure.
    pub keep_going: bool,
    /// Whether to show statements that are refused or fail.
    pub show: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Statements that did the same both ways.
    pub equal: usize,
    /// Of these, statements whose result had rows or that changed data.
    pub telling: usize,
    /// Statements that the compiler refused and PostgreSQL takes, by message.
    pub refused: BTreeMap<String, usize>,
    /// Statements that neither takes, by message.
    pub invalid: BTreeMap<String, usize>,
    /// Statements that failed both ways, by the server's message.
    pub failed: BTreeMap<String, usize>,
    /// Statements that had no condition to lose.
    pub not_mutated: usize,
    /// What differed.
    pub differences: Vec<String>,
}

impl Tally {
    /// How many statements were refused.
    pub fn refusals(&self) -> usize {
        self.refused.values().sum()
    }

    /// How many were no valid statements.
    pub fn mistakes(&self) -> usize {
        self.invalid.values().sum()
    }

    /// How many failed both ways.
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }

    /// Adds what another run found.
    pub fn add(&mut self, other: Self) {
        self.equal += other.equal;
        self.telling += other.telling;
        self.not_mutated += other.not_mutated;
        self.differences.extend(other.differences);
        for (message, count) in other.refused {
            *self.refused.entry(message).or_default() += count;
        }
        for (message, count) in other.invalid {
            *self.invalid.entry(message).or_default() += count;
        }
        for (message, count) in other.failed {
            *self.failed.entry(message).or_default() += count;
        }
    }
}
