//! Mistakes of names: SD01xx.

use super::Entry;

/// A table that is not declared.
pub static UNKNOWN_TABLE: Entry = Entry {
    code: "SD0101",
    title: "Unknown table",
    explanation: "The name is neither a declared table in scope nor a common table expression of the statement. Declare the table with \
        `#[derive(Table)]`, or bring it into scope with `use`.",
};

/// A column that does not exist.
pub static UNKNOWN_COLUMN: Entry = Entry {
    code: "SD0102",
    title: "Unknown column",
    explanation: "No table in sight has a column of this name. The help lists the columns there are.",
};

/// A qualifier that is not in FROM.
pub static UNKNOWN_ALIAS: Entry = Entry {
    code: "SD0103",
    title: "Name is not in FROM",
    explanation: "The name before the point is no item of FROM. A table with an alias is known by its alias alone.",
};

/// A column that several tables have.
pub static AMBIGUOUS_COLUMN: Entry = Entry {
    code: "SD0104",
    title: "Ambiguous column",
    explanation: "Several items of FROM have a column of this name. Qualify it: `u.id`.",
};

/// Two items of FROM of one name.
pub static DUPLICATE_ALIAS: Entry = Entry {
    code: "SD0105",
    title: "Name used twice in FROM",
    explanation: "Two items of FROM have the same name, so that references could mean either. Give one of them an alias.",
};

/// A name of FROM that may not be used there.
pub static OUT_OF_REACH: Entry = Entry {
    code: "SD0106",
    title: "Reference out of reach",
    explanation: "The item is in FROM, but this part of the statement does not see it: a query in FROM sees the items to its left only \
        with LATERAL, and an ON condition sees only the two sides of its join.",
};

/// A name that several items of FROM have.
pub static AMBIGUOUS_ALIAS: Entry = Entry {
    code: "SD0107",
    title: "Ambiguous name in FROM",
    explanation: "Several items of FROM have this name. Give them different aliases.",
};

/// Two common table expressions of one name.
pub static DUPLICATE_CTE: Entry = Entry {
    code: "SD0108",
    title: "Common table expression named twice",
    explanation: "Each name in WITH may stand once.",
};

/// A common table expression used before its time.
pub static CTE_NOT_YET: Entry = Entry {
    code: "SD0109",
    title: "Common table expression used too early",
    explanation: "Without RECURSIVE a common table expression sees only those before it. With RECURSIVE it may refer to itself, in the \
        second arm of a UNION.",
};

/// More names than columns.
pub static TOO_MANY_COLUMN_NAMES: Entry = Entry {
    code: "SD0110",
    title: "More column names than columns",
    explanation: "The list of names after an alias has more names than there are columns.",
};

/// A column named twice in a list.
pub static DUPLICATE_COLUMN: Entry = Entry {
    code: "SD0111",
    title: "Column named twice",
    explanation: "The column stands twice in one list.",
};

/// A window that is not defined.
pub static UNKNOWN_WINDOW: Entry = Entry {
    code: "SD0112",
    title: "Unknown window",
    explanation: "OVER names a window that the WINDOW clause of this query does not define.",
};

/// Two windows of one name.
pub static DUPLICATE_WINDOW: Entry = Entry {
    code: "SD0113",
    title: "Window defined twice",
    explanation: "Each name in a WINDOW clause may stand once.",
};

/// A recursive common table expression that is not well formed.
pub static BAD_RECURSION: Entry = Entry {
    code: "SD0114",
    title: "Recursion that PostgreSQL refuses",
    explanation: "A recursive common table expression is `first-query UNION [ALL] recursive-query`. Its own name may stand once, in the \
        recursive query, and neither in a subquery, on the nullable side of an outer join, in EXCEPT nor in a query with \
        aggregates.",
};

/// FOR UPDATE OF something that is not in FROM.
pub static UNKNOWN_LOCK_TARGET: Entry = Entry {
    code: "SD0115",
    title: "Locked table is not in FROM",
    explanation: "FOR UPDATE OF names items of FROM, by their aliases.",
};

/// A field that a value does not have.
pub static UNKNOWN_FIELD: Entry = Entry {
    code: "SD0116",
    title: "Unknown field",
    explanation: "The composite value has no field of this name.",
};

/// A function that does not exist.
pub static UNKNOWN_FUNCTION: Entry = Entry {
    code: "SD0117",
    title: "Unknown function",
    explanation: "Neither PostgreSQL nor the declared functions have one of this name. A function of one's own is declared by `sql_function!` and brought \
        into scope by `use`; one whose name is close to one of PostgreSQL's own is called with its schema. A name that is far from all of \
        those is looked for in Rust, and rustc says where it is not found: `cannot find macro … in this scope`.",
};

/// `*` where no columns are.
pub static STAR_WITHOUT_FROM: Entry = Entry {
    code: "SD0118",
    title: "`*` without FROM",
    explanation: "`*` stands for the columns of the items of FROM; here there are none.",
};

/// All of them, by code.
pub static ALL: &[&Entry] = &[
    &UNKNOWN_TABLE,
    &UNKNOWN_COLUMN,
    &UNKNOWN_ALIAS,
    &AMBIGUOUS_COLUMN,
    &DUPLICATE_ALIAS,
    &OUT_OF_REACH,
    &AMBIGUOUS_ALIAS,
    &DUPLICATE_CTE,
    &CTE_NOT_YET,
    &TOO_MANY_COLUMN_NAMES,
    &DUPLICATE_COLUMN,
    &UNKNOWN_WINDOW,
    &DUPLICATE_WINDOW,
    &BAD_RECURSION,
    &UNKNOWN_LOCK_TARGET,
    &UNKNOWN_FIELD,
    &UNKNOWN_FUNCTION,
    &STAR_WITHOUT_FROM,
];
