//! Destroying data keys: what was sealed with them is lost for good.

use postgres_types::Type;
use uuid::Uuid;

use super::statement;
use crate::bind::bind;
use crate::error::Result;
use crate::executor::Executor;
use crate::lifecycle::send::Sender;
use crate::sql;
use crate::statement::{Statement, StatementKind};

static NAMES: Statement = statement(
    StatementKind::HardDelete,
    "DELETE FROM softdelete.subject_keys AS d USING unnest($1) AS s (name) WHERE d.subject = pg_catalog.to_jsonb(s.name)",
    &[Type::TEXT_ARRAY],
    &[],
);

static ERASED: Statement = statement(
    StatementKind::HardDelete,
    "DELETE FROM softdelete.subject_keys AS d USING softdelete.history AS h \
     WHERE h.operation = $1 AND h.action = 'erase' AND d.subject = pg_catalog.jsonb_build_array(h.schema_name, h.table_name, h.row_key)",
    &[Type::UUID],
    &[],
);

/// Destroys the data key of a subject that the application has named ([`Sealer::subject_of`](super::Sealer::subject_of)), and returns whether there was one. That of a
/// row is destroyed by [`Sealer::shred`](super::Sealer::shred).
///
/// The wrapped key may live on in backups, replicas and the write-ahead log, and in the table's pages until VACUUM FULL has rewritten them.
///
/// # Errors
/// When the server refuses or the connection is lost.
pub async fn shred<E: Executor + ?Sized>(db: &E, subject: &str) -> Result<bool> {
    names(super::as_default(db), &[subject.to_owned()])
        .await
        .map(|count| count > 0)
}

/// Destroys the data keys of all rows that a statement has erased, and returns how many there were. `operation` is that of its
/// [`Effects`](crate::Effects::operation); to be sent in the same transaction.
///
/// ```no_run
/// # use softdelete_runtime::{Pool, Query, Result, sealed::shred_erased};
/// # async fn example(db: Pool, statement: impl Fn() -> Query<'static, (), 0>) -> Result<()> {
/// let transaction = db.begin().await?;
/// let effects = statement() // sd_query!(erase users where id = $id)
///     .effects(&transaction)
///     .await?;
/// if let Some(operation) = effects.operation() {
///     shred_erased(&transaction, operation).await?;
/// }
/// transaction.commit().await
/// # }
/// ```
///
/// Only rows whose tables have `audit` are known to have been erased; and those whose subjects the application names are destroyed by
/// [`shred`] alone.
///
/// # Errors
/// When the server refuses or the connection is lost.
pub async fn shred_erased<E: Executor + ?Sized>(db: &E, operation: Uuid) -> Result<u64> {
    erased(super::as_default(db), operation).await
}

pub(super) async fn erased<E: Executor + ?Sized>(
    sender: Sender<'_, E>,
    operation: Uuid,
) -> Result<u64> {
    let params = [bind::<sql::Uuid, _>(&operation)];
    sender.count(&ERASED, &params).await
}

pub(super) async fn names<E: Executor + ?Sized>(
    sender: Sender<'_, E>,
    names: &[String],
) -> Result<u64> {
    let params = [bind::<sql::Array<sql::Text>, _>(&names)];
    sender.count(&NAMES, &params).await
}
