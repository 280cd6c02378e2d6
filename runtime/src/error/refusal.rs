//! Deletions, restorations and erasures that something in the database forbids.

use std::fmt;

use tokio_postgres::error::SqlState;

use super::{Error, Kind};
use crate::effects::phrase;
use crate::statement::{Action, Effect, StatementKind};

/// The SQLSTATE that guard triggers raise, see [`Error::is_guarded`].
const GUARDED: &str = "SD001";

/// What forbade a statement that deletes, restores or erases; [`Error::refusal`] tells it. Nothing was changed.
///
/// `Display` is one line: `2 rows of invoices forbid it (restrict)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The rule that forbids it; [`Action::forbids`] is true of it.
    pub action: Action,
    /// The schema of the table, if one was declared.
    pub schema: Option<&'static str>,
    /// The table whose rows forbid it, by its name in the database.
    pub table: &'static str,
    /// How many of its rows do.
    pub rows: u64,
    /// The columns that the rule is about, such as the foreign key; empty where it is about whole rows.
    pub columns: &'static [&'static str],
    /// The table that `columns` refer to, where they are a foreign key: of rows that cannot be restored, the one whose row is deleted.
    pub parent: Option<&'static str>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let effect = Effect {
            action: self.action,
            schema: self.schema,
            table: self.table,
            cause: None,
            columns: self.columns,
            parent: self.parent,
        };
        phrase(f, &effect, self.rows)
    }
}

impl Refusal {
    pub(super) fn hint(&self) -> &'static str {
        match self.action {
            Action::Restrict => {
                "delete those rows first, or declare `on_delete = cascade` or `set_null` on the column that refers; `.plan(&db)` lists what forbids a deletion"
            }
            Action::ParentDeleted => {
                "restore the row referred to first, or restore it along: `restore … with parents`"
            }
            Action::Conflict => "change or delete the active row that has the key first",
            Action::Held => {
                "the rows are on hold (`hold = \"…\"` of the table); end the hold first, or leave them out in WHERE"
            }
            Action::Referenced => {
                "really delete, or relink, the rows that refer first; deleted rows refer too"
            }
            Action::Delete
            | Action::Restore
            | Action::RestoreParent
            | Action::Unlink
            | Action::Relink
            | Action::Erase
            | Action::Remove
            | Action::Named => "`.plan(&db)` lists what forbids the statement",
        }
    }
}

impl Error {
    /// What forbade the statement, if it was a rule of the tables' life: rows that restrict a deletion, a deleted parent, a legal hold. Nothing was
    /// changed, and a transaction around the statement has failed.
    pub fn refusal(&self) -> Option<Refusal> {
        // The statement makes the server fail at a conversion that only a refusal attempts. The message may be in any language; the value that could
        // not be converted stands in it as we wrote it.
        if *self.kind() != Kind::Database
            || self.code() != Some(&SqlState::INVALID_TEXT_REPRESENTATION)
        {
            return None;
        }
        let (index, rows) = told(self.message()?)?;
        let effect = self.0.statement?.effects.get(index)?;
        effect.action.forbids().then_some(Refusal {
            action: effect.action,
            schema: effect.schema,
            table: effect.table,
            rows,
            columns: effect.columns,
            parent: effect.parent,
        })
    }

    /// What kind of statement was refused, and for what.
    pub(super) fn refused(&self) -> Option<(StatementKind, Refusal)> {
        Some((self.0.statement?.kind, self.refusal()?))
    }

    fn is_refused_for(&self, action: Action) -> bool {
        self.refusal()
            .is_some_and(|refusal| refusal.action == action)
    }

    /// Active rows refer to one that would be deleted, and their foreign key says `on_delete = restrict`.
    pub fn is_restricted(&self) -> bool {
        self.is_refused_for(Action::Restrict)
    }

    /// Rows that would be restored refer to a deleted row.
    pub fn is_parent_deleted(&self) -> bool {
        self.is_refused_for(Action::ParentDeleted)
    }

    /// Rows that would be erased or really deleted are on hold.
    pub fn is_held(&self) -> bool {
        self.is_refused_for(Action::Held)
    }

    /// Rows of another table still refer to one that would really be deleted: by what the declarations say ([`Error::refusal`] tells which), or
    /// by a foreign key of the database ([`Error::constraint`] does).
    pub fn is_referenced(&self) -> bool {
        self.is_refused_for(Action::Referenced)
            || (self.is_foreign_key_violation() && self.was(StatementKind::HardDelete))
    }

    /// A row that would be restored has a unique key that an active row has, or that another restored one has. [`Error::constraint`] names the
    /// constraint or unique index; nothing was changed.
    pub fn is_restore_conflict(&self) -> bool {
        self.is_refused_for(Action::Conflict)
            || ((self.is_unique_violation() || self.is_exclusion_violation()) && self.restores())
    }

    /// A guard trigger refused a DELETE or TRUNCATE that did not come from a `hard delete`: it would have destroyed rows of a table whose rows are
    /// marked.
    pub fn is_guarded(&self) -> bool {
        self.code().is_some_and(|code| code.code() == GUARDED)
    }

    /// A foreign key between active rows, as our DDL makes it: known by its name, or where that was too long by the column that it includes.
    fn is_live_foreign_key_violation(&self) -> bool {
        self.is_foreign_key_violation()
            && (self
                .constraint()
                .is_some_and(|name| name.ends_with("_live_fkey"))
                || self
                    .detail()
                    .is_some_and(|detail| detail.contains("softdelete_live")))
    }

    fn was(&self, kind: StatementKind) -> bool {
        self.0
            .statement
            .is_some_and(|statement| statement.kind == kind)
    }

    fn restores(&self) -> bool {
        let statement = self.0.statement;
        statement.is_some_and(|statement| {
            statement.kind == StatementKind::Restore
                || statement
                    .effects
                    .iter()
                    .any(|effect| effect.action == Action::Restore)
        })
    }

    /// What to do about a rule of the tables' life, where that is what the error is about.
    pub(super) fn hint_of_life(&self) -> Option<&'static str> {
        if let Some(refusal) = self.refusal() {
            return Some(refusal.hint());
        }
        if self.is_restore_conflict() {
            return Some(
                "an active row has the key, and nothing was restored: change or delete that row first; `.plan(&db)` lists such conflicts",
            );
        }
        if self.is_live_foreign_key_violation() {
            return Some(
                "only an active row can be referred to by an active one: restore the row referred to first, or delete those that refer to it with it",
            );
        }
        None
    }
}

/// The index of the effect and the number of rows in a message such as `… "softdelete 3 17"`; languages have quotation marks of their own.
fn told(message: &str) -> Option<(usize, u64)> {
    let (_, rest) = message.split_once("softdelete ")?;
    let (index, rest) = rest.split_once(' ')?;
    let end = rest
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(rest.len());
    Some((index.parse().ok()?, rest[..end].parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn is_told_in_any_language() {
        let english = r#"invalid input syntax for type bigint: "softdelete 3 17""#;
        let german = "ungültige Eingabesyntax für Typ bigint: »softdelete 3 17«";
        let french = "syntaxe en entrée invalide pour le type bigint : « softdelete 3 17 »";
        assert_eq!(told(english), Some((3, 17)));
        assert_eq!(told(german), Some((3, 17)));
        assert_eq!(told(french), Some((3, 17)));
        for other in [
            "",
            "softdelete",
            "softdelete 1",
            "softdelete a 1",
            "softdelete 1 -1",
            "softdelete 1 ",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
