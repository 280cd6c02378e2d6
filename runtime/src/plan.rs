//! What a statement would do.

use std::fmt;

use crate::effects::{Counted, total, tree};

/// What a deletion, restoration or erasure would do as things stand, and what would forbid it; [`Query::plan`](crate::Query::plan) returns it.
///
/// Nothing is locked by planning: until the statement itself runs, others may change what it meets.
///
/// `Display` is a tree for people:
///
/// ```text
/// 1 row of users deleted
/// ├─ 3 rows of orders deleted
/// │  └─ 2 rows of invoices forbid it (restrict)
/// └─ 1 row of notes unlinked (user_id set to NULL)
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    counted: Vec<Counted>,
}

impl Plan {
    pub(crate) fn new(counted: Vec<Counted>) -> Plan {
        Plan { counted }
    }

    /// What would happen and what would forbid it, in the order of [`Statement::effects`](crate::Statement::effects), also where no row is
    /// concerned.
    pub fn iter(&self) -> std::slice::Iter<'_, Counted> {
        self.counted.iter()
    }

    /// What forbids the statement as things stand: empty if it would succeed.
    pub fn obstacles(&self) -> impl Iterator<Item = &Counted> {
        self.counted
            .iter()
            .filter(|counted| counted.effect.action.forbids() && counted.rows > 0)
    }

    /// Whether the statement would succeed as things stand.
    pub fn is_possible(&self) -> bool {
        self.obstacles().next().is_none()
    }

    /// How many rows of all tables would be changed, if nothing forbids it.
    pub fn total(&self) -> u64 {
        total(&self.counted)
    }

    /// How many rows of the table would be changed, if nothing forbids it; `table` is its name in the database, with or without its schema.
    pub fn of(&self, table: &str) -> u64 {
        let changes = crate::effects::changes(&self.counted);
        let counted = changes.filter(|counted| counted.effect.is_on(table));
        counted.map(|counted| counted.rows).sum()
    }
}

impl<'a> IntoIterator for &'a Plan {
    type Item = &'a Counted;
    type IntoIter = std::slice::Iter<'a, Counted>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tree(f, &self.counted)
    }
}
