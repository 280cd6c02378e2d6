//! What the macros left in this program, so that it can be compared with a database: the crate `softdelete-verify` reads it.
//!
//! Each entry is put in at link time, by a constructor that runs before `main` and links a static of its own into a list. It is
//! found wherever the macro was called, be it in a function that nobody calls, and in every crate that is linked.

#[doc(hidden)]
pub use inventory;

use crate::lifecycle::Statements;
use crate::purge::PurgeFamily;
use crate::statement::Statement;

/// Something to be compared with a database, and where it is written.
#[derive(Debug)]
pub struct Registered {
    /// The file, as the compiler was given it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What it is.
    pub what: What,
}

/// What there is to be compared.
#[derive(Debug)]
pub enum What {
    /// A statement of `sd_query!`.
    Statement {
        /// The statement.
        statement: &'static Statement,
        /// The types of the columns of its rows as `pg_type` names those of elements, `int8 text? uuid[]`; a `?` is behind those that
        /// may be NULL.
        results: &'static str,
    },
    /// A table.
    Table {
        /// What its derive hands on to statements.
        description: &'static str,
        /// For each of its foreign keys the table referred to: the schema, if one was declared, and the name.
        parents: &'static [(Option<&'static str>, &'static str)],
    },
    /// Functions and operators of one name.
    Functions {
        /// What their declaration hands on to statements.
        description: &'static str,
    },
    /// A composite type.
    Type {
        /// What its derive hands on to tables and statements.
        description: &'static str,
    },
    /// The statements of a table that work by key.
    Lifecycle {
        /// The statements.
        statements: &'static Statements,
    },
    /// The statements of a table's purge.
    Purge {
        /// The statements.
        family: &'static PurgeFamily,
    },
}

inventory::collect!(Registered);

/// Everything that is registered in this program, in no particular order.
pub fn registered() -> impl Iterator<Item = &'static Registered> {
    inventory::iter::<Registered>.into_iter()
}

impl Statements {
    /// All that there are.
    pub fn all(&'static self) -> impl Iterator<Item = &'static Statement> {
        let Statements {
            takes_reason: _,
            delete,
            restore,
            restore_with_parents,
            takes_reason_to_restore: _,
            erase,
            hard_delete,
            hard_delete_before,
            timed: _,
            state,
            history,
        } = self;
        let history = history.iter().flat_map(|it| [&it.of_keys, &it.since]);
        [delete, restore, hard_delete, state]
            .into_iter()
            .chain(restore_with_parents)
            .chain(erase)
            .chain(hard_delete_before)
            .chain(history)
    }
}

impl PurgeFamily {
    /// All its statements.
    pub fn all(&'static self) -> impl Iterator<Item = &'static Statement> {
        let groups = self.stages.iter().filter_map(|stage| stage.groups.as_ref());
        self.tables()
            .flat_map(|table| [&table.batch, &table.kept])
            .chain(groups)
            .chain([&self.plan])
    }
}
