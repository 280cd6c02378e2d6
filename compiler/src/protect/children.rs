//! What a statement that deletes or restores rows means for the rows that refer to them.
//!
//! The policies are written at the children, whose descriptions a statement on the parent does not have yet. Until it has
//! them, such statements are refused: to mark a parent and leave its children would be half a deletion.

use super::Protect;
use crate::catalog::Table;
use crate::diagnostic::{Diagnostic, protection};
use crate::span::Span;

impl Protect<'_> {
    /// Refuses a statement that would have to take children along.
    pub(super) fn refuse_children(&mut self, table: &Table, span: Span, doing: &str) {
        if table.children.is_empty() {
            return;
        }
        let children: Vec<_> = table
            .children
            .iter()
            .map(|child| format!("`{}`", child.path))
            .collect();
        let message = format!(
            "{doing} rows of `{}` has to take its children along ({}), which is not available yet",
            table.local_name,
            children.join(", ")
        );
        self.errors.push(
            Diagnostic::new(&protection::HAS_CHILDREN, span, message)
                .help("statements on tables without `children(…)` work; on this one, select, insert and update do"),
        );
    }
}
