//! A statement on a family, put together: of what it finds, what it changes and what it answers.

use super::super::Protect;
use super::report::{self, Counted};
use crate::ast::{Cte, Expr, ExprKind, Statement, Update, With};
use crate::diagnostic::{Diagnostic, protection};
use crate::lower::build::Build;
use crate::span::Span;

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
            ctes.append(&mut parts.after);
            parts.update.with = Some(Build::new(self.ids, span).with(recursive, ctes));
            return Statement::Update(parts.update);
        }
        self.protected.reports = true;
        let name = self.names.fresh(name);
        let mut build = Build::new(self.ids, span);
        ctes.push(build.cte(&name, None, Statement::Update(parts.update)));
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
        Statement::Update(parts.update)
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
        let ctes: Vec<Cte> = user.iter().cloned().chain(plan).collect();
        let mut build = Build::new(self.ids, span);
        let mut query = report::plan(&mut build, counted);
        if !ctes.is_empty() {
            query.with = Some(build.with(recursive, ctes));
        }
        Some(Statement::Query(Box::new(query)))
    }

    /// Refuses `by` and `because` that look at the row: every table of the family records them.
    pub(in crate::protect) fn refuse_attribution_of_row(
        &mut self,
        attribution: &crate::ast::Attribution,
    ) {
        for given in [&attribution.by, &attribution.because]
            .into_iter()
            .flatten()
        {
            let mut columns = Columns { found: None };
            crate::visit::Visitor::expr(&mut columns, given);
            if let Some(span) = columns.found {
                self.errors.push(
                    Diagnostic::new(
                        &protection::ATTRIBUTION_OF_ROW,
                        span,
                        "this is recorded with rows of every table that is concerned, so it cannot differ from row to row",
                    )
                    .help("give a value: `by $who because $why`"),
                );
            }
        }
    }
}

/// Finds a column outside of subqueries.
struct Columns {
    found: Option<Span>,
}

impl crate::visit::Visitor for Columns {
    fn query(&mut self, _query: &crate::ast::Query) {}

    fn expr(&mut self, expr: &Expr) {
        if matches!(expr.kind, ExprKind::Column(_)) {
            self.found.get_or_insert(expr.span);
        }
        crate::visit::walk_expr(self, expr);
    }
}
