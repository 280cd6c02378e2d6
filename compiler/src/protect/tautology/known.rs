//! What is known of every row that a statement acts on.

use super::{ColumnUse, Constant};
use crate::ast::{Expr, ExprKind};
use crate::catalog::Marker;
use crate::check::Analysis;
use crate::protect::predicate::Guard;

/// Which rows a statement acts on, whatever its WHERE says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::protect) enum State {
    /// Active ones.
    Active,
    /// Deleted ones.
    Deleted,
    /// Both.
    Any,
}

/// What is known of every row. The rules keep a statement to active rows, say, so that `where deleted_at is null` chooses none
/// of them and is as good as no WHERE.
#[derive(Clone, Copy, Debug)]
pub(in crate::protect) struct Known<'a> {
    /// What the statement means.
    pub(super) analysis: &'a Analysis,
    /// How its rows are marked.
    guard: Option<Guard<'a>>,
    /// Which of them it acts on.
    state: State,
}

impl<'a> Known<'a> {
    /// What is known where a statement acts on rows of a table in one state.
    pub(in crate::protect) fn new(
        analysis: &'a Analysis,
        guard: Option<Guard<'a>>,
        state: State,
    ) -> Self {
        Self {
            analysis,
            guard,
            state,
        }
    }

    /// The value that a marker column has in every row.
    pub(super) fn marker(&self, expr: &Expr) -> Option<Constant> {
        let guard = self.guard?;
        let column = self.column_of_target(expr)?;
        match (&guard.soft_delete.marker, self.state) {
            (Marker::Timestamp { at }, State::Active) if *at == column => Some(Constant::Null),
            // No mark at all is known to an active row: none of the columns is in its table.
            (Marker::Archive { .. }, State::Active)
                if guard.table.marker_columns().contains(&column) =>
            {
                Some(Constant::Null)
            }
            (Marker::Sentinel { at }, State::Active) if *at == column => {
                Some(Constant::Text("infinity".to_owned()))
            }
            (Marker::Flag { flag, .. }, State::Active) if *flag == column => {
                Some(Constant::Boolean(false))
            }
            (Marker::Flag { flag, .. }, State::Deleted) if *flag == column => {
                Some(Constant::Boolean(true))
            }
            (
                Marker::Timestamp { .. }
                | Marker::Sentinel { .. }
                | Marker::Flag { .. }
                | Marker::Archive { .. },
                State::Active | State::Deleted | State::Any,
            ) => None,
        }
    }

    /// Whether an expression is the time of deletion where every row is a deleted one.
    pub(super) fn is_marked(&self, expr: &Expr) -> bool {
        self.state == State::Deleted
            && self.guard.is_some_and(|guard| {
                matches!(
                    guard.soft_delete.marker,
                    Marker::Timestamp { at } | Marker::Archive { at, .. }
                        if Some(at) == self.column_of_target(expr)
                )
            })
    }

    /// The column of the target that an expression is.
    fn column_of_target(&self, expr: &Expr) -> Option<usize> {
        let guard = self.guard?;
        match (&expr.kind, self.analysis.columns.get(&expr.id)) {
            (
                ExprKind::Column(_),
                Some(ColumnUse::Column {
                    qualifier: Some(qualifier),
                    name,
                    ..
                }),
            ) if Some(qualifier.as_str()) == guard.qualifier => guard.table.column(name),
            _ => None,
        }
    }
}
