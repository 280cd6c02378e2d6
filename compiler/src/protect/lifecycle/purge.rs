//! HARD DELETE: rows are removed, unless one of them is on hold or another row refers to it, and that they were is recorded.

use std::collections::BTreeMap;

use super::super::Protect;
use super::super::effect::{Action, Effect};
use super::super::target::Target;
use super::family::Family;
use super::history::{Change, ROW};
use super::referenced::places;
use super::report::{self, Counted};
use super::who::Who;
use crate::ast::{
    Cte, Delete, Expr, ExprKind, FromItem, IsTest, Query, Returning, Statement, With,
};
use crate::check;
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

/// The rows that a common table expression has removed.
#[derive(Debug)]
pub(in crate::protect) struct Removed {
    /// The common table expression.
    pub(in crate::protect) cte: String,
    /// The names of its columns, by the column of the table.
    columns: BTreeMap<usize, String>,
    /// The names of its columns that tell the row's place.
    pub(in crate::protect) part: String,
    pub(in crate::protect) place: String,
}

impl Removed {
    /// The name that a column of the table has.
    pub(in crate::protect) fn column(&self, column: usize) -> Option<&str> {
        self.columns.get(&column).map(String::as_str)
    }
}

/// The columns that say who and why, and whether the row is held.
const BY: &str = "sd_by";
const BECAUSE: &str = "sd_because";
const HELD: &str = "sd_held";

impl Protect<'_> {
    /// What becomes of a DELETE that removes rows, whose WHERE is complete. `named` is the user's own condition, if the rows that meet
    /// it are to be counted in whatever state.
    #[expect(
        clippy::option_option,
        reason = "whether to count, and the condition, which may be none"
    )]
    pub(in crate::protect) fn remove(
        &mut self,
        mut delete: Box<Delete>,
        target: Target<'_>,
        named: Option<Option<Expr>>,
    ) -> Statement {
        let span = delete.table.span;
        let family = self.referring(target.index, span);
        let soft_delete = target.table.soft_delete.as_ref();
        let hold = soft_delete.and_then(|soft_delete| soft_delete.hold);
        let recorded = target.table.audit || target.table.outbox;
        let named = named.filter(|_| self.depth == 1);
        let is_simple = family.edges.is_empty() && hold.is_none() && !recorded && named.is_none();
        let who = Who::from(std::mem::take(&mut delete.attribution));
        let plan = self.plan_of_removal(&delete, target, &family, hold, named.as_ref());
        let allow = soft_delete.is_some().then(|| self.allow(&mut delete));
        if is_simple {
            self.protected.effects.push(removal(target));
            self.protected.plan = plan.filter(|_| self.depth == 1);
            if let Some(allow) = allow {
                with_of(&mut delete, span).ctes.push(allow);
            }
            return Statement::Delete(delete);
        }
        let returning = delete.returning.take();
        let with = delete.with.take_if(|_| self.depth == 1);
        let targets = returning.as_ref().map_or(0, |it| it.targets.len());
        let results = self.results(returning.as_ref(), span);
        let (removed, returning) = self.returned(target, &family, hold, &who, returning, span);
        delete.returning = Some(returning);
        let mut build = Build::new(self.ids, span);
        let mut ctes: Vec<Cte> = allow.into_iter().gather();
        ctes.push(build.cte(&removed.cte, None, Statement::Delete(delete)));
        let mut counted = self.counted_removal(target, &family, hold, &removed, span);
        counted.extend(named.map(|named| self.counted_named(target, named.as_ref(), span)));
        let records = self.records_of_removal(target, &removed, &who, span);
        if self.depth > 1 {
            return self.within(target, ctes, records, &counted, results, &removed, span);
        }
        ctes.extend(records);
        self.protected.effects = report::effects(&counted);
        self.protected.plan = plan;
        self.protected.reports = targets == 0;
        let mut build = Build::new(self.ids, span);
        let mut query = if targets == 0 {
            report::answer(&mut build, &counted)
        } else {
            let checks = report::checks(&mut build, 0, &counted);
            let condition = build.all(checks);
            let from = build.cte_as(&removed.cte, ROW);
            build.select(results, vec![from], condition)
        };
        query.with = Some(extended(with, ctes, span));
        Statement::Query(Box::new(query))
    }

    /// Whether nothing forbids that rows of a table are removed, and nothing is recorded of it.
    pub(in crate::protect) fn removes_alone(&mut self, target: Target<'_>, span: Span) -> bool {
        let held = target
            .table
            .soft_delete
            .as_ref()
            .is_some_and(|it| it.hold.is_some());
        let recorded = target.table.audit || target.table.outbox;
        !held
            && !recorded
            && !self.count_named
            && self.referring(target.index, span).edges.is_empty()
    }

    /// The common table expression that lets the statement pass the guard triggers, by a setting with the time of this statement that
    /// counts for no other; the DELETE is made to wait for it.
    pub(in crate::protect) fn allow(&mut self, delete: &mut Delete) -> Cte {
        let span = delete.table.span;
        let name = self.names.fresh("allow");
        let mut build = Build::new(self.ids, span);
        let time = build.call("statement_timestamp", Vec::new());
        let args = vec![
            build.string("softdelete.hard"),
            build.cast_to(time, "text"),
            build.expr(ExprKind::Boolean(true)),
        ];
        let call = build.call("set_config", args);
        let alias = build.name("ok");
        let target = build.target(call, Some(alias));
        let query = build.select(vec![target], Vec::new(), None);
        let allow = build.materialized(&name, query);
        let ok = build.column(Some("a"), "ok");
        let target = build.target(ok, None);
        let from = build.cte_as(&name, "a");
        let query = build.select(vec![target], vec![from], None);
        let ok = build.scalar(query);
        let allowed = build.is_null(ok, true);
        let condition = match delete.where_clause.take() {
            Some(condition) => build.and(condition, allowed),
            None => allowed,
        };
        delete.where_clause = Some(condition);
        allow
    }

    /// What the DELETE returns: what the user asks for, by names of ours, and what is needed of each row.
    fn returned(
        &mut self,
        target: Target<'_>,
        family: &Family,
        hold: Option<usize>,
        who: &Who,
        returning: Option<Returning>,
        span: Span,
    ) -> (Removed, Returning) {
        let mut returning = returning.unwrap_or(Returning {
            aliases: Vec::new(),
            targets: Vec::new(),
            span,
        });
        let build = Build::new(self.ids, span);
        for (number, target) in returning.targets.iter_mut().enumerate() {
            target.alias = Some(build.name(result(number)));
        }
        let (removed, needed) = self.needed(target, family, hold, span);
        returning.targets.extend(needed);
        let mut build = Build::new(self.ids, span);
        for (value, name) in [(&who.by, BY), (&who.because, BECAUSE)] {
            if let Some(value) = value {
                let value = build.cast_to(value.clone(), "text");
                let alias = build.name(name);
                returning.targets.push(build.target(value, Some(alias)));
            }
        }
        (removed, returning)
    }

    /// The columns of a row that forbids, records and answers need.
    fn needed(
        &mut self,
        target: Target<'_>,
        family: &Family,
        hold: Option<usize>,
        span: Span,
    ) -> (Removed, Vec<crate::ast::Target>) {
        let table = target.table;
        let mut needed = table.primary_key.clone();
        for edge in family.edges.iter().filter(|edge| edge.parent == 0) {
            let names = family.columns(self.schema, *edge).1;
            needed.extend(names.iter().filter_map(|name| table.column(name)));
        }
        needed.sort_unstable();
        needed.dedup();
        let name = self.names.fresh(&table.name);
        let mut build = Build::new(self.ids, span);
        let mut removed = Removed {
            cte: name,
            columns: BTreeMap::new(),
            part: "sd_part".to_owned(),
            place: "sd_place".to_owned(),
        };
        let mut targets = Vec::new();
        for column in needed {
            let alias = format!("sd_c{}", column + 1);
            let own = &table.columns[column].name;
            targets.push(build.target_column(target.reference, own, &alias));
            removed.columns.insert(column, alias);
        }
        if family.edges.iter().any(|edge| edge.child == edge.parent) {
            targets.push(build.target_column(target.reference, "tableoid", &removed.part));
            targets.push(build.target_column(target.reference, "ctid", &removed.place));
        }
        if let Some(hold) = hold {
            let own = &table.columns[hold].name;
            targets.push(build.target_column(target.reference, own, HELD));
        }
        (removed, targets)
    }

    /// What is counted: the rows removed, and those that forbid it.
    fn counted_removal(
        &mut self,
        target: Target<'_>,
        family: &Family,
        hold: Option<usize>,
        removed: &Removed,
        span: Span,
    ) -> Vec<Counted> {
        let mut build = Build::new(self.ids, span);
        let mut counted = vec![Counted::new(removal(target), build.count_of(&removed.cte))];
        if let Some(hold) = hold {
            let value = build.column(Some(ROW), HELD);
            let is_held = build.is(value, IsTest::True, false);
            let from = build.cte_as(&removed.cte, ROW);
            let effect = Effect {
                action: Action::Held,
                cause: Some(0),
                columns: vec![hold],
                ..removal(target)
            };
            counted.push(Counted::new(effect, build.count(vec![from], Some(is_held))));
        }
        counted.extend(self.referenced(family, removed, span));
        counted
    }

    /// How many rows the user's condition names, in whatever state.
    fn counted_named(&mut self, target: Target<'_>, named: Option<&Expr>, span: Span) -> Counted {
        let effect = Effect {
            action: Action::Named,
            ..removal(target)
        };
        let mut build = Build::new(self.ids, span);
        let rows = places(&mut build, target.table, target.reference)
            .into_iter()
            .map(|place| build.count(vec![place], named.cloned()))
            .gather();
        let mut rows = rows.into_iter();
        let mut total = rows.next().map(|query| build.scalar(query));
        for query in rows {
            let more = build.scalar(query);
            total = total.map(|total| build.binary(total, "+", more));
        }
        let target = total.map(|total| build.target(total, None));
        Counted::new(
            effect,
            build.select(target.into_iter().gather(), Vec::new(), None),
        )
    }

    /// History and outbox of the rows.
    fn records_of_removal(
        &mut self,
        target: Target<'_>,
        removed: &Removed,
        who: &Who,
        span: Span,
    ) -> Vec<Cte> {
        let mut build = Build::new(self.ids, span);
        // Who and why may be said by columns of the row, and stand beside it by now.
        let mut handed_on =
            |value: &Option<Expr>, name| value.as_ref().map(|_| build.column(Some(ROW), name));
        let who = Who {
            by: handed_on(&who.by, BY),
            because: handed_on(&who.because, BECAUSE),
        };
        let key = target.table.primary_key.iter();
        let change = Change {
            cte: removed.cte.clone(),
            table: target.index,
            key: key
                .filter_map(|column| removed.columns.get(column).cloned())
                .gather(),
            action: "purge",
            detail: None,
            which: None,
        };
        self.records(&change, &who, span)
    }

    /// The user's results, read from the common table expression.
    fn results(&mut self, returning: Option<&Returning>, span: Span) -> Vec<crate::ast::Target> {
        let targets = returning.map_or(&[][..], |returning| &returning.targets);
        let mut build = Build::new(self.ids, span);
        let results = targets.iter().enumerate().map(|(number, target)| {
            let value = build.column(Some(ROW), &result(number));
            let name = check::output_name(target).unwrap_or("?column?");
            let name = build.name(name);
            build.target(value, Some(name))
        });
        results.gather()
    }

    /// The statement as a common table expression of another: that has to stand in the outermost WITH with all that goes with it.
    /// What forbids is looked at by a statement that changes nothing, but surely runs.
    #[expect(clippy::too_many_arguments, reason = "the parts of one statement")]
    fn within(
        &mut self,
        target: Target<'_>,
        ctes: Vec<Cte>,
        records: Vec<Cte>,
        counted: &[Counted],
        mut results: Vec<crate::ast::Target>,
        removed: &Removed,
        span: Span,
    ) -> Statement {
        self.before.extend(ctes);
        self.following.extend(records);
        let first = self.protected.effects.len();
        let name = self.names.fresh(&format!("{}_checked", target.table.name));
        let mut build = Build::new(self.ids, span);
        let checks = report::checks(&mut build, first, counted);
        if let Some(passed) = build.all(checks) {
            let from = build.table_as(target.table, ROW);
            // It is false where it does not raise.
            let failed = build.not(passed);
            let check = build.remove(from, Vec::new(), Some(failed), Vec::new());
            self.following.push(build.cte(&name, None, check));
        }
        if results.is_empty() {
            let one = build.integer(1);
            results.push(build.target(one, None));
        }
        let from = build.cte_as(&removed.cte, ROW);
        let query = build.select(results, vec![from], None);
        self.protected.effects.extend(report::effects(counted));
        Statement::Query(Box::new(query))
    }

    /// The counts that the statement would come to. `None` where that cannot be told without changing something.
    fn plan_of_removal(
        &mut self,
        delete: &Delete,
        target: Target<'_>,
        family: &Family,
        hold: Option<usize>,
        named: Option<&Option<Expr>>,
    ) -> Option<Statement> {
        let span = delete.table.span;
        let with = delete.with.clone();
        if self.depth > 1 || with.as_ref().is_some_and(changes_data) {
            return None;
        }
        let (removed, targets) = self.needed(target, family, hold, span);
        let found = self.found(delete, targets, span);
        let mut build = Build::new(self.ids, span);
        let cte = build.materialized(&removed.cte, found);
        let mut counted = self.counted_removal(target, family, hold, &removed, span);
        counted.extend(named.map(|named| self.counted_named(target, named.as_ref(), span)));
        let mut query = report::plan(&mut Build::new(self.ids, span), counted);
        query.with = Some(extended(with, vec![cte], span));
        Some(Statement::Query(Box::new(query)))
    }

    /// The rows that a DELETE would remove, each once however many rows of its USING it meets.
    fn found(&mut self, delete: &Delete, targets: Vec<crate::ast::Target>, span: Span) -> Query {
        let mut build = Build::new(self.ids, span);
        let condition = delete.where_clause.clone();
        let condition = if delete.using.is_empty() {
            condition
        } else {
            let using = build.select(Vec::new(), delete.using.clone(), condition);
            Some(build.expr(ExprKind::Exists(Box::new(using))))
        };
        let mut targets = targets;
        if targets.is_empty() {
            let one = build.integer(1);
            targets.push(build.target(one, None));
        }
        let table: FromItem = delete.table.clone();
        build.select(targets, vec![table], condition)
    }
}

/// The effect that rows of a table are removed.
fn removal(target: Target<'_>) -> Effect {
    Effect {
        action: Action::Remove,
        table: target.index,
        cause: None,
        columns: Vec::new(),
    }
}

/// The name of the user's result by its number.
fn result(number: usize) -> String {
    format!("sd_{}", number + 1)
}

/// Whether a common table expression changes data.
fn changes_data(with: &With) -> bool {
    let changes = |cte: &Cte| !matches!(cte.statement, Statement::Query(_));
    with.ctes.iter().any(changes)
}

/// The WITH of a statement.
fn with_of(delete: &mut Delete, span: Span) -> &mut With {
    delete.with.get_or_insert_with(|| With {
        recursive: false,
        ctes: Vec::new(),
        span,
    })
}

/// A WITH with more common table expressions.
fn extended(with: Option<With>, ctes: Vec<Cte>, span: Span) -> With {
    let mut with = with.unwrap_or(With {
        recursive: false,
        ctes: Vec::new(),
        span,
    });
    with.ctes.extend(ctes);
    with
}
