//! Mistakes of types: SD02xx.

use super::Entry;

/// A type's name that no type has.
pub static UNKNOWN_TYPE: Entry = Entry {
    code: "SD0201",
    title: "Unknown type",
    explanation: "A cast, a typed constant or a column definition names a type that is neither one of PostgreSQL's own \
                  nor declared with `SqlEnum` or `SqlType` and named in the statement's tables.",
};

/// A length, precision or scale after a type that takes none.
pub static TYPE_MODIFIER: Entry = Entry {
    code: "SD0202",
    title: "Type takes no modifier",
    explanation: "Only the character, bit, `numeric`, time and interval types take numbers in parentheses: \
                  `varchar(20)`, `numeric(10, 2)`, `timestamp(3)`. Write any other type without them.",
};

/// SETOF or `%TYPE` in an expression.
pub static SETOF_TYPE: Entry = Entry {
    code: "SD0203",
    title: "SETOF and %TYPE belong to function declarations",
    explanation: "`SETOF type` and `column%TYPE` are only read where a function is declared. A cast or a column \
                  definition names the type itself.",
};

/// All of them, by code.
pub static ALL: &[&Entry] = &[&UNKNOWN_TYPE, &TYPE_MODIFIER, &SETOF_TYPE];
