//! Mistakes against the rules of soft deletion: SD04xx.

use super::Entry;

/// All of them, by code.
pub static ALL: &[&Entry] = &[];
