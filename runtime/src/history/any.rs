//! The history of any table.

use std::borrow::Cow;
use std::time::SystemTime;

use postgres_types::Type;
use tokio_postgres::Row;
use uuid::Uuid;

use super::row::{KEY_AT, read_of};
use super::{HistoryStream, Record};
use crate::bind::{bind, bind_nullable};
use crate::decode::get;
use crate::error::Result;
use crate::executor::Executor;
use crate::json_text::JsonText;
use crate::lifecycle::send::Sender;
use crate::sql;
use crate::statement::{Statement, StatementKind};

/// A statement that reads a page of those records that meet a condition; the number after which it begins and how many records it may have are its last
/// parameters.
macro_rules! page {
    ($name:ident, [$($param:ident),+], $condition:literal, $after:literal, $count:literal) => {
        static $name: Statement = Statement {
            kind: StatementKind::Select,
            tables: &["softdelete.history"],
            sql: concat!(
                "SELECT h.id, h.operation, h.action, h.actor, h.reason, h.at, h.detail::text, h.row_key::text, h.schema_name, h.table_name \
                 FROM softdelete.history AS h WHERE ", $condition, " AND h.id > ", $after, " ORDER BY h.id LIMIT ", $count
            ),
            params: &[$(Type::$param),+, Type::INT8, Type::INT8],
            columns: &["id", "operation", "action", "actor", "reason", "at", "detail", "row_key", "schema_name", "table_name"],
            ..Statement::PLAIN
        };
    };
}

page!(OF_OPERATION, [UUID], "h.operation = $1", "$2", "$3");
page!(
    OF_TABLE,
    [TEXT, TEXT, TIMESTAMPTZ],
    "h.schema_name IS NOT DISTINCT FROM $1 AND h.table_name = $2 AND h.at >= $3",
    "$4",
    "$5"
);
page!(SINCE, [TIMESTAMPTZ], "h.at >= $1", "$2", "$3");

pub(super) fn of_operation<E: Executor + ?Sized>(
    sender: Sender<'_, E>,
    operation: Uuid,
) -> HistoryStream<'_, JsonText> {
    HistoryStream::new(sender.config.page(), move |after, count| async move {
        let params = [
            bind::<sql::Uuid, _>(&operation),
            bind::<sql::Int8, _>(&after),
            bind::<sql::Int8, _>(&count),
        ];
        sender.rows(&OF_OPERATION, &params, read).await
    })
}

pub(super) fn of_table<'s, E: Executor + ?Sized>(
    sender: Sender<'s, E>,
    schema: Option<&'s str>,
    table: &'s str,
    since: SystemTime,
) -> HistoryStream<'s, JsonText> {
    HistoryStream::new(sender.config.page(), move |after, count| async move {
        let params = [
            bind_nullable::<sql::Text, _>(&schema),
            bind::<sql::Text, _>(&table),
            bind::<sql::Timestamptz, _>(&since),
            bind::<sql::Int8, _>(&after),
            bind::<sql::Int8, _>(&count),
        ];
        sender.rows(&OF_TABLE, &params, read).await
    })
}

pub(super) fn since<E: Executor + ?Sized>(
    sender: Sender<'_, E>,
    time: SystemTime,
) -> HistoryStream<'_, JsonText> {
    HistoryStream::new(sender.config.page(), move |after, count| async move {
        let params = [
            bind::<sql::Timestamptz, _>(&time),
            bind::<sql::Int8, _>(&after),
            bind::<sql::Int8, _>(&count),
        ];
        sender.rows(&SINCE, &params, read).await
    })
}

fn read(row: &Row) -> Result<Record<JsonText>> {
    let key: String = get::<sql::Text, _>(row, KEY_AT)?;
    let schema: Option<String> = get::<sql::Text, _>(row, KEY_AT + 1)?;
    let table: String = get::<sql::Text, _>(row, KEY_AT + 2)?;
    read_of(
        row,
        (schema.map(Cow::Owned), Cow::Owned(table)),
        JsonText::new(key),
    )
}
