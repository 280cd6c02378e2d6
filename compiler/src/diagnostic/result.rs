//! Mistakes of results and parameters: SD05xx.

use super::Entry;

/// All of them, by code.
pub static ALL: &[&Entry] = &[];
