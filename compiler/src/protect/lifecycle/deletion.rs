//! DELETE on a table that has relatives, or that keeps a record: a chain of common table expressions, and a SELECT of what
//! they did.
//!
//! ```sql
//! WITH sd_users AS (UPDATE users SET … WHERE users.deleted_at IS NULL AND users.id = $1 RETURNING users.id),
//!      sd_orders AS (UPDATE orders AS c SET … FROM sd_users AS p WHERE c.user_id = p.id AND c.deleted_at IS NULL RETURNING c.id)
//! SELECT (SELECT count(*) FROM sd_users), (SELECT count(*) FROM sd_orders)
//! ```

use std::collections::BTreeMap;

use super::super::effect::{Action, Effect};
use super::super::{Protect, predicate::Guard, target::Target};
use super::course::{Course, Mode, Rows};
use super::family::{Edge, Family};
use super::report;
use super::who::Who;
use crate::ast::{
    Assignment, Cte, Delete, Expr, Query, Returning, Statement, Target as Entry, Update, With,
};
use crate::catalog::OnDelete;
use crate::check::output_name;
use crate::gather::Gather as _;
use crate::lower::build::Build;

/// What the user has returned, as the first part of the chain hands it on: the names there, and those that it is to have.
pub(in crate::protect) type Outputs = Vec<(String, String)>;

impl<'a> Protect<'a> {
    /// Whether a deletion is about the rows of the table alone: then it is a plain UPDATE.
    pub(in crate::protect) fn is_alone(&self, target: Target<'a>, family: &Family) -> bool {
        let alone = family
            .edges
            .iter()
            .all(|edge| edge.policy == OnDelete::Keep);
        alone
            && !target.table.audit
            && !target.table.outbox
            && (!self.count_named || self.depth != 1)
    }

    /// What becomes of a DELETE whose own conditions are in place. `named` is the user's condition alone.
    pub(in crate::protect) fn delete_family(
        &mut self,
        mut delete: Box<Delete>,
        target: Target<'a>,
        guard: Guard<'a>,
        family: &Family,
        named: Option<Expr>,
    ) -> Statement {
        let span = delete.span;
        let attribution = std::mem::take(&mut delete.attribution);
        let who = self.who(attribution, target, family, &delete, span);
        let counts_named = self.count_named && self.depth == 1;
        if counts_named && !delete.using.is_empty() {
            self.refuse_named(&delete);
        }
        let named = counts_named.then_some(named);
        if self.depth > 1 {
            return self.delete_nested(delete, target, guard, family, who);
        }
        let plan = self.plan_of_deletion(&delete, target, family, &who, named.clone());
        let with = delete.with.take();
        let (first, outputs, rows) = self.mark_root(delete, target, guard, family, &who);
        let mut course = Course::new(self.schema, family, Mode::Run, who.clone(), span);
        let counted = named.clone();
        let rows_of_root = rows.cte.clone();
        let named_table = counted.map(|condition| {
            let rows = self.named_rows_of(target, guard, named.flatten(), span);
            // A key may be that of an active row and of one in the archive.
            match guard.archive() {
                Some(_) => rows,
                None => {
                    self.unless_all_changed(target, condition.as_ref(), &rows_of_root, rows, span)
                }
            }
        });
        course.ctes.extend(first);
        self.follow(&mut course, rows);
        if let Some(rows) = named_table {
            course.count(effect_of_named(Action::Named, target.index), rows);
        }
        let mut ctes = std::mem::take(&mut self.before);
        ctes.append(&mut course.ctes);
        let mut build = Build::new(self.ids, span);
        let mut query = match &outputs {
            Some((cte, outputs)) => {
                let checks = report::checks(&mut build, 0, &course.counted);
                select_outputs(&mut build, cte, outputs, checks)
            }
            None => report::answer(&mut build, &course.counted),
        };
        query.with = Some(joined(&build, with, ctes));
        self.protected.effects = report::effects(&course.counted);
        self.protected.reports = outputs.is_none();
        self.protected.plan = plan;
        Statement::Query(Box::new(query))
    }

    /// A DELETE in a WITH: what follows from it stands right after it, and a part that changes nothing sees to it that what
    /// forbids is looked at.
    fn delete_nested(
        &mut self,
        delete: Box<Delete>,
        target: Target<'a>,
        guard: Guard<'a>,
        family: &Family,
        who: Who,
    ) -> Statement {
        let span = delete.span;
        self.refuse_inner_with(span);
        let (first, outputs, rows) = self.mark_root(delete, target, guard, family, &who);
        let named = rows.cte.clone();
        let mut course = Course::new(self.schema, family, Mode::Run, who, span);
        self.follow(&mut course, rows);
        let forbidding = |counted: &report::Counted| counted.effect.action.forbids();
        let mut forbidding: Vec<_> = course
            .counted
            .iter()
            .filter(|c| forbidding(c))
            .cloned()
            .gather();
        for counted in &mut forbidding {
            counted.effect.cause = None;
        }
        if !forbidding.is_empty() && self.names.outermost_changes_state() {
            self.refuse_two_reports(span);
        }
        let mut build = Build::new(self.ids, span);
        let checks = report::checks(&mut build, self.protected.effects.len(), &forbidding);
        if let Some(passed) = build.all(checks) {
            let name = self.names.fresh("check");
            let at = target.table.marker_columns().first().copied();
            let mut build = Build::new(self.ids, span);
            let at = at.map(|at| target.table.columns[at].name.as_str());
            let set: Vec<Assignment> = at
                .map(|at| {
                    let same = build.column(Some("c"), at);
                    build.assign(at, same)
                })
                .into_iter()
                .gather();
            let table = build.table_as(target.table, "c");
            let failed = build.not(passed);
            // A table of active rows alone has no mark that could be set to itself.
            let check = if guard.archive().is_some() {
                build.remove(table, Vec::new(), Some(failed), Vec::new())
            } else {
                build.update(table, set, Vec::new(), Some(failed), Vec::new())
            };
            course.ctes.push(build.cte(&name, None, check));
        }
        self.protected.effects.extend(report::effects(&forbidding));
        self.following.append(&mut course.ctes);
        let mut build = Build::new(self.ids, span);
        self.before.extend(first);
        let query = if let Some((cte, outputs)) = outputs {
            select_outputs(&mut build, &cte, &outputs, Vec::new())
        } else {
            // Nothing can refer to it, so that it needs no name of its own; but its keys are read. Those of the rows named alone:
            // what gathers all that were reached comes later in the WITH.
            build.count_of(&named)
        };
        Statement::Query(Box::new(query))
    }

    /// The first part of the chain: the user's own UPDATE, which returns what the user asked for and what children need.
    fn mark_root(
        &mut self,
        delete: Box<Delete>,
        target: Target<'a>,
        guard: Guard<'a>,
        family: &Family,
        who: &Who,
    ) -> (Vec<Cte>, Option<(String, Outputs)>, Rows) {
        let span = delete.span;
        if guard.archive().is_some() {
            return self.archive_root(delete, target, guard, family, who);
        }
        let cte = self.names.fresh(&target.table.name);
        let handed = Course::new(self.schema, family, Mode::Run, Who::default(), span).handed_on(0);
        let mut targets = Vec::new();
        let mut outputs = None;
        let mut columns = BTreeMap::new();
        if let Some(returning) = &delete.returning {
            let mut names = Outputs::new();
            for (number, target) in returning.targets.iter().enumerate() {
                let name = output_name(target).unwrap_or("?column?").to_owned();
                let handed_on = self.names.fresh(&(number + 1).to_string());
                let alias = Build::new(self.ids, target.span).name(&handed_on);
                targets.push(Entry {
                    alias: Some(alias),
                    ..target.clone()
                });
                names.push((handed_on, name));
            }
            outputs = Some((cte.clone(), names));
        }
        for column in handed {
            let own = &target.table.columns[column].name;
            let name = match outputs {
                Some(_) => self.names.fresh(own),
                None => own.clone(),
            };
            let mut build = Build::new(self.ids, span);
            targets.push(build.target_column(target.reference, own, &name));
            columns.insert(column, name);
        }
        let set = self.mark_values(guard, target, who.clone(), span);
        let set = self.assignments(target, set, span);
        let aliases = delete.returning.map(|returning| returning.aliases);
        let update = Update {
            id: delete.id,
            span,
            with: delete.with,
            all: None,
            table: delete.table,
            set,
            from: delete.using,
            where_clause: delete.where_clause,
            returning: (!targets.is_empty()).then(|| Returning {
                aliases: aliases.unwrap_or_default(),
                targets,
                span,
            }),
        };
        let mut build = Build::new(self.ids, span);
        let first = build.cte(&cte, None, Statement::Update(Box::new(update)));
        (vec![first], outputs, Rows { cte, columns })
    }

    /// Everything that follows from the marked rows of the root.
    pub(in crate::protect) fn follow(&mut self, course: &mut Course<'a>, root: Rows) {
        self.marked(course, 0, None, root);
        let members = 0..course.family.tables.len();
        for component in course.family.components(OnDelete::Cascade) {
            if component.recursive {
                self.mark_component(course, &component);
                continue;
            }
            let member = component.members[0];
            let edges = marked_edges(course, member, OnDelete::Cascade);
            if member != 0 && !edges.is_empty() {
                self.mark_children(course, member, &edges);
            }
        }
        for member in members.clone() {
            let edges = marked_edges(course, member, OnDelete::SetNull);
            if !edges.is_empty() {
                self.unlink(course, member, &edges);
            }
        }
        for member in members {
            for edge in marked_edges(course, member, OnDelete::Restrict) {
                self.restrict(course, edge);
            }
        }
    }

    /// Reports what keeps a deletion from being followed through the family. Returns the family if nothing does.
    pub(in crate::protect) fn family_of_deletion(
        &mut self,
        delete: &Delete,
        target: Target<'a>,
    ) -> Option<Family> {
        let span = delete.table.span;
        let cascades = |policy| policy == OnDelete::Cascade;
        let family = match Family::below(self.schema, target.index, cascades) {
            Ok(family) => family,
            Err(missing) => {
                self.refuse_missing(&missing, span, "deleting");
                return None;
            }
        };
        self.can_be_followed(&family, target, delete)
            .then_some(family)
    }
}

/// The foreign keys of a member of a policy whose parents are marked.
fn marked_edges(course: &Course<'_>, member: usize, policy: OnDelete) -> Vec<Edge> {
    let edges = course.family.edges.iter();
    let edges = edges.filter(|edge| {
        edge.child == member && edge.policy == policy && course.marked[edge.parent].is_some()
    });
    edges.copied().gather()
}

/// An effect on the rows that the statement names.
pub(in crate::protect) fn effect_of_named(action: Action, table: usize) -> Effect {
    Effect {
        action,
        table,
        cause: None,
        columns: Vec::new(),
    }
}

/// What the user has returned, by its own names.
fn select_outputs(build: &mut Build<'_>, cte: &str, outputs: &Outputs, checks: Vec<Expr>) -> Query {
    let from = build.relation(None, cte, None);
    let targets = outputs
        .iter()
        .map(|(name, alias)| build.target_column(cte, name, alias));
    let targets = targets.gather();
    let condition = build.all(checks);
    build.select(targets, vec![from], condition)
}

/// The user's WITH, and more after it.
pub(in crate::protect) fn joined(build: &Build<'_>, with: Option<With>, ctes: Vec<Cte>) -> With {
    let mut with = with.unwrap_or(With {
        recursive: false,
        ctes: Vec::new(),
        span: build.span(),
    });
    with.ctes.extend(ctes);
    with
}
