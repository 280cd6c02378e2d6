//! Names for the common table expressions that are added to a statement.
//!
//! They must mean nothing else: no table, alias or column of the statement, so that nothing the user wrote reads one of ours, and
//! no table of the database that the statement reads.

use crate::ast::{
    Alias, Cte, Expr, ExprKind, FromItem, FromItemKind, Name, NodeId, Statement, Target,
};
use crate::catalog::Schema;
use crate::span::Span;
use crate::visit::{Visitor, walk_cte, walk_expr, walk_from_item, walk_statement, walk_target};

/// PostgreSQL cuts longer names; what is added to a table's name must survive that.
const LONGEST: usize = 40;

/// The names that are taken, and what else a statement says that a part added to it must not meet.
#[derive(Clone, Debug, Default)]
pub(in crate::protect) struct Names {
    /// As they come, because most statements never ask.
    taken: Vec<String>,
    ctes: Vec<Name>,
    changed: Vec<Changed>,
    outermost_changes_state: bool,
}

/// A table that a statement, or a part of it, changes.
#[derive(Clone, Copy, Debug)]
pub(in crate::protect) struct Changed {
    /// The number of its FROM item.
    pub(in crate::protect) id: NodeId,
    /// Its place.
    pub(in crate::protect) span: Span,
}

impl Names {
    /// Those of a statement and of the declared tables.
    pub(in crate::protect) fn of(statement: &Statement, schema: &Schema) -> Self {
        let mut names = Self::default();
        let tables = schema.tables.iter();
        names.taken.extend(tables.map(|table| table.name.clone()));
        names.statement(statement);
        names.outermost_changes_state = matches!(
            statement,
            Statement::Delete(_) | Statement::Restore(_) | Statement::Erase(_)
        );
        names
    }

    /// The common table expressions that the user wrote.
    pub(in crate::protect) fn ctes(&self) -> &[Name] {
        &self.ctes
    }

    /// The tables that the user's statement and its parts change.
    pub(in crate::protect) fn changed(&self) -> &[Changed] {
        &self.changed
    }

    /// Whether the outermost statement deletes, restores or erases.
    pub(in crate::protect) fn outermost_changes_state(&self) -> bool {
        self.outermost_changes_state
    }

    /// A name that begins with `sd_` and is not taken: `sd_orders`, `sd_orders_2`.
    pub(in crate::protect) fn fresh(&mut self, stem: &str) -> String {
        let end = stem
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8())
            .take_while(|end| *end <= LONGEST)
            .last()
            .unwrap_or_default();
        let stem = format!("sd_{}", &stem[..end]);
        let mut name = stem.clone();
        let mut number = 2;
        while self.taken.contains(&name) {
            name = format!("{stem}_{number}");
            number += 1;
        }
        self.taken.push(name.clone());
        name
    }

    fn take(&mut self, name: &str) {
        self.taken.push(name.to_owned());
    }

    fn alias(&mut self, alias: Option<&Alias>) {
        if let Some(alias) = alias {
            self.take(&alias.name.text);
            for column in &alias.columns {
                self.take(&column.text);
            }
        }
    }
}

impl Visitor for Names {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn statement(&mut self, statement: &Statement) {
        let table = match statement {
            Statement::Query(_) => None,
            Statement::Insert(insert) => Some(&insert.table),
            Statement::Update(update) => Some(&update.table),
            Statement::Delete(delete) => Some(&delete.table),
            Statement::Merge(merge) => Some(&merge.table),
            Statement::Restore(restore) => Some(&restore.table),
            Statement::Erase(erase) => Some(&erase.table),
        };
        self.changed.extend(table.map(|table| Changed {
            id: table.id,
            span: table.span,
        }));
        walk_statement(self, statement);
    }

    fn cte(&mut self, cte: &Cte) {
        self.take(&cte.name.text);
        self.ctes.push(cte.name.clone());
        for column in &cte.columns {
            self.take(&column.text);
        }
        walk_cte(self, cte);
    }

    fn from_item(&mut self, item: &FromItem) {
        match &item.kind {
            FromItemKind::Table(range) => {
                self.take(&range.name.last().text);
                self.alias(range.alias.as_ref());
            }
            FromItemKind::Subquery { alias, .. }
            | FromItemKind::JsonTable { alias, .. }
            | FromItemKind::XmlTable { alias, .. } => self.alias(alias.as_ref()),
            FromItemKind::Function(function) => self.alias(function.alias.as_ref()),
            FromItemKind::Join(join) => self.alias(join.alias.as_ref()),
            FromItemKind::Error => {}
        }
        walk_from_item(self, item);
    }

    fn target(&mut self, target: &Target) {
        if let Some(alias) = &target.alias {
            self.take(&alias.text);
        }
        walk_target(self, target);
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Column(name) = &expr.kind {
            self.take(&name.last().text);
        }
        walk_expr(self, expr);
    }
}
