//! GROUP BY over a table that became a subquery.
//!
//! PostgreSQL lets the columns of a table stand ungrouped beside its grouped primary key. It does not know the key of a
//! subquery, so the other columns are grouped by as well, which changes no group: the key decides them.

use super::{Protect, placement::Wrapped};
use crate::ast::{Expr, ExprKind, GroupBy, GroupItem, Select, Target};
use crate::catalog::{ColumnType, Schema, Table, UserTypeKind};
use crate::gather::Gather as _;
use crate::lower::build::Build;

impl Protect<'_> {
    /// Groups by the columns that the grouped key of a wrapped table decides.
    pub(super) fn group_by_decided(&mut self, select: &mut Select, wrapped: &[Wrapped]) {
        let Some(group_by) = &mut select.group_by else {
            return;
        };
        let (schema, targets) = (self.schema, select.targets.as_slice());
        for wrapped in wrapped {
            let table = &schema.tables[wrapped.table];
            if !has_key(group_by, targets, &wrapped.reference, table) {
                continue;
            }
            let mut build = Build::new(self.ids, group_by.span);
            for column in &table.columns {
                let name = &column.name;
                let written = || is_written(&group_by.items, targets, &wrapped.reference, name);
                if groups(&column.ty, schema) && !written() {
                    let column = build.column(Some(&wrapped.reference), &column.name);
                    group_by.items.push(GroupItem::Expr(column));
                }
            }
        }
    }
}

/// Whether all of a table's primary key is grouped by in every grouping set: by entries that stand plainly beside any others.
fn has_key(group_by: &GroupBy, targets: &[Target], reference: &str, table: &Table) -> bool {
    let mut key = table
        .primary_key
        .iter()
        .map(|column| &table.columns[*column].name);
    !table.primary_key.is_empty() && key.all(|name| has_column(group_by, targets, reference, name))
}

fn has_column(group_by: &GroupBy, targets: &[Target], reference: &str, name: &str) -> bool {
    group_by.items.iter().any(|item| match item {
        GroupItem::Expr(expr) => is_column(output(expr, targets), reference, name),
        GroupItem::Empty(_) | GroupItem::Rollup(..) | GroupItem::Cube(..) | GroupItem::Sets(..) => {
            false
        }
    })
}

/// Whether a column is grouped by anywhere, also in some grouping sets alone: there its value is NULL where the set leaves it out, and the
/// key says nothing about it.
fn is_written(items: &[GroupItem], targets: &[Target], reference: &str, name: &str) -> bool {
    let matches = |expr: &Expr| is_column(output(expr, targets), reference, name);
    items.iter().any(|item| match item {
        GroupItem::Expr(expr) => one_of(expr, &matches),
        GroupItem::Rollup(exprs, _) | GroupItem::Cube(exprs, _) => {
            exprs.iter().any(|expr| one_of(expr, &matches))
        }
        GroupItem::Sets(items, _) => is_written(items, targets, reference, name),
        GroupItem::Empty(_) => false,
    })
}

/// An entry, or one of those that stand in parentheses together.
fn one_of(expr: &Expr, matches: &impl Fn(&Expr) -> bool) -> bool {
    match &expr.kind {
        ExprKind::Row {
            explicit: false,
            fields,
        } => fields.iter().any(matches),
        _ => matches(expr),
    }
}

/// The output whose number an entry of GROUP BY is, else the entry itself.
fn output<'a>(expr: &'a Expr, targets: &'a [Target]) -> &'a Expr {
    if let ExprKind::Integer(digits) = &expr.kind
        && let Some(number) = digits.parse::<usize>().ok()
        && let Some(target) = number.checked_sub(1).and_then(|nth| targets.get(nth))
    {
        return &target.expr;
    }
    expr
}

fn is_column(expr: &Expr, reference: &str, name: &str) -> bool {
    if let ExprKind::Column(column) = &expr.kind {
        let parts: Vec<_> = column.parts.iter().map(|part| part.text.as_str()).gather();
        return parts == [reference, name];
    }
    false
}

/// Whether values of a type can be grouped by: a few have no equality.
fn groups(ty: &ColumnType, schema: &Schema) -> bool {
    const WITHOUT_EQUALITY: [&str; 8] = [
        "json", "xml", "point", "line", "lseg", "path", "polygon", "jsonpath",
    ];
    match ty {
        ColumnType::Builtin(name) => !WITHOUT_EQUALITY.contains(&name.as_str()),
        ColumnType::User(index) => match &schema.types[*index].kind {
            UserTypeKind::Base(base) => base.comparisons.iter().any(|it| it == "="),
            UserTypeKind::Domain { base, .. } => groups(base, schema),
            UserTypeKind::Composite(fields) => fields.iter().all(|(_, ty)| groups(ty, schema)),
            UserTypeKind::Enum(_)
            | UserTypeKind::Range { .. }
            | UserTypeKind::Multirange { .. } => true,
        },
        ColumnType::Array(element) => groups(element, schema),
    }
}
