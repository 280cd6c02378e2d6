//! What a deletion would do, counted without doing it.

use super::super::effect::Action;
use super::super::{Protect, predicate::Guard, target::Target};
use super::course::{Course, Mode, Rows};
use super::deletion::{effect_of_named, joined};
use super::family::Family;
use super::report;
use super::who::Who;
use crate::ast::{Delete, Distinct, Expr, Query, QueryBody, Statement, With};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

impl<'a> Protect<'a> {
    #[allow(
        clippy::option_option,
        reason = "the rows named may be counted, and there may be no condition that names them"
    )]
    /// The statement that counts what the deletion would do. `None` where the statement changes something else as well, which
    /// a plan must not do.
    pub(in crate::protect) fn plan_of_deletion(
        &mut self,
        delete: &Delete,
        target: Target<'a>,
        family: &Family,
        who: &Who,
        named: Option<Option<Expr>>,
    ) -> Option<Statement> {
        let span = delete.span;
        let changes = |with: &With| {
            let mut ctes = with.ctes.iter();
            ctes.any(|cte| !matches!(cte.statement, Statement::Query(_)))
        };
        if delete.with.as_ref().is_some_and(changes) {
            return None;
        }
        let taken = self.names.clone();
        let mut course = Course::new(self.schema, family, Mode::Plan, who.clone(), span);
        let handed = course.handed_on(0);
        let columns: Vec<&str> = course.names(0, &handed);
        let cte = self.names.fresh(&target.table.name);
        let mut build = Build::new(self.ids, span);
        let mut targets = Vec::new();
        for name in &columns {
            targets.push(build.target_column(target.reference, name, name));
        }
        // What tells rows apart that have no key.
        if target.table.primary_key.is_empty() {
            for name in ["tableoid", "ctid"] {
                targets.push(build.target_column(target.reference, name, name));
            }
        }
        let mut from = vec![delete.table.clone()];
        from.extend(delete.using.iter().cloned());
        let several = from.len() > 1;
        let mut query = build.select(targets, from, delete.where_clause.clone());
        if let (true, QueryBody::Select(select)) = (several, &mut query.body) {
            select.distinct = Some(Distinct::Rows(span));
        }
        course
            .ctes
            .push(build.cte(&cte, None, Statement::Query(Box::new(query))));
        self.follow(&mut course, Rows::by_own_names(cte, &handed, &columns));
        if let (Some(named), Some(guard)) = (named, target.guard()) {
            let rows = self.named_rows_of(target, guard, named, span);
            course.count(effect_of_named(Action::Named, target.index), rows);
        }
        self.names = taken;
        let mut build = Build::new(self.ids, span);
        let mut query = report::plan(&mut build, std::mem::take(&mut course.counted));
        let mut ctes = self.before.clone();
        ctes.append(&mut course.ctes);
        query.with = Some(joined(&build, delete.with.clone(), ctes));
        Some(Statement::Query(Box::new(query)))
    }

    /// How many rows of the table meet the user's condition, in whatever state.
    pub(in crate::protect) fn named_rows_of(
        &mut self,
        target: Target<'a>,
        guard: Guard<'a>,
        named: Option<Expr>,
        span: Span,
    ) -> Query {
        let mut build = Build::new(self.ids, span);
        let mut tables = vec![build.table_as(target.table, target.reference)];
        if let Some((schema, archive)) = guard.archive() {
            tables.push(build.relation(schema, archive, Some(target.reference)));
        }
        let one = [target.table.name.as_str()];
        if tables.len() == 1 {
            return build.count(tables, named);
        }
        let arms = tables.into_iter().map(|table| {
            let zero = build.integer(0);
            let entry = build.target(zero, None);
            build.select(vec![entry], vec![table], named.clone())
        });
        let arms = arms.gather();
        let rows = build.union(true, arms);
        let from = rows.map(|rows| build.derived(false, rows, "n", &one));
        build.count(from.into_iter().gather(), None)
    }
}
