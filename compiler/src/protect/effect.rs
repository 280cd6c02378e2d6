//! What a statement does to rows, as it is counted for the caller.

/// One thing that a statement does to the rows of one table.
///
/// The first effect of a statement is on the table that it names. Effects on other tables follow, each after the one that it
/// follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What.
    pub action: Action,
    /// The table, as an index into the schema's tables.
    pub table: usize,
    /// The effect that this one follows from, as an index into the list; `None` for those on the table that the statement names.
    pub cause: Option<usize>,
    /// The columns that it is about: the cut or re-tied foreign key, the unique key in conflict. Empty where it is about rows.
    pub columns: Vec<usize>,
}

/// What is done to rows, or what forbids that anything is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Marked as deleted.
    Delete,
    /// The mark was taken off.
    Restore,
    /// The mark was taken off a row that the restored one refers to (`with parents`).
    RestoreParent,
    /// A foreign key became NULL because the row referred to was deleted (`set_null`).
    Unlink,
    /// A foreign key that a deletion cut was tied again.
    Relink,
    /// Personal columns were overwritten.
    Erase,
    /// Really deleted.
    Remove,
    /// How many rows the statement names, in whatever state; counted for keys only.
    Named,
    /// Forbids: active rows refer to a row that would be deleted (`restrict`).
    Restrict,
    /// Forbids: rows that would be restored refer to a deleted row.
    ParentDeleted,
    /// Forbids: rows that would be restored have a key that an active row has. Told by a plan only; the statement itself meets
    /// the unique index.
    Conflict,
    /// Forbids: rows are on hold.
    Held,
    /// Forbids: rows of another table still refer to a row that would really be deleted.
    Referenced,
}

impl Action {
    /// Whether the statement is refused when it would concern any row.
    pub fn forbids(self) -> bool {
        match self {
            Self::Restrict
            | Self::ParentDeleted
            | Self::Conflict
            | Self::Held
            | Self::Referenced => true,
            Self::Delete
            | Self::Restore
            | Self::RestoreParent
            | Self::Unlink
            | Self::Relink
            | Self::Erase
            | Self::Remove
            | Self::Named => false,
        }
    }
}
