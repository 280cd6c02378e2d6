//! Names for the common table expressions that are added to a statement.
//!
//! They must mean nothing else: no table, alias or column of the statement, so that nothing the user wrote reads one of ours, and
//! no table of the database that the statement reads.

use std::collections::BTreeSet;

use crate::ast::{Alias, Cte, Expr, ExprKind, FromItem, FromItemKind, Statement, Target};
use crate::catalog::Schema;
use crate::diagnostic::{Diagnostic, Errors, protection};
use crate::visit::{Visitor, walk_cte, walk_expr, walk_from_item, walk_target};

/// PostgreSQL cuts longer names; what is added to a table's name must survive that.
const LONGEST: usize = 40;

/// The names that are taken.
#[derive(Debug, Default)]
pub(in crate::protect) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// Those of a statement and of the declared tables.
    pub(in crate::protect) fn of(statement: &Statement, schema: &Schema) -> Self {
        let mut names = Self::default();
        let tables = schema.tables.iter();
        names.taken.extend(tables.map(|table| table.name.clone()));
        names.statement(statement);
        names
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
        while !self.taken.insert(name.clone()) {
            name = format!("{stem}_{number}");
            number += 1;
        }
        name
    }

    fn take(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
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
    fn cte(&mut self, cte: &Cte) {
        self.take(&cte.name.text);
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

/// Refuses a common table expression that has the name which one of `tables` has in the database: a reference to the table that
/// is added to the statement would read it instead. A schema tells them apart.
pub(in crate::protect) fn refuse_captured(
    statement: &Statement,
    schema: &Schema,
    tables: &[usize],
    errors: &mut Errors,
) {
    let tables = tables.iter().map(|table| &schema.tables[*table]);
    let names = tables.filter(|table| table.schema.is_none());
    let mut captured = Captured {
        names: names.map(|table| table.name.as_str()).collect(),
        errors,
    };
    captured.statement(statement);
}

struct Captured<'a> {
    names: BTreeSet<&'a str>,
    errors: &'a mut Errors,
}

impl Visitor for Captured<'_> {
    fn cte(&mut self, cte: &Cte) {
        if self.names.contains(cte.name.text.as_str()) {
            let message = format!(
                "`{}` is a table that this statement has to reach, which a common table expression of that name hides",
                cte.name.text
            );
            self.errors.push(
                Diagnostic::new(&protection::NAME_TAKEN, cte.name.span, message)
                    .help("give the common table expression another name"),
            );
        }
        walk_cte(self, cte);
    }
}
