//! What a statement on a family answers: one row of counts, one of each effect.
//!
//! An effect that forbids raises where it counts any row: text that is no number is cast to one. The message is
//! `softdelete <effect> <rows>`, numbers alone, by which the runtime knows which rule refused the statement and of how many rows.

use super::super::effect::Effect;
use crate::ast::{Expr, Query};
use crate::gather::Gather as _;
use crate::lower::build::Build;

/// An effect and the query that counts its rows, of one `int8`.
#[derive(Clone, Debug)]
pub(in crate::protect) struct Counted {
    /// The effect.
    pub(in crate::protect) effect: Effect,
    /// The query.
    pub(in crate::protect) rows: Query,
}

impl Counted {
    /// An effect and the query that counts its rows.
    pub(in crate::protect) fn new(effect: Effect, rows: Query) -> Self {
        Self { effect, rows }
    }
}

/// The effects alone.
pub(in crate::protect) fn effects(counted: &[Counted]) -> Vec<Effect> {
    counted
        .iter()
        .map(|counted| counted.effect.clone())
        .gather()
}

/// `SELECT (SELECT count(*) …), …`, which raises where an effect forbids.
pub(in crate::protect) fn answer(build: &mut Build<'_>, counted: &[Counted]) -> Query {
    let targets = counted.iter().enumerate().map(|(index, counted)| {
        let rows = if counted.effect.action.forbids() {
            raising(build, index, counted.rows.clone())
        } else {
            counted.rows.clone()
        };
        let rows = build.scalar(rows);
        build.target(rows, None)
    });
    let targets = targets.gather();
    build.select(targets, Vec::new(), None)
}

/// The same row of counts, which never raises.
pub(in crate::protect) fn plan(build: &mut Build<'_>, counted: Vec<Counted>) -> Query {
    let targets = counted.into_iter().map(|counted| {
        let rows = build.scalar(counted.rows);
        build.target(rows, None)
    });
    let targets = targets.gather();
    build.select(targets, Vec::new(), None)
}

/// Conditions that raise where an effect forbids and else are true: `(SELECT CASE …) = 0`. They look at no row of the query that
/// they stand in, so that PostgreSQL evaluates them once, before it reads any. `first` is the number of the first effect.
pub(in crate::protect) fn checks(
    build: &mut Build<'_>,
    first: usize,
    counted: &[Counted],
) -> Vec<Expr> {
    let forbidding = counted.iter().enumerate();
    let forbidding = forbidding.filter(|(_, counted)| counted.effect.action.forbids());
    let checks = forbidding.map(|(index, counted)| {
        let rows = raising(build, first + index, counted.rows.clone());
        let rows = build.scalar(rows);
        let zero = build.integer(0);
        build.binary(rows, "=", zero)
    });
    checks.gather()
}

/// `SELECT CASE WHEN c.n > 0 THEN ('softdelete 3 ' || c.n::text)::int8 ELSE 0 END FROM (rows) AS c (n)`. That `n` is the column of
/// a table keeps the planner from casting the text before there is a row.
fn raising(build: &mut Build<'_>, index: usize, rows: Query) -> Query {
    let from = build.derived(false, rows, "c", &["n"]);
    let (n, zero) = (build.column(Some("c"), "n"), build.integer(0));
    let any = build.binary(n, ">", zero);
    let words = build.string(&format!("softdelete {index} "));
    let n = build.column(Some("c"), "n");
    let n = build.cast_to(n, "text");
    let message = build.binary(words, "||", n);
    let raise = build.cast_to(message, "int8");
    let none = build.integer(0);
    let value = build.case(any, raise, none);
    let target = build.target(value, None);
    build.select(vec![target], vec![from], None)
}
