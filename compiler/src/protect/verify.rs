//! A second look at the result: a reference to a soft-delete table that no rule has met refuses the statement. A mistake in the
//! rules themselves then is an error of compilation and never a leak.

use std::collections::BTreeSet;

use crate::ast::{FromItem, FromItemKind, NodeId, Statement};
use crate::catalog::Schema;
use crate::check::Analysis;
use crate::diagnostic::{Diagnostic, Errors, protection};
use crate::visit::{Visitor, walk_from_item};

/// Reports the references to soft-delete tables that were not met.
pub(super) fn verify(
    statement: &Statement,
    schema: &Schema,
    analysis: &Analysis,
    met: &BTreeSet<NodeId>,
    errors: &mut Errors,
) {
    // After another mistake a rule may have stopped halfway, and nothing will be sent anyway.
    if errors.is_empty() {
        let mut verify = Verify {
            schema,
            analysis,
            met,
            errors,
        };
        verify.statement(statement);
    }
}

struct Verify<'a> {
    schema: &'a Schema,
    analysis: &'a Analysis,
    met: &'a BTreeSet<NodeId>,
    errors: &'a mut Errors,
}

impl Visitor for Verify<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn from_item(&mut self, item: &FromItem) {
        if let (FromItemKind::Table(range), Some(used)) =
            (&item.kind, self.analysis.tables.get(&item.id))
            && self.schema.tables[used.table].soft_delete.is_some()
            && !self.met.contains(&item.id)
        {
            self.errors.push(
                Diagnostic::new(
                    &protection::NOT_PROTECTED,
                    item.span,
                    format!(
                        "no rule keeps deleted rows of `{}` out of this place",
                        range.name.last().text
                    ),
                )
                .help("this is a mistake of softdelete: please report it with the statement"),
            );
        }
        walk_from_item(self, item);
    }
}
