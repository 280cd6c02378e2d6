//! Marks of deletion where a statement on a table of active rows speaks of them: that table has none, so that each is replaced
//! by the value it has.

use crate::ast::{
    Expr, ExprKind, FromItem, FromItemKind, Query, QueryBody, Returning, Select, Target as Entry,
    Version, VersionAlias,
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
            renamed: None,
            met: false,
            values,
            protect: self,
        }
    }

    /// Takes the marks of active rows out of what is returned of them, of their old and new versions as well.
    pub(in crate::protect) fn replace_marks_in_returning(
        &mut self,
        returning: &mut Returning,
        target: Target<'a>,
        beside: &[FromItem],
    ) {
        let none = Values::new();
        self.replace_marks_in(&mut returning.targets, target, &none);
        for (version, default) in [(Version::Old, "old"), (Version::New, "new")] {
            let Some(name) = version_name(returning, version, default, target, beside) else {
                continue;
            };
            for entry in &mut returning.targets {
                self.replacing(target, &name, &none).expr(&mut entry.expr);
            }
        }
    }

    /// Spells OLD and NEW of rows that a DELETE takes out of one table and that go into the other. To PostgreSQL they have no new
    /// version: it is the old one, but for its marks. `old` are the marks of the old version, where it has no such columns.
    pub(in crate::protect) fn versions_of_moved(
        &mut self,
        returning: &mut Returning,
        target: Target<'a>,
        beside: &[FromItem],
        old: Option<&Values>,
        new: &Values,
    ) {
        let fresh = self.names.fresh("old");
        let none = Values::new();
        let mut met = false;
        for (version, default, values) in
            [(Version::Old, "old", old), (Version::New, "new", Some(new))]
        {
            let Some(name) = version_name(returning, version, default, target, beside) else {
                continue;
            };
            for entry in &mut returning.targets {
                self.keep_name(entry);
                let mut replacing = self.replacing(target, &name, values.unwrap_or(&none));
                replacing.renamed = Some(&fresh);
                if values.is_none() {
                    replacing.marks.clear();
                }
                replacing.expr(&mut entry.expr);
                met |= replacing.met;
            }
        }
        returning.aliases.clear();
        if met {
            let span = returning.span;
            returning.aliases.push(VersionAlias {
                version: Version::Old,
                name: Build::new(self.ids, span).name(fresh),
                span,
            });
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

/// What a version of the target is called in RETURNING, unless something else has the name.
fn version_name(
    returning: &Returning,
    version: Version,
    default: &str,
    target: Target<'_>,
    beside: &[FromItem],
) -> Option<String> {
    if let Some(alias) = returning.alias(version) {
        return Some(alias.text.clone());
    }
    let taken = target.reference == default || beside.iter().any(|item| has(item, default));
    (!taken).then(|| default.to_owned())
}

struct Replacing<'p, 'a> {
    protect: &'p mut Protect<'a>,
    table: &'a Table,
    index: usize,
    marks: Vec<usize>,
    reference: &'p str,
    /// What the target is called instead, where its name changes.
    renamed: Option<&'p str>,
    /// Whether it was spoken of.
    met: bool,
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
                build.column(Some(self.renamed.unwrap_or(self.reference)), &declared.name)
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
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

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
                    self.met = true;
                    if let Some(column) = self.table.column(&column.text)
                        && self.marks.contains(&column)
                    {
                        *expr = self.value(column, span);
                    } else if let Some(renamed) = self.renamed {
                        *expr =
                            Build::new(self.protect.ids, span).column(Some(renamed), &column.text);
                    }
                }
                [name] if name.text == reference => {
                    self.met = true;
                    *expr = self.row(span);
                }
                _ => {}
            }
        } else if let ExprKind::Star(Some(qualifier)) = &expr.kind
            && qualifier.last().text == reference
        {
            self.met = true;
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
