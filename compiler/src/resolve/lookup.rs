//! What a column reference means.

use super::scope::Reach;
use super::{ColumnId, ColumnSource, ColumnUse, EntryId, EntryKind, Resolver, Type};
use crate::ast::{Name, ObjectName};
use crate::catalog::builtin::TypeId;
use crate::diagnostic::Errors;

/// What a reference was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A column: the level and the entry that have it.
    Column(usize, EntryId, usize),
    /// A system column of a table.
    System(usize, EntryId, &'static str, TypeId),
    /// A whole row.
    Row(usize, EntryId),
}

/// Why nothing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// There is no such thing.
    Missing,
    /// A mistake reported already may be the reason.
    Quiet,
    /// Several are meant.
    Ambiguous(EntryId, EntryId),
    /// It is there, but may not be used from this place.
    OutOfReach(EntryId),
}

/// The columns that every table has beside its own.
const SYSTEM_COLUMNS: [(&str, u32); 6] = [
    ("ctid", 27),
    ("xmin", 28),
    ("cmin", 29),
    ("xmax", 28),
    ("cmax", 29),
    ("tableoid", 26),
];

impl Resolver<'_> {
    /// What a column reference means here. Reports and returns `None` if nothing, or more than one thing.
    pub fn column(&self, name: &ObjectName, errors: &mut Errors) -> Option<Found> {
        self.try_column(name)
            .map_err(|lost| self.report_column(name, lost, errors))
            .ok()
    }

    /// The entry that a qualifier (`u` of `u.*`) means. Reports and returns `None` if none.
    pub fn relation(&self, name: &ObjectName, errors: &mut Errors) -> Option<(usize, EntryId)> {
        let (schema, relation) = match name.parts.as_slice() {
            [relation] => (None, relation),
            [.., schema, relation] => (Some(schema), relation),
            [] => return None,
        };
        self.try_relation(schema, relation)
            .map_err(|lost| self.report_relation(relation, lost, errors))
            .ok()
    }

    /// What a column reference means here, without a word if it means nothing.
    pub fn find(&self, name: &ObjectName) -> Option<Found> {
        self.try_column(name).ok()
    }

    fn try_column(&self, name: &ObjectName) -> Result<Found, Lost> {
        match name.parts.as_slice() {
            [] => Err(Lost::Quiet),
            [column] => match self.unqualified(column) {
                Err(Lost::Missing) => match self.try_relation(None, column) {
                    Ok((level, entry)) => Ok(self.row_of(level, entry)),
                    Err(Lost::Missing) => Err(Lost::Missing),
                    Err(other) => Err(other),
                },
                other => other,
            },
            [relation, column] => self.qualified(None, relation, column),
            [.., schema, relation, column] => self.qualified(Some(schema), relation, column),
        }
    }

    /// A reference to an entry as a value: its row, or the value of a function that is no row.
    fn row_of(&self, level: usize, entry: EntryId) -> Found {
        match self.entries[entry.0].kind {
            EntryKind::Function { scalar: true } if !self.entries[entry.0].columns.is_empty() => {
                Found::Column(level, entry, 0)
            }
            EntryKind::Function { .. }
            | EntryKind::Table { .. }
            | EntryKind::Cte
            | EntryKind::Subquery
            | EntryKind::Join => Found::Row(level, entry),
        }
    }

    fn unqualified(&self, column: &Name) -> Result<Found, Lost> {
        let mut quiet = false;
        let mut out_of_reach = None;
        for (depth, level) in self.levels.iter().enumerate().rev() {
            let mut found: Option<(EntryId, Found)> = None;
            for item in level.items.iter().filter(|item| item.columns) {
                let entry = &self.entries[item.entry.0];
                quiet |= entry.broken;
                let reach = level.reach(item);
                let hit = match self.own_column(item.entry, &column.text) {
                    Some(Ok(index)) => Found::Column(depth, item.entry, index),
                    Some(Err(())) if reach != Reach::Unseen => {
                        return Err(Lost::Ambiguous(item.entry, item.entry));
                    }
                    Some(Err(())) => {
                        out_of_reach = out_of_reach.or(Some(item.entry));
                        continue;
                    }
                    None => match self.system_column(depth, item.entry, &column.text) {
                        Some(hit) => hit,
                        None => continue,
                    },
                };
                if reach == Reach::Unseen {
                    out_of_reach = out_of_reach.or(Some(item.entry));
                    continue;
                }
                if let Some((first, _)) = found {
                    return Err(Lost::Ambiguous(first, item.entry));
                }
                if reach == Reach::Refused {
                    return Err(Lost::OutOfReach(item.entry));
                }
                found = Some((item.entry, hit));
            }
            if let Some((_, hit)) = found {
                return Ok(hit);
            }
        }
        match out_of_reach {
            _ if quiet => Err(Lost::Quiet),
            Some(entry) => Err(Lost::OutOfReach(entry)),
            None => Err(Lost::Missing),
        }
    }

    fn qualified(
        &self,
        schema: Option<&Name>,
        relation: &Name,
        column: &Name,
    ) -> Result<Found, Lost> {
        let (level, entry) = self.try_relation(schema, relation)?;
        match self.own_column(entry, &column.text) {
            Some(Ok(index)) => Ok(Found::Column(level, entry, index)),
            Some(Err(())) => Err(Lost::Ambiguous(entry, entry)),
            None => match self.system_column(level, entry, &column.text) {
                Some(found) => Ok(found),
                None if self.entries[entry.0].broken => Err(Lost::Quiet),
                None => Err(Lost::Missing),
            },
        }
    }

    /// The column of an entry by name; `Some(Err)` if it has two of the name.
    fn own_column(&self, entry: EntryId, name: &str) -> Option<Result<usize, ()>> {
        let mut named = self.entries[entry.0]
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.name == name);
        let (first, _) = named.next()?;
        Some(if named.next().is_some() {
            Err(())
        } else {
            Ok(first)
        })
    }

    fn system_column(&self, level: usize, entry: EntryId, name: &str) -> Option<Found> {
        self.entries[entry.0].table()?;
        let (name, ty) = SYSTEM_COLUMNS.iter().find(|(system, _)| *system == name)?;
        Some(Found::System(level, entry, name, TypeId(*ty)))
    }

    pub(super) fn try_relation(
        &self,
        schema: Option<&Name>,
        name: &Name,
    ) -> Result<(usize, EntryId), Lost> {
        let mut out_of_reach = None;
        for (depth, level) in self.levels.iter().enumerate().rev() {
            let mut found = None;
            for item in level.items.iter().filter(|item| item.by_name) {
                let entry = &self.entries[item.entry.0];
                if entry.name.as_deref() != Some(name.text.as_str())
                    || !self.is_in_schema(item.entry, schema)
                {
                    continue;
                }
                let reach = level.reach(item);
                if reach == Reach::Unseen {
                    out_of_reach = out_of_reach.or(Some(item.entry));
                    continue;
                }
                if let Some(first) = found {
                    return Err(Lost::Ambiguous(first, item.entry));
                }
                if reach == Reach::Refused {
                    return Err(Lost::OutOfReach(item.entry));
                }
                found = Some(item.entry);
            }
            if let Some(entry) = found {
                return Ok((depth, entry));
            }
        }
        Err(out_of_reach.map_or(Lost::Missing, Lost::OutOfReach))
    }

    /// Whether a qualification by a schema fits: only to a table without an alias.
    fn is_in_schema(&self, entry: EntryId, schema: Option<&Name>) -> bool {
        let Some(schema) = schema else { return true };
        match self.entries[entry.0].kind {
            EntryKind::Table {
                table,
                aliased: false,
            } => {
                self.schema.tables[table]
                    .schema
                    .as_deref()
                    .unwrap_or("public")
                    == schema.text
            }
            EntryKind::Table { aliased: true, .. }
            | EntryKind::Cte
            | EntryKind::Subquery
            | EntryKind::Function { .. }
            | EntryKind::Join => false,
        }
    }

    /// The type of what was found; `None` for a whole row, whose type the caller knows how to name.
    pub fn found_type(&self, found: Found) -> Option<Type> {
        match found {
            Found::Column(_, entry, column) => self.column_type(entry, column),
            Found::System(_, entry, _, ty) => Some(Type::computed(ty, self.may_be_missing(entry))),
            Found::Row(..) => None,
        }
    }

    /// What later passes need to know of what was found.
    pub fn found_use(&self, found: Found) -> ColumnUse {
        match found {
            Found::Column(_, entry, column) => {
                let (qualifier, name) = self.written_as(entry, column);
                if qualifier.is_none() && self.is_merged(entry, column) {
                    ColumnUse::Merged
                } else {
                    ColumnUse::Column {
                        qualifier,
                        name,
                        column: self.declared_column(entry, column),
                    }
                }
            }
            Found::System(_, entry, name, _) => {
                let reference = self.entries[entry.0].reference();
                let qualifier = reference.filter(|name| self.reaches(name) == Some(entry));
                ColumnUse::Column {
                    qualifier: qualifier.map(str::to_owned),
                    name: name.to_owned(),
                    column: None,
                }
            }
            Found::Row(_, entry) => ColumnUse::WholeRow {
                qualifier: self.entries[entry.0]
                    .reference()
                    .unwrap_or_default()
                    .to_owned(),
                table: self.entries[entry.0].table(),
            },
        }
    }

    /// Whether JOIN … USING merged the column of two.
    pub fn is_merged(&self, entry: EntryId, column: usize) -> bool {
        match self.entries[entry.0].columns[column].source {
            ColumnSource::Own(_) => false,
            ColumnSource::Via(inner, index) => self.is_merged(inner, index),
            ColumnSource::Merged(_) => true,
        }
    }

    /// The declared column that a column of an entry is, through joins but not through derived tables.
    pub fn declared_column(&self, entry: EntryId, column: usize) -> Option<ColumnId> {
        match self.entries[entry.0].columns[column].source {
            ColumnSource::Own(id) => id,
            ColumnSource::Via(inner, index) => self.declared_column(inner, index),
            ColumnSource::Merged(_) => None,
        }
    }
}
