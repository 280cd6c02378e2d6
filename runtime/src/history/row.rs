//! The history of a table that is known at compile time.

use std::borrow::Cow;
use std::time::SystemTime;

use tokio_postgres::Row;

use super::{HistoryAction, HistoryStream, Record};
use crate::bind::bind;
use crate::bind::keys::Keys;
use crate::decode::get;
use crate::error::{Error, Result, Unmet};
use crate::executor::Executor;
use crate::json_text::JsonText;
use crate::lifecycle::send::Sender;
use crate::lifecycle::{HistoryStatements, Lifecycle};
use crate::sql;

/// How many columns come before the key.
pub(super) const KEY_AT: usize = 7;

/// What has happened to one row.
pub(crate) fn of_key<'s, T: Lifecycle, E: Executor + ?Sized>(
    sender: Sender<'s, E>,
    key: &'s T::Key,
) -> HistoryStream<'s, T::Key> {
    HistoryStream::new(sender.config.page(), move |after, count| async move {
        let keys = Keys::<T>(std::slice::from_ref(key));
        let mut params: Vec<_> = keys.params().collect();
        params.push(bind::<sql::Int8, _>(&after));
        params.push(bind::<sql::Int8, _>(&count));
        let statement = &statements::<T>()?.of_keys;
        sender.rows(statement, &params, read::<T>).await
    })
}

/// What has happened to the rows of the table.
pub(crate) fn since<T: Lifecycle, E: Executor + ?Sized>(
    sender: Sender<'_, E>,
    time: SystemTime,
) -> HistoryStream<'_, T::Key> {
    HistoryStream::new(sender.config.page(), move |after, count| async move {
        let params = [
            bind::<sql::Timestamptz, _>(&time),
            bind::<sql::Int8, _>(&after),
            bind::<sql::Int8, _>(&count),
        ];
        let statement = &statements::<T>()?.since;
        sender.rows(statement, &params, read::<T>).await
    })
}

fn statements<T: Lifecycle>() -> Result<&'static HistoryStatements> {
    let history = T::statements().history.as_ref();
    history.ok_or_else(|| Error::unmet(Unmet::NoAudit))
}

fn read<T: Lifecycle>(row: &Row) -> Result<Record<T::Key>> {
    let key = T::decode_key(row, KEY_AT)?;
    let table = (T::SCHEMA.map(Cow::Borrowed), Cow::Borrowed(T::NAME));
    read_of(row, table, key)
}

/// The columns that come before the key.
pub(super) fn read_of<K>(
    row: &Row,
    (schema, table): (Option<Cow<'static, str>>, Cow<'static, str>),
    key: K,
) -> Result<Record<K>> {
    let action: String = get::<sql::Text, _>(row, 2)?;
    let detail: Option<String> = get::<sql::Text, _>(row, 6)?;
    Ok(Record {
        id: get::<sql::Int8, _>(row, 0)?,
        operation: get::<sql::Uuid, _>(row, 1)?,
        action: HistoryAction::from(action),
        schema,
        table,
        key,
        actor: get::<sql::Text, _>(row, 3)?,
        reason: get::<sql::Text, _>(row, 4)?,
        at: get::<sql::Timestamptz, _>(row, 5)?,
        detail: detail.map(JsonText::new),
    })
}
