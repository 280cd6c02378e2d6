//! Mistakes of grouping, aggregates and windows: SD03xx.

use super::Entry;

/// All of them, by code.
pub static ALL: &[&Entry] = &[];
