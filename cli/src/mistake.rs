//! Mistakes that only the command line can find. Their codes follow those of the compiler: `SD09..`.

use softdelete_compiler::diagnostic::Entry;

/// A line of `--jsonl` is no request.
pub(crate) static NOT_A_REQUEST: Entry = Entry {
    code: "SD0901",
    title: "Line that is no request",
    explanation: "Each line is a JSON object with the text of a statement as `sql`, and perhaps an `id`: `{\"id\":1,\"sql\":\"select 1\"}`.",
};

/// The compiler stopped in the middle of a statement.
pub(crate) static INTERNAL: Entry = Entry {
    code: "SD0902",
    title: "Internal error",
    explanation: "The compiler failed on this statement, which is a bug in it. Please report the statement.",
};

/// A marker column that marks nothing.
pub(crate) static UNCLEAR_MARKER: Entry = Entry {
    code: "SD0903",
    title: "Marker column of an unsuitable type",
    explanation: "The table has a column of the marker's name, but of a type that does not tell active rows from deleted ones: a time \
                  or a boolean does. Name the column that marks rows with `--marker`.",
};
