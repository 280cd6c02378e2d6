//! Range table entries: what the items of FROM become.

use super::{ColumnId, Resolver, StarColumn, Type};
use crate::ast::Name;
use crate::catalog::Schema;
use crate::catalog::builtin::TypeId;
use crate::gather::Gather as _;
use crate::span::Span;

/// A range table entry: an index into [`Resolver::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub usize);

/// A side of an outer join whose rows may be replaced by NULLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NullSide(pub usize);

/// A range table entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name that references qualify with: the alias, else the name of the table or function.
    pub name: Option<String>,
    /// The name that the rendered statement gives it where its own would not tell it from another: beside `a.users` in FROM,
    /// `b.users` needs an alias to be meant by what is written without a schema.
    pub alias: Option<String>,
    /// What it is.
    pub kind: EntryKind,
    /// Its columns.
    pub columns: Vec<RangeColumn>,
    /// The sides of outer joins it stands on.
    pub nulled_by: Vec<NullSide>,
    /// Its columns are not known, because of a mistake reported already: any column is taken for one of it.
    pub broken: bool,
    /// Its place.
    pub span: Span,
}

/// What a range table entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A declared table, by its index; whether its name was replaced by an alias.
    Table {
        /// Index into [`crate::catalog::Schema::tables`].
        table: usize,
        /// An alias hides the table's own name.
        aliased: bool,
    },
    /// A common table expression.
    Cte,
    /// A query in FROM.
    Subquery,
    /// A function; one whose value is no row is itself the value of a reference to the entry.
    Function {
        /// It returns a value that is no row.
        scalar: bool,
    },
    /// A join.
    Join,
}

/// A column of a range table entry.
#[derive(Clone, Debug)]
pub struct RangeColumn {
    /// Its name.
    pub name: String,
    /// Its type, before outer joins; `None` after a mistake.
    pub ty: Option<Type>,
    /// Where it comes from.
    pub source: ColumnSource,
    /// Whether `*` includes it: implied marker columns are found by name only.
    pub in_star: bool,
}

/// Where a column of a range table entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnSource {
    /// The entry itself; the declared column, if it is a declared table.
    Own(Option<ColumnId>),
    /// For a join: a column of an entry inside.
    Via(EntryId, usize),
    /// For a join: a column that USING merged of two. Where one of them alone gives the value, that one.
    Merged(Option<(EntryId, usize)>),
}

impl RangeColumn {
    /// A column of a query, a function and the like.
    pub fn new(name: impl Into<String>, ty: Option<Type>) -> Self {
        Self {
            name: name.into(),
            ty,
            source: ColumnSource::Own(None),
            in_star: true,
        }
    }
}

impl Entry {
    /// An entry that is seen under a name.
    pub fn new(
        name: Option<String>,
        kind: EntryKind,
        columns: Vec<RangeColumn>,
        span: Span,
    ) -> Self {
        Self {
            name,
            alias: None,
            kind,
            columns,
            nulled_by: Vec::new(),
            broken: false,
            span,
        }
    }

    /// An entry that stands for one that could not be understood.
    pub fn broken(name: Option<String>, span: Span) -> Self {
        Self {
            broken: true,
            ..Self::new(name, EntryKind::Subquery, Vec::new(), span)
        }
    }

    /// The name that the rendered statement refers to it by.
    pub fn reference(&self) -> Option<&str> {
        self.alias.as_deref().or(self.name.as_deref())
    }

    /// The declared table.
    pub fn table(&self) -> Option<usize> {
        match self.kind {
            EntryKind::Table { table, .. } => Some(table),
            EntryKind::Cte | EntryKind::Subquery | EntryKind::Function { .. } | EntryKind::Join => {
                None
            }
        }
    }

    /// Gives its first columns other names. `Err` has the first name that is too many.
    ///
    /// # Errors
    /// There are more names than columns.
    pub fn rename<'n>(&mut self, names: &'n [Name]) -> Result<(), &'n Name> {
        for (i, name) in names.iter().enumerate() {
            match self.columns.get_mut(i) {
                Some(column) => column.name.clone_from(&name.text),
                None if self.broken => return Ok(()),
                None => return Err(name),
            }
        }
        Ok(())
    }
}

/// The columns of a declared table; `type_of` tells the type of a declared column.
pub fn table_columns(
    schema: &Schema,
    table: usize,
    type_of: impl Fn(ColumnId) -> Option<TypeId>,
) -> Vec<RangeColumn> {
    schema.tables[table]
        .columns
        .iter()
        .enumerate()
        .map(|(column, declared)| {
            let id = ColumnId { table, column };
            let ty = type_of(id).map(|ty| Type {
                id: ty,
                nullable: declared.nullable,
                origin: Some(id),
            });
            RangeColumn {
                name: declared.name.clone(),
                ty,
                source: ColumnSource::Own(Some(id)),
                in_star: declared.field.is_some(),
            }
        })
        .gather()
}

impl Resolver<'_> {
    /// The column of the entry that really holds the value.
    pub fn underlying(&self, entry: EntryId, column: usize) -> (EntryId, usize) {
        match self.entries[entry.0].columns[column].source {
            ColumnSource::Own(_) | ColumnSource::Merged(None) => (entry, column),
            ColumnSource::Via(inner, index) | ColumnSource::Merged(Some((inner, index))) => {
                self.underlying(inner, index)
            }
        }
    }

    /// The type of a column as it is seen from the level in work: outer joins make it nullable, conditions that hold
    /// at the place make it not so.
    pub fn column_type(&self, entry: EntryId, column: usize) -> Option<Type> {
        let declared = &self.entries[entry.0].columns[column];
        match declared.source {
            ColumnSource::Via(inner, index) => return self.column_type(inner, index),
            ColumnSource::Merged(Some((inner, index))) => {
                // The value is the inner column's, but the type may be the wider one of both columns.
                let mut ty = declared.ty?;
                ty.nullable = self.column_type(inner, index)?.nullable;
                return Some(ty);
            }
            ColumnSource::Own(_) | ColumnSource::Merged(None) => {}
        }
        let mut ty = declared.ty?;
        let known = self
            .levels
            .iter()
            .any(|level| level.not_null.contains(&(entry, column)));
        ty.nullable = self.may_be_missing(entry) || (ty.nullable && !known);
        Some(ty)
    }

    /// Whether an outer join may have replaced the rows of an entry by NULLs.
    pub fn may_be_missing(&self, entry: EntryId) -> bool {
        self.entries[entry.0]
            .nulled_by
            .iter()
            .any(|side| !self.levels.iter().any(|level| level.settled.contains(side)))
    }

    /// What `*` stands for in an entry: the columns and how each is written.
    pub fn star_of(&self, entry: EntryId) -> Vec<(EntryId, usize, StarColumn)> {
        let range = &self.entries[entry.0];
        (0..range.columns.len())
            .filter(|&column| range.columns[column].in_star)
            .map(|column| {
                let (qualifier, name) = self.written_as(entry, column);
                (entry, column, StarColumn { qualifier, name })
            })
            .gather()
    }

    /// How a column is written from the level in work: its qualifier, if one reaches it, and its name.
    pub fn written_as(&self, entry: EntryId, column: usize) -> (Option<String>, String) {
        let range = &self.entries[entry.0];
        let declared = &range.columns[column];
        if let Some(name) = range.reference()
            && self.reaches(name) == Some(entry)
        {
            return (Some(name.to_owned()), declared.name.clone());
        }
        match declared.source {
            ColumnSource::Own(_) | ColumnSource::Merged(_) => (None, declared.name.clone()),
            ColumnSource::Via(inner, index) => self.written_as(inner, index),
        }
    }
}
