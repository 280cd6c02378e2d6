//! ORDER BY and DISTINCT: names of output columns, numbers, expressions.

use super::checker::Checker;
use super::clause::Clause;
use super::query::{OutColumn, Tail};
use crate::ast::{Distinct, Expr, ExprKind, SortBy, Target};
use crate::diagnostic::{grouping, name, syntax};
use crate::gather::Gather as _;
use crate::resolve::lookup::Found;
use crate::resolve::report::{close_name, listed};

/// What an entry of ORDER BY or DISTINCT ON means.
enum Meant<'a> {
    /// An output column.
    Output(usize),
    /// An expression over the columns of FROM.
    Expr(&'a Expr),
    /// A mistake, which was reported.
    Nothing,
}

impl<'a> Checker<'a, '_> {
    /// ORDER BY of a SELECT.
    pub(super) fn order_by(
        &mut self,
        sorts: &'a [SortBy],
        targets: &'a [Target],
        columns: &[OutColumn<'a>],
        distinct: Option<&'a Distinct>,
    ) {
        for sort in sorts {
            let meant = self.within(Clause::OrderBy, |checker| {
                checker.sort_target(&sort.expr, columns, "ORDER BY")
            });
            if let (Meant::Expr(expr), Some(Distinct::Rows(_))) = (meant, distinct)
                && !self.is_output(expr, targets, columns)
            {
                self.report_with(
                    &grouping::ORDER_OF_DISTINCT,
                    expr.span,
                    "with SELECT DISTINCT, ORDER BY may use only what is in the target list",
                    "add it to the target list, or drop DISTINCT",
                );
            }
        }
    }

    /// An entry of ORDER BY: the name of an output column first, then a number, then an expression.
    fn sort_target(
        &mut self,
        expr: &'a Expr,
        columns: &[OutColumn<'a>],
        clause: &str,
    ) -> Meant<'a> {
        match &expr.kind {
            ExprKind::Integer(digits) => {
                self.check_ordinal(digits, columns.len(), expr.span, clause);
                return match digits.parse::<usize>() {
                    Ok(number) if number >= 1 && number <= columns.len() => {
                        Meant::Output(number - 1)
                    }
                    _ => Meant::Nothing,
                };
            }
            ExprKind::String(_) | ExprKind::Numeric(_) | ExprKind::Boolean(_) | ExprKind::Null => {
                self.report_with(
                    &grouping::BAD_ORDINAL,
                    expr.span,
                    format!("a constant in {clause} orders nothing"),
                    "write a column, without quotes",
                );
                return Meant::Nothing;
            }
            ExprKind::Column(written) => {
                if let [name] = written.parts.as_slice() {
                    let mut named = (0..columns.len())
                        .filter(|&index| columns[index].named && columns[index].name == name.text);
                    if let Some(first) = named.next() {
                        let same =
                            |index: usize| self.same_output(&columns[first], &columns[index]);
                        if named.any(|index| !same(index)) {
                            self.report(
                                &name::AMBIGUOUS_COLUMN,
                                name.span,
                                format!("`{}` is ambiguous: several columns of the result have this name", name.text),
                            );
                            return Meant::Nothing;
                        }
                        self.note(expr, columns[first].ty);
                        return Meant::Output(first);
                    }
                }
            }
            _ => {}
        }
        let ty = self.expr(expr);
        self.settled((expr, ty));
        Meant::Expr(expr)
    }

    fn same_output(&self, left: &OutColumn<'a>, right: &OutColumn<'a>) -> bool {
        match (left.exprs.first(), right.exprs.first()) {
            (Some(a), Some(b)) => self.key(a).is_some_and(|key| Some(key) == self.key(b)),
            // Of `*`: the same column cannot be told from another, but the server can.
            _ => {
                left.ty.is_some()
                    && left.ty == right.ty
                    && left.ty.is_some_and(|ty| ty.origin.is_some())
            }
        }
    }

    /// Whether an expression stands in the target list.
    fn is_output(
        &mut self,
        expr: &'a Expr,
        targets: &'a [Target],
        columns: &[OutColumn<'a>],
    ) -> bool {
        if let Some(key) = self.key(expr) {
            for target in targets {
                if self.key(&target.expr).as_ref() == Some(&key) {
                    return true;
                }
            }
        }
        if let Some(Found::Column(_, entry, column)) = self.found.get(&expr.id).copied() {
            let stars = targets
                .iter()
                .any(|target| matches!(target.expr.kind, ExprKind::Star(_)))
                || targets.is_empty();
            let name = &self.resolver.entries[entry.0].columns[column].name;
            return stars
                && columns
                    .iter()
                    .any(|output| output.target.is_none() && output.name == *name);
        }
        !self.analysis.types.contains_key(&expr.id)
    }

    /// DISTINCT ON: the first entries of ORDER BY must be its expressions.
    pub(super) fn distinct_on(
        &mut self,
        exprs: &'a [Expr],
        sorts: &'a [SortBy],
        targets: &'a [Target],
        columns: &[OutColumn<'a>],
    ) {
        let mut keys = Vec::new();
        for expr in exprs {
            let meant = self.within(Clause::DistinctOn, |checker| {
                checker.sort_target(expr, columns, "DISTINCT ON")
            });
            keys.push(self.meant_key(&meant, targets, columns));
        }
        if exprs.is_empty() || sorts.is_empty() {
            return;
        }
        let mut left: Vec<&Option<String>> = keys.iter().gather();
        for sort in sorts {
            if left.is_empty() {
                return;
            }
            if sort.when.is_some() {
                self.report_with(
                    &syntax::CHOICE,
                    sort.expr.span,
                    "ORDER BY must begin with the expressions of DISTINCT ON, which cannot be optional",
                    "order by them first; the entries after them may be optional",
                );
                return;
            }
            let meant = plain_target(&sort.expr, columns);
            let key = self.meant_key(&meant, targets, columns);
            if key.is_none() {
                // A mistake, or something that cannot be compared here; the server has the last word.
                return;
            }
            if !keys.contains(&key) {
                self.report_with(
                    &grouping::ORDER_OF_DISTINCT,
                    sort.expr.span,
                    "ORDER BY must begin with the expressions of DISTINCT ON",
                    "order by them first; the entries after them choose the row that is kept",
                );
                return;
            }
            left.retain(|known| **known != key);
        }
    }

    fn meant_key(
        &self,
        meant: &Meant<'a>,
        _targets: &'a [Target],
        columns: &[OutColumn<'a>],
    ) -> Option<String> {
        match meant {
            Meant::Output(index) => {
                if let Some(expr) = columns[*index].exprs.first() {
                    self.key(expr)
                } else {
                    // A column of `*`: found by its name among the columns of FROM.
                    let column = &columns[*index];
                    let written = crate::ast::ObjectName {
                        parts: vec![crate::ast::Name::new(column.name.clone(), column.span)],
                    };
                    match self.resolver.find(&written)? {
                        Found::Column(_, entry, index) => {
                            let (entry, index) = self.resolver.underlying(entry, index);
                            Some(format!("#{}.{index}", entry.0))
                        }
                        Found::System(..) | Found::Row(..) => None,
                    }
                }
            }
            Meant::Expr(expr) => self.key(expr),
            Meant::Nothing => None,
        }
    }

    /// ORDER BY of a set operation or of VALUES, which sees the output columns only.
    pub(super) fn order_outputs(
        &mut self,
        tail: Tail<'_, 'a>,
        columns: &[OutColumn<'a>],
        what: &str,
    ) {
        for sort in tail.order_by() {
            match &sort.expr.kind {
                ExprKind::Integer(digits) => {
                    self.check_ordinal(digits, columns.len(), sort.expr.span, "ORDER BY");
                }
                ExprKind::Column(written) if written.parts.len() == 1 => {
                    let name = written.last();
                    let found = columns.iter().find(|column| column.name == name.text);
                    if let Some(column) = found {
                        self.note(&sort.expr, column.ty);
                    } else {
                        let names: Vec<&str> =
                            columns.iter().map(|column| column.name.as_str()).gather();
                        let help = match close_name(&name.text, names.iter().copied()) {
                            Some(close) => format!(
                                "did you mean `{close}`? The columns are {}",
                                listed(&names)
                            ),
                            None => format!("the columns are {}", listed(&names)),
                        };
                        self.report_with(
                            &name::UNKNOWN_COLUMN,
                            name.span,
                            format!("column `{}` is not in the result of {what}", name.text),
                            help,
                        );
                    }
                }
                _ => {
                    self.report_with(
                        &grouping::BAD_ORDINAL,
                        sort.expr.span,
                        format!("ORDER BY of {what} takes names and numbers of its columns, no expressions"),
                        "put the query into FROM: `select * from (…) order by …`",
                    );
                }
            }
        }
        if tail.locking().next().is_some() {
            self.locking(tail, Some(what));
        }
    }
}

/// What an entry of ORDER BY means, which was checked before.
fn plain_target<'a>(expr: &'a Expr, columns: &[OutColumn<'a>]) -> Meant<'a> {
    match &expr.kind {
        ExprKind::Integer(digits) => match digits.parse::<usize>() {
            Ok(number) if number >= 1 && number <= columns.len() => Meant::Output(number - 1),
            _ => Meant::Nothing,
        },
        ExprKind::Column(written) => {
            if let [name] = written.parts.as_slice()
                && let Some(index) = columns
                    .iter()
                    .position(|column| column.named && column.name == name.text)
            {
                return Meant::Output(index);
            }
            Meant::Expr(expr)
        }
        _ => Meant::Expr(expr),
    }
}
