//! Which tables a statement deletes, restores or erases rows of.

use super::{Visitor, walk_statement};
use crate::ast::{FromItem, FromItemKind, MergeAction, Name, Statement};

/// A table whose rows a statement deletes, restores or erases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table's name as written, without a schema.
    pub table: Name,
    /// Which other tables that is about.
    pub follows: Follows,
}

/// Which relatives of a table a change of its rows is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// The rows that refer to them, and those that refer to those: a deletion of either kind, or an erasure.
    Descendants,
    /// The same, and the rows that these refer to: a restoration.
    Parents,
    /// The same, and the rows that those refer to in turn: a restoration `with parents`.
    Ancestors,
}

/// The tables whose rows a statement, or one in its WITH, deletes, restores or erases, in the order of the text.
///
/// ```
/// use softdelete_compiler::{diagnostic::Errors, lex, parse, visit};
/// let text = "with gone as (delete from orders where id = 1 returning id) select from gone, users";
/// let source = lex::sql(text, lex::ParamStyle::Named, &mut Errors::new());
/// let parsed = parse::statement(&source, &mut Errors::new()).unwrap();
/// let changes = visit::changes(&parsed.statement);
/// assert_eq!(changes.len(), 1);
/// assert_eq!(changes[0].table.text, "orders");
/// ```
pub fn changes(statement: &Statement) -> Vec<Change> {
    let mut collector = Collector(Vec::new());
    collector.statement(statement);
    collector.0
}

struct Collector(Vec<Change>);

impl Collector {
    fn add(&mut self, item: &FromItem, follows: Follows) {
        if let FromItemKind::Table(table) = &item.kind {
            let table = table.name.last().clone();
            self.0.push(Change { table, follows });
        }
    }
}

impl Visitor for Collector {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Query(_) | Statement::Insert(_) | Statement::Update(_) => {}
            Statement::Delete(delete) => self.add(&delete.table, Follows::Descendants),
            Statement::Merge(merge) => {
                let deletes = |action: &MergeAction| match action {
                    MergeAction::Delete(_) => true,
                    MergeAction::Nothing | MergeAction::Update(_) | MergeAction::Insert { .. } => {
                        false
                    }
                };
                if merge.whens.iter().any(|when| deletes(&when.action)) {
                    self.add(&merge.table, Follows::Descendants);
                }
            }
            Statement::Restore(restore) => {
                let follows = match restore.with_parents {
                    Some(_) => Follows::Ancestors,
                    None => Follows::Parents,
                };
                self.add(&restore.table, follows);
            }
            Statement::Erase(erase) => self.add(&erase.table, Follows::Descendants),
        }
        walk_statement(self, statement);
    }
}
