//! The table that DDL is made for, and why it may not be made.

use std::fmt;

use super::name::{list, qualified};
use crate::catalog::{Column, ColumnType, Marker, Schema, SoftDelete, Table, UserTypeKind};

/// Why something cannot be made for a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsuited {
    /// The rows of the table are not marked as deleted, so there is nothing to tell apart.
    NotSoftDelete {
        /// The table.
        table: String,
    },
    /// Its deleted rows do not move to an archive.
    NoArchive {
        /// The table.
        table: String,
    },
    /// The table referred to is not among those of the schema.
    UnknownParent {
        /// The path of it, as written.
        table: String,
    },
    /// A column that is referred to is not declared.
    UnknownColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// The reference has the policy `keep`: rows may outlive what they refer to.
    Kept {
        /// The table that refers.
        table: String,
    },
    /// The time of deletion is not recorded (with a precision below a day), so a row that is being marked cannot be told from
    /// those that were marked before.
    NoTime {
        /// The table.
        table: String,
    },
    /// The key is no longer to be had: a null is to equal a null, which only an index can hold, and the check is to be deferred,
    /// which only a constraint can.
    DeferredNulls {
        /// The table.
        table: String,
    },
    /// A name has a byte of zero, which no name in PostgreSQL has.
    ZeroByte {
        /// The table.
        table: String,
    },
    /// A column of the table has the name of one that would be made.
    NameTaken {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
}

impl fmt::Display for Unsuited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSoftDelete { table } => write!(f, "`{table}` has no soft deletion"),
            Self::NoArchive { table } => {
                write!(f, "the deleted rows of `{table}` stay where they are")
            }
            Self::UnknownParent { table } => write!(f, "`{table}` has not been described"),
            Self::UnknownColumn { table, column } => {
                write!(f, "`{table}` has no column `{column}`")
            }
            Self::Kept { table } => write!(
                f,
                "rows of `{table}` are kept when what they refer to is deleted"
            ),
            Self::NoTime { table } => {
                write!(f, "`{table}` does not record when a row was deleted")
            }
            Self::DeferredNulls { table } => write!(
                f,
                "a key of `{table}` cannot be deferred and take NULL for equal to NULL"
            ),
            Self::ZeroByte { table } => {
                write!(f, "a name in `{table}` has a byte of zero")
            }
            Self::NameTaken { table, column } => {
                write!(f, "`{table}` has a column `{column}` of its own")
            }
        }
    }
}

impl std::error::Error for Unsuited {}

/// A table that DDL is made for.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) schema: &'a Schema,
    pub(super) table: &'a Table,
}

/// Where the deleted rows of a table go.
#[derive(Clone, Copy)]
pub(super) struct Archive<'a> {
    pub(super) schema: Option<&'a str>,
    pub(super) table: &'a str,
    /// When a row was deleted.
    pub(super) at: usize,
}

impl<'a> Target<'a> {
    /// The table at an index, whose names PostgreSQL can have.
    pub(super) fn new(schema: &'a Schema, index: usize) -> Result<Self, Unsuited> {
        let table = &schema.tables[index];
        let columns = table.columns.iter().map(|column| column.name.as_str());
        let mut names = columns
            .chain([table.name.as_str()])
            .chain(table.schema.as_deref());
        let it = Self { schema, table };
        let zero = |name: &str| name.contains('\0');
        let in_archive = it
            .archive()
            .is_some_and(|archive| zero(archive.table) || archive.schema.is_some_and(zero));
        if names.any(zero) || in_archive {
            return Err(Unsuited::ZeroByte { table: it.called() });
        }
        Ok(it)
    }

    /// How its rows are marked.
    pub(super) fn soft_delete(self) -> Result<&'a SoftDelete, Unsuited> {
        let marked = self.table.soft_delete.as_ref();
        marked.ok_or_else(|| Unsuited::NotSoftDelete {
            table: self.called(),
        })
    }

    /// Where its deleted rows go, if they go elsewhere.
    pub(super) fn archive(self) -> Option<Archive<'a>> {
        match &self.table.soft_delete.as_ref()?.marker {
            Marker::Archive { table, schema, at } => Some(Archive {
                schema: schema.as_deref(),
                table,
                at: *at,
            }),
            Marker::Timestamp { .. } | Marker::Flag { .. } | Marker::Sentinel { .. } => None,
        }
    }

    /// Its name in SQL.
    pub(super) fn sql(self) -> String {
        qualified(self.table.schema.as_deref(), &self.table.name)
    }

    /// Its name in a sentence.
    pub(super) fn called(self) -> String {
        self.table.display_name().to_owned()
    }

    /// The name of a column.
    pub(super) fn column(self, index: usize) -> &'a str {
        &self.table.columns[index].name
    }

    /// Columns in a row, as SQL.
    pub(super) fn columns(self, indexes: &[usize]) -> String {
        list(indexes.iter().map(|index| self.column(*index)))
    }

    /// The type of a column as SQL.
    pub(super) fn type_of(self, column: &Column) -> String {
        type_name(self.schema, &column.ty)
    }
}

fn type_name(schema: &Schema, ty: &ColumnType) -> String {
    match ty {
        ColumnType::Builtin(name) => name.clone(),
        ColumnType::Array(element) => format!("{}[]", type_name(schema, element)),
        ColumnType::User(index) => {
            let user = &schema.types[*index];
            match &user.kind {
                // A newtype of Rust has no name in the database.
                UserTypeKind::Domain { base, not_null: _ } if user.name.is_empty() => {
                    type_name(schema, base)
                }
                UserTypeKind::Domain { .. }
                | UserTypeKind::Enum(_)
                | UserTypeKind::Composite(_)
                | UserTypeKind::Base(_)
                | UserTypeKind::Range { .. }
                | UserTypeKind::Multirange { .. } => qualified(user.schema.as_deref(), &user.name),
            }
        }
    }
}
