//! What a purge would come to, without removing anything.

use super::groups;
use super::text::Text;

/// The statement that counts the rows of each table that a purge of the family would remove, in the order of its stages.
///
/// Children come first, so that whether a row that refers to another goes is known when that is asked of the other.
pub(super) fn statement(text: &Text<'_>) -> String {
    let mut ctes = Vec::new();
    let mut counts = Vec::new();
    for (number, stage) in text.family.stages.iter().enumerate() {
        if text.family.is_tied(stage) {
            ctes.extend(tied(text, number, stage));
        } else {
            ctes.extend(stage.iter().map(|&table| alone(text, table)));
        }
        for &table in stage {
            counts.push(format!("(SELECT count(*) FROM {})", text.going(table)));
        }
    }
    format!(
        "WITH RECURSIVE {} SELECT {}",
        ctes.join(", "),
        counts.join(", ")
    )
}

/// The rows of a table that go: those to which only rows refer that go as well.
fn alone(text: &Text<'_>, table: usize) -> String {
    let mut free = Vec::new();
    for edge in text.family.edges_to(table) {
        for place in text.places(edge.child) {
            free.push(format!(
                " AND NOT EXISTS (SELECT FROM {} AS c WHERE {}{})",
                place.name,
                text.refers(edge, "c", "t"),
                text.stays_in_plan(edge.child, &place, "c"),
            ));
        }
    }
    format!(
        "{} AS MATERIALIZED (SELECT t.tableoid AS part, t.ctid AS place FROM {} AS t WHERE {}{free})",
        text.going(table),
        text.place(table),
        text.is_due("t", table),
        free = free.concat(),
    )
}

/// The rows of tables that refer to one another, as [`groups`] finds them.
fn tied(text: &Text<'_>, number: usize, stage: &[usize]) -> Vec<String> {
    let suffix = format!("_{number}");
    let mut ctes = groups::kept(text, stage, &suffix, true);
    for (nth, &table) in stage.iter().enumerate() {
        ctes.push(format!(
            "{} AS MATERIALIZED ({})",
            text.going(table),
            groups::free(text, &suffix, nth)
        ));
    }
    ctes
}
