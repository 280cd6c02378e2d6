//! What forbids that rows are removed: a row of any table, in whatever state, that refers to one of them.

use super::super::Protect;
use super::super::effect::{Action, Effect};
use super::family::{Edge, Family};
use super::purge::Removed;
use super::report::Counted;
use crate::ast::{Expr, FromItem};
use crate::catalog::{Marker, Table};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

/// The name of a row that refers to one that is removed.
const CHILD: &str = "c";
/// The name of a row that is removed.
const GONE: &str = "g";

impl Protect<'_> {
    /// The foreign keys to a table, of which the table itself is the first member.
    pub(in crate::protect) fn referring(&mut self, table: usize, span: Span) -> Family {
        match Family::below(self.schema, table, |_| false) {
            Ok(family) => {
                if !family.edges.is_empty() {
                    self.refuse_hidden(&family.tables);
                }
                family
            }
            Err(missing) => {
                self.refuse_missing(&missing, span, "removing");
                Family::default()
            }
        }
    }

    /// For each foreign key to the table, and each place where rows that have it lie, how many of them refer to a row that is
    /// removed and are not removed with it.
    pub(in crate::protect) fn referenced(
        &mut self,
        family: &Family,
        removed: &Removed,
        span: Span,
    ) -> Vec<Counted> {
        let mut counted = Vec::new();
        for edge in family.edges.iter().filter(|edge| edge.parent == 0) {
            let table = family.table(self.schema, edge.child);
            for place in places(&mut Build::new(self.ids, span), table, CHILD) {
                let condition = self.refers(family, *edge, removed, span);
                let mut build = Build::new(self.ids, span);
                let rows = build.count(vec![place], condition);
                let reference = family.reference(self.schema, *edge);
                let effect = Effect {
                    action: Action::Referenced,
                    table: family.tables[edge.child],
                    cause: Some(0),
                    columns: reference.columns.clone(),
                };
                counted.push(Counted::new(effect, rows));
            }
        }
        counted
    }

    /// `EXISTS (SELECT FROM removed AS g WHERE g.key = c.fk)`, and of the table itself, that the row is not removed as well.
    fn refers(
        &mut self,
        family: &Family,
        edge: Edge,
        removed: &Removed,
        span: Span,
    ) -> Option<Expr> {
        let (here, there) = family.columns(self.schema, edge);
        let parent = family.table(self.schema, edge.parent);
        let there: Vec<_> = there
            .iter()
            .filter_map(|name| removed.column(parent.column(name)?))
            .gather();
        let mut build = Build::new(self.ids, span);
        let pairs = build.equal_columns((GONE, &there), (CHILD, &here));
        let gone = build.cte_as(&removed.cte, GONE);
        let mut conditions = vec![build.exists(gone, pairs, false)];
        if edge.child == edge.parent {
            let place = [removed.part.as_str(), removed.place.as_str()];
            let pairs = build.equal_columns((GONE, &place), (CHILD, &["tableoid", "ctid"]));
            let gone = build.cte_as(&removed.cte, GONE);
            conditions.push(build.exists(gone, pairs, true));
        }
        build.all(conditions)
    }
}

/// The tables in which the rows of a declared one lie, by a name.
pub(super) fn places(build: &mut Build<'_>, table: &Table, alias: &str) -> Vec<FromItem> {
    let mut places = vec![build.table_as(table, alias)];
    if let Some(Marker::Archive { table, schema, .. }) =
        table.soft_delete.as_ref().map(|it| &it.marker)
    {
        places.push(build.relation(schema.as_deref(), table, Some(alias)));
    }
    places
}
