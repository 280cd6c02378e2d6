//! Mistakes of results and parameters: SD05xx.

use super::Entry;

/// Two columns of one name.
pub static DUPLICATE_NAME: Entry = Entry {
    code: "SD0501",
    title: "Two columns of one name",
    explanation: "Each column of the result becomes a field, so that each needs a name of its own. Write `as`.",
};

/// Column without a name.
pub static WITHOUT_NAME: Entry = Entry {
    code: "SD0502",
    title: "Column without a name",
    explanation: "Each column of the result becomes a field. PostgreSQL finds no name for this expression: write `as`.",
};

/// Row without a type in the result.
pub static BARE_RECORD: Entry = Entry {
    code: "SD0503",
    title: "Row without a type in the result",
    explanation: "A row made of values, or of a query, has no type of its own that a field could have. Write its \
        columns.",
};

/// No struct for `select from`.
pub static NO_STRUCT: Entry = Entry {
    code: "SD0504",
    title: "No struct for `select from`",
    explanation: "`select from users` gives the struct of the declared table that stands first in FROM. For anything \
        else, write the columns.",
};

/// Whole row that looks like a missing one.
pub static ROW_OR_NONE: Entry = Entry {
    code: "SD0505",
    title: "Whole row that looks like a missing one",
    explanation: "On the nullable side of an outer join a whole row is an `Option` of its struct. Where every column of the \
        table may be NULL, a row of nothing but NULLs could not be told from none. Select the columns, or declare one \
        that is never NULL.",
};

/// All of them, by code.
pub static ALL: &[&Entry] = &[
    &DUPLICATE_NAME,
    &WITHOUT_NAME,
    &BARE_RECORD,
    &NO_STRUCT,
    &ROW_OR_NONE,
];
