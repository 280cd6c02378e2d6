//! What a table with `soft_delete` states, so that its rows can be deleted and restored by methods.

use bytes::BytesMut;
use postgres_types::{IsNull, Type};
use tokio_postgres::Row;

use crate::bind::EncodeError;
use crate::declared::Table;
use crate::error::Error;
use crate::statement::Statement;

/// A table with `soft_delete` and a primary key, as `#[derive(Table)]` describes it for what works by key.
///
/// # Keys
/// [`Lifecycle::Key`] is the field's type where the primary key is one column, and the tuple of the fields' types, in the order in
/// which they are declared, where it is several. Statements take any number of keys: one parameter for each column of the key, an
/// array, of which the n-th elements together are the n-th key. The arrays are written straight from the keys by
/// [`Lifecycle::encode_key`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table whose rows can be deleted and restored by key",
    note = "derive `Table` on it, with `#[table(…, soft_delete)]` and a `#[column(primary_key)]`"
)]
pub trait Lifecycle: Table {
    /// The primary key.
    type Key: Send + Sync + 'static;

    /// How many columns the primary key has.
    const KEY_COLUMNS: usize;

    /// The statements; always the same, because a connection knows them by their addresses.
    fn statements() -> &'static Statements;

    /// Writes a column of a key, counted from 0, as [`Encode::encode`](crate::Encode::encode) does; `ty` is the type of the elements of the parameter's array.
    ///
    /// # Errors
    /// When the value has no form as `ty`.
    fn encode_key(
        key: &Self::Key,
        column: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, EncodeError>;

    /// Reads a key from the columns of `row` that begin at `first`.
    ///
    /// # Errors
    /// When the columns are not those that were declared.
    fn decode_key(row: &Row, first: usize) -> Result<Self::Key, Error>;
}

/// The statements of a table that work by key.
///
/// Parameters come in the order given here, then those of the statement's slots; *keys* stands for one array for each column of the primary key. *Reason* is
/// a `text` that may be NULL, and is there only if [`Statements::takes_reason`]. The actor is the executor's, by `Slot::Actor`: no statement says `by`.
///
/// Those that report ([`Statement::reports`]) are compiled with `count_named`, so that their last effect is [`Action::Named`](crate::Action::Named), how many of the
/// keys belong to a row. Those of hard deletions
/// are not, as their conditions are about age too.
#[derive(Debug)]
pub struct Statements {
    /// Whether deletions, restorations and erasures record why: the table has a column for it, or history.
    pub takes_reason: bool,
    /// `delete from t where key in keys because reason`. Parameters: keys, reason. Reports.
    pub delete: Statement,
    /// `restore t where key in keys because reason`. Parameters: keys, reason if [`Statements::takes_reason_to_restore`]. Reports.
    pub restore: Statement,
    /// `restore t with parents …`, the same otherwise; `None` where no row that would be restored refers to a table with `soft_delete`.
    pub restore_with_parents: Option<Statement>,
    /// Whether restorations record why: the table has history.
    pub takes_reason_to_restore: bool,
    /// `erase t with deleted where key in keys because reason`. Parameters: keys, reason if `takes_reason_to_restore`. Reports. `None` where neither the table nor what follows it has
    /// personal columns.
    pub erase: Option<Statement>,
    /// `hard delete from t where key in keys and marked at <= now() - $keep`: rows that are marked and past retention. Parameters: keys, and if
    /// [`Statements::timed`] `keep`, an `interval` that is never NULL.
    pub hard_delete: Statement,
    /// `hard delete from t where marked at < $before and marked at <= now() - $keep`: rows that are marked, past retention, and were marked before a time.
    /// Parameters: `before`, a `timestamptz`, and `keep`. `None` where the table does not say when rows were marked.
    pub hard_delete_before: Option<Statement>,
    /// Whether the table says when rows were marked.
    pub timed: bool,
    /// `select key columns, is marked from t with deleted where key in keys`. Parameters: keys. Result: the columns of the key, and a `bool` that is never NULL.
    pub state: Statement,
    /// How history is read; `None` without `audit`.
    pub history: Option<HistoryStatements>,
}

/// How the rows of `softdelete.history` are read that are about one table.
///
/// Both return, for each row of history in the order of its `id`: `id int8`, `operation uuid`, `action text`, `actor text`, `reason text`, `at timestamptz`, `detail::text`,
/// then the columns of the key, each read from `row_key` by a cast: `(h.row_key ->> 'id')::int8`. The kind is `Select` and `columns` has a name for each of these.
#[derive(Debug)]
pub struct HistoryStatements {
    /// What happened to rows by key. Parameters: keys, `after int8`, `count int8`:
    ///
    /// ```sql
    /// SELECT … FROM softdelete.history AS h
    /// WHERE h.schema_name IS NOT DISTINCT FROM 'app' AND h.table_name = 'users'
    ///   AND h.row_key = ANY (ARRAY(SELECT jsonb_build_object('id', k.c1) FROM unnest($1::int8[]) AS k(c1)))
    ///   AND h.id > $2::int8 ORDER BY h.id LIMIT $3::int8
    /// ```
    pub of_keys: Statement,
    /// What happened in the table. Parameters: `since timestamptz`, `after int8`, `count int8`. As above, with `h.at >= $1::timestamptz` in place of the condition on
    /// `row_key`.
    pub since: Statement,
}
