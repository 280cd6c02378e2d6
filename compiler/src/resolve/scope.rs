//! Query levels: which entries are seen at a place, and what is known of their columns there.

use std::collections::HashSet;

use super::{EntryId, NullSide, RangeColumn, Resolver};
use crate::span::Span;

/// A query level.
#[derive(Clone, Debug, Default)]
pub struct Level {
    /// The entries in sight.
    pub items: Vec<NamespaceItem>,
    /// The common table expressions declared here, the last one first to be found.
    pub ctes: Vec<CteEntry>,
    /// Whether a LATERAL item, a function of FROM or an item within one is in work, which sees the items to its left.
    pub lateral: bool,
    /// The names that the target list gives to its columns, which the clauses before it do not see.
    pub outputs: Vec<String>,
    /// Columns that a condition proved not NULL, wherever the row of their entry is there.
    pub not_null: HashSet<(EntryId, usize)>,
    /// Sides of outer joins that a condition proved to be there.
    pub settled: HashSet<NullSide>,
}

/// An entry in sight, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says of one way to name the entry whether it leads there, as in PostgreSQL"
)]
pub struct NamespaceItem {
    /// The entry.
    pub entry: EntryId,
    /// Whether it is found by its name.
    pub by_name: bool,
    /// Whether its columns are found without qualification.
    pub columns: bool,
    /// Whether only LATERAL items see it, FROM being in work still.
    pub lateral_only: bool,
    /// Whether LATERAL items may use it: not across a RIGHT or FULL JOIN.
    pub lateral_ok: bool,
}

impl NamespaceItem {
    /// An entry in full sight.
    pub fn visible(entry: EntryId) -> Self {
        Self {
            entry,
            by_name: true,
            columns: true,
            lateral_only: false,
            lateral_ok: true,
        }
    }
}

/// Whether a part of FROM may use an entry of its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// It may.
    Seen,
    /// It does not see the entry at all, so that a name may mean something further out.
    Unseen,
    /// It sees the entry, but may not use it: a name that means something there is a mistake, whatever else it could mean.
    Refused,
}

impl Level {
    /// Whether what is in work may use an entry (`check_lateral_ref_ok`).
    pub(super) fn reach(&self, item: &NamespaceItem) -> Reach {
        match (item.lateral_only, self.lateral) {
            (false, _) => Reach::Seen,
            (true, false) => Reach::Unseen,
            (true, true) if item.lateral_ok => Reach::Seen,
            (true, true) => Reach::Refused,
        }
    }
}

/// A common table expression in scope.
#[derive(Clone, Debug)]
pub struct CteEntry {
    /// Its name.
    pub name: String,
    /// The place of its name.
    pub span: Span,
    /// Its columns; `None` while they are not known yet.
    pub columns: Option<Vec<RangeColumn>>,
    /// How many of them, the last ones, SEARCH and CYCLE added: `*` has them only on the level of the WITH itself.
    pub extras: usize,
    /// Whether a reference may be made now.
    pub state: CteState,
}

/// Whether a common table expression may be referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CteState {
    /// Its columns are known.
    Ready,
    /// Its non-recursive term is in work, or it stands later in the list.
    NotYet,
    /// A mistake in it was reported: it is there, but its columns are not known.
    Broken,
}

impl Resolver<'_> {
    /// Opens a query level.
    pub fn open(&mut self) {
        self.levels.push(Level::default());
    }

    /// Closes the level in work.
    pub fn close(&mut self) {
        self.levels.pop();
    }

    /// The common table expression of a name, and the level that declares it.
    pub fn cte(&self, name: &str) -> Option<(usize, &CteEntry)> {
        self.levels
            .iter()
            .enumerate()
            .rev()
            .find_map(|(depth, level)| {
                level
                    .ctes
                    .iter()
                    .rev()
                    .find(|cte| cte.name == name)
                    .map(|cte| (depth, cte))
            })
    }

    /// The entry that a qualifier means at this place, if it means exactly one.
    pub(super) fn reaches(&self, name: &str) -> Option<EntryId> {
        self.levels.iter().rev().find_map(|level| {
            level
                .items
                .iter()
                .filter(|item| item.by_name && (!item.lateral_only || level.lateral))
                .find(|item| self.entries[item.entry.0].reference() == Some(name))
                .map(|item| item.entry)
        })
    }

    /// Notes that a column is not NULL at this place. The row of its entry is there then, so that every outer join
    /// that could have left it out did not.
    pub fn prove_not_null(&mut self, entry: EntryId, column: usize) {
        let (entry, column) = self.underlying(entry, column);
        let sides = self.entries[entry.0].nulled_by.clone();
        let level = self.level();
        level.not_null.insert((entry, column));
        level.settled.extend(sides);
    }
}
