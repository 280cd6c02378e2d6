//! Statements as the compiler of `sd_query!` left them in the binary.

use std::fmt;

use postgres_types::Type;
use tokio_postgres::Row;

use crate::choice::{Region, Shape};
use crate::decode::FromRow;
use crate::error::Error;

/// A statement that was checked at compile time: everything about it that does not depend on parameter values.
///
/// The expansion of `sd_query!` holds a reference to it for as long as the program runs, so that its address identifies it: the
/// statement cache of a connection finds the prepared form by that address without hashing the text. Equal statements may be at one
/// address; a statement that rustc compiles into several places (a generic function's, say) may be at several, and is then prepared for
/// each.
#[derive(Debug)]
pub struct Statement {
    /// What the statement does.
    pub kind: StatementKind,
    /// The declared tables it uses, by their names in the database.
    pub tables: &'static [&'static str],
    /// The text that is sent, with every optional part in it.
    pub sql: &'static str,
    /// The types of all parameters: the user's, then those of `slots`.
    pub params: &'static [Type],
    /// The parameters after the user's, which the runtime fills in.
    pub slots: &'static [Slot],
    /// The names of the columns that come back, in order; empty if nothing does.
    pub columns: &'static [&'static str],
    /// What it does to the rows of which table; empty unless it deletes, restores or erases.
    pub effects: &'static [Effect],
    /// The answer is one row of `int8` that counts the rows of each of `effects`.
    pub reports: bool,
    /// The text whose answer is that row, and which changes nothing; the parameters are the same.
    pub plan: Option<&'static str>,
    /// How many outcomes each choice has, among which an execution chooses the parts of the text it sends; empty if the text is
    /// always the same.
    pub choices: &'static [usize],
    /// The parts of `sql` that may be left out.
    pub regions: &'static [Region],
    /// The parts of `plan` that may be left out.
    pub plan_regions: &'static [Region],
}

impl Statement {
    /// One that reports nothing, has no plan and is always sent whole; its other fields stand for nothing.
    #[doc(hidden)]
    pub const PLAIN: Self = Self {
        kind: StatementKind::Select,
        tables: &[],
        sql: "",
        params: &[],
        slots: &[],
        columns: &[],
        effects: &[],
        reports: false,
        plan: None,
        choices: &[],
        regions: &[],
        plan_regions: &[],
    };

    /// Whether it may change rows. A SELECT does where a part of its WITH does, which the words of the text tell: it was rendered by
    /// our compiler. That such words may also stand in a literal makes a few more statements be taken for ones that write.
    pub(crate) fn may_write(&self) -> bool {
        let writes = ["INSERT INTO ", "UPDATE ", "DELETE FROM ", "MERGE INTO "];
        self.kind != StatementKind::Select || writes.iter().any(|word| self.sql.contains(word))
    }

    /// All texts that the statement may be sent as: one for each combination of its optional parts, `if` and `match`; only
    /// [`sql`](Statement::sql) if it has none. Their number is the product of the outcomes of each choice.
    pub fn sql_variants(&'static self) -> impl Iterator<Item = String> {
        Shape::all(self.choices).map(|shape| shape.text(self, self.sql, self.regions).into_owned())
    }

    /// The text for one outcome of each choice, and that of the plan: for whom there are too many to look at them all.
    #[doc(hidden)]
    pub fn variant(&self, taken: &[usize]) -> (String, Option<String>) {
        let shape = Shape::of(self.choices, taken);
        let plan = self
            .plan
            .map(|plan| shape.text(self, plan, self.plan_regions));
        (
            shape.text(self, self.sql, self.regions).into_owned(),
            plan.map(std::borrow::Cow::into_owned),
        )
    }
}

/// One thing that a statement does to the rows of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What.
    pub action: Action,
    /// The table's schema, if one was declared.
    pub schema: Option<&'static str>,
    /// The table's name in the database.
    pub table: &'static str,
    /// The effect that this one follows from, as an index into the statement's effects.
    pub cause: Option<usize>,
    /// The columns that it is about: the foreign key that is cut or tied, the unique key in conflict; else empty.
    pub columns: &'static [&'static str],
    /// The name of the table that `columns` refer to, where they are a foreign key.
    pub parent: Option<&'static str>,
}

impl Effect {
    /// Whether it is on the table of this name in the database, which may be written with its schema.
    pub(crate) fn is_on(&self, table: &str) -> bool {
        if self.table == table {
            return true;
        }
        let schema = self.schema.zip(table.strip_suffix(self.table));
        schema.is_some_and(|(schema, prefix)| prefix.strip_suffix('.') == Some(schema))
    }
}

/// What is done to rows, or what forbids that anything is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Marked as deleted.
    Delete,
    /// The mark was taken off.
    Restore,
    /// The mark was taken off a row that a restored one refers to (`with parents`).
    RestoreParent,
    /// A foreign key became NULL because the row referred to was deleted (`set_null`).
    Unlink,
    /// A foreign key that a deletion had cut was tied again.
    Relink,
    /// Personal columns were overwritten.
    Erase,
    /// Really deleted.
    Remove,
    /// How many rows the statement names, in whatever state.
    Named,
    /// Forbids the statement: active rows refer to one that would be deleted (`restrict`).
    Restrict,
    /// Forbids the statement: rows that would be restored refer to a deleted row.
    ParentDeleted,
    /// Forbids the statement: rows that would be restored have a key that an active row has.
    Conflict,
    /// Forbids the statement: rows are on hold.
    Held,
    /// Forbids the statement: rows of another table still refer to one that would really be deleted.
    Referenced,
}

impl Action {
    /// Whether the statement is refused when it would concern any row.
    pub const fn forbids(self) -> bool {
        match self {
            Action::Restrict
            | Action::ParentDeleted
            | Action::Conflict
            | Action::Held
            | Action::Referenced => true,
            Action::Delete
            | Action::Restore
            | Action::RestoreParent
            | Action::Unlink
            | Action::Relink
            | Action::Erase
            | Action::Remove
            | Action::Named => false,
        }
    }
}

/// What a statement does, as the user wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatementKind {
    /// SELECT and its like
    Select,
    /// INSERT
    Insert,
    /// UPDATE
    Update,
    /// DELETE that marks rows
    Delete,
    /// DELETE that removes rows
    HardDelete,
    /// MERGE
    Merge,
    /// RESTORE
    Restore,
    /// ERASE
    Erase,
}

impl StatementKind {
    /// Whether the number of rows that the server tells is that of the rows deleted, restored or erased.
    pub(crate) const fn is_of_life(self) -> bool {
        matches!(
            self,
            StatementKind::Delete
                | StatementKind::HardDelete
                | StatementKind::Restore
                | StatementKind::Erase
        )
    }

    /// The words that begin such a statement.
    pub const fn as_str(self) -> &'static str {
        match self {
            StatementKind::Select => "select",
            StatementKind::Insert => "insert",
            StatementKind::Update => "update",
            StatementKind::Delete => "delete",
            StatementKind::HardDelete => "hard delete",
            StatementKind::Merge => "merge",
            StatementKind::Restore => "restore",
            StatementKind::Erase => "erase",
        }
    }
}

impl fmt::Display for StatementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A parameter that the runtime fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The actor of the executor ([`Executor::as_actor`](crate::Executor::as_actor)) as text, else NULL.
    Actor,
    /// A UUIDv7 made for this execution; all slots of one execution share it.
    DeletionId,
}

/// A [`Statement`] together with the type of the rows that it returns, and how one is read.
pub struct Typed<R> {
    pub(crate) statement: &'static Statement,
    pub(crate) decode: fn(&Row) -> Result<R, Error>,
}

impl<R> Typed<R> {
    /// Says that the rows of `statement` are read as `R` is from columns that begin with the first.
    pub const fn new(statement: &'static Statement) -> Typed<R>
    where
        R: FromRow,
    {
        Typed::decoded(statement, |row| R::from_row(row, 0))
    }

    /// Says how the rows of `statement` are read: for structs that belong to one statement, or that several statements fill.
    pub const fn decoded(
        statement: &'static Statement,
        decode: fn(&Row) -> Result<R, Error>,
    ) -> Typed<R> {
        Typed { statement, decode }
    }
}

impl<R> Clone for Typed<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Typed<R> {}

impl<R> fmt::Debug for Typed<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.statement.fmt(f)
    }
}
