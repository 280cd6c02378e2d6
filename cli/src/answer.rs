//! What a statement is answered with.

use serde::Serialize;

/// What became of a statement.
pub(crate) enum Answer {
    /// Its text.
    Sql {
        /// The text.
        sql: String,
        /// The parameters that whoever runs it has to add.
        slots: Vec<Slot>,
    },
    /// Its parameters and columns.
    Description {
        /// The types of the parameters, in order.
        params: Vec<String>,
        /// The columns of the result, in order.
        columns: Vec<Column>,
    },
}

/// A parameter that the user did not write.
#[derive(Serialize)]
pub(crate) struct Slot {
    /// Its number.
    pub(crate) param: usize,
    /// What it is.
    pub(crate) is: SlotKind,
}

/// What such a parameter is.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SlotKind {
    /// Who deletes: text or NULL.
    Actor,
    /// Which deletion it is: a fresh UUID.
    DeletionId,
}

/// A column of the result.
#[derive(Serialize)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// Whether it may be NULL.
    pub(crate) nullable: bool,
}
