//! What keeps a deletion from being followed through a family.

use super::super::{Protect, target::Target};
use super::family::{Edge, Family, Missing, same};
use crate::ast::Delete;
use crate::catalog::OnDelete;
use crate::diagnostic::{Diagnostic, protection};
use crate::gather::Gather as _;
use crate::span::Span;

impl<'a> Protect<'a> {
    /// Refuses a statement whose relatives are not known.
    pub(in crate::protect) fn refuse_missing(
        &mut self,
        missing: &Missing,
        span: Span,
        doing: &str,
    ) {
        let name = self.schema.tables[missing.of].display_name();
        let message = format!(
            "{doing} these rows is about `{}` too, which refers to `{name}` and is not known here",
            missing.path
        );
        self.errors.push(
            Diagnostic::new(&protection::HAS_CHILDREN, span, message)
                .help("declare the foreign key there with `references(…)` and `on_delete = …`"),
        );
    }

    /// Whether a deletion can be followed through a family; reports why not.
    pub(in crate::protect) fn can_be_followed(
        &mut self,
        family: &Family,
        target: Target<'a>,
        delete: &Delete,
    ) -> bool {
        let span = delete.table.span;
        let mut obstacles = Vec::new();
        for edge in &family.edges {
            obstacles.extend(self.obstacle(family, *edge));
        }
        for member in self.need_key(family) {
            let table = family.table(self.schema, member);
            if table.primary_key.is_empty() {
                obstacles.push((
                    format!(
                        "its rows in `{}` could not be told apart: the table has no primary key",
                        table.display_name()
                    ),
                    "declare one, `#[column(primary_key)]`".to_owned(),
                ));
            }
        }
        let followed = obstacles.is_empty();
        let name = target.table.display_name();
        for (why, help) in obstacles {
            let message = format!("a deletion of rows of `{name}` cannot be followed: {why}");
            self.errors
                .push(Diagnostic::new(&protection::CANNOT_FOLLOW, span, message).help(help));
        }
        let written: Vec<usize> = family
            .tables
            .iter()
            .enumerate()
            .filter(|(member, _)| {
                *member == 0
                    || family
                        .edges
                        .iter()
                        .any(|edge| edge.child == *member && edge.policy != OnDelete::Keep)
            })
            .map(|(_, table)| *table)
            .gather();
        let alone = self.is_alone(target, family);
        let apart = alone || self.refuse_changed_twice(&written, delete);
        if !alone {
            self.refuse_hidden(&written);
        }
        followed && apart
    }

    /// What is wrong with a foreign key, and what to do about it.
    fn obstacle(&self, family: &Family, edge: Edge) -> Option<(String, String)> {
        let (parent, child) = (
            family.table(self.schema, edge.parent),
            family.table(self.schema, edge.child),
        );
        let reference = &child.references[edge.reference];
        let name = child.display_name();
        if let Some(column) = reference
            .target
            .iter()
            .find(|name| parent.column(name).is_none())
        {
            return Some((
                format!(
                    "`{name}` refers to `{column}`, which `{}` does not declare",
                    parent.display_name()
                ),
                "name a column of the table referred to".to_owned(),
            ));
        }
        match edge.policy {
            OnDelete::Cascade if child.soft_delete.is_none() => Some((
                format!("`{name}` is to be deleted along with it, but has no soft deletion"),
                format!(
                    "add `soft_delete` to `{name}`, or choose another policy for its foreign key"
                ),
            )),
            OnDelete::SetNull => {
                let columns = reference
                    .columns
                    .iter()
                    .map(|column| &child.columns[*column]);
                let fixed = columns.into_iter().find(|column| !column.nullable)?;
                Some((
                    format!("`{name}.{}` is to become NULL, but is NOT NULL", fixed.name),
                    "declare the column as `Option<…>`, or choose another policy for its foreign key".to_owned(),
                ))
            }
            OnDelete::Cascade | OnDelete::Restrict | OnDelete::Keep => None,
        }
    }

    /// The members whose rows must be told apart by a key.
    fn need_key(&self, family: &Family) -> Vec<usize> {
        let components = family.components(OnDelete::Cascade);
        let marked: Vec<usize> = components
            .iter()
            .flat_map(|component| component.members.iter().copied())
            .gather();
        let mut needed = Vec::new();
        for component in components.iter().filter(|component| component.recursive) {
            needed.extend(&component.members);
        }
        for member in 0..family.tables.len() {
            let table = family.table(self.schema, member);
            let is_marked = marked.contains(&member);
            let of = |policy| {
                let edges = family.edges.iter();
                let edges = edges.filter(|edge| {
                    edge.child == member && edge.policy == policy && marked.contains(&edge.parent)
                });
                edges.copied().gather()
            };
            let (cascade, cut, restrict) = (
                of(OnDelete::Cascade),
                of(OnDelete::SetNull),
                of(OnDelete::Restrict),
            );
            let recorded =
                |edge: &Edge| table.audit || family.table(self.schema, edge.parent).audit;
            if (is_marked
                && (table.audit || table.outbox || !restrict.is_empty() || !cut.is_empty()))
                || cascade.len() > 1
                || cut.len() > 1
                || cut.iter().any(recorded)
            {
                needed.push(member);
            }
        }
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    /// Refuses a second change of a member in the same statement, of which this one would not see what it does.
    fn refuse_changed_twice(&mut self, tables: &[usize], delete: &Delete) -> bool {
        let mut apart = true;
        for changed in self.names.changed().to_vec() {
            if changed.id == delete.table.id {
                continue;
            }
            let Some(used) = self.analysis.tables.get(&changed.id) else {
                continue;
            };
            if tables
                .iter()
                .any(|table| same(self.schema, *table, used.table))
            {
                apart = false;
                let name = self.schema.tables[used.table].display_name();
                let message = format!(
                    "`{name}` is changed here and by the deletion as well, and neither would see what the other does"
                );
                self.errors.push(
                    Diagnostic::new(&protection::CHANGED_TWICE, changed.span, message)
                        .help("use two statements in a transaction"),
                );
            }
        }
        apart
    }

    /// Refuses common table expressions that hide one of some tables.
    pub(in crate::protect) fn refuse_hidden(&mut self, tables: &[usize]) {
        let tables = tables.iter().map(|table| &self.schema.tables[*table]);
        let hidden: Vec<_> = tables.filter(|table| table.schema.is_none()).gather();
        for cte in self.names.ctes().to_vec() {
            if hidden.iter().any(|table| table.name == cte.text) {
                let message = format!(
                    "`{}` is a table that this statement has to reach, which a common table expression of that name hides",
                    cte.text
                );
                self.errors.push(
                    Diagnostic::new(&protection::NAME_TAKEN, cte.span, message)
                        .help("give the common table expression another name"),
                );
            }
        }
    }

    /// Refuses to count rows by a condition that is not about the table alone.
    pub(in crate::protect) fn refuse_named(&mut self, delete: &Delete) {
        let using = delete.using.iter().map(|item| item.span).reduce(Span::to);
        self.errors.push(
            Diagnostic::new(
                &protection::CANNOT_FOLLOW,
                using.unwrap_or(delete.span),
                "rows that are named by key are counted, which USING does not allow",
            )
            .help("name the rows in WHERE alone"),
        );
    }

    /// Refuses MERGE and ON CONFLICT where a change of state would have to be followed or recorded.
    pub(in crate::protect) fn refuse_without_course(
        &mut self,
        target: Target<'_>,
        span: Span,
        doing: &str,
        instead: &str,
    ) {
        let table = target.table;
        let why = if !table.children.is_empty() {
            "has to take the rows along that refer to them"
        } else if table.audit || table.outbox {
            "has to be recorded"
        } else {
            return;
        };
        let message = format!(
            "{doing} rows of `{}` {why}, which this statement cannot do",
            table.display_name()
        );
        self.errors.push(
            Diagnostic::new(&protection::CANNOT_FOLLOW, span, message)
                .help(format!("use `{instead}` in a statement of its own")),
        );
    }

    /// Refuses a deletion in WITH that something may forbid, where the statement itself deletes, restores or erases: what the
    /// server then says could be about either.
    pub(in crate::protect) fn refuse_two_reports(&mut self, span: Span) {
        self.errors.push(
            Diagnostic::new(
                &protection::CANNOT_FOLLOW,
                span,
                "rows that refer to these may forbid the deletion, which could not be told from what forbids the statement itself",
            )
            .help("use two statements in a transaction"),
        );
    }

    /// Refuses a deletion in the WITH of a common table expression: what follows from it goes into the outermost WITH, where it
    /// could not be read.
    pub(in crate::protect) fn refuse_inner_with(&mut self, span: Span) {
        if self.depth > 2 {
            self.errors.push(
                Diagnostic::new(
                    &protection::INNER_WITH,
                    span,
                    "this deletion changes rows of several tables, so it has to stand in the outermost WITH",
                )
                .help("move it before the common table expression that it stands in"),
            );
        }
    }
}
