//! Aggregates: which level they belong to, where they may stand, when they give NULL.

use super::Type;
use super::checker::Checker;
use super::coerce::Typed;
use super::convert::{CallKind, FunctionMatch};
use super::group::Candidate;
use crate::ast::FunctionCall;
use crate::catalog::builtin::Nulls;
use crate::diagnostic::grouping;
use crate::span::Span;

/// An aggregate whose arguments are in work.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The level it stands in.
    pub(super) base: usize,
    /// The columns its arguments use.
    pub(super) candidates: Vec<Candidate>,
    /// The levels and places of the aggregates within.
    pub(super) inner: Vec<(usize, Span)>,
    /// How many window functions there were before it.
    windows: usize,
}

/// Aggregates that give a value for every group that has a row where their arguments are not NULL. Of others it is not
/// taken for granted: `stddev` of one row is NULL.
const TOTAL: [&str; 21] = [
    "sum",
    "avg",
    "min",
    "max",
    "bool_and",
    "bool_or",
    "every",
    "bit_and",
    "bit_or",
    "bit_xor",
    "string_agg",
    "any_value",
    "array_agg",
    "json_agg",
    "jsonb_agg",
    "json_object_agg",
    "jsonb_object_agg",
    "xmlagg",
    "range_agg",
    "var_pop",
    "stddev_pop",
];

/// Those that collect NULLs too.
const COLLECTING: [&str; 5] = [
    "array_agg",
    "json_agg",
    "jsonb_agg",
    "json_object_agg",
    "jsonb_object_agg",
];

/// Aggregates and window functions that give one of the values they are given.
pub(super) const PASSING: [&str; 9] = [
    "min",
    "max",
    "any_value",
    "first_value",
    "last_value",
    "nth_value",
    "lag",
    "lead",
    "mode",
];

impl Checker<'_, '_> {
    /// Begins the arguments of an aggregate.
    pub(super) fn open_aggregate(&mut self) {
        let windows = self.frame().windows.len();
        let base = self.frames.len() - 1;
        self.aggregates.push(Scope {
            base,
            windows,
            ..Scope::default()
        });
    }

    /// Ends the arguments of an aggregate, and gives the level it belongs to: the innermost that its arguments refer to,
    /// else the one it stands in.
    pub(super) fn close_aggregate(&mut self, span: Span) -> usize {
        let scope = self.aggregates.pop().unwrap_or_default();
        let levels = scope.candidates.iter().map(|candidate| candidate.level);
        let level = levels
            .chain(scope.inner.iter().map(|(level, _)| *level))
            .max()
            .unwrap_or(scope.base);
        if scope.inner.iter().any(|(inner, _)| *inner == level) {
            self.report_with(
                &grouping::NESTED_AGGREGATE,
                span,
                "calls of aggregates cannot be nested",
                "aggregate in a query in FROM, and aggregate its result",
            );
        }
        if self.frame().windows.len() > scope.windows {
            self.report(
                &grouping::WINDOW_PLACEMENT,
                span,
                "the arguments of an aggregate cannot contain window functions",
            );
        }
        for candidate in scope.candidates {
            if candidate.level != level {
                self.add_candidate(candidate);
            }
        }
        self.place_aggregate(level, span);
        level
    }

    /// Notes an aggregate in its level, where it may stand there.
    pub(super) fn place_aggregate(&mut self, level: usize, span: Span) {
        let clause = self.frames[level].clause;
        // One that belongs to a query within the arguments is no business of the aggregate around that query.
        if let Some(outer) = self
            .aggregates
            .last_mut()
            .filter(|outer| level <= outer.base)
        {
            outer.inner.push((level, span));
        } else if !clause.allows_aggregates() {
            let help = match clause {
                super::clause::Clause::Where => {
                    "conditions on groups stand in HAVING; to compare with an aggregate, use a query: `x = (select max(x) from …)`"
                }
                _ => "use a query in parentheses: `(select max(x) from …)`",
            };
            self.report_with(
                &grouping::AGGREGATE_PLACEMENT,
                span,
                format!("an aggregate cannot stand in {}", clause.name()),
                help,
            );
            return;
        }
        self.frames[level].aggregates.push(span);
    }

    /// The type of an aggregate's value.
    pub(super) fn aggregate_type(
        &mut self,
        call: &FunctionCall,
        typed: &[Typed<'_>],
        found: &FunctionMatch,
        level: Option<usize>,
    ) -> Type {
        let name = call.name.last().text.as_str();
        let builtin = found.oid.is_some() && found.kind == CallKind::Aggregate;
        let origin = (builtin && PASSING.contains(&name))
            .then(|| {
                typed
                    .first()
                    .and_then(|(_, ty)| *ty)
                    .filter(|ty| ty.id == found.result)
                    .and_then(|ty| ty.origin)
            })
            .flatten();
        let nullable = match found.nulls {
            Nulls::Never => false,
            Nulls::Strict | Nulls::First | Nulls::Maybe => {
                // A group has a row when there is a plain GROUP BY; a window when its frame holds the current row.
                let rows = match (&call.over, level) {
                    (Some(over), _) => {
                        super::window::holds_current_row(over) && !self.names_framed_window(over)
                    }
                    (None, Some(level)) => self.frames[level].grouping.never_empty,
                    (None, None) => false,
                };
                let given = typed
                    .iter()
                    .all(|(_, ty)| ty.is_some_and(|ty| !ty.nullable))
                    || COLLECTING.contains(&name);
                !(builtin && TOTAL.contains(&name) && rows && given && call.filter.is_none())
            }
        };
        Type {
            id: found.result,
            nullable,
            origin,
        }
    }
}
