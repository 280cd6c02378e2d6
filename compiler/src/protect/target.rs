//! The table that a statement changes.

use super::{Protect, predicate::Guard, scope};
use crate::ast::{Expr, ExprKind, FromItem, FromItemKind, Scope};
use crate::catalog::Table;
use crate::diagnostic::{Diagnostic, protection};

/// The table that a statement changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    /// Index into the schema's tables.
    pub(super) index: usize,
    /// The table.
    pub(super) table: &'a Table,
    /// The name it has in the statement.
    pub(super) reference: &'a str,
}

impl<'a> Target<'a> {
    /// Its guard, if its rows can be marked.
    pub(super) fn guard(self) -> Option<Guard<'a>> {
        Guard::of(self.table, Some(self.reference))
    }
}

impl<'a> Protect<'a> {
    /// The declared table that a statement changes, if it is one.
    pub(super) fn target_of(&self, item: &FromItem) -> Option<Target<'a>> {
        let (schema, analysis) = (self.schema, self.analysis);
        let used = analysis.tables.get(&item.id)?;
        Some(Target {
            index: used.table,
            table: &schema.tables[used.table],
            reference: &used.reference,
        })
    }

    /// Refuses a scope on the target of a statement that says itself which rows it acts on.
    pub(super) fn refuse_scope_of_target(&mut self, item: &mut FromItem, verb: &str, rows: &str) {
        let scope = take_scope(item);
        if let Some(span) = scope::span(&scope) {
            let words = scope::words(&scope);
            self.errors.push(
                Diagnostic::new(
                    &protection::SCOPE_MISPLACED,
                    span,
                    format!("`{verb}` acts on {rows} rows, so `{words}` means nothing here"),
                )
                .help(format!("remove `{words}`")),
            );
        }
    }

    /// Refuses `where current of`, beside which no condition can stand.
    pub(super) fn refuse_current_of(&mut self, where_clause: Option<&Expr>) {
        if let Some(Expr {
            kind: ExprKind::CurrentOf(cursor),
            span,
            ..
        }) = where_clause
        {
            self.errors.push(
                Diagnostic::new(
                    &protection::CURRENT_OF,
                    *span,
                    format!(
                        "the row of cursor `{}` may be a deleted one, which cannot be spared here",
                        cursor.text
                    ),
                )
                .help("name the row by its key: `where id = $id`"),
            );
        }
    }
}

/// Takes the scope off a table.
pub(super) fn take_scope(item: &mut FromItem) -> Scope {
    match &mut item.kind {
        FromItemKind::Table(range) => std::mem::take(&mut range.scope),
        FromItemKind::Subquery { .. }
        | FromItemKind::Function(_)
        | FromItemKind::JsonTable { .. }
        | FromItemKind::XmlTable { .. }
        | FromItemKind::Join(_)
        | FromItemKind::Error => Scope::Active,
    }
}
