//! A batch: rows of one table that nothing refers to.

use super::text::Text;
use crate::gather::Gather as _;

/// The statement that removes a batch of rows of a table.
///
/// The rows are picked and locked first, in an expression of its own that cannot be evaluated twice, and then looked up by an
/// array of their keys: of that PostgreSQL expects few whatever the size of the batch, and uses the index also in a generic plan.
pub(super) fn statement(text: &Text<'_>, table: usize) -> String {
    let (picked, gone) = (text.cte("picked"), text.cte("gone"));
    let place = text.place(table);
    let at = text.deleted_at("t", table);
    let referrers = text.referrers("t", table);
    let free: Vec<_> = referrers
        .iter()
        .map(|refers| format!(" AND NOT {refers}"))
        .gather();
    format!(
        "WITH {allow}, {picked} AS MATERIALIZED (SELECT {keys}, t.ctid AS place, {at} AS at FROM {place} AS t WHERE {due} \
         AND {at} >= COALESCE($3::timestamptz, '-infinity'){free} ORDER BY {at} LIMIT $1::int8 FOR UPDATE OF t SKIP LOCKED), \
         {gone} AS (DELETE FROM {place} AS t WHERE {found} AND {allowed} RETURNING {keys}){records} \
         SELECT (SELECT count(*) FROM {picked}) AS picked, (SELECT count(*) FROM {gone}) AS removed, \
         (SELECT max(p.at) FROM {picked} AS p) AS latest",
        allow = text.allow(),
        free = free.concat(),
        keys = text.keys("t", table),
        due = text.is_due("t", table),
        found = found(text, table, &picked),
        allowed = text.is_allowed(),
        records = text.records(table, &gone, ""),
    )
}

/// The row `t` is one of those picked.
///
/// Keys of several columns are looked up by the rows' places. A row that was changed while its lock was waited for has another
/// place by then, is not found and is left to the next batch; the keys are compared as well, because a place means
/// something in one partition only. IS TRUE keeps PostgreSQL from making a join of that, which could read the whole table.
fn found(text: &Text<'_>, table: usize, picked: &str) -> String {
    let key = &text.table(table).primary_key;
    if let [column] = key.as_slice() {
        let column = text.column("t", table, *column);
        return format!("{column} = ANY (ARRAY(SELECT p.key_0 FROM {picked} AS p))");
    }
    let columns: Vec<_> = key
        .iter()
        .map(|&column| text.column("t", table, column))
        .gather();
    let keys: Vec<_> = (0..key.len()).map(|nth| format!("p.key_{nth}")).gather();
    format!(
        "t.ctid = ANY (ARRAY(SELECT p.place FROM {picked} AS p)) AND (({}) IN (SELECT {} FROM {picked} AS p)) IS TRUE",
        columns.join(", "),
        keys.join(", ")
    )
}
