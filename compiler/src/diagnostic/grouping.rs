//! Mistakes of grouping, aggregates and windows: SD03xx.

use super::Entry;

/// Column that is not grouped.
pub static UNGROUPED: Entry = Entry {
    code: "SD0301",
    title: "Column that is not grouped",
    explanation: "With GROUP BY, HAVING or an aggregate, one row comes back for each group. A column outside of \
        aggregates must be in GROUP BY, or belong to a table whose primary key is.",
};

/// Aggregate in a wrong place.
pub static AGGREGATE_PLACEMENT: Entry = Entry {
    code: "SD0302",
    title: "Aggregate in a wrong place",
    explanation: "Aggregates are computed over groups, after WHERE, ON and GROUP BY: they stand in the target list, in \
        HAVING and in ORDER BY.",
};

/// Aggregate of an aggregate.
pub static NESTED_AGGREGATE: Entry = Entry {
    code: "SD0303",
    title: "Aggregate of an aggregate",
    explanation: "An aggregate cannot be the argument of another of the same query. Aggregate in a query in FROM \
        first.",
};

/// Window function in a wrong place.
pub static WINDOW_PLACEMENT: Entry = Entry {
    code: "SD0304",
    title: "Window function in a wrong place",
    explanation: "Window functions are computed over the result, after grouping: they stand in the target list and in \
        ORDER BY.",
};

/// Set in a wrong place.
pub static SET_PLACEMENT: Entry = Entry {
    code: "SD0305",
    title: "Set in a wrong place",
    explanation: "A function that returns a set of rows stands in FROM or in the target list.",
};

/// ORDER BY or GROUP BY of nothing.
pub static BAD_ORDINAL: Entry = Entry {
    code: "SD0306",
    title: "ORDER BY or GROUP BY of nothing",
    explanation: "A number in ORDER BY, GROUP BY or DISTINCT ON counts the columns of the target list; other constants \
        mean nothing there. A set operation is ordered by names and numbers of its columns only.",
};

/// ORDER BY that does not fit DISTINCT.
pub static ORDER_OF_DISTINCT: Entry = Entry {
    code: "SD0307",
    title: "ORDER BY that does not fit DISTINCT",
    explanation: "With SELECT DISTINCT, only what is selected can be ordered by. With DISTINCT ON, ORDER BY begins \
        with its expressions.",
};

/// Clauses that exclude each other.
pub static CLAUSE_NOT_ALLOWED: Entry = Entry {
    code: "SD0308",
    title: "Clauses that exclude each other",
    explanation: "The clause cannot stand in this query: FOR UPDATE locks rows of tables, which a grouped, distinct or \
        combined result no longer has; LIMIT and OFFSET see no columns.",
};

/// Window that cannot be.
pub static BAD_WINDOW: Entry = Entry {
    code: "SD0309",
    title: "Window that cannot be",
    explanation: "A window that refines another may add an ORDER BY and a frame, and a frame must begin before it \
        ends.",
};

/// GROUPING without GROUP BY.
pub static BAD_GROUPING: Entry = Entry {
    code: "SD0310",
    title: "GROUPING without GROUP BY",
    explanation: "GROUPING tells which of its arguments a grouping set leaves out; they are expressions of GROUP BY.",
};

/// All of them, by code.
pub static ALL: &[&Entry] = &[
    &UNGROUPED,
    &AGGREGATE_PLACEMENT,
    &NESTED_AGGREGATE,
    &WINDOW_PLACEMENT,
    &SET_PLACEMENT,
    &BAD_ORDINAL,
    &ORDER_OF_DISTINCT,
    &CLAUSE_NOT_ALLOWED,
    &BAD_WINDOW,
    &BAD_GROUPING,
];
