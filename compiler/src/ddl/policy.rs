//! Row-level security: a role that may not see deleted rows does not see them, however it asks.
//!
//! The usual policy, `USING (deleted_at IS NULL)` for SELECT, forbids to delete: an UPDATE that reads the table must leave a row that
//! its reader may see, and a row just marked is not. Here a row stays visible to the transaction that marks it, which its
//! time tells: it is `now()`. So the marking passes, its RETURNING gives rows, and a mark of another time is refused.
//!
//! The policies are restrictive: they take rows away from what the table's own policies show, such as those of a tenant, and
//! never add any.

use super::Statement;
use super::active::{active, deleted_at};
use super::name::{block, literal, qualified};
use super::target::{Target, Unsuited};
use crate::catalog::{Column, ColumnType, Schema};
use crate::gather::Gather as _;

const ALL: &str = "softdelete_all";
const SEE: &str = "softdelete_see";
const CHANGE: &str = "softdelete_change";
const REMOVE: &str = "softdelete_remove";

/// For whom policies are made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// The roles whose members see and change deleted rows, to restore and to purge them. Roles that are not there are passed over.
    pub may_see_deleted: Vec<String>,
    /// The roles whose members remove rows. Whoever removes deleted rows must also be able to see them.
    pub may_remove: Vec<String>,
    /// Whether to show every row that the restrictive policies leave. Without it the table needs a permissive policy of its own, as that
    /// of a tenant; with it such a policy would have no effect.
    pub show_the_rest: bool,
    /// Whether the table's owner is held to the policies too.
    pub force: bool,
}

/// Policies of the table at index `table` of [`Schema::tables`]; where its deleted rows move to an archive, of the archive.
///
/// # Errors
/// - The table has no soft deletion.
/// - It does not record when a row was deleted, or only the day.
///
/// # Panics
/// Panics if there is no such table.
pub fn policies(
    schema: &Schema,
    table: usize,
    policies: &Policies,
) -> Result<Vec<Statement>, Unsuited> {
    let target = Target::new(schema, table)?;
    let soft_delete = target.soft_delete()?;
    let just_marked = deleted_at(soft_delete)
        .and_then(|at| just_marked(&target.table.columns[at]))
        .ok_or_else(|| Unsuited::NoTime {
            table: target.called(),
        })?;
    let see = member_of(&policies.may_see_deleted);
    let archive = target.archive();
    let (own, visible) = match archive {
        Some(archive) => (qualified(archive.schema, archive.table), just_marked),
        None => (
            target.sql(),
            format!("{} OR {just_marked}", active(target.table, soft_delete)),
        ),
    };
    let visible = either(visible, see);
    let called = target.called();
    let mut made = vec![Statement {
        sql: format!("ALTER TABLE {own} ENABLE ROW LEVEL SECURITY"),
        why: format!("Policies decide who sees which rows of {called}."),
        name: own.clone(),
    }];
    let force = if policies.force { "" } else { "NO " };
    made.push(Statement {
        sql: format!("ALTER TABLE {own} {force}FORCE ROW LEVEL SECURITY"),
        why: "It says whether the owner is held to them too.".to_owned(),
        name: own.clone(),
    });
    let policy = |name: &str, definition: Option<String>, why: &str| {
        let create = definition.map_or_else(String::new, |definition| {
            format!("\n    CREATE POLICY {name} ON {own} AS {definition};")
        });
        Statement {
            sql: block(&format!(
                "    DROP POLICY IF EXISTS {name} ON {own};{create}"
            )),
            why: why.to_owned(),
            name: name.to_owned(),
        }
    };
    let rest = policies
        .show_the_rest
        .then(|| "PERMISSIVE FOR ALL USING (true) WITH CHECK (true)".to_owned());
    made.push(policy(
        ALL,
        rest,
        "Rows that no other policy takes away are shown.",
    ));
    made.push(policy(
        SEE,
        Some(format!("RESTRICTIVE FOR SELECT USING ({visible})")),
        "Deleted rows are shown to nobody else; a row that is being marked is still there for who marks it.",
    ));
    made.push(policy(
        CHANGE,
        Some(format!(
            "RESTRICTIVE FOR UPDATE USING ({visible}) WITH CHECK ({visible})"
        )),
        "Deleted rows are neither changed nor revived by anybody else, and nothing is marked with another time than now.",
    ));
    let remove = member_of(&policies.may_remove).unwrap_or_else(|| "false".to_owned());
    let remove = match archive {
        // Restoration takes the row out of the archive.
        Some(_) => either(visible_to(&policies.may_see_deleted), Some(remove)),
        None => remove,
    };
    made.push(policy(
        REMOVE,
        Some(format!("RESTRICTIVE FOR DELETE USING ({remove})")),
        "Nobody else removes rows.",
    ));
    Ok(made)
}

fn visible_to(roles: &[String]) -> String {
    member_of(roles).unwrap_or_else(|| "false".to_owned())
}

/// The row was marked in this transaction. `None` if its time does not tell.
fn just_marked(at: &Column) -> Option<String> {
    let name = super::name::quote(&at.name);
    match &at.ty {
        ColumnType::Builtin(ty) if ty == "timestamptz" => Some(format!("{name} = now()")),
        ColumnType::Builtin(ty) if ty.starts_with("timestamp") => {
            Some(format!("{name} = CAST(now() AS {ty})"))
        }
        ColumnType::Builtin(_) | ColumnType::User(_) | ColumnType::Array(_) => None,
    }
}

/// The current role is a member of one of the roles, asked once a statement. `None` for no roles.
fn member_of(roles: &[String]) -> Option<String> {
    if roles.is_empty() {
        return None;
    }
    let names: Vec<String> = roles.iter().map(|role| literal(role)).gather();
    Some(format!(
        "EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname IN ({}) AND pg_has_role(oid, 'USAGE'))",
        names.join(", ")
    ))
}

fn either(condition: String, other: Option<String>) -> String {
    match other {
        Some(other) => format!("{condition} OR {other}"),
        None => condition,
    }
}
