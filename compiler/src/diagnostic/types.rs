//! Mistakes of types: SD02xx.

use super::Entry;

/// A type's name that no type has.
pub static UNKNOWN_TYPE: Entry = Entry {
    code: "SD0201",
    title: "Unknown type",
    explanation: "A cast, a typed constant or a column definition names a type that is neither one of PostgreSQL's own \
                  nor declared with `SqlEnum` or `SqlType`. A declared type is a type of the statement's tables, or in scope under its \
                  name in Rust: `order_status` is looked for as `OrderStatus`.",
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

/// Not a condition.
pub static NOT_BOOLEAN: Entry = Entry {
    code: "SD0250",
    title: "Not a condition",
    explanation: "WHERE, ON, HAVING, FILTER, WHEN and the operands of AND, OR and NOT take conditions, which are of \
        type `boolean`. Compare the value with something: `count > 0`, `name is not null`.",
};

/// Value of another type.
pub static WRONG_TYPE: Entry = Entry {
    code: "SD0251",
    title: "Value of another type",
    explanation: "The place takes values of one type, and this one cannot be converted to it without a cast.",
};

/// Parameter without a type.
pub static PARAM_WITHOUT_TYPE: Entry = Entry {
    code: "SD0252",
    title: "Parameter without a type",
    explanation: "Nothing that the parameter is used for tells its type, so that it could not be sent. Write the type: \
        `$x::int8`.",
};

/// Parameter of two types.
pub static PARAM_CONFLICT: Entry = Entry {
    code: "SD0253",
    title: "Parameter of two types",
    explanation: "A parameter has the type that its first use gives it. Another use needs another type: cast it there, \
        or bind the value twice under different names.",
};

/// Values without a common type.
pub static NO_COMMON_TYPE: Entry = Entry {
    code: "SD0254",
    title: "Values without a common type",
    explanation: "The branches of CASE, the arguments of COALESCE, the elements of an array, the arms of a set \
        operation and the rows of VALUES are each of one type. PostgreSQL finds none for these; cast one of \
        them.",
};

/// Arms of different width.
pub static SET_OPERATION_COLUMNS: Entry = Entry {
    code: "SD0255",
    title: "Arms of different width",
    explanation: "Each arm of UNION, INTERSECT and EXCEPT gives as many columns.",
};

/// Wrong number of columns in a query.
pub static SUBQUERY_COLUMNS: Entry = Entry {
    code: "SD0256",
    title: "Wrong number of columns in a query",
    explanation: "A query in place of a value gives one column; one that a row is compared with gives as many as the \
        row has fields.",
};

/// Wrong number of values.
pub static INSERT_LENGTHS: Entry = Entry {
    code: "SD0257",
    title: "Wrong number of values",
    explanation: "There are as many values as columns that are written. Without a column list these are the fields of \
        the table's struct in their order, generated ones left out.",
};

/// Value of another type than the column.
pub static ASSIGNMENT: Entry = Entry {
    code: "SD0258",
    title: "Value of another type than the column",
    explanation: "The value cannot be converted to the column's type without a cast.",
};

/// NULL into a column that takes none.
pub static NULL_NOT_ALLOWED: Entry = Entry {
    code: "SD0259",
    title: "NULL into a column that takes none",
    explanation: "The column is declared without `Option`, so that NULL would be refused by the server.",
};

/// Unknown label of an enum.
pub static UNKNOWN_LABEL: Entry = Entry {
    code: "SD0260",
    title: "Unknown label of an enum",
    explanation: "The text is no label of the declared enum.",
};

/// Column without a value.
pub static MISSING_COLUMN: Entry = Entry {
    code: "SD0261",
    title: "Column without a value",
    explanation: "A column that takes no NULL and has no default must be written by every INSERT.",
};

/// Generated column written.
pub static GENERATED: Entry = Entry {
    code: "SD0262",
    title: "Generated column written",
    explanation: "A generated column has the value of its expression; it cannot be written.",
};

/// Conflict target that is no key.
pub static CONFLICT_TARGET: Entry = Entry {
    code: "SD0263",
    title: "Conflict target that is no key",
    explanation: "ON CONFLICT (columns) needs a unique key over exactly these columns: the primary key, or one \
        declared with `unique`.",
};

/// Rows of VALUES of different lengths.
pub static VALUES_LENGTHS: Entry = Entry {
    code: "SD0264",
    title: "Rows of VALUES of different lengths",
    explanation: "All rows of VALUES have as many values.",
};

/// Text that is no value of the type.
pub static BAD_LITERAL: Entry = Entry {
    code: "SD0265",
    title: "Text that is no value of the type",
    explanation: "The constant is taken for a value of the type that is wanted at its place, and is none.",
};

/// Unknown operator.
pub static UNKNOWN_OPERATOR: Entry = Entry {
    code: "SD0266",
    title: "Unknown operator",
    explanation: "PostgreSQL has no operator of this spelling.",
};

/// Operator not for these types.
pub static NO_OPERATOR: Entry = Entry {
    code: "SD0267",
    title: "Operator not for these types",
    explanation: "There is an operator of this spelling, but not for operands of these types. Cast one of them.",
};

/// Operator that could mean several.
pub static AMBIGUOUS_OPERATOR: Entry = Entry {
    code: "SD0268",
    title: "Operator that could mean several",
    explanation: "Several operators fit equally well. Cast an operand.",
};

/// ANY or ALL without an array.
pub static NOT_AN_ARRAY: Entry = Entry {
    code: "SD0269",
    title: "ANY or ALL without an array",
    explanation: "`= any (…)` takes an array or a query.",
};

/// Rows of different lengths.
pub static ROW_LENGTHS: Entry = Entry {
    code: "SD0270",
    title: "Rows of different lengths",
    explanation: "Rows that are compared, or a row that becomes a composite value, have as many fields.",
};

/// DEFAULT in a wrong place.
pub static DEFAULT_PLACEMENT: Entry = Entry {
    code: "SD0271",
    title: "DEFAULT in a wrong place",
    explanation: "DEFAULT stands alone in place of a value in VALUES of an INSERT, or in SET.",
};

/// Empty array without a type.
pub static EMPTY_ARRAY: Entry = Entry {
    code: "SD0272",
    title: "Empty array without a type",
    explanation: "Nothing tells the type of the elements of `array[]`. Write it: `array[]::text[]`.",
};

/// No arrays of this type.
pub static NO_ARRAY_TYPE: Entry = Entry {
    code: "SD0273",
    title: "No arrays of this type",
    explanation: "PostgreSQL has no array type for these values.",
};

/// No such cast.
pub static NO_CAST: Entry = Entry {
    code: "SD0274",
    title: "No such cast",
    explanation: "PostgreSQL has no conversion between the two types.",
};

/// Value without subscripts.
pub static NO_SUBSCRIPT: Entry = Entry {
    code: "SD0275",
    title: "Value without subscripts",
    explanation: "Only arrays, `jsonb` and a few other types take subscripts.",
};

/// Function not for these arguments.
pub static NO_FUNCTION: Entry = Entry {
    code: "SD0276",
    title: "Function not for these arguments",
    explanation: "There is a function of this name, but not for arguments of these types. The help lists the ones \
        there are.",
};

/// Call that could mean several functions.
pub static AMBIGUOUS_FUNCTION: Entry = Entry {
    code: "SD0277",
    title: "Call that could mean several functions",
    explanation: "Several functions fit equally well. Cast an argument.",
};

/// Call of the wrong form.
pub static BAD_CALL: Entry = Entry {
    code: "SD0278",
    title: "Call of the wrong form",
    explanation: "The function exists, but is not called as its kind must be.",
};

/// Column definitions missing or out of place.
pub static COLUMN_DEFINITIONS: Entry = Entry {
    code: "SD0279",
    title: "Column definitions missing or out of place",
    explanation: "A function in FROM that returns `record` needs a list of column definitions: `as t (a int4, b \
        text)`; others have their own columns.",
};

/// Clause without what it needs.
pub static BAD_FORM: Entry = Entry {
    code: "SD0280",
    title: "Clause without what it needs",
    explanation: "The clause needs another one that is not there.",
};

/// All of them, by code.
pub static ALL: &[&Entry] = &[
    &UNKNOWN_TYPE,
    &TYPE_MODIFIER,
    &SETOF_TYPE,
    &NOT_BOOLEAN,
    &WRONG_TYPE,
    &PARAM_WITHOUT_TYPE,
    &PARAM_CONFLICT,
    &NO_COMMON_TYPE,
    &SET_OPERATION_COLUMNS,
    &SUBQUERY_COLUMNS,
    &INSERT_LENGTHS,
    &ASSIGNMENT,
    &NULL_NOT_ALLOWED,
    &UNKNOWN_LABEL,
    &MISSING_COLUMN,
    &GENERATED,
    &CONFLICT_TARGET,
    &VALUES_LENGTHS,
    &BAD_LITERAL,
    &UNKNOWN_OPERATOR,
    &NO_OPERATOR,
    &AMBIGUOUS_OPERATOR,
    &NOT_AN_ARRAY,
    &ROW_LENGTHS,
    &DEFAULT_PLACEMENT,
    &EMPTY_ARRAY,
    &NO_ARRAY_TYPE,
    &NO_CAST,
    &NO_SUBSCRIPT,
    &NO_FUNCTION,
    &AMBIGUOUS_FUNCTION,
    &BAD_CALL,
    &COLUMN_DEFINITIONS,
    &BAD_FORM,
];
