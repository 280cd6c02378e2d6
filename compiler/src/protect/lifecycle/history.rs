//! What a statement leaves behind of what it did: rows of `softdelete.history` and `softdelete.outbox`, inserted from the common
//! table expressions that changed the rows.

use super::super::Protect;
use super::who::Who;
use crate::ast::{Cte, Expr, Target};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::lower::params::ParamSource;
use crate::span::Span;

/// Rows that a common table expression changed, as they are recorded.
#[derive(Clone, Debug)]
pub(in crate::protect) struct Change {
    /// The common table expression, which returns the rows.
    pub(in crate::protect) cte: String,
    /// The table, as an index into the schema's tables.
    pub(in crate::protect) table: usize,
    /// The names that the columns of the primary key have in the common table expression, in their declared order.
    pub(in crate::protect) key: Vec<String>,
    /// What was done: `delete`, `restore`, `unlink`, `relink`, `purge`, `erase`.
    pub(in crate::protect) action: &'static str,
    /// What else is to be known, `jsonb` over columns of the common table expression, which are qualified with [`ROW`].
    pub(in crate::protect) detail: Option<Expr>,
    /// Which of the rows, a condition over columns qualified with [`ROW`]; all of them without one.
    pub(in crate::protect) which: Option<Expr>,
}

/// The name by which [`Change::detail`] and [`Change::which`] call the changed row.
pub(in crate::protect) const ROW: &str = "r";

impl Protect<'_> {
    /// The INSERT into `softdelete.history`.
    pub(in crate::protect) fn history(&mut self, change: &Change, who: &Who, span: Span) -> Cte {
        let table = &self.schema.tables[change.table];
        let mut values = self.subject(change, span);
        let (actor, reason) = (self.actor_text(who, span), self.reason_text(who, span));
        let mut build = Build::new(self.ids, span);
        let detail = change.detail.clone().unwrap_or_else(|| build.null());
        values.extend([
            build.target(actor, None),
            build.target(reason, None),
            build.target(detail, None),
        ]);
        let columns = [
            "operation",
            "action",
            "schema_name",
            "table_name",
            "row_key",
            "actor",
            "reason",
            "detail",
        ];
        let name = self.names.fresh(&format!("{}_history", table.name));
        self.record("history", &columns, values, change, &name, span)
    }

    /// The INSERT into `softdelete.outbox`.
    pub(in crate::protect) fn outbox(&mut self, change: &Change, who: &Who, span: Span) -> Cte {
        let table = &self.schema.tables[change.table];
        let mut values = self.subject(change, span);
        let actor = self.actor_text(who, span);
        values.push(Build::new(self.ids, span).target(actor, None));
        let columns = [
            "operation",
            "action",
            "schema_name",
            "table_name",
            "row_key",
            "actor",
        ];
        let name = self.names.fresh(&format!("{}_outbox", table.name));
        self.record("outbox", &columns, values, change, &name, span)
    }

    /// History and outbox of a change, as far as its table asks for them.
    pub(in crate::protect) fn records(
        &mut self,
        change: &Change,
        who: &Who,
        span: Span,
    ) -> Vec<Cte> {
        let table = &self.schema.tables[change.table];
        let (audit, outbox) = (table.audit, table.outbox);
        let history = audit.then(|| self.history(change, who, span));
        let outbox = outbox.then(|| self.outbox(change, who, span));
        history.into_iter().chain(outbox).gather()
    }

    /// What both begin with: operation, action, schema, table, key.
    fn subject(&mut self, change: &Change, span: Span) -> Vec<Target> {
        let schema = self.schema;
        let table = &schema.tables[change.table];
        let operation = self.slot(ParamSource::DeletionId, "uuid", false, span);
        let mut build = Build::new(self.ids, span);
        let mut fields = Vec::new();
        for (column, name) in table.primary_key.iter().zip(&change.key) {
            fields.push(build.string(&table.columns[*column].name));
            fields.push(build.column(Some(ROW), name));
        }
        let values = [
            operation,
            build.string(change.action),
            match &table.schema {
                Some(schema) => build.string(schema),
                None => build.null(),
            },
            build.string(&table.name),
            build.call("jsonb_build_object", fields),
        ];
        values
            .into_iter()
            .map(|value| build.target(value, None))
            .gather()
    }

    fn record(
        &mut self,
        into: &str,
        columns: &[&str],
        values: Vec<Target>,
        change: &Change,
        name: &str,
        span: Span,
    ) -> Cte {
        let mut build = Build::new(self.ids, span);
        let from = build.cte_as(&change.cte, ROW);
        let rows = build.select(values, vec![from], change.which.clone());
        let insert = build.insert_select(Some("softdelete"), into, columns, rows, Vec::new());
        build.cte(name, None, insert)
    }
}
