//! GROUP BY: which columns may stand outside of aggregates.

use std::collections::HashSet;

use super::Type;
use super::checker::Checker;
use crate::ast::{Expr, ExprKind, GroupBy, GroupItem, Target};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::grouping;
use crate::resolve::lookup::Found;
use crate::resolve::{EntryId, EntryKind};
use crate::span::Span;

/// A column used outside of aggregates.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The level it belongs to.
    pub(super) level: usize,
    /// The entry.
    pub(super) entry: EntryId,
    /// The column; `None` for the whole row or a system column.
    pub(super) column: Option<usize>,
    /// Its place.
    pub(super) span: Span,
}

/// The key of an expression that is equal to itself only.
fn identity(expr: &Expr) -> String {
    format!("@{}", expr.id.0)
}

/// What GROUP BY says.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouping {
    /// It is there.
    pub(super) written: bool,
    /// Columns grouped by.
    columns: HashSet<(EntryId, usize)>,
    /// Those of them that are in every grouping set.
    common: HashSet<(EntryId, usize)>,
    /// Other expressions grouped by, and whether a grouping set leaves them out.
    keys: Vec<(String, bool)>,
    /// Whether there are several grouping sets, which leave columns out.
    pub(super) has_sets: bool,
    /// Whether each group has at least one row.
    pub(super) never_empty: bool,
}

impl<'a> Checker<'a, '_> {
    /// Reads GROUP BY before the target list is checked, so that both can be compared.
    pub(super) fn prepare_grouping(
        &mut self,
        group_by: Option<&'a GroupBy>,
        targets: &'a [Target],
    ) {
        let Some(group_by) = group_by else { return };
        let mut read = Grouping {
            written: true,
            ..Grouping::default()
        };
        read.never_empty = group_by
            .items
            .iter()
            .all(|item| matches!(item, GroupItem::Expr(_)));
        read.has_sets = !read.never_empty;
        for item in &group_by.items {
            self.read_group_item(item, targets, false, &mut read);
        }
        self.frame().grouping = read;
    }

    fn read_group_item(
        &mut self,
        item: &'a GroupItem,
        targets: &'a [Target],
        partial: bool,
        read: &mut Grouping,
    ) {
        match item {
            GroupItem::Expr(expr) => self.read_group_expr(expr, targets, partial, read),
            GroupItem::Empty(_) => {}
            GroupItem::Rollup(exprs, _) | GroupItem::Cube(exprs, _) => {
                for expr in exprs {
                    self.read_group_expr(expr, targets, true, read);
                }
            }
            GroupItem::Sets(items, _) => {
                for item in items {
                    self.read_group_item(item, targets, true, read);
                }
            }
        }
    }

    fn read_group_expr(
        &mut self,
        expr: &'a Expr,
        targets: &'a [Target],
        partial: bool,
        read: &mut Grouping,
    ) {
        if let ExprKind::Row {
            explicit: false,
            fields,
        } = &expr.kind
        {
            for field in fields {
                self.read_group_expr(field, targets, partial, read);
            }
            return;
        }
        let meant = self.group_target(expr, targets).unwrap_or(expr);
        if let ExprKind::Column(written) = &meant.kind {
            match self.resolver.find(written) {
                Some(Found::Column(_, entry, column)) => {
                    let column = self.resolver.underlying(entry, column);
                    read.columns.insert(column);
                    if !partial {
                        read.common.insert(column);
                    }
                    return;
                }
                Some(Found::System(..) | Found::Row(..)) | None => {}
            }
        }
        let key = self.key(meant);
        // What cannot be compared, a query for instance, is still the same thing where it is meant by its number or name.
        let same = (!std::ptr::eq(meant, expr)).then(|| identity(meant));
        read.keys
            .extend(key.or(same).into_iter().map(|key| (key, partial)));
    }

    /// The entry of the target list that an item of GROUP BY means: by its number, or by its name where no column of FROM
    /// has it.
    pub(super) fn group_target(&self, expr: &Expr, targets: &'a [Target]) -> Option<&'a Expr> {
        match &expr.kind {
            ExprKind::Integer(digits) => {
                let index = digits.parse::<usize>().ok()?.checked_sub(1)?;
                // `*` before it shifts the numbers; such a list is rare enough to be left alone.
                let plain = targets
                    .iter()
                    .all(|target| !matches!(target.expr.kind, ExprKind::Star(_)));
                targets
                    .get(index)
                    .filter(|_| plain)
                    .map(|target| &target.expr)
            }
            ExprKind::Column(written) => {
                let [name] = written.parts.as_slice() else {
                    return None;
                };
                if matches!(self.resolver.find(written), Some(Found::Column(level, ..)) if level + 1 == self.frames.len())
                {
                    return None;
                }
                targets
                    .iter()
                    .find(|target| super::output::target_name(target) == Some(name.text.as_str()))
                    .map(|target| &target.expr)
            }
            _ => None,
        }
    }

    /// Checks the expressions of GROUP BY, after the target list.
    pub(super) fn check_group_by(
        &mut self,
        group_by: &'a GroupBy,
        targets: &'a [Target],
        outputs: usize,
    ) {
        for item in &group_by.items {
            self.check_group_item(item, targets, outputs);
        }
    }

    fn check_group_item(&mut self, item: &'a GroupItem, targets: &'a [Target], outputs: usize) {
        match item {
            GroupItem::Expr(expr) => self.check_group_expr(expr, targets, outputs),
            GroupItem::Empty(_) => {}
            GroupItem::Rollup(exprs, _) | GroupItem::Cube(exprs, _) => {
                for expr in exprs {
                    self.check_group_expr(expr, targets, outputs);
                }
            }
            GroupItem::Sets(items, _) => {
                for item in items {
                    self.check_group_item(item, targets, outputs);
                }
            }
        }
    }

    fn check_group_expr(&mut self, expr: &'a Expr, targets: &'a [Target], outputs: usize) {
        match &expr.kind {
            ExprKind::Integer(digits) => {
                self.check_ordinal(digits, outputs, expr.span, "GROUP BY");
                if let Some(meant) = self.group_target(expr, targets) {
                    self.refuse_aggregate(meant, expr.span);
                }
                return;
            }
            ExprKind::Row {
                explicit: false,
                fields,
            } => {
                for field in fields {
                    self.check_group_expr(field, targets, outputs);
                }
                self.note(expr, Some(Type::computed(TypeId::RECORD, false)));
                return;
            }
            _ => {}
        }
        if let Some(meant) = self.group_target(expr, targets) {
            self.refuse_aggregate(meant, expr.span);
            let ty = self.analysis.types.get(&meant.id).copied();
            self.note(expr, ty);
            return;
        }
        let ty = self.expr(expr);
        self.settled((expr, ty));
    }

    /// An output that is an aggregate cannot be grouped by.
    fn refuse_aggregate(&mut self, meant: &Expr, span: Span) {
        let within = |place: &Span| meant.span.start <= place.start && place.end <= meant.span.end;
        if self.frame().aggregates.iter().any(within) {
            self.report(
                &grouping::AGGREGATE_PLACEMENT,
                span,
                "an aggregate cannot stand in GROUP BY",
            );
        }
    }

    /// Notes that a column is used.
    pub(super) fn uses(&mut self, found: Found, expr: &Expr) {
        let (level, entry, column) = match found {
            Found::Column(level, entry, column) => {
                let (entry, column) = self.resolver.underlying(entry, column);
                (level, entry, Some(column))
            }
            Found::System(level, entry, ..) | Found::Row(level, entry) => (level, entry, None),
        };
        self.add_candidate(Candidate {
            level,
            entry,
            column,
            span: expr.span,
        });
    }

    /// Notes a column with the aggregate in whose arguments it stands, else with its level.
    pub(super) fn add_candidate(&mut self, candidate: Candidate) {
        if let Some(scope) = self.aggregates.last_mut()
            && candidate.level <= scope.base
        {
            scope.candidates.push(candidate);
            return;
        }
        let frame = &mut self.frames[candidate.level];
        if frame.clause.is_grouped() {
            frame.candidates.push(candidate);
        }
    }

    /// An expression that is grouped by covers the columns within it.
    pub(super) fn grouped(&mut self, expr: &Expr, mark: usize, ty: Option<Type>) -> Option<Type> {
        let frame = self.frames.last()?;
        let aggregated = self
            .aggregates
            .last()
            .is_some_and(|scope| scope.base + 1 == self.frames.len());
        if frame.grouping.keys.is_empty() || !frame.clause.is_grouped() || aggregated {
            return ty;
        }
        let key = self.key(expr).unwrap_or_else(|| identity(expr));
        let frame = self.frame();
        let Some((_, nulled)) = frame.grouping.keys.iter().find(|(known, _)| *known == key) else {
            return ty;
        };
        let nulled = *nulled;
        frame.candidates.truncate(mark);
        ty.map(|ty| Type {
            nullable: ty.nullable || nulled,
            ..ty
        })
    }

    /// Whether grouping sets may have replaced the column by NULL here.
    pub(super) fn is_nulled_by_grouping(
        &self,
        level: usize,
        entry: EntryId,
        column: usize,
    ) -> bool {
        let frame = &self.frames[level];
        if !frame.grouping.has_sets || !frame.clause.is_grouped() {
            return false;
        }
        if self
            .aggregates
            .last()
            .is_some_and(|scope| level <= scope.base)
        {
            return false;
        }
        let column = self.resolver.underlying(entry, column);
        frame.grouping.columns.contains(&column) && !frame.grouping.common.contains(&column)
    }

    /// Reports the columns that stand outside of aggregates and are not grouped by, if the query is grouped.
    pub(super) fn report_ungrouped(&mut self, having: bool) {
        let frame = self.frame();
        if !(frame.grouping.written || having || !frame.aggregates.is_empty()) {
            return;
        }
        let written = frame.grouping.written;
        let candidates = std::mem::take(&mut frame.candidates);
        let mut told: Vec<(EntryId, Option<usize>)> = Vec::new();
        for candidate in candidates {
            if told.contains(&(candidate.entry, candidate.column)) || self.is_grouped(&candidate) {
                continue;
            }
            told.push((candidate.entry, candidate.column));
            let entry = &self.resolver.entries[candidate.entry.0];
            let qualifier = entry.name.clone();
            let column = candidate
                .column
                .map(|column| entry.columns[column].name.clone());
            let spelled = match (qualifier, column) {
                (Some(qualifier), Some(column)) => format!("{qualifier}.{column}"),
                (Some(only), None) | (None, Some(only)) => only,
                (None, None) => "this".to_owned(),
            };
            let help = if written {
                format!("add `{spelled}` to GROUP BY, or aggregate it: `max({spelled})`")
            } else {
                format!(
                    "an aggregate makes one row of all: add `group by {spelled}`, or aggregate it too: `max({spelled})`"
                )
            };
            self.report_with(
                &grouping::UNGROUPED,
                candidate.span,
                format!("`{spelled}` must stand in GROUP BY or in an aggregate"),
                help,
            );
        }
    }

    fn is_grouped(&self, candidate: &Candidate) -> bool {
        let grouping = &self.frames[candidate.level].grouping;
        if let Some(column) = candidate.column
            && grouping.columns.contains(&(candidate.entry, column))
        {
            return true;
        }
        let entry = &self.resolver.entries[candidate.entry.0];
        let depends = match entry.kind {
            // All columns of a table depend on its primary key.
            EntryKind::Table { table, .. } => {
                let key = &self.schema.tables[table].primary_key;
                !key.is_empty()
                    && key
                        .iter()
                        .all(|&column| grouping.common.contains(&(candidate.entry, column)))
            }
            EntryKind::Cte | EntryKind::Subquery | EntryKind::Function { .. } | EntryKind::Join => {
                false
            }
        };
        let whole = candidate.column.is_none()
            && !entry.columns.is_empty()
            && (0..entry.columns.len())
                .all(|column| grouping.columns.contains(&(candidate.entry, column)));
        depends || whole
    }

    /// GROUPING (…): its arguments must be grouped by.
    pub(super) fn grouping(&mut self, args: &'a [Expr], span: Span) -> Type {
        for arg in args {
            self.expr(arg);
        }
        if !self.frame().grouping.written {
            self.report(
                &grouping::BAD_GROUPING,
                span,
                "GROUPING needs a GROUP BY, whose expressions are its arguments",
            );
        }
        Type::computed(TypeId::INT4, false)
    }
}
