//! The rows that an erasure concerns, what it writes over them and what it records.

use super::super::effect::{Action, Effect};
use super::super::{Protect, target::Target};
use super::erase_kin::{Personals, hold, personal};
use super::history::Change;
use super::report::Counted;
use super::restore_sets::Named;
use super::restore_statement::Parts;
use super::restore_walk::{Node, Origin, Rows, Step, Walk, names_of};
use super::who::Who;
use crate::ast::{Assignment, Cte, Erase, Expr, IsTest, Statement, Update};
use crate::catalog::Personal;
use crate::diagnostic::{Diagnostic, Errors, declaration};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::personal;
use crate::span::Span;

/// The common table expressions of an erasure.
#[derive(Debug, Default)]
struct Found {
    /// All of them, in order.
    ctes: Vec<Cte>,
    /// Of each member, the rows.
    rows: Vec<Option<String>>,
    /// What is counted.
    counted: Vec<Counted>,
}

impl<'a> Protect<'a> {
    /// What becomes of an ERASE that concerns more than rows of one table. The first condition has that of the scope in it, the second is the
    /// user's alone.
    pub(in crate::protect) fn erase_family(
        &mut self,
        mut erase: Box<Erase>,
        target: Target<'a>,
        personals: &Personals,
        (condition, in_any_state): (Option<Expr>, Option<Expr>),
    ) -> Statement {
        let span = erase.span;
        self.refuse_attribution_of_row(&erase.attribution, target.reference);
        let found = personals.found.iter();
        let tables: Vec<usize> = found
            .map(|member| personals.family.tables[*member])
            .gather();
        self.refuse_unreachable(&tables, erase.table.id);
        let named = Named {
            table: erase.table.clone(),
            in_any_state,
            condition,
        };
        let plan = self.erasure(personals, target, &named, false, span);
        let found = self.erasure(personals, target, &named, true, span);
        let who = Who::from(std::mem::take(&mut erase.attribution));
        let mut after = Vec::new();
        for member in personals.erased(self.schema).skip(1) {
            if let Some(rows) = found.rows[member].clone() {
                after.push(self.erase_member(personals, member, &rows, span));
            }
        }
        for member in personals.erased(self.schema) {
            if let Some(rows) = found.rows[member].clone() {
                after.extend(self.erase_records(personals, member, rows, &who, span));
            }
        }
        let root = found.rows[0].clone().unwrap_or_default();
        let mut set = self.erasures(target.index, target.reference, span);
        let key = names_of(target.table, &target.table.primary_key);
        let mut build = Build::new(self.ids, span);
        if let (true, Some(key)) = (set.is_empty(), key.first()) {
            // Nothing of the row itself is personal; an UPDATE writes a column nonetheless.
            let same = build.column(Some(target.reference), key);
            set.push(build.assign(key, same));
        }
        let same = build.equal_columns((target.reference, &key), (&root, &key));
        let where_clause = build.all(same);
        let from = vec![build.relation(None, &root, None)];
        let update = Box::new(Update {
            id: erase.id,
            span,
            with: erase.with,
            all: None,
            table: erase.table,
            set,
            from,
            where_clause,
            returning: erase.returning,
        });
        let parts = Parts {
            before: found.ctes,
            update,
            after,
            counted: found.counted,
            plan: plan.ctes,
            plan_counted: plan.counted,
        };
        self.put_together(parts, &format!("{}_erased", target.table.name), span)
    }

    /// Finds the rows of an erasure, for the statement itself (`lock`) or for its dry run.
    fn erasure(
        &mut self,
        personals: &Personals,
        target: Target<'a>,
        named: &Named,
        lock: bool,
        span: Span,
    ) -> Found {
        let schema = self.schema;
        let start = self.names.fresh(&format!("{}_named", target.table.name));
        let columns = personals.columns(schema, 0);
        let mut found = Found {
            ctes: vec![self.named_rows(target, named, &columns, &start, lock, span)],
            rows: vec![None; personals.family.tables.len()],
            counted: Vec::new(),
        };
        let mut walk = Walk {
            lock,
            ..Walk::default()
        };
        let place = |member: usize| {
            let place = personals.found.iter().position(|other| *other == member);
            place.unwrap_or_default()
        };
        for member in &personals.found {
            let table = personals.family.table(schema, *member);
            walk.nodes.push(Node {
                table: personals.family.tables[*member],
                columns: personals.columns(schema, *member),
                identity: table.primary_key.clone(),
                rows: Rows::Any,
                except: None,
                start: (*member == 0).then(|| start.clone()),
                revive: false,
            });
        }
        let followed = personals.followed.iter().map(|edge| (edge, false));
        let cut = personals.cut.iter().map(|edge| (edge, true));
        for (edge, cut) in followed.chain(cut) {
            let (here, there) = personals.family.columns(schema, *edge);
            let pairs = there.into_iter().zip(here);
            walk.steps.push(Step {
                from: Origin::Node(place(edge.parent)),
                to: place(edge.child),
                on: pairs
                    .map(|(there, here)| (there.to_owned(), here.to_owned()))
                    .gather(),
                cut,
                upwards: false,
            });
        }
        let reached = self.walk(&walk, span);
        found.ctes.extend(reached.ctes);
        for (member, name) in personals.found.iter().zip(reached.names) {
            found.rows[*member] = name;
        }
        self.count_erased(personals, &mut found, span);
        self.count_all_named(target, named, &mut found.counted, span);
        found
    }

    /// The effects: what is erased of each table, and the rows that are on hold.
    fn count_erased(&mut self, personals: &Personals, found: &mut Found, span: Span) {
        let erased: Vec<usize> = personals.erased(self.schema).gather();
        for (index, member) in erased.iter().enumerate() {
            let effect = Effect {
                action: Action::Erase,
                table: personals.family.tables[*member],
                cause: (index > 0).then(|| counted_above(personals, &erased, *member)),
                columns: Vec::new(),
            };
            let rows = self.count_set(found.rows[*member].as_deref(), span);
            found.counted.push(Counted::new(effect, rows));
        }
        for (index, member) in erased.iter().enumerate() {
            let table = personals.family.table(self.schema, *member);
            let (Some(column), Some(rows)) = (hold(table), &found.rows[*member]) else {
                continue;
            };
            let effect = Effect {
                action: Action::Held,
                table: personals.family.tables[*member],
                cause: Some(index),
                columns: Vec::new(),
            };
            let mut build = Build::new(self.ids, span);
            let held = build.column(Some("h"), &table.columns[column].name);
            // A hold that was never decided is no hold.
            let held = build.is(held, IsTest::True, false);
            let from = build.cte_as(rows, "h");
            let rows = build.count(vec![from], Some(held));
            found.counted.push(Counted::new(effect, rows));
        }
    }

    /// The UPDATE that erases rows of a member that the user does not name.
    fn erase_member(
        &mut self,
        personals: &Personals,
        member: usize,
        rows: &str,
        span: Span,
    ) -> Cte {
        let index = personals.family.tables[member];
        let table = &self.schema.tables[index];
        let set = self.erasures(index, "t", span);
        let name = self.names.fresh(&format!("{}_erased", table.name));
        let key = names_of(table, &table.primary_key);
        let mut build = Build::new(self.ids, span);
        let same = build.equal_columns(("t", &key), (rows, &key));
        let condition = build.all(same);
        let from = vec![build.relation(None, rows, None)];
        let table = build.table_as(table, "t");
        let update = build.update(table, set, from, condition, Vec::new());
        build.cte(&name, None, update)
    }

    /// The assignments that overwrite the personal columns of a table.
    pub(in crate::protect) fn erasures(
        &mut self,
        table: usize,
        reference: &str,
        span: Span,
    ) -> Vec<Assignment> {
        let schema = self.schema;
        let mut set = Vec::new();
        for column in personal(&schema.tables[table]) {
            let declared = &schema.tables[table].columns[column];
            let value = match &declared.personal {
                Some(Personal::Expression(text)) => {
                    let mut errors = Errors::new();
                    let value = personal::expression(
                        schema,
                        table,
                        column,
                        text,
                        reference,
                        self.ids,
                        &mut errors,
                    );
                    // The declaration was checked where it stands; who skipped that is told here.
                    if let Some(error) = errors.into_sorted().first() {
                        let message = format!(
                            "what `{}` is to become cannot be read: {}",
                            declared.name, error.message
                        );
                        self.errors
                            .push(Diagnostic::new(&declaration::PERSONAL, span, message));
                    }
                    value
                }
                Some(Personal::Null) | None => None,
            };
            let mut build = Build::new(self.ids, span);
            let value = value.unwrap_or_else(|| build.null());
            set.push(build.assign(&declared.name, value));
        }
        set
    }

    /// The proof in history, which names the columns that were overwritten, and the outbox.
    fn erase_records(
        &mut self,
        personals: &Personals,
        member: usize,
        rows: String,
        who: &Who,
        span: Span,
    ) -> Vec<Cte> {
        let index = personals.family.tables[member];
        let table = &self.schema.tables[index];
        let mut build = Build::new(self.ids, span);
        let columns = personal(table);
        let columns = names_of(table, &columns).into_iter();
        let columns = columns.map(|name| build.string(name)).gather();
        let columns = build.call("jsonb_build_array", columns);
        let name = build.string("columns");
        let detail = build.call("jsonb_build_object", vec![name, columns]);
        let key = names_of(table, &table.primary_key).into_iter();
        let change = Change {
            cte: rows,
            table: index,
            key: key.map(str::to_owned).gather(),
            action: "erase",
            detail: Some(detail),
            which: None,
        };
        self.records(&change, who, span)
    }
}

/// The effect from which that of a member follows: of the nearest member above it that has one.
fn counted_above(personals: &Personals, erased: &[usize], member: usize) -> usize {
    let mut at = member;
    // A member is found from one that stands before it.
    while let Some(edge) = personals.followed.iter().find(|edge| edge.child == at) {
        at = edge.parent;
        if let Some(place) = erased.iter().position(|other| *other == at) {
            return place;
        }
    }
    0
}
