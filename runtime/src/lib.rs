//! The runtime of `softdelete`: statements, executors, pool, rows, errors and retry, over `tokio-postgres`.
//!
//! Programs use it through the crate `softdelete`, whose macros write the [`Query`] values that everything here is about.

pub mod schema;
pub mod sql;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(feature = "testing")]
#[doc(hidden)]
pub mod registry;

mod actor;
mod bind;
mod by_text;
mod cache;
mod call;
mod choice;
mod composite;
mod connection;
mod declared;
mod declared_range;
mod decode;
mod effects;
mod error;
mod executor;
mod field;
mod history;
mod interval;
#[cfg(feature = "json")]
mod json;
mod json_text;
mod lifecycle;
mod moment;
mod outbox;
mod plan;
mod pool;
mod purge;
mod query;
mod rows;
mod session;
mod span;
mod statement;
mod stream;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod temporal;
mod transaction;
mod values;
mod watch;

pub use actor::AsActor;
pub use bind::{Bind, BindNullable, Encode, EncodeError};
pub use connection::Connection;
pub use decode::{DecodeError, FromColumn, FromRow};
pub use effects::{Counted, Effects};
pub use error::{Error, Refusal, Result};
pub use executor::Executor;
#[cfg(feature = "seal")]
pub use history::sealed;
pub use history::{History, HistoryAction, HistoryStream, Record};
pub use interval::Interval;
#[cfg(feature = "json")]
pub use json::Json;
pub use json_text::JsonText;
pub use lifecycle::{
    Audit, Bulk, BulkError, Cascade, Config, DeleteOutcome, EraseOutcome, Event, HardDeleteOutcome,
    HookError, Hooks, Lifecycle, Manager, RestoreOutcome, StatementMode,
};
pub use outbox::{Outbox, OutboxBatch, OutboxMessage};
pub use plan::Plan;
pub use pool::{Pool, PoolBuilder, PoolState};
pub use purge::{Kept, Purge, PurgeCancel, PurgeProgress, PurgeReport, Purgeable, PurgedTable};
pub use query::Query;
pub use statement::{Action, Effect, Statement, StatementKind};
pub use stream::RowStream;
pub use transaction::{Transaction, TransactionBuilder};
pub use uuid::Uuid;
pub use values::{
    Bits, Cidr, Circle, Inet, Infinite, InvalidValue, JsonPath, Line, LineSegment, Lsn, MacAddr,
    MacAddr8, Money, Multirange, Path, Point, Polygon, Range, Rectangle, Snapshot, Tid, TimeTz,
    TsQuery, TsVector, Weight, Xml,
};

#[cfg(feature = "chrono")]
pub use chrono;
#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;
pub use tokio_postgres::{self, IsolationLevel};
