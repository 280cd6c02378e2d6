//! Mistakes in declarations of tables, enums and types: SD06xx.

use super::Entry;

/// All of them, by code.
pub static ALL: &[&Entry] = &[
    &UNKNOWN_ATTRIBUTE,
    &MALFORMED,
    &WRITTEN_TWICE,
    &CONTRADICTION,
    &NOT_A_STRUCT,
    &GENERIC,
    &NO_NAME,
    &NOT_A_NAME,
    &DUPLICATE_COLUMN,
    &UNKNOWN_COLUMN,
    &WRONG_TYPE,
    &NO_PRIMARY_KEY,
    &NULLABLE_KEY,
    &REFERENCE,
    &SET_NULL,
    &RUST_TYPE,
    &SQL_TYPE,
    &ENUM_SHAPE,
    &DUPLICATE_LABEL,
    &NEWTYPE_SHAPE,
    &DESCRIPTION,
    &CASCADE,
    &KEY_LENGTH,
    &PERSONAL,
    &NOT_A_KEY,
    &FUNCTION,
    &OPERATOR,
    &CAST,
];

/// A word in an attribute that means nothing there.
pub static UNKNOWN_ATTRIBUTE: Entry = Entry {
    code: "SD0601",
    title: "Unknown attribute",
    explanation: "A word in `#[table(…)]`, `#[column(…)]` or `#[sql(…)]` that has no meaning there. Unknown words are \
        refused, because a misspelled `soft_delete` that did nothing would be found out too late. The chapter \"Declaring \
        tables\" lists the words.",
};

/// An attribute whose value has the wrong form.
pub static MALFORMED: Entry = Entry {
    code: "SD0602",
    title: "Attribute with a value of the wrong form",
    explanation: "The attribute exists, but takes something else: a string in quotes, a list in parentheses, or nothing.",
};

/// An attribute written twice.
pub static WRITTEN_TWICE: Entry = Entry {
    code: "SD0603",
    title: "Attribute written twice",
    explanation: "An attribute may be written once for each table, column or label, so that nobody has to know which one counts.",
};

/// Attributes that exclude each other.
pub static CONTRADICTION: Entry = Entry {
    code: "SD0604",
    title: "Attributes that exclude each other",
    explanation: "Two attributes cannot both hold, or one has no meaning without another: a boolean marker with a sentinel \
        time, `retention` of a table without `soft_delete`, `default` of a column that is `generated`.",
};

/// A derive on something it cannot describe.
pub static NOT_A_STRUCT: Entry = Entry {
    code: "SD0606",
    title: "Table that is not a struct with named fields",
    explanation: "`#[derive(Table)]` describes a table by a struct: each field is a column, by its name.",
};

/// A derive on a generic item.
pub static GENERIC: Entry = Entry {
    code: "SD0607",
    title: "Generic table or type",
    explanation: "A table or type of a database is one thing; its declaration can have no parameters of types, lifetimes or \
        constants. Columns own their values: `String`, not `&str`.",
};

/// A table without a name.
pub static NO_NAME: Entry = Entry {
    code: "SD0608",
    title: "Table or type without a name",
    explanation: "The name in the database is written, not derived from the name of the Rust type, so that renaming the one \
        does not silently rename the other.",
};

/// A name that cannot be used from Rust.
pub static NOT_A_NAME: Entry = Entry {
    code: "SD0609",
    title: "Name that Rust cannot say",
    explanation: "The declaration makes a module and a macro by the name of the table; the name must be a Rust identifier.",
};

/// Two columns of one name.
pub static DUPLICATE_COLUMN: Entry = Entry {
    code: "SD0610",
    title: "Two columns of one name",
    explanation: "Two fields stand for the same column of the table.",
};

/// An attribute that names a column the table does not have.
pub static UNKNOWN_COLUMN: Entry = Entry {
    code: "SD0611",
    title: "Attribute that names an unknown column",
    explanation: "`unique(…)`, `hold` and `created` name columns of this table, which must be fields of the struct.",
};

/// A column with a role whose type does not suit that role.
pub static WRONG_TYPE: Entry = Entry {
    code: "SD0612",
    title: "Column whose type does not suit its role",
    explanation: "Marker columns have fixed types: `at` is a time with time zone, nullable unless `until = \"infinity\"`; `by` and \
        `reason` are nullable text; `id` is a nullable UUID; `flag` and `hold` are booleans that are never NULL; `created` is a time.",
};

/// A soft-delete table without a primary key.
pub static NO_PRIMARY_KEY: Entry = Entry {
    code: "SD0613",
    title: "Soft deletion without a primary key",
    explanation: "Marking, restoring and purging name rows by their primary key; a table with `soft_delete` must have one.",
};

/// A nullable primary key.
pub static NULLABLE_KEY: Entry = Entry {
    code: "SD0614",
    title: "Primary key that may be NULL",
    explanation: "PostgreSQL makes every column of a primary key NOT NULL; its field cannot be an `Option`.",
};

/// A reference that is not written in full.
pub static REFERENCE: Entry = Entry {
    code: "SD0615",
    title: "Incomplete reference",
    explanation: "A reference is written `references(users.id), on_delete = cascade`. What becomes of a row when the one it refers to is \
        deleted has no default: it is `cascade`, `restrict`, `set_null` or `keep`.",
};

/// A reference that should become NULL but cannot.
pub static SET_NULL: Entry = Entry {
    code: "SD0616",
    title: "`set_null` on a column that cannot be NULL",
    explanation: "`on_delete = set_null` makes the reference NULL; the field must be an `Option`.",
};

/// A Rust type that no SQL type corresponds to.
pub static RUST_TYPE: Entry = Entry {
    code: "SD0617",
    title: "Field type without an SQL type",
    explanation: "PostgreSQL has no type for this one: it has no unsigned integers, and a column owns its values. The chapter \
        \"Declaring tables\" lists the types that are known; others are declared by `#[derive(SqlEnum)]` or `#[derive(SqlType)]`, or \
        named by `#[column(sql_type = \"…\")]`.",
};

/// An `sql_type` that PostgreSQL does not have.
pub static SQL_TYPE: Entry = Entry {
    code: "SD0618",
    title: "Unknown SQL type in a declaration",
    explanation: "`sql_type` names one of PostgreSQL's own types, with its modifier if it has one: `varchar(20)`, `numeric(10,2)`, `text[]`.",
};

/// An enum that PostgreSQL cannot have.
pub static ENUM_SHAPE: Entry = Entry {
    code: "SD0619",
    title: "`SqlEnum` on something else than a plain enum",
    explanation: "An enum type of PostgreSQL is a list of labels: the Rust enum has variants without fields, at least one.",
};

/// Two variants of one label.
pub static DUPLICATE_LABEL: Entry = Entry {
    code: "SD0620",
    title: "Two variants of one label",
    explanation: "The labels of an enum type differ; two variants have been given the same one.",
};

/// A newtype that is none.
pub static NEWTYPE_SHAPE: Entry = Entry {
    code: "SD0621",
    title: "`SqlType` on something else than a newtype or a composite type",
    explanation: "`#[derive(SqlType)]` makes a struct with one unnamed field travel as that field: `struct UserId(i64);`. A struct with named fields is a \
        composite type of the database.",
};

/// A description that cannot be read.
pub static DESCRIPTION: Entry = Entry {
    code: "SD0622",
    title: "Declaration that cannot be read",
    explanation: "The name stands for something that is no table (or no type), or that was declared by another version of this library. \
        `cargo tree -d` shows whether two versions are in use.",
};

/// A cascade to a table whose rows cannot be marked.
pub static CASCADE: Entry = Entry {
    code: "SD0623",
    title: "`cascade` on a table without soft deletion",
    explanation: "`on_delete = cascade` marks the rows that refer to a deleted one as deleted too; their table must have `soft_delete`.",
};

/// A foreign key whose two sides differ in length.
pub static KEY_LENGTH: Entry = Entry {
    code: "SD0624",
    title: "Foreign key with sides of different lengths",
    explanation: "A foreign key of several columns names as many here as in the table it refers to, in the same order: \
        `references((org_id, user_id) = users(org_id, id), on_delete = cascade)`.",
};

/// A personal column that cannot be overwritten.
pub static PERSONAL: Entry = Entry {
    code: "SD0625",
    title: "Personal column that cannot be erased",
    explanation: "`erase` overwrites the columns marked `personal`, with NULL or with the expression that is given. A column that cannot be NULL \
        needs an expression, which reads columns of its own row alone; one that the database computes, or that is part of the primary key, cannot be overwritten.",
};

/// A foreign key to columns that are no key.
pub static NOT_A_KEY: Entry = Entry {
    code: "SD0626",
    title: "Foreign key to columns that are not a key",
    explanation: "A foreign key refers to the primary key or to a unique key of its parent, so that each row has one parent at most.",
};

/// A function that PostgreSQL could not have.
pub static FUNCTION: Entry = Entry {
    code: "SD0627",
    title: "Function that is declared as none could be",
    explanation: "`sql_function!` takes the head of CREATE FUNCTION or CREATE AGGREGATE: what it returns is said, arguments with defaults and the \
        VARIADIC one come last, and a polymorphic result has a polymorphic argument. An aggregate with a final function needs our own \
        `returns type` behind it, because PostgreSQL's command does not say what it returns.",
};

/// An operator whose function is not declared.
pub static OPERATOR: Entry = Entry {
    code: "SD0628",
    title: "Operator without its function",
    explanation: "An operator is declared beside the function that implements it, in the same call of `sql_function!`: the function says what the \
        operator returns and when that is NULL, and statements reach the operator through it.",
};

/// A cast of other types.
pub static CAST: Entry = Entry {
    code: "SD0629",
    title: "Cast of other types",
    explanation: "`cast(…)` says what follows `CREATE CAST`, of a cast from or to the type that is declared there. A cast between two declared types \
        is declared once, with either of them.",
};
