//! Groups: rows of one table or of a circle of tables that refer to one another, and to which nothing else refers.
//!
//! Rows are known by their table and their place in it, which within one statement stays what it is, and which needs no type of
//! any column. A place that another transaction changes meanwhile is not found again when the rows are locked; then nothing is
//! removed, because a group must go whole or not at all.

use super::text::Text;
use crate::gather::Gather as _;

/// The columns that tell a row.
const ROW: [&str; 3] = ["tab", "part", "place"];

/// The statement that removes groups of rows of the tables of a stage.
pub(super) fn statement(text: &Text<'_>, stage: &[usize]) -> String {
    let [due, ties, kept_rows, first, whole, ready] =
        ["due", "ties", "kept", "first", "whole", "ready"].map(|name| text.cte(name));
    let tables = || stage.iter().copied().enumerate();
    let mut ctes = vec![text.allow()];
    ctes.extend(kept(text, stage, "", false));
    ctes.push(format!(
        "{first} AS MATERIALIZED (SELECT {row} FROM {due} AS d WHERE NOT EXISTS (SELECT FROM {kept_rows} AS k WHERE {same}) \
         ORDER BY d.at LIMIT $1::int8)",
        row = columns("d", ""),
        same = same("d", "", "k"),
    ));
    // Whatever refers to a row that goes has to go, and so on downwards.
    ctes.push(format!(
        "{whole} (tab, part, place) AS (SELECT {row} FROM {first} AS f UNION SELECT {down} FROM {whole} AS w JOIN {ties} AS i ON {up_is})",
        row = columns("f", ""),
        down = columns("i", "by_"),
        up_is = same("i", "", "w"),
    ));
    for (nth, table) in tables() {
        ctes.push(locked(text, nth, table, &whole));
    }
    let locked: Vec<_> = tables()
        .map(|(nth, _)| {
            format!(
                "(SELECT count(*) FROM {})",
                text.cte(&format!("locked_{nth}"))
            )
        })
        .gather();
    ctes.push(format!(
        "{ready} AS MATERIALIZED (SELECT (SELECT count(*) FROM {whole}) = {} AS ok)",
        locked.join(" + ")
    ));
    let mut removed = Vec::new();
    for (nth, table) in tables() {
        let gone = text.cte(&format!("gone_{nth}"));
        ctes.push(format!(
            "{gone} AS (DELETE FROM {place} AS t USING {locked} AS l WHERE t.tableoid = l.part AND t.ctid = l.place \
             AND (SELECT r.ok FROM {ready} AS r) AND {allowed} RETURNING {keys}){records}",
            place = text.place(table),
            locked = text.cte(&format!("locked_{nth}")),
            allowed = text.is_allowed(),
            keys = text.keys("t", table),
            records = text.records(table, &gone, &format!("_{nth}")),
        ));
        removed.push(format!("(SELECT count(*) FROM {gone}) AS removed_{nth}"));
    }
    format!(
        "WITH RECURSIVE {} SELECT (SELECT count(*) FROM {whole}) AS picked, {}",
        ctes.join(", "),
        removed.join(", ")
    )
}

/// The rows of a stage that may go as far as they alone are concerned, which of them refers to which, and those that have to stay
/// nonetheless: common table expressions whose names end in `suffix`. In a plan, rows that refer to them from outside may go
/// as well.
pub(super) fn kept(text: &Text<'_>, stage: &[usize], suffix: &str, in_plan: bool) -> Vec<String> {
    let [due, ties, kept] =
        ["due", "ties", "kept"].map(|name| text.cte(&format!("{name}{suffix}")));
    vec![
        format!("{due} AS MATERIALIZED ({})", all_due(text, stage)),
        format!("{ties} AS MATERIALIZED ({})", all_ties(text, stage)),
        // Whatever is referred to by a row that stays has to stay, and so on upwards.
        format!(
            "{kept} (tab, part, place) AS ({blocked} UNION SELECT {up} FROM {kept} AS k JOIN {ties} AS i ON {down_is})",
            blocked = all_blocked(text, stage, in_plan),
            up = columns("i", ""),
            down_is = same("i", "by_", "k"),
        ),
    ]
}

/// The rows of the table number `nth` of a stage that go in the end.
pub(super) fn free(text: &Text<'_>, suffix: &str, nth: usize) -> String {
    let [due, kept] = ["due", "kept"].map(|name| text.cte(&format!("{name}{suffix}")));
    format!(
        "SELECT d.part, d.place FROM {due} AS d WHERE d.tab = {nth} AND NOT EXISTS (SELECT FROM {kept} AS k WHERE {})",
        same("d", "", "k")
    )
}

/// The rows that may go as far as they alone are concerned.
fn all_due(text: &Text<'_>, stage: &[usize]) -> String {
    let arms = stage.iter().enumerate().map(|(nth, &table)| {
        format!(
            "SELECT {}, {} AS at FROM {} AS t WHERE {}",
            row(nth, "t", ""),
            text.deleted_at("t", table),
            text.place(table),
            text.is_due("t", table)
        )
    });
    arms.gather().join(" UNION ALL ")
}

/// Which of those rows refers to which.
fn all_ties(text: &Text<'_>, stage: &[usize]) -> String {
    let mut arms = Vec::new();
    for (nth, &table) in stage.iter().enumerate() {
        for edge in text.family.edges_to(table) {
            let Some(by) = stage.iter().position(|&table| table == edge.child) else {
                continue;
            };
            arms.push(format!(
                "SELECT {}, {} FROM {} AS t JOIN {} AS c ON {} WHERE {} AND {}",
                row(nth, "t", ""),
                row(by, "c", "by_"),
                text.place(table),
                text.place(edge.child),
                text.refers(edge, "c", "t"),
                text.is_due("t", table),
                text.is_due("c", edge.child)
            ));
        }
    }
    arms.join(" UNION ALL ")
}

/// The rows to which a row refers that is not one of them.
fn all_blocked(text: &Text<'_>, stage: &[usize], in_plan: bool) -> String {
    let mut arms = Vec::new();
    for (nth, &table) in stage.iter().enumerate() {
        for edge in text.family.edges_to(table) {
            for place in text.places(edge.child) {
                let stays = if stage.contains(&edge.child) && place.deleted {
                    format!(" AND ({}) IS NOT TRUE", text.is_due("c", edge.child))
                } else if in_plan {
                    text.stays_in_plan(edge.child, &place, "c")
                } else {
                    String::new()
                };
                arms.push(format!(
                    "SELECT {} FROM {} AS t WHERE {} AND EXISTS (SELECT FROM {} AS c WHERE {}{stays})",
                    row(nth, "t", ""),
                    text.place(table),
                    text.is_due("t", table),
                    place.name,
                    text.refers(edge, "c", "t"),
                ));
            }
        }
    }
    // The part of a recursive query that does not recur has to be one.
    format!("({})", arms.join(" UNION ALL "))
}

/// The rows of one table among those that go, locked in the order of their keys, so that two purges do not lock crosswise.
fn locked(text: &Text<'_>, nth: usize, table: usize, whole: &str) -> String {
    let key = text.table(table).primary_key.iter();
    let order: Vec<_> = key.map(|&column| text.column("t", table, column)).gather();
    format!(
        "{} AS MATERIALIZED (SELECT t.tableoid AS part, t.ctid AS place FROM {} AS t JOIN {whole} AS w \
         ON w.tab = {nth} AND w.part = t.tableoid AND w.place = t.ctid WHERE {} ORDER BY {} FOR UPDATE OF t)",
        text.cte(&format!("locked_{nth}")),
        text.place(table),
        text.is_due("t", table),
        order.join(", ")
    )
}

/// The columns that tell a row of a table, as a target list.
fn row(nth: usize, alias: &str, prefix: &str) -> String {
    format!("{nth} AS {prefix}tab, {alias}.tableoid AS {prefix}part, {alias}.ctid AS {prefix}place")
}

/// Those columns of a row of a common table expression.
fn columns(alias: &str, prefix: &str) -> String {
    let columns = ROW.map(|column| format!("{alias}.{prefix}{column}"));
    columns.join(", ")
}

/// Two rows are the same.
fn same(left: &str, prefix: &str, right: &str) -> String {
    let columns = ROW.map(|column| format!("{left}.{prefix}{column} = {right}.{column}"));
    columns.join(" AND ")
}
