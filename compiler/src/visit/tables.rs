//! Which tables a statement refers to.

use super::{Visitor, walk_cte, walk_from_item, walk_query, walk_statement};
use crate::ast::{
    Cte, FromItem, FromItemKind, NodeId, ObjectName, Query, RangeTable, Statement, With,
};
use crate::span::Span;

/// A reference to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRef {
    /// The FROM item, or the table that a statement changes.
    pub id: NodeId,
    /// The name as written.
    pub name: ObjectName,
    /// Where the name stands.
    pub span: Span,
}

/// The tables that a statement refers to, each name once, in the order of the text. The name of a common table expression
/// that is in scope is none, except where a statement changes it, which always means a table.
///
/// ```
/// use softdelete_compiler::{diagnostic::Errors, lex, parse, visit};
/// let text = "with a as (select from users) select from a join app.orders o on true";
/// let mut errors = Errors::new();
/// let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
/// let parsed = parse::statement(&source, &mut errors).unwrap();
/// let tables = visit::tables(&parsed.statement);
/// let names: Vec<_> = tables.iter().map(|table| table.name.last().text.as_str()).collect();
/// assert_eq!(names, ["users", "orders"]);
/// ```
pub fn tables(statement: &Statement) -> Vec<TableRef> {
    let mut collector = Collector {
        found: Vec::new(),
        ctes: Vec::new(),
    };
    collector.statement(statement);
    collector.found
}

struct Collector {
    found: Vec<TableRef>,
    /// The common table expressions in scope, innermost last.
    ctes: Vec<String>,
}

impl Collector {
    fn add(&mut self, id: NodeId, table: &RangeTable) {
        if !self.found.iter().any(|found| found.name == table.name) {
            let name = table.name.clone();
            let span = name.span();
            self.found.push(TableRef { id, name, span });
        }
    }

    /// The table that a statement changes, which no common table expression hides.
    fn target(&mut self, item: &FromItem) {
        if let FromItemKind::Table(table) = &item.kind {
            self.add(item.id, table);
        }
    }
}

impl Visitor for Collector {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Query(_) => {}
            Statement::Insert(insert) => self.target(&insert.table),
            Statement::Update(update) => self.target(&update.table),
            Statement::Delete(delete) => self.target(&delete.table),
            Statement::Merge(merge) => self.target(&merge.table),
            Statement::Restore(restore) => self.target(&restore.table),
            Statement::Erase(erase) => self.target(&erase.table),
        }
        let scope = self.ctes.len();
        walk_statement(self, statement);
        self.ctes.truncate(scope);
    }

    fn query(&mut self, query: &Query) {
        let scope = self.ctes.len();
        walk_query(self, query);
        self.ctes.truncate(scope);
    }

    fn with(&mut self, with: &With) {
        if with.recursive {
            self.ctes
                .extend(with.ctes.iter().map(|cte| cte.name.text.clone()));
        }
        for cte in &with.ctes {
            self.cte(cte);
            if !with.recursive {
                self.ctes.push(cte.name.text.clone());
            }
        }
    }

    fn cte(&mut self, cte: &Cte) {
        walk_cte(self, cte);
    }

    fn from_item(&mut self, item: &FromItem) {
        if let FromItemKind::Table(table) = &item.kind {
            let hidden = table.name.parts.len() == 1 && self.ctes.contains(&table.name.last().text);
            if !hidden {
                self.add(item.id, table);
            }
        }
        walk_from_item(self, item);
    }
}
