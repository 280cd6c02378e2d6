//! Mistakes of spelling and grammar: `SD00xx`.

use super::Entry;

/// A token that cannot stand where it stands.
pub static UNEXPECTED: Entry = Entry {
    code: "SD0001",
    title: "Unexpected token",
    explanation: "The grammar of PostgreSQL, or of the forms added to it, allows something else at this place. The help names what is \
        expected. A word that PostgreSQL reserves must be quoted (`\"user\"` in SQL text) where it is a name.",
};

/// The statement ends too early.
pub static UNEXPECTED_END: Entry = Entry {
    code: "SD0002",
    title: "Statement ends too early",
    explanation: "Something is still missing where the statement ends.",
};

/// A statement of another kind.
pub static NOT_DML: Entry = Entry {
    code: "SD0003",
    title: "Statement of another kind",
    explanation: "Statements here read and write rows: `select`, `values`, `table`, `insert`, `update`, `delete`, `merge`, `restore` and \
        `erase`. Definitions belong into migrations, `truncate` would destroy rows without a trace, transactions are opened in Rust.",
};

/// More than one statement.
pub static SEVERAL_STATEMENTS: Entry = Entry {
    code: "SD0004",
    title: "Several statements",
    explanation: "One call is one statement. Send several in a transaction, or join them with `with a as (…), b as (…) …`.",
};

/// Nesting that is too deep.
pub static TOO_DEEP: Entry = Entry {
    code: "SD0005",
    title: "Nested too deeply",
    explanation: "A statement may nest parentheses, queries and chains of operators only so deep, so that no statement can exhaust the \
        compiler's stack. Long lists belong into an array parameter: `x in $list`.",
};

/// A string, comment, quoted identifier or parenthesis that does not end.
pub static UNTERMINATED: Entry = Entry {
    code: "SD0006",
    title: "Unterminated text",
    explanation: "A string, a quoted identifier, a comment or a parameter's parenthesis is opened and never closed.",
};

/// An escape that is not valid.
pub static BAD_ESCAPE: Entry = Entry {
    code: "SD0007",
    title: "Invalid escape",
    explanation: "An escape in `E'…'`, `U&'…'` or `U&\"…\"` does not name a character that text may hold. Text in PostgreSQL never holds \
        the character NUL.",
};

/// A number that is not one.
pub static BAD_NUMBER: Entry = Entry {
    code: "SD0008",
    title: "Invalid number",
    explanation: "A number has digits of the wrong radix, a misplaced underscore, or letters right after it.",
};

/// A character that starts no token.
pub static BAD_CHARACTER: Entry = Entry {
    code: "SD0009",
    title: "Unexpected character",
    explanation: "The character starts no token of SQL.",
};

/// A parameter that is not spelled as parameters are.
pub static BAD_PARAMETER: Entry = Entry {
    code: "SD0010",
    title: "Invalid parameter",
    explanation: "A parameter is `$name`, `$name.field` or `$(expression)`; in the command line's plain SQL it is `$1`.",
};

/// An empty quoted identifier.
pub static EMPTY_IDENTIFIER: Entry = Entry {
    code: "SD0011",
    title: "Empty identifier",
    explanation: "A quoted identifier needs at least one character.",
};

/// A clause that stands twice.
pub static CLAUSE_TWICE: Entry = Entry {
    code: "SD0012",
    title: "Clause written twice",
    explanation: "The clause may stand once.",
};

/// Operators that do not chain.
pub static NOT_ASSOCIATIVE: Entry = Entry {
    code: "SD0013",
    title: "Operators that do not chain",
    explanation: "Comparisons, `between`, `in`, `like` and `is distinct from` do not chain: PostgreSQL wants parentheses, and `a < b < c` \
        mostly means `a < b and b < c`.",
};

/// A form that is in the grammar, but whose parts do not fit together.
pub static BAD_FORM: Entry = Entry {
    code: "SD0014",
    title: "Parts that do not fit together",
    explanation: "Each part is grammatical by itself, but PostgreSQL refuses them together.",
};

/// An optional part that cannot stand where it does, or could not be left out.
pub static CHOICE: Entry = Entry {
    code: "SD0015",
    title: "Optional part out of place",
    explanation: "`if … { … }`, `if let … { … }` and `match … { … }` stand where their text can be left out: as one of the conditions that AND joins \
        in WHERE, HAVING or ON, as a key of ORDER BY, as the number of LIMIT or OFFSET. They are not nested.",
};

/// All of them, by code.
pub static ALL: &[&Entry] = &[
    &UNEXPECTED,
    &UNEXPECTED_END,
    &NOT_DML,
    &SEVERAL_STATEMENTS,
    &TOO_DEEP,
    &UNTERMINATED,
    &BAD_ESCAPE,
    &BAD_NUMBER,
    &BAD_CHARACTER,
    &BAD_PARAMETER,
    &EMPTY_IDENTIFIER,
    &CLAUSE_TWICE,
    &NOT_ASSOCIATIVE,
    &BAD_FORM,
    &CHOICE,
];
