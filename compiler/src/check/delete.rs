//! DELETE, RESTORE, ERASE.

use super::checker::Checker;
use super::clause::Clause;
use super::query::OutColumn;
use super::statement::Versions;
use crate::ast::{Delete, Erase, Restore};

impl<'a> Checker<'a, '_> {
    /// DELETE
    pub(super) fn delete(&mut self, delete: &'a Delete, outermost: bool) -> Vec<OutColumn<'a>> {
        if let Some(with) = &delete.with {
            self.with(with);
        }
        let (entry, table) = self.target(&delete.table);
        self.others(&delete.using, entry);
        if let Some(condition) = &delete.where_clause {
            self.condition(condition, Clause::Where);
            self.learn(condition, None);
        }
        self.attribution(&delete.attribution, table);
        // A row that is marked comes back as it is then.
        self.forget(entry);
        let removed = delete.hard.is_some();
        let versions = Versions {
            old_missing: false,
            new_missing: removed,
        };
        self.returning(delete.returning.as_ref(), entry, versions, outermost)
    }

    /// RESTORE
    pub(super) fn restore(&mut self, restore: &'a Restore, outermost: bool) -> Vec<OutColumn<'a>> {
        if let Some(with) = &restore.with {
            self.with(with);
        }
        let (entry, table) = self.target(&restore.table);
        if let Some(condition) = &restore.where_clause {
            self.condition(condition, Clause::Where);
            self.learn(condition, None);
        }
        self.attribution(&restore.attribution, table);
        self.forget(entry);
        self.returning(
            restore.returning.as_ref(),
            entry,
            Versions::default(),
            outermost,
        )
    }

    /// ERASE
    pub(super) fn erase(&mut self, erase: &'a Erase, outermost: bool) -> Vec<OutColumn<'a>> {
        if let Some(with) = &erase.with {
            self.with(with);
        }
        let (entry, table) = self.target(&erase.table);
        if let Some(condition) = &erase.where_clause {
            self.condition(condition, Clause::Where);
            self.learn(condition, None);
        }
        self.attribution(&erase.attribution, table);
        self.forget(entry);
        self.returning(
            erase.returning.as_ref(),
            entry,
            Versions::default(),
            outermost,
        )
    }
}
