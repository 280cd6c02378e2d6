//! Mistakes of naming: SD01xx.

use super::Entry;

/// All of them, by code.
pub static ALL: &[&Entry] = &[];
