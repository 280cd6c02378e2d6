//! ERASE: overwrites personal columns, of active and deleted rows alike.

use super::Protect;
use crate::ast::{Erase, Statement};
use crate::diagnostic::{Diagnostic, protection};

impl Protect<'_> {
    /// What becomes of an ERASE.
    pub(super) fn erase(&mut self, erase: Box<Erase>) -> Statement {
        self.require_where(
            "erase",
            erase.all,
            erase.where_clause.as_ref(),
            &erase.table,
        );
        self.errors.push(Diagnostic::new(
            &protection::NOTHING_PERSONAL,
            erase.table.span,
            "no column of this table is personal",
        ));
        Statement::Erase(erase)
    }
}
