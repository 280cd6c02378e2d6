//! What a purge has left, and why.

use super::text::Text;

/// The statement that counts the deleted rows of a table by what keeps them.
pub(super) fn statement(text: &Text<'_>, table: usize) -> String {
    let held = text
        .is_held("t", table)
        .map_or("false".to_owned(), |held| format!("({held})"));
    let old = format!("(({}) IS TRUE)", text.is_old("t", table));
    let referrers = text.referrers("t", table);
    let referred = if referrers.is_empty() {
        "false".to_owned()
    } else {
        // Looked for only where it decides.
        format!(
            "CASE WHEN {old} AND NOT {held} THEN {} ELSE false END",
            referrers.join(" OR ")
        )
    };
    format!(
        "SELECT count(*) FILTER (WHERE NOT k.old) AS retained, count(*) FILTER (WHERE k.old AND k.held) AS held, \
         count(*) FILTER (WHERE k.old AND NOT k.held AND k.referred) AS referred, \
         count(*) FILTER (WHERE k.old AND NOT k.held AND NOT k.referred) AS due \
         FROM (SELECT {old} AS old, {held} AS held, {referred} AS referred FROM {place} AS t WHERE {deleted}) AS k",
        place = text.place(table),
        deleted = text.deleted("t", table),
    )
}
