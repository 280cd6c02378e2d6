//! Joins: which columns they have, and which sides of them may be missing.

use super::{
    ColumnSource, Entry, EntryId, EntryKind, NamespaceItem, NullSide, RangeColumn, Resolver,
};
use crate::ast::{JoinKind, Name};
use crate::diagnostic::{Diagnostic, Errors, name};
use crate::gather::Gather as _;
use crate::span::Span;

/// A FROM item that was put into the range table.
#[derive(Clone, Debug, Default)]
pub struct Ranged {
    /// The entry that has its columns.
    pub entry: Option<EntryId>,
    /// Every entry within it, itself included.
    pub members: Vec<EntryId>,
    /// What of it the enclosing level will see.
    pub items: Vec<NamespaceItem>,
}

impl Ranged {
    /// An item that is one entry.
    pub fn single(entry: EntryId) -> Self {
        Self {
            entry: Some(entry),
            members: vec![entry],
            items: vec![NamespaceItem::visible(entry)],
        }
    }
}

/// A column that USING or NATURAL merges.
#[derive(Clone, Debug)]
pub struct MergedColumn {
    /// Its index in the left side.
    pub left: usize,
    /// Its index in the right side.
    pub right: usize,
    /// What it becomes.
    pub column: RangeColumn,
}

impl Resolver<'_> {
    /// The columns of one side that a USING list names. Reports what is missing or ambiguous.
    pub fn using_columns(
        &self,
        left: EntryId,
        right: EntryId,
        names: &[Name],
        errors: &mut Errors,
    ) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (i, column) in names.iter().enumerate() {
            if names[..i].contains(column) {
                errors.push(Diagnostic::new(
                    &name::DUPLICATE_COLUMN,
                    column.span,
                    format!("column `{}` stands twice in USING", column.text),
                ));
                continue;
            }
            let pair = (
                self.side_column(left, column, "left", errors),
                self.side_column(right, column, "right", errors),
            );
            if let (Some(left), Some(right)) = pair {
                found.push((left, right));
            }
        }
        found
    }

    fn side_column(
        &self,
        side: EntryId,
        column: &Name,
        which: &str,
        errors: &mut Errors,
    ) -> Option<usize> {
        let entry = &self.entries[side.0];
        let mut named = entry
            .columns
            .iter()
            .enumerate()
            .filter(|(_, candidate)| candidate.name == column.text);
        let first = named.next();
        if named.next().is_some() {
            errors.push(
                Diagnostic::new(
                    &name::AMBIGUOUS_COLUMN,
                    column.span,
                    format!("column `{}` of USING stands more than once on the {which} side of the join", column.text),
                )
                .help("write the condition with ON and qualify the columns"),
            );
            return None;
        }
        if first.is_none() && !entry.broken {
            let help = self.column_help(&column.text, &[side]);
            errors.push(
                Diagnostic::new(
                    &name::UNKNOWN_COLUMN,
                    column.span,
                    format!(
                        "column `{}` of USING does not exist on the {which} side of the join",
                        column.text
                    ),
                )
                .help(help),
            );
        }
        first.map(|(index, _)| index)
    }

    /// The columns that a NATURAL join meets on: those that both sides have, of declared tables those of the struct. What SEARCH and
    /// CYCLE add is among them, whether `*` has it or not.
    pub fn natural_columns(&self, left: EntryId, right: EntryId, span: Span) -> Vec<Name> {
        let columns = |side: EntryId| {
            let entry = &self.entries[side.0];
            let all = entry.kind == EntryKind::Cte;
            entry
                .columns
                .iter()
                .filter(move |column| all || column.in_star)
        };
        columns(left)
            .filter(|column| columns(right).any(|other| other.name == column.name))
            .map(|column| Name::new(column.name.clone(), span))
            .gather()
    }

    /// The entry of a join: merged columns first, then those of the left and the right side.
    pub fn add_join(
        &mut self,
        left: EntryId,
        right: EntryId,
        merged: &[MergedColumn],
        span: Span,
    ) -> EntryId {
        let mut columns: Vec<RangeColumn> =
            merged.iter().map(|merged| merged.column.clone()).gather();
        for (side, is_left) in [(left, true), (right, false)] {
            let taken = |index: usize| {
                merged.iter().any(|column| {
                    if is_left {
                        column.left == index
                    } else {
                        column.right == index
                    }
                })
            };
            for (index, column) in self.entries[side.0].columns.iter().enumerate() {
                if !taken(index) {
                    let source = ColumnSource::Via(side, index);
                    columns.push(RangeColumn {
                        source,
                        ..column.clone()
                    });
                }
            }
        }
        let mut entry = Entry::new(None, EntryKind::Join, columns, span);
        entry.broken = self.entries[left.0].broken || self.entries[right.0].broken;
        self.add(entry)
    }

    /// Marks everything on a side of an outer join as perhaps missing.
    pub fn null_extend(&mut self, members: &[EntryId]) -> NullSide {
        let side = self.new_side();
        for member in members {
            self.entries[member.0].nulled_by.push(side);
        }
        side
    }

    /// Marks the sides that the kind of a join may leave out.
    pub fn null_extend_sides(&mut self, kind: JoinKind, left: &Ranged, right: &Ranged) {
        match kind {
            JoinKind::Inner | JoinKind::Cross => {}
            JoinKind::Left => {
                self.null_extend(&right.members);
            }
            JoinKind::Right => {
                self.null_extend(&left.members);
            }
            JoinKind::Full => {
                self.null_extend(&left.members);
                self.null_extend(&right.members);
            }
        }
    }

    /// Adds what a FROM item shows to the level in work. Reports names that are taken.
    pub fn show(&mut self, items: &[NamespaceItem], errors: &mut Errors) {
        self.report_name_clashes(items, errors);
        self.level().items.extend_from_slice(items);
    }

    /// Reports names of entries that stand twice in one level.
    ///
    /// # Panics
    /// Panics if no query level is open.
    pub fn report_name_clashes(&mut self, items: &[NamespaceItem], errors: &mut Errors) {
        for item in items.iter().filter(|item| item.by_name) {
            let entry = &self.entries[item.entry.0];
            let Some(reference) = &entry.name else {
                continue;
            };
            let level = self.levels.last().expect("a query level is open");
            let clash = level
                .items
                .iter()
                .filter(|other| other.by_name && other.entry != item.entry)
                .any(|other| {
                    let known = &self.entries[other.entry.0];
                    known.name.as_ref() == Some(reference)
                        && !self.are_distinct_tables(item.entry, other.entry)
                });
            if clash {
                errors.push(
                    Diagnostic::new(
                        &name::DUPLICATE_ALIAS,
                        entry.span,
                        format!("the name `{reference}` stands more than once in FROM"),
                    )
                    .help(format!("give one of them another name: `{reference} as …`")),
                );
            }
        }
    }

    /// The alias of a table without one of the user's, if a table of its name in another schema stands in the statement as well:
    /// what the compiler adds is qualified by one name, which would not tell them apart.
    pub fn alias_beside_namesake(&self, entry: &Entry) -> Option<String> {
        let name = entry.name.as_deref()?;
        let mut known = self.entries.iter();
        known.find(|known| known.name.as_deref() == Some(name) && are_distinct(known, entry))?;
        let table = &self.schema.tables[entry.table()?];
        let schema = table.schema.as_deref().unwrap_or("public");
        Some(format!("{schema}.{name}"))
    }

    /// Two tables of one name in different schemas, neither with an alias, do not clash.
    pub(super) fn are_distinct_tables(&self, left: EntryId, right: EntryId) -> bool {
        are_distinct(&self.entries[left.0], &self.entries[right.0])
    }
}

fn are_distinct(left: &Entry, right: &Entry) -> bool {
    match (left.kind, right.kind) {
        (
            EntryKind::Table {
                table: a,
                aliased: false,
            },
            EntryKind::Table {
                table: b,
                aliased: false,
            },
        ) => a != b,
        _ => false,
    }
}
