//! What is asked for.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// PostgreSQL statements, checked and protected by softdelete's compiler.
///
/// Statements come from arguments, from files, or from standard input; several in one text are separated by `;`. A
/// parameter is `$1`.
///
/// Exit status: 0 when every statement was accepted (with --jsonl: when every line was answered), 1 when one was refused,
/// 2 when the work could not be done (an unreadable file, an unreachable server, wrong arguments).
#[derive(Debug, Parser)]
#[command(
    name = "softdelete",
    version,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Render each statement back as the compiler read it; no database is needed
    #[command(after_long_help = JSONL)]
    Parse {
        /// Where the statements come from.
        #[command(flatten)]
        input: InputArguments,
    },
    /// Print each statement so that it cannot see or destroy deleted rows
    #[command(after_long_help = REWRITING)]
    Rewrite {
        /// Where the statements come from.
        #[command(flatten)]
        input: InputArguments,
        /// Which database they are for.
        #[command(flatten)]
        database: DatabaseArguments,
    },
    /// Print each statement's parameters and result columns, with types and nullability
    #[command(after_long_help = DESCRIBING)]
    Describe {
        /// Where the statements come from.
        #[command(flatten)]
        input: InputArguments,
        /// Which database they are for.
        #[command(flatten)]
        database: DatabaseArguments,
    },
}

/// Where statements come from.
#[derive(Debug, Args)]
pub(crate) struct InputArguments {
    /// Statements; with none and no --file, standard input is read
    #[arg(value_name = "SQL", conflicts_with = "jsonl")]
    pub(crate) statements: Vec<String>,
    /// A file of statements, `-` for standard input; may be given several times
    #[arg(short, long = "file", value_name = "PATH")]
    pub(crate) files: Vec<PathBuf>,
    /// Read lines `{"id":…,"sql":…}` and answer each with one line of JSON
    #[arg(long)]
    pub(crate) jsonl: bool,
}

/// Which database statements are for.
#[derive(Args)]
pub(crate) struct DatabaseArguments {
    /// The database whose tables the statements use: `postgres://user:password@host:port/database`
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: String,
    /// The column that marks rows as deleted; a table that has it is a soft-delete table
    #[arg(long, value_name = "NAME", default_value = "deleted_at")]
    pub(crate) marker: String,
}

// A derived one would print the password of the URL.
impl std::fmt::Debug for DatabaseArguments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseArguments")
            .field("marker", &self.marker)
            .finish_non_exhaustive()
    }
}

const JSONL: &str = r#"With --jsonl each line {"id":…,"sql":…} is answered by one line, in order:
  {"id":…,"ok":true,"sql":"…"}
  {"id":…,"ok":false,"code":"SD0001","error":"…","span":[from,to],"help":"…"}
The id may be any JSON value and comes back as it was written; it is null where a line could not be read (SD0901). A span is
a range of bytes of the statement. Where there are several mistakes, "errors" lists them all."#;

const REWRITING: &str = r#"Tables, columns, types and keys are read from the database once, before the first statement. A table that has the marker
column is a soft-delete table:
  a time that may be NULL    NULL marks active rows
  a time that is NOT NULL    infinity marks active rows
  a boolean                  true marks deleted rows
The columns deleted_by, deletion_reason and deletion_id of such a table, and created_at, are used where they exist. Keys
that are unique among active rows are found by their partial indexes. What views and functions of the database read is the
business of whoever defined them; a view is filtered where it shows the marker column itself.

DELETE becomes an UPDATE that marks rows; `hard delete` really deletes; a statement that would touch a whole table needs
the word `all`. Rows of other tables that refer to a deleted row stay as they are.

Parameters keep their numbers. A DELETE that records who deleted, and by which deletion, takes that from parameters
after the last one of the statement: the actor (text, or NULL) and a fresh UUID. They are named in a comment before the
statement, or with --jsonl so:
  {"id":…,"ok":true,"sql":"…","slots":[{"param":3,"is":"actor"},{"param":4,"is":"deletion_id"}]}

With --jsonl each line {"id":…,"sql":…} is answered by one line, in order:
  {"id":…,"ok":true,"sql":"…"}
  {"id":…,"ok":false,"code":"SD0101","error":"…","span":[from,to],"help":"…"}
The id may be any JSON value and comes back as it was written; it is null where a line could not be read (SD0901). A span is
a range of bytes of the statement. Where there are several mistakes, "errors" lists them all."#;

const DESCRIBING: &str = r#"Types are named as in the database's catalogue (int8, timestamptz, text[]), those outside of the search path with their
schema. A result column of a domain has the type that the domain restricts, as the server reports it; a parameter has
the domain. The statement is held to the same rules as by `rewrite`.

With --jsonl each line {"id":…,"sql":…} is answered by one line, in order:
  {"id":…,"ok":true,"params":["int8"],"columns":[{"name":"email","type":"text","nullable":false}]}
  {"id":…,"ok":false,"code":"SD0101","error":"…","span":[from,to],"help":"…"}
The id may be any JSON value and comes back as it was written; it is null where a line could not be read (SD0901). A span is
a range of bytes of the statement. Where there are several mistakes, "errors" lists them all."#;
