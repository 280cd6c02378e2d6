//! How many rows a list of keys names, where all of them are changed as a rule: then nobody need look for others.

use super::super::{Protect, target::Target};
use crate::ast::{Expr, ExprKind, QuantifiedSet, Query};
use crate::lower::build::Build;
use crate::span::Span;

impl<'a> Protect<'a> {
    /// `rows`, which counts the rows that meet `condition`, evaluated only where it may differ from the number of rows in `changed`, some of
    /// those rows. Where the condition is that the key is one of a list, and as many rows were changed as the list is long, each entry of it
    /// has named another row, and there are no more.
    pub(in crate::protect) fn unless_all_changed(
        &mut self,
        target: Target<'a>,
        condition: Option<&Expr>,
        changed: &str,
        rows: Query,
        span: Span,
    ) -> Query {
        let Some(list) = condition.and_then(|condition| keys_of(target, condition)) else {
            return rows;
        };
        let list = list.clone();
        let mut build = Build::new(self.ids, span);
        let of_changed = build.count_of(changed);
        let of_changed = build.scalar(of_changed);
        let length = build.call("cardinality", vec![list.clone()]);
        let all = build.binary(of_changed, "=", length);
        let length = build.call("cardinality", vec![list]);
        let length = build.cast_to(length, "int8");
        let rows = build.scalar(rows);
        let value = build.case(all, length, rows);
        let entry = build.target(value, None);
        build.select(vec![entry], Vec::new(), None)
    }
}

/// The list, if the condition says that a key of one column is in it, and nothing else.
fn keys_of<'e>(target: Target<'_>, condition: &'e Expr) -> Option<&'e Expr> {
    let ExprKind::Quantified {
        left,
        op,
        all: false,
        right: QuantifiedSet::Array(list),
    } = &condition.kind
    else {
        return None;
    };
    let (ExprKind::Column(column), ExprKind::Param(_)) = (&left.kind, &list.kind) else {
        return None;
    };
    let [key] = &*target.table.primary_key else {
        return None;
    };
    let key = &target.table.columns[*key].name;
    let is_key = match &*column.parts {
        [column] => column.text == *key,
        [table, column] => table.text == target.reference && column.text == *key,
        _ => false,
    };
    (is_key && op.schema.is_none() && op.symbol == "=").then_some(&**list)
}
