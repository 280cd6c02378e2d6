//! Names of tables in the database that a common table expression would take.

use crate::ast::{Cte, Statement};
use crate::catalog::Schema;
use crate::check::Analysis;
use crate::diagnostic::{Diagnostic, Errors, protection};
use crate::gather::Gather as _;
use crate::visit::{Visitor, walk_cte};

/// Refuses a common table expression that has the name which a declared table has in the database, where the statement calls
/// the table otherwise: written out, one would be read for the other. A schema tells them apart.
pub(super) fn refuse_captured(
    statement: &Statement,
    schema: &Schema,
    analysis: &Analysis,
    errors: &mut Errors,
) {
    let mut used: Vec<usize> = analysis.tables.values().map(|used| used.table).gather();
    used.sort_unstable();
    used.dedup();
    let renamed = used.into_iter().map(|table| &schema.tables[table]);
    let renamed = renamed.filter(|table| table.schema.is_none() && table.local_name != table.name);
    let names: Vec<_> = renamed
        .map(|table| (table.name.as_str(), table.local_name.as_str()))
        .gather();
    if !names.is_empty() {
        Captured { names, errors }.statement(statement);
    }
}

struct Captured<'a> {
    names: Vec<(&'a str, &'a str)>,
    errors: &'a mut Errors,
}

impl Visitor for Captured<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn cte(&mut self, cte: &Cte) {
        if let Some((name, local)) = self.names.iter().find(|(name, _)| *name == cte.name.text) {
            self.errors.push(
                Diagnostic::new(
                    &protection::NAME_TAKEN,
                    cte.name.span,
                    format!("`{name}` is what the table `{local}` is called in the database"),
                )
                .help("give the common table expression another name"),
            );
        }
        walk_cte(self, cte);
    }
}
