//! Mistakes in declarations of tables, enums and types: SD06xx.

use super::Entry;

/// All of them, by code.
pub static ALL: &[&Entry] = &[];
