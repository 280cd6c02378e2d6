//! A statement on a family, put together: of what it finds, what it changes and what it answers.

use super::super::Protect;
use super::family::same;
use super::report::{self, Counted};
use crate::ast::{Attribution, Cte, Expr, NodeId, Statement, Update, With};
use crate::check::{Analysis, ColumnUse};
use crate::diagnostic::{Diagnostic, protection};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;
use crate::visit::{Visitor, walk_expr};

/// The parts of a statement that changes rows of a family.
#[derive(Debug)]
pub(in crate::protect) struct Parts {
    /// What finds the rows.
    pub(in crate::protect) before: Vec<Cte>,
    /// The change of the rows that the user names, with the user's WITH and RETURNING.
    pub(in crate::protect) update: Box<Update>,
    /// The other changes, and what is recorded.
    pub(in crate::protect) after: Vec<Cte>,
    /// What is counted.
    pub(in crate::protect) counted: Vec<Counted>,
    /// What finds the rows of a dry run.
    pub(in crate::protect) plan: Vec<Cte>,
    /// What a dry run counts.
    pub(in crate::protect) plan_counted: Vec<Counted>,
}

impl Protect<'_> {
    /// Puts a statement together. Outermost and without RETURNING it answers with counts; with RETURNING, or within the user's
    /// WITH, the changed rows are the answer, and what forbids the change stands in its WHERE, which PostgreSQL evaluates
    /// before it reads a row.
    pub(in crate::protect) fn put_together(
        &mut self,
        mut parts: Parts,
        name: &str,
        span: Span,
    ) -> Statement {
        if self.depth > 1 {
            return self.put_within(parts, span);
        }
        let with = parts.update.with.take();
        let recursive = with.as_ref().is_some_and(|with| with.recursive);
        let mut ctes = with.map_or_else(Vec::new, |with| with.ctes);
        self.protected.effects = report::effects(&parts.counted);
        self.protected.plan = self.planned(&ctes, recursive, parts.plan, parts.plan_counted, span);
        ctes.append(&mut parts.before);
        if parts.update.returning.is_some() {
            self.add_checks(&mut parts.update, 0, &parts.counted, span);
            let (first, mut change) = self.changed_root(parts.update);
            ctes.extend(first);
            ctes.append(&mut parts.after);
            let with = Some(Build::new(self.ids, span).with(recursive, ctes));
            match &mut change {
                Statement::Update(update) => update.with = with,
                Statement::Insert(insert) => insert.with = with,
                Statement::Query(_)
                | Statement::Delete(_)
                | Statement::Merge(_)
                | Statement::Restore(_)
                | Statement::Erase(_) => {}
            }
            return change;
        }
        self.protected.reports = true;
        let (first, change) = self.changed_root(parts.update);
        let name = self.names.fresh(name);
        let mut build = Build::new(self.ids, span);
        ctes.extend(first);
        ctes.push(build.cte(&name, None, change));
        ctes.append(&mut parts.after);
        let mut answer = report::answer(&mut build, &parts.counted);
        answer.with = Some(build.with(recursive, ctes));
        Statement::Query(Box::new(answer))
    }

    /// The same as a common table expression of the user's.
    fn put_within(&mut self, mut parts: Parts, span: Span) -> Statement {
        if let Some(With { span, .. }) = parts.update.with {
            self.errors.push(
                Diagnostic::new(
                    &protection::INNER_WITH,
                    span,
                    "this statement changes rows of several tables, so what it reads has to stand in the outermost WITH",
                )
                .help("move these common table expressions before the one that they stand in"),
            );
        }
        let first = self.protected.effects.len();
        self.add_checks(&mut parts.update, first, &parts.counted, span);
        self.protected
            .effects
            .extend(
                report::effects(&parts.counted)
                    .into_iter()
                    .map(|mut effect| {
                        effect.cause = effect.cause.map(|cause| first + cause);
                        effect
                    }),
            );
        self.before.append(&mut parts.before);
        self.following.append(&mut parts.after);
        let (first, change) = self.changed_root(parts.update);
        self.before.extend(first);
        change
    }

    /// The change of the rows that the user names. Those of an archive are taken out of it first, and inserted where active rows
    /// are.
    fn changed_root(&mut self, update: Box<Update>) -> (Option<Cte>, Statement) {
        let target = self.target_of(&update.table);
        match target.and_then(|target| Some((target, self.archived(target)?))) {
            Some((target, guard)) => {
                let (first, insert) = self.move_back(update, target, guard);
                (Some(first), insert)
            }
            None => (None, Statement::Update(update)),
        }
    }

    fn add_checks(&mut self, update: &mut Update, first: usize, counted: &[Counted], span: Span) {
        let mut build = Build::new(self.ids, span);
        let mut all: Vec<Expr> = report::checks(&mut build, first, counted);
        all.extend(update.where_clause.take());
        update.where_clause = build.all(all);
    }

    /// The dry run. None beside common table expressions of the user that change data: they would do so.
    pub(in crate::protect) fn planned(
        &mut self,
        user: &[Cte],
        recursive: bool,
        plan: Vec<Cte>,
        counted: Vec<Counted>,
        span: Span,
    ) -> Option<Statement> {
        let only_reads = user
            .iter()
            .all(|cte| matches!(cte.statement, Statement::Query(_)));
        if !only_reads {
            return None;
        }
        let ctes: Vec<Cte> = user.iter().cloned().chain(plan).gather();
        let mut build = Build::new(self.ids, span);
        let mut query = report::plan(&mut build, counted);
        if !ctes.is_empty() {
            query.with = Some(build.with(recursive, ctes));
        }
        Some(Statement::Query(Box::new(query)))
    }

    /// Refuses tables that cannot be changed here: one that a common table expression hides, and one that another part of the
    /// statement changes, which would not see what this part does.
    pub(in crate::protect) fn refuse_unreachable(&mut self, tables: &[usize], own: NodeId) {
        self.refuse_hidden(tables);
        for changed in self.names.changed().to_vec() {
            let used = self.analysis.tables.get(&changed.id);
            let Some(used) = used.filter(|_| changed.id != own) else {
                continue;
            };
            let schema = self.schema;
            if tables.iter().any(|table| same(schema, *table, used.table)) {
                let name = schema.tables[used.table].display_name();
                let message = format!(
                    "`{name}` is changed by two parts of this statement, and neither would see what the other does"
                );
                self.errors.push(
                    Diagnostic::new(&protection::CHANGED_TWICE, changed.span, message)
                        .help("use two statements in a transaction"),
                );
            }
        }
    }

    /// Refuses `by` and `because` that look at the row: every table of the family records them.
    pub(in crate::protect) fn refuse_attribution_of_row(
        &mut self,
        attribution: &Attribution,
        reference: &str,
    ) {
        for (given, word) in [(&attribution.by, "by"), (&attribution.because, "because")] {
            let Some(given) = given else { continue };
            let mut columns = OfRow {
                analysis: self.analysis,
                reference,
                found: None,
            };
            columns.expr(given);
            if let Some(span) = columns.found {
                let message = format!(
                    "`{word}` speaks of the row, but it is recorded with the rows of every table that is concerned"
                );
                self.errors.push(
                    Diagnostic::new(&protection::ATTRIBUTION_OF_ROW, span, message)
                        .help("give a value that does not depend on the row, a parameter say"),
                );
            }
        }
    }
}

/// Finds what speaks of the row that a statement changes.
struct OfRow<'a> {
    analysis: &'a Analysis,
    reference: &'a str,
    found: Option<Span>,
}

impl Visitor for OfRow<'_> {
    fn as_visitor(&mut self) -> &mut dyn Visitor {
        self
    }

    fn expr(&mut self, expr: &Expr) {
        let of_row = match self.analysis.columns.get(&expr.id) {
            Some(
                ColumnUse::Column {
                    qualifier: Some(qualifier),
                    ..
                }
                | ColumnUse::WholeRow { qualifier, .. },
            ) => qualifier == self.reference,
            Some(
                ColumnUse::Column {
                    qualifier: None, ..
                }
                | ColumnUse::Merged,
            ) => true,
            None => false,
        };
        if of_row {
            self.found.get_or_insert(expr.span);
        }
        walk_expr(self, expr);
    }
}
