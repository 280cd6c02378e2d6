//! Mistakes of spelling and grammar: SD00xx.

use super::Entry;

/// All of them, by code.
pub static ALL: &[&Entry] = &[];
