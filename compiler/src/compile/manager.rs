//! The statements that work by key: what the methods of a table send, where a program deletes, restores and erases rows without
//! writing a statement.
//!
//! They are written in the language itself and compiled like any other statement, so that every rule of protection holds for
//! them; the rows of history alone are read by plain SQL, as no program declares that table. Source: the page "Deletion, recovery, retention".

use crate::catalog::{Marker, OnDelete, Schema, Table};
use crate::compile::{Compiled, Options, compile};
use crate::diagnostic::{Diagnostic, Errors};
use crate::lex;

mod history;
mod key;

use key::Key;

/// The statements of a table that work by key. Their parameters are those that the runtime documents for each.
#[derive(Clone, Debug)]
pub struct Manager {
    /// Deletions record why.
    pub takes_reason: bool,
    /// Restorations and erasures record why.
    pub takes_reason_to_restore: bool,
    /// The table says when rows were marked.
    pub timed: bool,
    /// Marks rows.
    pub delete: Compiled,
    /// Unmarks them.
    pub restore: Compiled,
    /// The same, and what they refer to. `None` where they refer to no table whose rows are marked.
    pub restore_with_parents: Option<Compiled>,
    /// Overwrites personal columns. `None` where there are none.
    pub erase: Option<Compiled>,
    /// Removes rows that are marked and past retention.
    pub hard_delete: Compiled,
    /// The same for all rows that were marked before a time. `None` where that is not recorded.
    pub hard_delete_before: Option<Compiled>,
    /// Says which keys there are, and which of them are marked.
    pub state: Compiled,
    /// How history is read. `None` where none is written.
    pub history: Option<History>,
}

/// How the history of a table is read.
#[derive(Clone, Debug)]
pub struct History {
    /// What happened to rows by key.
    pub of_keys: Compiled,
    /// What happened since a time.
    pub since: Compiled,
}

/// Compiles the statements of a table, which must have a name in the schema; its relatives must be known, ancestors too.
///
/// ```
/// use softdelete_compiler::catalog::{Column, ColumnType, Marker, Schema, SoftDelete, Table};
/// use softdelete_compiler::compile::manager;
///
/// let column = |name: &str, ty: &str, nullable| Column {
///     name: name.to_owned(),
///     ty: ColumnType::Builtin(ty.to_owned()),
///     nullable,
///     ..Column::default()
/// };
/// let notes = Table {
///     local_name: "notes".to_owned(),
///     name: "notes".to_owned(),
///     columns: vec![column("id", "int8", false), column("deleted_at", "timestamptz", true)],
///     primary_key: vec![0],
///     soft_delete: Some(SoftDelete {
///         marker: Marker::Timestamp { at: 1 },
///         by: None, reason: None, id: None, created: None, hold: None, retention: None,
///     }),
///     ..Table::default()
/// };
/// let schema = Schema { tables: vec![notes], ..Schema::default() };
/// let manager = manager(&schema, 0).unwrap();
/// assert!(!manager.takes_reason && manager.history.is_none());
/// assert!(manager.delete.sql.contains("deleted_at"));
/// ```
///
/// # Errors
/// Why there are no such statements: mistakes of the declarations, or what a family does not allow, such as a restoration where a
/// table does not say which deletion marked its rows. Empty where the table has no soft deletion or no key that can be given as
/// arrays.
///
/// # Panics
/// If the schema has no such table.
pub fn manager(schema: &Schema, table: usize) -> Result<Manager, Vec<Diagnostic>> {
    let declared = &schema.tables[table];
    let soft_delete = declared.soft_delete.as_ref().ok_or_else(Vec::new)?;
    let key = Key::of(schema, declared).ok_or_else(Vec::new)?;
    let name = quoted(&declared.local_name);
    let keys = key.condition();
    let because = |takes: bool| if takes { " because $reason" } else { "" };
    let takes_reason = soft_delete.reason.is_some() || declared.audit;
    let takes_reason_to_restore = declared.audit;
    let (why, why_restored) = (because(takes_reason), because(takes_reason_to_restore));
    let by_key = |text: &str| statement(schema, text, true);
    let at = deleted_at(declared).map(quoted);
    let past = at
        .as_ref()
        .map(|at| format!("{at} <= now() - $keep::interval"));
    let and_past = past
        .as_ref()
        .map_or_else(String::new, |past| format!(" and {past}"));
    let restore_with_parents = refers_to_marked(schema, table)
        .then(|| {
            by_key(&format!(
                "restore {name} where {keys} with parents{why_restored}"
            ))
        })
        .transpose()?;
    let erase = is_personal(schema, table)
        .then(|| {
            by_key(&format!(
                "erase {name} with deleted where {keys}{why_restored}"
            ))
        })
        .and_then(Result::ok);
    let hard_delete_before = at
        .zip(past.as_ref())
        .map(|(at, past)| {
            let text =
                format!("hard delete from {name} where {at} < $before::timestamptz and {past}");
            statement(schema, &text, false)
        })
        .transpose()?;
    let delete = by_key(&format!("delete from {name} where {keys}{why}"))?;
    let history = declared.audit.then(|| key.history(declared));
    Ok(Manager {
        takes_reason,
        takes_reason_to_restore,
        timed: past.is_some(),
        restore: by_key(&format!("restore {name} where {keys}{why_restored}"))?,
        restore_with_parents,
        erase,
        // Not counted: its condition is about age as well, so rows that are too young would seem not to be there.
        hard_delete: statement(
            schema,
            &format!("hard delete from {name} where {keys}{and_past}"),
            false,
        )?,
        hard_delete_before,
        state: statement(
            schema,
            &format!(
                "select {}, {} as deleted from {name} with deleted where {keys}",
                key.columns(),
                is_marked(declared)
            ),
            false,
        )?,
        delete,
        history,
    })
}

/// Compiles a text of the language.
fn statement(schema: &Schema, text: &str, count_named: bool) -> Result<Compiled, Vec<Diagnostic>> {
    let mut errors = Errors::new();
    let source = lex::sql(text, lex::ParamStyle::Named, &mut errors);
    let options = Options {
        count_named,
        ..Options::default()
    };
    let outcome = compile(&source, schema, &options);
    outcome.statement.ok_or(outcome.errors)
}

/// A name that means itself, whatever it is made of.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The column that says when a row was marked.
fn deleted_at(table: &Table) -> Option<&str> {
    let at = match table.soft_delete.as_ref()?.marker {
        Marker::Timestamp { at } | Marker::Sentinel { at } | Marker::Archive { at, .. } => at,
        Marker::Flag { flag: _, at } => at?,
    };
    Some(&table.columns[at].name)
}

/// Whether a row is marked, which is never NULL.
fn is_marked(table: &Table) -> String {
    let column = |index: usize| quoted(&table.columns[index].name);
    match table.soft_delete.as_ref().map(|it| &it.marker) {
        Some(Marker::Timestamp { at } | Marker::Archive { at, .. }) => {
            format!("{} is not null", column(*at))
        }
        Some(Marker::Sentinel { at }) => format!("{} <> 'infinity'", column(*at)),
        Some(Marker::Flag { flag, at: _ }) => column(*flag),
        None => "false".to_owned(),
    }
}

/// The table and those whose rows are marked along with rows of it, or erased.
fn descendants(schema: &Schema, root: usize, follow: impl Fn(OnDelete) -> bool) -> Vec<usize> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        let children = schema.tables[parent].children.iter();
        for child in children.filter_map(|child| child.table) {
            let mut references = schema.tables[child].references.iter();
            let follows = references.any(|key| key.parent == Some(parent) && follow(key.on_delete));
            if follows && !found.contains(&child) {
                found.push(child);
            }
        }
        next += 1;
    }
    found
}

/// Whether rows that are restored along with rows of the table may refer to marked rows.
fn refers_to_marked(schema: &Schema, table: usize) -> bool {
    let cascades = |policy: OnDelete| matches!(policy, OnDelete::Cascade);
    let restored = descendants(schema, table, cascades);
    let mut keys = restored
        .iter()
        .flat_map(|table| &schema.tables[*table].references);
    keys.any(|key| match key.parent {
        Some(parent) => schema.tables[parent].soft_delete.is_some(),
        None => true,
    })
}

fn is_personal(schema: &Schema, table: usize) -> bool {
    let erased = descendants(schema, table, |_| true);
    let mut columns = erased
        .iter()
        .flat_map(|table| &schema.tables[*table].columns);
    columns.any(|column| column.personal.is_some())
}
