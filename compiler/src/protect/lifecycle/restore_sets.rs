//! The rows that a restoration concerns, before anything is written: those that come back, the ancestors that are revived, the
//! links that are tied again, and what forbids it all. A dry run counts the same.

use super::super::effect::{Action, Effect};
use super::super::{Protect, target::Target};
use super::family::Edge;
use super::report::Counted;
use super::restore_kin::{Kin, deletion_id, targets};
use super::restore_walk::{Node, Origin, Rows, Step, Walk, names_of};
use crate::ast::{Cte, Expr, FromItem, Query};
use crate::gather::Gather as _;
use crate::lower::build::Build;
use crate::span::Span;

/// The rows named by the user, as they are read.
#[derive(Clone, Debug)]
pub(in crate::protect) struct Named {
    /// The table.
    pub(in crate::protect) table: FromItem,
    /// Which of its rows.
    pub(in crate::protect) condition: Option<Expr>,
    /// Which of its rows, in whatever state.
    pub(in crate::protect) in_any_state: Option<Expr>,
}

/// The common table expressions of a restoration.
#[derive(Debug, Default)]
pub(in crate::protect) struct Sets {
    /// All of them, in order.
    pub(in crate::protect) ctes: Vec<Cte>,
    /// Of each member, the rows that come back.
    pub(in crate::protect) restored: Vec<Option<String>>,
    /// The members whose rows have come back where they were found.
    pub(in crate::protect) already: Vec<usize>,
    /// Of each member, the ancestors that are revived.
    pub(in crate::protect) revived: Vec<Option<String>>,
    /// The links that are tied again.
    pub(in crate::protect) relinked: Vec<(Edge, String)>,
    /// What is counted.
    pub(in crate::protect) counted: Vec<Counted>,
}

impl<'a> Protect<'a> {
    /// Finds the rows of a restoration, for the statement itself (`lock`) or for its dry run.
    pub(in crate::protect) fn restoration(
        &mut self,
        kin: &Kin,
        target: Target<'a>,
        named: &Named,
        lock: bool,
        span: Span,
    ) -> Sets {
        let columns = kin.columns(self.schema, 0, !lock);
        let start = self.names.fresh(&format!("{}_named", target.table.name));
        let members = kin.family.tables.len();
        let mut sets = Sets {
            ctes: vec![self.named_rows(target, named, &columns, &start, lock, span)],
            restored: vec![None; members],
            revived: vec![None; members],
            ..Sets::default()
        };
        self.descendants(kin, &start, lock, &mut sets, span);
        self.count_restored(kin, &mut sets, span);
        if kin.with_parents {
            self.ancestors(kin, lock, &mut sets, span);
        }
        self.relinks(kin, lock, &mut sets, span);
        self.parents_deleted(kin, lock, &mut sets, span);
        self.conflicts(kin, lock, &mut sets, span);
        sets
    }

    /// The rows that the user names: `SELECT columns FROM table WHERE condition FOR UPDATE`.
    pub(in crate::protect) fn named_rows(
        &mut self,
        target: Target<'a>,
        named: &Named,
        columns: &[usize],
        name: &str,
        lock: bool,
        span: Span,
    ) -> Cte {
        let mut build = Build::new(self.ids, span);
        let reference = target.reference;
        let list = names_of(target.table, columns);
        let list = list
            .iter()
            .map(|name| build.target_column(reference, name, name));
        let list = list.gather();
        let mut query = build.select(list, vec![named.table.clone()], named.condition.clone());
        if lock {
            query.locking.push(build.for_update(reference));
        }
        build.materialized(name, query)
    }

    /// The rows that were deleted with those named.
    fn descendants(&mut self, kin: &Kin, start: &str, lock: bool, sets: &mut Sets, span: Span) {
        let schema = self.schema;
        let mut walk = Walk {
            lock,
            ..Walk::default()
        };
        for member in &kin.restored {
            let table = kin.family.table(schema, *member);
            let mut identity = table.primary_key.clone();
            identity.extend(deletion_id(table));
            walk.nodes.push(Node {
                table: kin.family.tables[*member],
                columns: kin.columns(schema, *member, !lock),
                identity,
                rows: Rows::Deleted,
                except: None,
                start: (*member == 0).then(|| start.to_owned()),
                // A statement changes a row once, so rows whose links are tied again wait for that.
                revive: lock && kin.cut.iter().all(|edge| edge.child != *member),
            });
        }
        for edge in &kin.followed {
            let (here, there) = kin.family.columns(schema, *edge);
            let pairs = there.into_iter().zip(here);
            let mut on: Vec<_> = pairs
                .map(|(there, here)| (there.into(), here.into()))
                .gather();
            let (parent, child) = (
                kin.family.table(schema, edge.parent),
                kin.family.table(schema, edge.child),
            );
            if let (Some(above), Some(below)) = (deletion_id(parent), deletion_id(child)) {
                let above = parent.columns[above].name.clone();
                on.push((above, child.columns[below].name.clone()));
            }
            walk.steps.push(Step {
                from: Origin::Node(place(&kin.restored, edge.parent)),
                to: place(&kin.restored, edge.child),
                on,
                cut: false,
                upwards: false,
            });
        }
        let reached = self.walk(&walk, span);
        sets.ctes.extend(reached.ctes);
        for (member, name) in kin.restored.iter().zip(reached.names) {
            sets.restored[*member] = name;
        }
        let revived = reached.revived.iter();
        sets.already = revived.map(|node| kin.restored[*node]).gather();
    }

    /// One effect a table whose rows come back.
    fn count_restored(&mut self, kin: &Kin, sets: &mut Sets, span: Span) {
        for (index, member) in kin.restored.iter().enumerate() {
            let above = kin.followed.iter().find(|edge| edge.child == *member);
            let cause = above
                .filter(|_| index > 0)
                .map(|edge| place(&kin.restored, edge.parent));
            let effect = Effect {
                action: Action::Restore,
                table: kin.family.tables[*member],
                cause,
                columns: Vec::new(),
            };
            let rows = self.count_set(sets.restored[*member].as_deref(), span);
            sets.counted.push(Counted::new(effect, rows));
        }
    }

    /// How many rows a common table expression has.
    pub(in crate::protect) fn count_set(&mut self, set: Option<&str>, span: Span) -> Query {
        match set {
            Some(set) => Build::new(self.ids, span).count_of(set),
            None => self.none(span),
        }
    }

    /// `SELECT 0::int8`
    pub(in crate::protect) fn none(&mut self, span: Span) -> Query {
        let mut build = Build::new(self.ids, span);
        let zero = build.integer(0);
        let zero = build.cast_to(zero, "int8");
        let zero = build.target(zero, None);
        build.select(vec![zero], Vec::new(), None)
    }

    /// The ancestors that are revived with `with parents`.
    fn ancestors(&mut self, kin: &Kin, lock: bool, sets: &mut Sets, span: Span) {
        let schema = self.schema;
        let all = || kin.upwards.iter().chain(&kin.further);
        let mut climbed: Vec<usize> = Vec::new();
        for edge in all() {
            if !climbed.contains(&edge.parent) {
                climbed.push(edge.parent);
            }
        }
        let mut walk = Walk {
            lock,
            ..Walk::default()
        };
        for member in &climbed {
            let table = kin.family.table(schema, *member);
            walk.nodes.push(Node {
                table: kin.family.tables[*member],
                columns: kin.columns(schema, *member, !lock),
                identity: table.primary_key.clone(),
                rows: Rows::Deleted,
                except: sets.restored[*member].clone(),
                start: None,
                revive: false,
            });
        }
        for edge in all() {
            let (here, there) = kin.family.columns(schema, *edge);
            let pairs = here.into_iter().zip(there);
            let on: Vec<_> = pairs
                .map(|(here, there)| (here.into(), there.into()))
                .gather();
            let to = place(&climbed, edge.parent);
            let from_restored = sets.restored[edge.child].clone().map(Origin::Rows);
            let from_climbed = climbed.contains(&edge.child);
            let from_climbed = from_climbed.then(|| Origin::Node(place(&climbed, edge.child)));
            for from in from_restored.into_iter().chain(from_climbed) {
                let on = on.clone();
                walk.steps.push(Step {
                    from,
                    to,
                    on,
                    cut: false,
                    upwards: true,
                });
            }
        }
        let reached = self.walk(&walk, span);
        sets.ctes.extend(reached.ctes);
        let first = sets.counted.len();
        for (member, name) in climbed.iter().zip(reached.names) {
            let below = all()
                .find(|edge| edge.parent == *member)
                .map_or(0, |edge| edge.child);
            let cause = match kin.restored.iter().position(|other| *other == below) {
                Some(place) => place,
                None => first + place(&climbed, below),
            };
            let effect = Effect {
                action: Action::RestoreParent,
                table: kin.family.tables[*member],
                cause: Some(cause),
                columns: Vec::new(),
            };
            let rows = self.count_set(name.as_deref(), span);
            sets.counted.push(Counted::new(effect, rows));
            sets.revived[*member] = name;
        }
    }

    /// The rows that come back or are revived of a member: the common table expressions.
    pub(in crate::protect) fn back(sets: &Sets, member: usize) -> Vec<String> {
        let restored = sets.restored[member].clone();
        restored
            .into_iter()
            .chain(sets.revived[member].clone())
            .gather()
    }

    /// The names of the columns that a foreign key refers to, as far as they are declared.
    pub(in crate::protect) fn target_names(&self, kin: &Kin, edge: Edge) -> Vec<&'a str> {
        let schema = self.schema;
        let table = kin.family.table(schema, edge.parent);
        let reference = kin.family.reference(schema, edge);
        names_of(table, &targets(table, reference))
    }
}

/// The place of a member in a list that has it.
fn place(list: &[usize], member: usize) -> usize {
    list.iter()
        .position(|other| *other == member)
        .unwrap_or_default()
}
