//! What tells active rows from deleted ones, as conditions.
//!
//! The conditions are the literal ones that partial indexes are declared with, never a parameter or a COALESCE, so that a
//! generic plan can use the index.

use crate::ast::{Expr, ExprKind, QuantifiedSet};
use crate::catalog::{Marker, SoftDelete, Table};
use crate::lower::build::Build;

/// A soft-delete table by the name it has at some place of the statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guard<'a> {
    /// The table.
    pub(super) table: &'a Table,
    /// How its rows are marked.
    pub(super) soft_delete: &'a SoftDelete,
    /// The name its columns are qualified with; `None` where only bare names are understood.
    pub(super) qualifier: Option<&'a str>,
}

impl<'a> Guard<'a> {
    /// The guard of a table, if its rows can be marked.
    pub(super) fn of(table: &'a Table, qualifier: Option<&'a str>) -> Option<Self> {
        Some(Self {
            table,
            soft_delete: table.soft_delete.as_ref()?,
            qualifier,
        })
    }

    /// A column of the table.
    pub(super) fn column(&self, build: &mut Build<'_>, column: usize) -> Expr {
        build.column(self.qualifier, &self.table.columns[column].name)
    }

    /// The row is active.
    pub(super) fn active(&self, build: &mut Build<'_>) -> Expr {
        match self.soft_delete.marker {
            Marker::Timestamp { at } => {
                let at = self.column(build, at);
                build.is_null(at, false)
            }
            Marker::Flag { flag, .. } => {
                let flag = self.column(build, flag);
                build.not(flag)
            }
            Marker::Sentinel { at } => self.is_infinite(build, at),
            // Every row of the table is active: deleted ones stand in the archive.
            Marker::Archive { .. } => build.expr(ExprKind::Boolean(true)),
        }
    }

    /// The row is deleted.
    pub(super) fn deleted(&self, build: &mut Build<'_>) -> Expr {
        match self.soft_delete.marker {
            Marker::Timestamp { at } => {
                let at = self.column(build, at);
                build.is_null(at, true)
            }
            Marker::Flag { flag, .. } => self.column(build, flag),
            Marker::Sentinel { at } => {
                let at = self.column(build, at);
                let infinity = build.string("infinity");
                build.binary(at, "<>", infinity)
            }
            Marker::Archive { .. } => build.expr(ExprKind::Boolean(false)),
        }
    }

    /// The column that holds when the row was deleted.
    pub(super) fn deleted_at(&self) -> Option<usize> {
        match self.soft_delete.marker {
            Marker::Timestamp { at } | Marker::Sentinel { at } | Marker::Archive { at, .. } => {
                Some(at)
            }
            Marker::Flag { at, .. } => at,
        }
    }

    /// The row was deleted at a time that `op` finds right: `deleted_at > time`. `None` where no time is recorded.
    pub(super) fn deleted_when(&self, build: &mut Build<'_>, op: &str, time: Expr) -> Option<Expr> {
        let at = self.column_of_time(build)?;
        let compared = build.binary(at, op, time);
        Some(self.and_deleted(build, compared))
    }

    /// The row was deleted from `low` to `high`, both included. `None` where no time is recorded.
    pub(super) fn deleted_between(
        &self,
        build: &mut Build<'_>,
        low: Expr,
        high: Expr,
    ) -> Option<Expr> {
        let at = self.column_of_time(build)?;
        let between = build.expr(ExprKind::Between {
            expr: Box::new(at),
            low: Box::new(low),
            high: Box::new(high),
            symmetric: false,
            negated: false,
        });
        Some(self.and_deleted(build, between))
    }

    /// The row was there and active at a time. `None` where the times are not recorded.
    pub(super) fn as_of(&self, build: &mut Build<'_>, time: &Expr) -> Option<Expr> {
        let created = self.column(build, self.soft_delete.created?);
        let at = self.column_of_time(build)?;
        let existed = build.binary(created, "<=", time.clone());
        let not_yet = build.binary(at, ">", time.clone());
        let not_deleted = match self.soft_delete.marker {
            // Infinity is later than any time.
            Marker::Sentinel { .. } => not_yet,
            Marker::Timestamp { .. } | Marker::Flag { .. } | Marker::Archive { .. } => {
                let active = self.active(build);
                build.or(active, not_yet)
            }
        };
        Some(build.and(existed, not_deleted))
    }

    fn column_of_time(&self, build: &mut Build<'_>) -> Option<Expr> {
        let at = self.deleted_at()?;
        Some(self.column(build, at))
    }

    /// A comparison with the time of deletion says that the row is deleted, except where active rows have a time as well or
    /// where the mark is another column.
    fn and_deleted(&self, build: &mut Build<'_>, condition: Expr) -> Expr {
        match self.soft_delete.marker {
            Marker::Timestamp { .. } | Marker::Archive { .. } => condition,
            Marker::Flag { .. } | Marker::Sentinel { .. } => {
                let deleted = self.deleted(build);
                build.and(deleted, condition)
            }
        }
    }

    /// `deleted_at = ANY ('{infinity}')`. A plain equality with a constant goes into an equivalence class, from which PostgreSQL makes a
    /// condition anew behind those that were written: a condition of the user would be tested on deleted rows first, and might fail
    /// on their values. This one stays in its place, costs less than any function, matches keys over the marker, and implies
    /// the predicate `deleted_at = 'infinity'` of a partial index (measured on PostgreSQL 15 and 18).
    fn is_infinite(&self, build: &mut Build<'_>, at: usize) -> Expr {
        let left = Box::new(self.column(build, at));
        let infinities = build.string("{infinity}");
        let op = build.operator("=");
        build.expr(ExprKind::Quantified {
            left,
            op,
            all: false,
            right: QuantifiedSet::Array(Box::new(infinities)),
        })
    }
}
