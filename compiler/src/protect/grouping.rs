//! GROUP BY over a table that became a subquery.
//!
//! PostgreSQL lets the columns of a table stand ungrouped beside its grouped primary key. It does not know the key of a
//! subquery, so the other columns are grouped by as well, which changes no group: the key decides them.

use super::{Protect, placement::Wrapped};
use crate::ast::{Expr, ExprKind, GroupBy, GroupItem, Select, Target};
use crate::catalog::{ColumnType, Table};
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
                if groups(&column.ty) && !has_column(group_by, targets, &wrapped.reference, name) {
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
        let parts: Vec<_> = column.parts.iter().map(|part| part.text.as_str()).collect();
        return parts == [reference, name];
    }
    false
}

/// Whether values of a type can be grouped by: a few have no equality.
fn groups(ty: &ColumnType) -> bool {
    const WITHOUT_EQUALITY: [&str; 8] = [
        "json", "xml", "point", "line", "lseg", "path", "polygon", "jsonpath",
    ];
    match ty {
        ColumnType::Builtin(name) => !WITHOUT_EQUALITY.contains(&name.as_str()),
        ColumnType::User(_) => true,
        ColumnType::Array(element) => groups(element),
    }
}
