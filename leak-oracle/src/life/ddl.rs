//! A world as it is made in a database, and how all of it is looked at.

use std::fmt::Write;

use super::model::{Row, State, literal};
use super::world::{Kind, MarkKind, TableOf, World};

/// The hour from which steps count.
pub(super) const EPOCH: &str = "2026-01-01 00:00:00+00";

/// What does not depend on the world: the schema of history, as far as it matters, and the clock.
pub(super) const SYSTEM: &str = "
create schema softdelete;
create unlogged table softdelete.history (id bigint generated always as identity, operation uuid not null, action text not null,
    schema_name text, table_name text not null, row_key jsonb not null, actor text, reason text, detail jsonb);
create unlogged table softdelete.outbox (id bigint generated always as identity, operation uuid not null, action text not null,
    schema_name text, table_name text not null, row_key jsonb not null, actor text);
create schema clock;
create function clock.now() returns timestamptz language sql stable
    as $$ select '2026-01-01 00:00:00+00'::timestamptz + current_setting('clock.hour')::int8 * interval '1 hour' $$;
";

/// What has to be said on a connection.
pub(super) const SESSION: &str = "set statement_timeout = '20s'; set timezone = 'UTC'; set client_min_messages = 'error'; \
    set plan_cache_mode = 'force_generic_plan'; set jit = off; set max_parallel_workers_per_gather = 0; \
    set search_path = life, clock, pg_catalog; set clock.hour = '0'";

impl World {
    /// The statements that make the tables.
    pub(super) fn ddl(&self) -> String {
        let mut sql = "drop schema if exists life cascade; create schema life;\n".to_owned();
        for table in &self.tables {
            table.ddl(&mut sql);
        }
        sql
    }

    /// The statements that bring the tables into a state without deleted rows.
    pub(super) fn fill(&self, state: &State) -> String {
        let mut sql = "delete from softdelete.history; delete from softdelete.outbox;".to_owned();
        for (table, rows) in self.tables.iter().zip(&state.rows) {
            let _ = write!(sql, "delete from {};", table.quoted());
            if let Some(archive) = table.archive() {
                let _ = write!(sql, "delete from \"{archive}\";");
            }
            if !rows.is_empty() {
                let columns: Vec<_> = table.columns.iter().map(|it| it.name.as_str()).collect();
                let rows: Vec<_> = rows.iter().map(values).collect();
                let _ = write!(
                    sql,
                    "insert into {} ({}) values {};",
                    table.quoted(),
                    columns.join(", "),
                    rows.join(", ")
                );
            }
            sql.push('\n');
        }
        sql
    }

    /// The query that shows everything, a line of text a row; as the model tells its own state.
    pub(super) fn dump(&self) -> String {
        let mut arms = Vec::new();
        for (number, table) in self.tables.iter().enumerate() {
            let marks = table.marks.as_ref();
            let own = marks.filter(|marks| marks.kind != MarkKind::Archive);
            arms.push(table.lines(number, &table.name, own.is_some()));
            if let Some(archive) = table.archive() {
                arms.push(table.lines(number, &archive, true));
            }
        }
        arms.push(
            "select concat_ws('|', 'history', operation, action, table_name, row_key, coalesce(actor, '-'), coalesce(reason, '-'), \
             coalesce(detail::text, '-')) from softdelete.history"
                .to_owned(),
        );
        arms.push(
            "select concat_ws('|', 'outbox', operation, action, table_name, row_key, coalesce(actor, '-')) from softdelete.outbox"
                .to_owned(),
        );
        arms.join(" union all ")
    }
}

fn values(row: &Row) -> String {
    let values: Vec<_> = row.values.iter().map(literal).collect();
    format!("({})", values.join(", "))
}

impl TableOf {
    fn ddl(&self, sql: &mut String) {
        let mut columns: Vec<String> = Vec::new();
        for column in &self.columns {
            let ty = match column.kind {
                Kind::Int => "int8",
                Kind::Text => "text",
                Kind::Bool => "bool",
            };
            let not_null = if column.nullable { "" } else { " not null" };
            columns.push(format!("{} {ty}{not_null}", column.name));
        }
        let marked: Vec<String> = self.marks.as_ref().map_or_else(Vec::new, |marks| {
            let columns = marks.columns().into_iter();
            columns.map(|(name, ty)| format!("{name} {ty}")).collect()
        });
        let all = [columns.clone(), marked].concat().join(", ");
        let key: Vec<_> = self
            .key
            .iter()
            .map(|it| self.columns[*it].name.as_str())
            .collect();
        let name = self.quoted();
        let live = match self.archive() {
            Some(archive) => {
                let _ = writeln!(sql, "create unlogged table \"{archive}\" ({all});");
                columns.join(", ")
            }
            None => all,
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            sql,
            "create unlogged table {name} ({live}, primary key ({}));",
            key.join(", ")
        );
        if let Some(unique) = self.unique {
            let column = &self.columns[unique].name;
            let _ = match self.marks.as_ref().map(|marks| marks.kind) {
                None | Some(MarkKind::Archive) => {
                    writeln!(sql, "create unique index on {name} ({column});")
                }
                Some(MarkKind::Sentinel) => {
                    writeln!(sql, "create unique index on {name} ({column}, deleted_at);")
                }
                Some(MarkKind::Timestamp) => writeln!(
                    sql,
                    "create unique index on {name} ({column}) where deleted_at is null;"
                ),
                Some(MarkKind::Flag { .. }) => writeln!(
                    sql,
                    "create unique index on {name} ({column}) where not is_deleted;"
                ),
            };
        }
    }

    fn lines(&self, number: usize, name: &str, marked: bool) -> String {
        let mut parts = vec![format!(
            "'{number}{}'",
            if name == self.name { "" } else { "~" }
        )];
        for column in &self.columns {
            parts.push(format!("coalesce({}::text, '-')", column.name));
        }
        let marks = self.marks.as_ref().filter(|_| marked);
        for (name, _) in marks.map_or_else(Vec::new, super::world::Marks::columns) {
            parts.push(match name {
                "deleted_at" => format!(
                    "coalesce(case when isfinite(deleted_at) then (extract(epoch from deleted_at - timestamptz '{EPOCH}') / 3600)::int8::text end, '-')"
                ),
                name => format!("coalesce({name}::text, '-')"),
            });
        }
        format!(
            "select concat_ws('|', {}) from \"{name}\"",
            parts.join(", ")
        )
    }
}
