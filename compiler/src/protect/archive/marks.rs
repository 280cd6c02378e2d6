//! Marks of deletion where a statement on a table of active rows speaks of them: that table has none, so that each is replaced
//! by the value it has.

use crate::ast::{
    Expr, ExprKind, FromItem, FromItemKind, Query, QueryBody, Select, Target as Entry,
};
use crate::catalog::Table;
use crate::check::ColumnId;
use crate::lower::build::Build;
use crate::protect::Protect;
use crate::protect::target::Target;
use crate::visit::mutable::{self, Visitor, walk_expr, walk_from_item};

/// The values of marks, by column. Those that are not there are NULL.
pub(super) type Values = Vec<(usize, Expr)>;

impl<'a> Protect<'a> {
    /// Replaces the marks of a target in an expression.
    pub(in crate::protect) fn replace_marks(
        &mut self,
        expr: &mut Expr,
        target: Target<'a>,
        values: &Values,
    ) {
        self.replacing(target, target.reference, values).expr(expr);
    }

    /// Replaces the marks of a target, which has this name here, in the entries of a list.
    pub(in crate::protect) fn replace_marks_in(
        &mut self,
        entries: &mut [Entry],
        target: Target<'a>,
        values: &Values,
    ) {
        for entry in entries {
            self.keep_name(entry);
            self.replace_marks(&mut entry.expr, target, values);
        }
    }

    /// Replaces the marks of a target in FROM items beside it, where a LATERAL subquery may speak of it.
    pub(in crate::protect) fn replace_marks_beside(
        &mut self,
        items: &mut [FromItem],
        target: Target<'a>,
    ) {
        let none = Values::new();
        let mut replacing = self.replacing(target, target.reference, &none);
        for item in items {
            replacing.from_item(item);
        }
    }

    /// Replaces marks under another name than that of the target: `excluded`.
    pub(in crate::protect) fn replace_marks_as(
        &mut self,
        expr: &mut Expr,
        target: Target<'a>,
        reference: &str,
    ) {
        let none = Values::new();
        self.replacing(target, reference, &none).expr(expr);
    }

    fn replacing<'p>(
        &'p mut self,
        target: Target<'a>,
        reference: &'p str,
        values: &'p Values,
    ) -> Replacing<'p, 'a> {
        Replacing {
            marks: target.table.marker_columns(),
            table: target.table,
            index: target.index,
            reference,
            values,
            protect: self,
        }
    }

    /// Gives an entry the name it has anyway, before its expression becomes another.
    fn keep_name(&mut self, entry: &mut Entry) {
        if entry.alias.is_none()
            && let Some(name) = crate::check::output_name(entry)
        {
            let name = name.to_owned();
            entry.alias = Some(Build::new(self.ids, entry.span).name(name));
        }
    }
}

struct Replacing<'p, 'a> {
    protect: &'p mut Protect<'a>,
    table: &'a Table,
    index: usize,
    marks: Vec<usize>,
    reference: &'p str,
    values: &'p Values,
}

impl Replacing<'_, '_> {
    fn value(&mut self, column: usize, span: crate::span::Span) -> Expr {
        match self.values.iter().find(|(mark, _)| *mark == column) {
            Some((_, value)) => value.clone(),
            None => self.protect.null_of(
                ColumnId {
                    table: self.index,
                    column,
                },
                span,
            ),
        }
    }

    /// The whole row, with its marks: `(SELECT r FROM (SELECT u.id, …, NULL AS deleted_at) AS r)`.
    fn row(&mut self, span: crate::span::Span) -> Expr {
        let table = self.table;
        let mut targets = Vec::new();
        for (column, declared) in table.columns.iter().enumerate() {
            let value = if self.marks.contains(&column) {
                self.value(column, span)
            } else {
                let mut build = Build::new(self.protect.ids, span);
                build.column(Some(self.reference), &declared.name)
            };
            let mut build = Build::new(self.protect.ids, span);
            let alias = build.name(&declared.name);
            targets.push(build.target(value, Some(alias)));
        }
        let name = self.protect.names.fresh("row");
        let mut build = Build::new(self.protect.ids, span);
        let inside = build.select(targets, Vec::new(), None);
        let alias = crate::ast::Alias {
            name: build.name(&name),
            columns: Vec::new(),
        };
        let from = build.item_of_from(FromItemKind::Subquery {
            lateral: false,
            query: Box::new(inside),
            alias: Some(alias),
        });
        let whole = build.column(None, &name);
        let target = build.target(whole, None);
        let query = build.select(vec![target], vec![from], None);
        build.expr(ExprKind::Subquery(Box::new(query)))
    }
}

impl Visitor for Replacing<'_, '_> {
    fn select(&mut self, select: &mut Select) {
        // A table of the same name hides the target; subqueries beside it still see the target, unless they are LATERAL.
        if select.from.iter().any(|item| has(item, self.reference)) {
            for item in &mut select.from {
                self.hidden(item);
            }
        } else {
            mutable::walk_select(self, select);
        }
    }

    fn query(&mut self, query: &mut Query) {
        let hides = matches!(
            &query.body,
            QueryBody::Select(select) if select.from.iter().any(|item| has(item, self.reference))
        );
        if hides {
            // ORDER BY and LIMIT see what the select sees.
            if let Some(with) = &mut query.with {
                self.with(with);
            }
            self.query_body(&mut query.body);
        } else {
            mutable::walk_query(self, query);
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        let (span, reference) = (expr.span, self.reference);
        if let ExprKind::Column(name) = &expr.kind {
            match name.parts.as_slice() {
                [.., qualifier, column] if qualifier.text == reference => {
                    if let Some(column) = self.table.column(&column.text)
                        && self.marks.contains(&column)
                    {
                        *expr = self.value(column, span);
                    }
                }
                [name] if name.text == reference => *expr = self.row(span),
                _ => {}
            }
        } else if let ExprKind::Star(Some(qualifier)) = &expr.kind
            && qualifier.last().text == reference
        {
            *expr = self.row(span);
        } else {
            walk_expr(self, expr);
        }
    }
}

impl Replacing<'_, '_> {
    /// Goes on into the parts of a FROM item beside which the target is hidden.
    fn hidden(&mut self, item: &mut FromItem) {
        match &mut item.kind {
            FromItemKind::Subquery { lateral: false, .. } => walk_from_item(self, item),
            FromItemKind::Join(join) => {
                self.hidden(&mut join.left);
                self.hidden(&mut join.right);
            }
            FromItemKind::Table(_)
            | FromItemKind::Subquery { lateral: true, .. }
            | FromItemKind::Function(_)
            | FromItemKind::JsonTable { .. }
            | FromItemKind::XmlTable { .. }
            | FromItemKind::Error => {}
        }
    }
}

/// Whether a FROM item brings a name.
fn has(item: &FromItem, name: &str) -> bool {
    let alias = match &item.kind {
        FromItemKind::Table(range) => {
            return range
                .alias
                .as_ref()
                .map_or(&range.name.last().text, |alias| &alias.name.text)
                == name;
        }
        FromItemKind::Join(join) => {
            if join.alias.is_none() {
                return has(&join.left, name) || has(&join.right, name);
            }
            &join.alias
        }
        FromItemKind::Subquery { alias, .. }
        | FromItemKind::JsonTable { alias, .. }
        | FromItemKind::XmlTable { alias, .. } => alias,
        FromItemKind::Function(function) => &function.alias,
        FromItemKind::Error => return false,
    };
    alias.as_ref().is_some_and(|alias| alias.name.text == name)
}
