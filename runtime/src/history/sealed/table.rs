//! The statements about one table's rows, which are written when the table is first used: what a derive would have to write for every table, whether
//! its content is sealed or not.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use postgres_types::Type;

use super::statement;
use crate::error::{Error, Result, Unmet};
use crate::lifecycle::{Lifecycle, Statements};
use crate::statement::{Statement, StatementKind};

/// The statements of a table.
pub(super) struct Sealable {
    /// Locks rows by key and reads them, deleted ones too: the columns of the key, the key as history has it, the row's subject, and what it holds.
    /// Parameters: keys.
    pub(super) read: Statement,
    /// The data keys of rows' subjects: see [`ring`](super::ring). Parameters: keys.
    pub(super) keys: Statement,
    /// What an operation did to rows of the table: the record's id, the action, the row's key. Parameters: `operation uuid`.
    pub(super) changed: Statement,
    /// Destroys the data keys of rows' subjects. Parameters: keys.
    pub(super) shred: Statement,
}

/// The statements of a table, always the same, because a connection knows statements by their addresses.
///
/// # Errors
/// When the table keeps no history that content could be beside.
pub(super) fn sealable<T: Lifecycle>() -> Result<&'static Sealable> {
    static KNOWN: Mutex<Option<HashMap<usize, &'static Sealable>>> = Mutex::new(None);
    let statements = T::statements();
    if statements.history.is_none() {
        return Err(Error::unmet(Unmet::NoAudit));
    }
    // What a table states is at one address for as long as the program runs.
    let address = std::ptr::from_ref(statements).addr();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(known
        .get_or_insert_default()
        .entry(address)
        .or_insert_with(|| Box::leak(Box::new(written::<T>(statements)))))
}

fn written<T: Lifecycle>(statements: &'static Statements) -> Sealable {
    let state = &statements.state;
    let key = &state.columns[..T::KEY_COLUMNS];
    let arrays: &'static [Type] = &state.params[..T::KEY_COLUMNS];
    let names = numbered("k", T::KEY_COLUMNS);
    let given = numbered("$", T::KEY_COLUMNS);
    let row_key = |qualifier: &str| {
        let mut object = String::from("pg_catalog.jsonb_build_object(");
        for (index, column) in key.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            let value = if qualifier == "t" {
                name(column)
            } else {
                format!("k{}", index + 1)
            };
            let _ = write!(object, "{comma}{}, {qualifier}.{value}", text(column));
        }
        object + ")"
    };
    let schema = T::SCHEMA.map_or_else(|| "NULL".to_owned(), text);
    let table = text(T::NAME);
    let subject = |row_key: &str| {
        format!("pg_catalog.jsonb_build_array({schema}::text, {table}::text, {row_key})")
    };
    let keyed = subject(&row_key("k"));
    let relation = match T::SCHEMA {
        Some(schema) => format!("{}.{}", name(schema), name(T::NAME)),
        None => name(T::NAME),
    };
    let columns: Vec<String> = T::COLUMNS.iter().map(|column| text(column)).collect();
    let same: Vec<String> = key
        .iter()
        .enumerate()
        .map(|(index, column)| {
            // Labels of enum types travel as text, and PostgreSQL compares them only as that.
            let cast = if arrays[index] == Type::TEXT_ARRAY {
                "::text"
            } else {
                ""
            };
            format!("t.{}{cast} = k.k{}", name(column), index + 1)
        })
        .collect();
    let read = format!(
        "SELECT {names}, {row}::text, {subject}::text, \
         (SELECT pg_catalog.json_object_agg(e.key, e.value) FROM pg_catalog.json_each(pg_catalog.row_to_json(t)) AS e \
         WHERE e.key = ANY (ARRAY[{columns}]::text[]))::text \
         FROM ({state}) AS k ({aliases}, marked) JOIN {relation} AS t ON {same} ORDER BY {names} FOR UPDATE OF t",
        names = qualified("k", &names),
        row = row_key("t"),
        subject = subject(&row_key("t")),
        columns = columns.join(", "),
        state = state.sql,
        aliases = names.join(", "),
        same = same.join(" AND "),
    );
    let keys = format!(
        "SELECT s.subject::text, s.subject::text, d.id, d.master, d.wrapped \
         FROM unnest({}) AS k ({}) CROSS JOIN LATERAL (SELECT {keyed}) AS s (subject) \
         LEFT JOIN softdelete.subject_keys AS d ON d.subject = s.subject",
        given.join(", "),
        names.join(", "),
    );
    let changed = format!(
        "SELECT h.id, h.action, h.row_key::text FROM softdelete.history AS h \
         WHERE h.operation = $1 AND h.schema_name IS NOT DISTINCT FROM {schema} AND h.table_name = {table} \
         AND h.action IN ('delete', 'restore', 'purge')"
    );
    let shred = format!(
        "DELETE FROM softdelete.subject_keys AS d USING unnest({}) AS k ({}) WHERE d.subject = {keyed}",
        given.join(", "),
        names.join(", "),
    );
    let select = |sql: String, params, columns| {
        statement(StatementKind::Select, String::leak(sql), params, columns)
    };
    Sealable {
        read: select(read, arrays, &["key", "subject", "content"]),
        keys: select(keys, arrays, super::ring::COLUMNS),
        changed: select(changed, &[Type::UUID], &["id", "action", "row_key"]),
        shred: statement(StatementKind::HardDelete, String::leak(shred), arrays, &[]),
    }
}

fn numbered(prefix: &str, count: usize) -> Vec<String> {
    (1..=count).map(|n| format!("{prefix}{n}")).collect()
}

fn qualified(qualifier: &str, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|it| format!("{qualifier}.{it}")).collect();
    names.join(", ")
}

/// A name that means itself, whatever it is made of.
fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A string constant, which means itself whatever `standard_conforming_strings` says.
fn text(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
