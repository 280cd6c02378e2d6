//! What a statement did to the rows of which table.

use std::fmt;

use tokio_postgres::Row;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::sql::Int8;
use crate::statement::{Action, Effect};

mod wording;

pub(crate) use wording::{phrase, tree};

/// What a deletion, restoration or erasure did to how many rows of which table; [`Query::effects`](crate::Query::effects) returns it.
///
/// `Display` is a tree for people, each table under the one that it follows from; tables of which no row was touched are left out:
///
/// ```text
/// 1 row of users deleted
/// ├─ 3 rows of orders deleted
/// │  └─ 9 rows of items deleted
/// └─ 1 row of notes unlinked (user_id set to NULL)
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    counted: Vec<Counted>,
    operation: Option<Uuid>,
}

/// One effect of a statement, and how many rows it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counted {
    /// What, to which table.
    pub effect: Effect,
    /// How many rows.
    pub rows: u64,
}

impl Effects {
    pub(crate) fn new(counted: Vec<Counted>, operation: Option<Uuid>) -> Effects {
        Effects { counted, operation }
    }

    /// The effects in their order, those that concerned no row included. The first is on the table that the statement names; each other
    /// one follows the one that it comes from ([`Effect::cause`]).
    pub fn iter(&self) -> std::slice::Iter<'_, Counted> {
        self.counted.iter()
    }

    /// How many rows of all tables were changed. A row that one statement both marks and unlinks from another parent counts once for each.
    pub fn total(&self) -> u64 {
        total(&self.counted)
    }

    /// How many rows of the table were changed; `table` is its name in the database, with or without its schema (`"shop.orders"`). 0 for a
    /// table that the statement does not concern.
    pub fn of(&self, table: &str) -> u64 {
        let counted = changes(&self.counted).filter(|counted| counted.effect.is_on(table));
        counted.map(|counted| counted.rows).sum()
    }

    /// How many rows of all tables one thing was done to.
    pub fn by(&self, action: Action) -> u64 {
        let counted = self.counted.iter();
        let same = counted.filter(|counted| counted.effect.action == action);
        same.map(|counted| counted.rows).sum()
    }

    /// The id of this operation, a UUIDv7: what the rows that it marked have in their column `deletion_id`, and the history in `operation`.
    /// `None` for a statement that writes neither.
    pub fn operation(&self) -> Option<Uuid> {
        self.operation
    }
}

/// The row of counts that a reporting statement and a plan answer with.
pub(crate) fn read(effects: &'static [Effect], row: &Row) -> Result<Vec<Counted>> {
    let counted = effects.iter().enumerate().map(|(index, effect)| {
        Ok(Counted {
            effect: *effect,
            rows: read_count(row, index)?,
        })
    });
    counted.collect()
}

/// One of the counts.
pub(crate) fn read_count(row: &Row, index: usize) -> Result<u64> {
    let rows: i64 = crate::decode::get::<Int8, _>(row, index)?;
    u64::try_from(rows).map_err(|_| Error::new(crate::error::Kind::Protocol))
}

/// Those that say what was done to rows: neither how many were named, nor what forbids the statement.
pub(crate) fn changes(counted: &[Counted]) -> impl Iterator<Item = &Counted> {
    counted.iter().filter(|counted| {
        let action = counted.effect.action;
        !action.forbids() && action != Action::Named
    })
}

pub(crate) fn total(counted: &[Counted]) -> u64 {
    changes(counted).map(|counted| counted.rows).sum()
}

impl<'a> IntoIterator for &'a Effects {
    type Item = &'a Counted;
    type IntoIter = std::slice::Iter<'a, Counted>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Effects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tree(f, &self.counted)
    }
}

/// One line: `3 rows of orders deleted`.
impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        phrase(f, &self.effect, self.rows)
    }
}
