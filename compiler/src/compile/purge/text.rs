//! The pieces that the statements of a purge are put together from.

use super::family::{Edge, Family};
use crate::catalog::{Marker, Schema, SoftDelete, Table};
use crate::gather::Gather as _;
use crate::render::{identifier, string};

/// Passes the guard triggers, which let a statement through that says so itself: the setting has the time of this statement, and
/// counts for no other.
const ALLOW: &str = "SELECT set_config('softdelete.hard', statement_timestamp()::text, true) AS ok";

/// Writes conditions on the tables of a family.
pub(super) struct Text<'a> {
    pub(super) schema: &'a Schema,
    pub(super) family: &'a Family,
    /// How the names of the common table expressions begin: as none of the tables' names do, so that none is taken for another.
    prefix: String,
}

/// A table in which rows of a declared one lie.
pub(super) struct Place {
    /// Its name, with its schema.
    pub(super) name: String,
    /// Deleted rows lie here.
    pub(super) deleted: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(schema: &'a Schema, family: &'a Family) -> Self {
        let mut prefix = "sd_".to_owned();
        let taken = |prefix: &str| {
            let archive = |table: &Table| match table.soft_delete.as_ref().map(|it| &it.marker) {
                Some(Marker::Archive { table, .. }) => table.starts_with(prefix),
                Some(Marker::Timestamp { .. } | Marker::Flag { .. } | Marker::Sentinel { .. })
                | None => false,
            };
            let tables = schema.tables.iter();
            tables
                .clone()
                .any(|table| table.name.starts_with(prefix) || archive(table))
        };
        while taken(&prefix) {
            prefix.push('_');
        }
        Self {
            schema,
            family,
            prefix,
        }
    }

    /// The name of a common table expression.
    pub(super) fn cte(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// `sd_allow AS MATERIALIZED (…)`
    pub(super) fn allow(&self) -> String {
        format!("{} AS MATERIALIZED ({ALLOW})", self.cte("allow"))
    }

    /// The condition that makes a DELETE wait for its permission.
    pub(super) fn is_allowed(&self) -> String {
        format!("(SELECT a.ok FROM {} AS a) IS NOT NULL", self.cte("allow"))
    }

    pub(super) fn table(&self, table: usize) -> &'a Table {
        &self.schema.tables[table]
    }

    fn soft_delete(&self, table: usize) -> Option<&'a SoftDelete> {
        self.table(table).soft_delete.as_ref()
    }

    /// The declared retention of a table.
    pub(super) fn retention(&self, table: usize) -> Option<&'a str> {
        self.soft_delete(table)?.retention.as_deref()
    }

    /// Where the rows of a table lie, those that are deleted last.
    pub(super) fn places(&self, table: usize) -> Vec<Place> {
        let declared = self.table(table);
        let own = qualified(declared.schema.as_deref(), &declared.name);
        match declared.soft_delete.as_ref().map(|it| &it.marker) {
            Some(Marker::Archive { table, schema, .. }) => vec![
                Place {
                    name: own,
                    deleted: false,
                },
                Place {
                    name: qualified(schema.as_deref(), table),
                    deleted: true,
                },
            ],
            Some(Marker::Timestamp { .. } | Marker::Flag { .. } | Marker::Sentinel { .. })
            | None => vec![Place {
                name: own,
                deleted: true,
            }],
        }
    }

    /// Where the deleted rows of a table lie.
    pub(super) fn place(&self, table: usize) -> String {
        let last = self.places(table).pop();
        last.map(|place| place.name).unwrap_or_default()
    }

    /// A column of a row.
    pub(super) fn column(&self, alias: &str, table: usize, column: usize) -> String {
        format!("{alias}.{}", label(&self.table(table).columns[column].name))
    }

    /// When the row was deleted.
    pub(super) fn deleted_at(&self, alias: &str, table: usize) -> String {
        match self.soft_delete(table).map(|it| &it.marker) {
            Some(
                Marker::Timestamp { at }
                | Marker::Sentinel { at }
                | Marker::Archive { at, .. }
                | Marker::Flag { at: Some(at), .. },
            ) => self.column(alias, table, *at),
            // Of such a table no row is due, whatever else is asked.
            Some(Marker::Flag { at: None, .. }) | None => "NULL::timestamptz".to_owned(),
        }
    }

    /// The row, where deleted rows lie, is a deleted one; as partial indexes say it.
    pub(super) fn deleted(&self, alias: &str, table: usize) -> String {
        match self.soft_delete(table).map(|it| &it.marker) {
            Some(Marker::Timestamp { at } | Marker::Archive { at, .. }) => {
                format!("{} IS NOT NULL", self.column(alias, table, *at))
            }
            Some(Marker::Sentinel { at }) => {
                format!("{} <> 'infinity'", self.column(alias, table, *at))
            }
            Some(Marker::Flag { flag, .. }) => self.column(alias, table, *flag),
            None => "false".to_owned(),
        }
    }

    /// The row was deleted longer ago than its table's retention, and than the user asks for beside.
    pub(super) fn is_old(&self, alias: &str, table: usize) -> String {
        let at = self.deleted_at(alias, table);
        match self.retention(table) {
            // LEAST passes over NULL.
            Some(retention) => format!(
                "{at} < LEAST(now() - INTERVAL {}, now() - $2::interval)",
                string(retention)
            ),
            None => format!("{at} < now() - $2::interval"),
        }
    }

    /// The row is held, if the table knows of that.
    pub(super) fn is_held(&self, alias: &str, table: usize) -> Option<String> {
        let column = self.soft_delete(table)?.hold?;
        let held = self.column(alias, table, column);
        Some(if self.table(table).columns[column].nullable {
            format!("{held} IS TRUE")
        } else {
            held
        })
    }

    /// The row may go as far as it alone is concerned.
    pub(super) fn is_due(&self, alias: &str, table: usize) -> String {
        let deleted = self.deleted(alias, table);
        let old = self.is_old(alias, table);
        match self.is_held(alias, table) {
            Some(held) => format!("{deleted} AND {old} AND NOT ({held})"),
            None => format!("{deleted} AND {old}"),
        }
    }

    /// The row `child` refers to the row `parent`.
    pub(super) fn refers(&self, edge: &Edge, child: &str, parent: &str) -> String {
        let pairs = edge.columns.iter().map(|&(column, target)| {
            format!(
                "{} = {}",
                self.column(child, edge.child, column),
                self.column(parent, edge.parent, target)
            )
        });
        pairs.gather().join(" AND ")
    }

    /// The row `child` is not the row `parent` itself.
    pub(super) fn is_another(&self, table: usize, child: &str, parent: &str) -> String {
        let key = self.table(table).primary_key.iter();
        let pairs = key.map(|&column| {
            format!(
                "{} = {}",
                self.column(child, table, column),
                self.column(parent, table, column)
            )
        });
        format!("NOT ({})", pairs.gather().join(" AND "))
    }

    /// For each place of each table that refers to a table, the condition that a row there, other than the row itself, refers to the
    /// row `alias`.
    pub(super) fn referrers(&self, alias: &str, table: usize) -> Vec<String> {
        let mut conditions = Vec::new();
        for edge in self.family.edges_to(table) {
            for place in self.places(edge.child) {
                let refers = self.refers(edge, "c", alias);
                // A row may refer to itself, and goes all the same.
                let another = if edge.child == table && place.deleted {
                    format!(" AND {}", self.is_another(table, "c", alias))
                } else {
                    String::new()
                };
                conditions.push(format!(
                    "EXISTS (SELECT FROM {} AS c WHERE {refers}{another})",
                    place.name
                ));
            }
        }
        conditions
    }

    /// The common table expression of a plan that has the rows of a table that go.
    pub(super) fn going(&self, table: usize) -> String {
        self.cte(&format!("going_{table}"))
    }

    /// What has to be added to say that a row of a place is none of those that a plan lets go. Tables that are not purged have none.
    pub(super) fn stays_in_plan(&self, table: usize, place: &Place, alias: &str) -> String {
        let purged = self
            .family
            .stages
            .iter()
            .any(|stage| stage.contains(&table));
        if !purged || !place.deleted {
            return String::new();
        }
        format!(
            " AND NOT EXISTS (SELECT FROM {} AS n WHERE n.part = {alias}.tableoid AND n.place = {alias}.ctid)",
            self.going(table)
        )
    }

    /// `t.a AS key_0, t.b AS key_1`
    pub(super) fn keys(&self, alias: &str, table: usize) -> String {
        let key = self.table(table).primary_key.iter().enumerate();
        let columns =
            key.map(|(nth, &column)| format!("{} AS key_{nth}", self.column(alias, table, column)));
        columns.gather().join(", ")
    }

    /// The common table expressions that record the rows of another one, each with a comma before it.
    pub(super) fn records(&self, table: usize, gone: &str, suffix: &str) -> String {
        let declared = self.table(table);
        let key = declared.primary_key.iter().enumerate();
        let key = key.map(|(nth, &column)| {
            format!("{}, g.key_{nth}", string(&declared.columns[column].name))
        });
        let key = key.gather().join(", ");
        let schema = declared.schema.as_deref().map_or("NULL".to_owned(), string);
        let name = string(&declared.name);
        let mut records = Vec::new();
        if declared.audit {
            records.push(format!(
                ", {} AS (INSERT INTO softdelete.history (operation, action, schema_name, table_name, row_key, actor, reason) \
                 SELECT $5::uuid, 'purge', {schema}, {name}, jsonb_build_object({key}), $6::text, $4::text FROM {gone} AS g)",
                self.cte(&format!("history{suffix}"))
            ));
        }
        if declared.outbox {
            records.push(format!(
                ", {} AS (INSERT INTO softdelete.outbox (operation, action, schema_name, table_name, row_key, actor) \
                 SELECT $5::uuid, 'purge', {schema}, {name}, jsonb_build_object({key}), $6::text FROM {gone} AS g)",
                self.cte(&format!("outbox{suffix}"))
            ));
        }
        records.concat()
    }
}

/// A name of a table.
fn qualified(schema: Option<&str>, name: &str) -> String {
    match schema {
        Some(schema) => format!("{}.{}", identifier(schema), identifier(name)),
        None => identifier(name),
    }
}

/// A name after a point.
fn label(name: &str) -> String {
    identifier(name)
}
