//! Guard triggers: DELETE and TRUNCATE are refused, unless a statement says `hard delete`.
//!
//! A hard delete lets itself through by a setting of the transaction whose value is `statement_timestamp()`, so that it is
//! true for that statement alone and costs no round trip. The guard is one against accidents: whoever can run SQL can set it.
//! Statements that are sent as one text count as one statement.

use super::Statement;
use super::name::{block, literal, qualified, quote};
use super::target::{Archive, Target, Unsuited};
use crate::catalog::Schema;
use crate::gather::Gather as _;

/// The SQLSTATE of what a guard refuses.
pub const REFUSED_BY_GUARD: &str = "SD001";

/// The trigger for rows, or for what moves to an archive; TRUNCATE has one of its own.
const ON_DELETE: &str = "softdelete_guard_delete";
const ON_TRUNCATE: &str = "softdelete_guard_truncate";

/// What a trigger asks first, without a call of its function.
const NOT_ALLOWED: &str =
    "current_setting('softdelete.hard', true) IS DISTINCT FROM statement_timestamp()::text";

/// The functions of the triggers, one for rows that must stay and one for rows that must move.
pub fn guard_functions() -> Vec<Statement> {
    let statement = |name: &str, sql: &str, why: &str| Statement {
        name: name.to_owned(),
        sql: sql.to_owned(),
        why: why.to_owned(),
    };
    vec![
        statement(
            "softdelete",
            "CREATE SCHEMA IF NOT EXISTS softdelete",
            "What softdelete itself needs in the database stands there.",
        ),
        statement("softdelete.guard", GUARD, "It refuses DELETE and TRUNCATE."),
        statement(
            "softdelete.guard_move",
            GUARD_MOVE,
            "It refuses a DELETE whose rows are not where they move to.",
        ),
    ]
}

const GUARD: &str = "CREATE OR REPLACE FUNCTION softdelete.guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $guard$
BEGIN
    IF current_setting('softdelete.hard', true) IS DISTINCT FROM statement_timestamp()::text THEN
        RAISE EXCEPTION '% would destroy rows of %.%', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
            USING ERRCODE = 'SD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
                HINT = 'To mark rows, write `delete` in a statement of softdelete; to destroy them, write `hard delete`.';
    END IF;
    IF TG_LEVEL = 'ROW' THEN
        RETURN OLD;
    END IF;
    RETURN NULL;
END
$guard$";

// The condition is an argument in which the statement that makes the trigger has quoted the names.
const GUARD_MOVE: &str = "CREATE OR REPLACE FUNCTION softdelete.guard_move() RETURNS trigger
LANGUAGE plpgsql AS $guard$
DECLARE
    destroyed boolean;
BEGIN
    IF current_setting('softdelete.hard', true) IS NOT DISTINCT FROM statement_timestamp()::text THEN
        RETURN NULL;
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM softdelete_gone AS gone WHERE NOT EXISTS (SELECT FROM %I.%I AS kept WHERE %s))',
        coalesce(nullif(TG_ARGV[0], ''), TG_TABLE_SCHEMA), TG_ARGV[1], TG_ARGV[2]
    ) INTO destroyed;
    IF destroyed THEN
        RAISE EXCEPTION '% would destroy rows of %.%', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
            USING ERRCODE = 'SD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
                HINT = 'To move rows to the archive, write `delete` in a statement of softdelete.';
    END IF;
    RETURN NULL;
END
$guard$";

/// The guards of the table at index `table` of [`Schema::tables`]; [`guard_functions`] come first.
///
/// Where deleted rows move to an archive, both tables are guarded: a row leaves one of them only if it then stands in the other, or
/// if a hard delete takes it.
///
/// A row of a partitioned table whose deletion moves it to another partition is deleted from the first one to PostgreSQL, so such a
/// table cannot be guarded.
///
/// # Errors
/// The table has no soft deletion.
///
/// # Panics
/// Panics if there is no such table.
pub fn guard(schema: &Schema, table: usize) -> Result<Vec<Statement>, Unsuited> {
    let target = Target::new(schema, table)?;
    target.soft_delete()?;
    let own = target.sql();
    let Some(archive) = target.archive() else {
        let why = format!("DELETE of rows of {} is refused.", target.called());
        let when = format!(
            "BEFORE DELETE ON {own}\n        FOR EACH ROW WHEN ({NOT_ALLOWED}) EXECUTE FUNCTION softdelete.guard()"
        );
        return Ok(vec![trigger(&own, ON_DELETE, &when, why), truncate(&own)]);
    };
    let other = qualified(archive.schema, archive.table);
    let moved = |from: &str, schema: Option<&str>, to: &str| {
        trigger(
            from,
            ON_DELETE,
            &moves(target, from, schema, to),
            format!("A row leaves {from} only for the other table."),
        )
    };
    let Archive {
        schema: archive_schema,
        table: archive_table,
        at: _,
    } = archive;
    Ok(vec![
        moved(&own, archive_schema, archive_table),
        truncate(&own),
        moved(&other, target.table.schema.as_deref(), &target.table.name),
        truncate(&other),
    ])
}

/// The definition of a trigger that looks for rows where they move to. It fires once a statement, and after it, when what the
/// same statement inserts is there.
fn moves(target: Target<'_>, from: &str, schema: Option<&str>, to: &str) -> String {
    let key = &target.table.primary_key;
    let equal: Vec<String> = key
        .iter()
        .map(|column| {
            let column = quote(target.column(*column));
            format!("kept.{column} = gone.{column}")
        })
        .gather();
    format!(
        "AFTER DELETE ON {from} REFERENCING OLD TABLE AS softdelete_gone
        FOR EACH STATEMENT EXECUTE FUNCTION softdelete.guard_move({}, {}, {})",
        literal(schema.unwrap_or_default()),
        literal(to),
        literal(&equal.join(" AND ")),
    )
}

fn truncate(table: &str) -> Statement {
    trigger(
        table,
        ON_TRUNCATE,
        &format!(
            "BEFORE TRUNCATE ON {table}\n        FOR EACH STATEMENT EXECUTE FUNCTION softdelete.guard()"
        ),
        format!("TRUNCATE of {table} is refused."),
    )
}

/// Makes a trigger anew, in one statement, so that the table is never without.
fn trigger(table: &str, name: &str, definition: &str, why: String) -> Statement {
    Statement {
        sql: block(&format!(
            "    DROP TRIGGER IF EXISTS {name} ON {table};
    CREATE TRIGGER {name} {definition};"
        )),
        why,
        name: name.to_owned(),
    }
}
