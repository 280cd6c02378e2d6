//! Mistakes of types: SD02xx.

use super::Entry;

/// All of them, by code.
pub static ALL: &[&Entry] = &[];
