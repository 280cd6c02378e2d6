//! What cannot be said of an archived table, and is said of others.

use crate::ast::{Cte, FromItem, FromItemKind, Locking, Query, QueryBody, Scope, Statement};
use crate::catalog::{Marker, Schema};
use crate::check::Analysis;
use crate::diagnostic::{Diagnostic, Errors, protection};
use crate::gather::Gather as _;
use crate::protect::scope;
use crate::visit::{self, Visitor};

/// Refuses row locks on a union of a table and its archive, and common table expressions named like an archive.
pub(in crate::protect) fn refuse(
    statement: &Statement,
    schema: &Schema,
    analysis: &Analysis,
    errors: &mut Errors,
) {
    let archives: Vec<&str> = (0..schema.tables.len())
        .filter_map(|table| archive_without_schema(schema, table))
        .gather();
    Refuse {
        schema,
        analysis,
        archives,
        errors,
    }
    .statement(statement);
}

fn archive_without_schema(schema: &Schema, table: usize) -> Option<&str> {
    match &schema.tables[table].soft_delete.as_ref()?.marker {
        Marker::Archive {
            table,
            schema: None,
            ..
        } => Some(table),
        Marker::Archive { .. }
        | Marker::Timestamp { .. }
        | Marker::Flag { .. }
        | Marker::Sentinel { .. } => None,
    }
}

struct Refuse<'a> {
    schema: &'a Schema,
    analysis: &'a Analysis,
    archives: Vec<&'a str>,
    errors: &'a mut Errors,
}

impl Visitor for Refuse<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn cte(&mut self, cte: &Cte) {
        let name = cte.name.text.as_str();
        if self.archives.contains(&name) {
            self.errors.push(
                Diagnostic::new(
                    &protection::NAME_TAKEN,
                    cte.name.span,
                    format!("`{name}` is the table that deleted rows are moved to"),
                )
                .help("give the common table expression another name"),
            );
        }
        visit::walk_cte(self, cte);
    }

    fn query(&mut self, query: &Query) {
        if let QueryBody::Select(select) = &query.body {
            for locking in &query.locking {
                for item in &select.from {
                    self.refuse_lock(item, locking, true);
                }
            }
        }
        visit::walk_query(self, query);
    }
}

impl Refuse<'_> {
    /// Refuses a lock on rows that come from two tables. `named` says whether the names after OF are those of this level.
    fn refuse_lock(&mut self, item: &FromItem, locking: &Locking, named: bool) {
        let locks = |name: &str| {
            !named || locking.of.is_empty() || locking.of.iter().any(|of| of.last().text == name)
        };
        match &item.kind {
            FromItemKind::Table(range) => {
                let Some(used) = self.analysis.tables.get(&item.id) else {
                    return;
                };
                let soft_delete = self.schema.tables[used.table].soft_delete.as_ref();
                let archived = soft_delete.is_some_and(|soft_delete| {
                    matches!(soft_delete.marker, Marker::Archive { .. })
                });
                if archived
                    && locks(&used.reference)
                    && matches!(range.scope, Scope::WithDeleted(_) | Scope::AsOf(..))
                {
                    let words = scope::words(&range.scope);
                    self.errors.push(
                        Diagnostic::new(
                            &protection::TWO_TABLES,
                            locking.span,
                            format!("rows of `{}` {words} stand in two tables, and cannot be locked at once", used.reference),
                        )
                        .help("lock active rows and deleted ones in statements of their own: without the scope, and `only deleted`"),
                    );
                }
            }
            FromItemKind::Join(join) => {
                self.refuse_lock(&join.left, locking, named);
                self.refuse_lock(&join.right, locking, named);
            }
            FromItemKind::Subquery { query, alias, .. } => {
                let hit = alias.as_ref().is_none_or(|alias| locks(&alias.name.text));
                if let QueryBody::Select(select) = &query.body
                    && hit
                {
                    for item in &select.from {
                        self.refuse_lock(item, locking, false);
                    }
                }
            }
            FromItemKind::Function(_)
            | FromItemKind::JsonTable { .. }
            | FromItemKind::XmlTable { .. }
            | FromItemKind::Error => {}
        }
    }
}
