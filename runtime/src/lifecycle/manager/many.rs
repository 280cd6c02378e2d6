//! Many keys: in chunks, from iterators and streams.

use std::collections::HashSet;
use std::pin::pin;

use bytes::BytesMut;
use futures_util::{Stream, StreamExt, stream};
use postgres_types::{IsNull, Kind as TypeKind};

use super::super::action::Change;
use super::super::bulk::{Bulk, BulkError};
use super::super::hooks::Hooks;
use super::super::table::Lifecycle;
use super::{Manager, changed};
use crate::effects::Effects;
use crate::error::Result;
use crate::executor::Executor;
use crate::statement::{Action, Statement};

/// The methods of one change.
macro_rules! many {
    ($(#[$doc:meta])+ $many:ident, $(#[$stream_doc:meta])+ $stream:ident, |$this:ident| $change:expr) => {
        $(#[$doc])+
        ///
        /// # Errors
        /// As the method of one key; [`BulkError::done`] is what was done before.
        pub async fn $many<I>(&self, keys: I) -> Result<Bulk, BulkError>
        where
            I: IntoIterator<Item = T::Key>,
        {
            let $this = self;
            self.in_chunks($change, stream::iter(keys.into_iter().map(Ok))).await
        }

        $(#[$stream_doc])+
        ///
        /// # Errors
        /// As the method of one key, and an error of the stream; [`BulkError::done`] is what was done before.
        pub async fn $stream<S>(&self, keys: S) -> Result<Bulk, BulkError>
        where
            S: Stream<Item = Result<T::Key>>,
        {
            let $this = self;
            self.in_chunks($change, keys).await
        }
    };
}

/// # Many keys
///
/// Keys are taken as they are needed: memory holds a chunk of them at a time, but with [`Manager::in_one`]. A stream may be that of a query
/// ([`Query::fetch`](crate::Query::fetch)), which then needs a connection of its own beside the one that makes the changes.
impl<T: Lifecycle, E: Executor + ?Sized, H: Hooks<T>> Manager<'_, T, E, H> {
    many!(
        /// Deletes the rows of any number of keys.
        delete_many,
        /// Deletes the rows whose keys arrive.
        delete_stream,
        |_this| Change::Delete
    );

    many!(
        /// Restores the rows of any number of keys.
        restore_many,
        /// Restores the rows whose keys arrive.
        restore_stream,
        |this| this.restoration()
    );

    many!(
        /// Really deletes the rows of any number of keys, if they are marked and past retention.
        hard_delete_many,
        /// Really deletes the rows whose keys arrive, if they are marked and past retention.
        hard_delete_stream,
        |_this| Change::HardDelete
    );

    many!(
        /// Overwrites the personal columns of the rows of any number of keys.
        erase_many,
        /// Overwrites the personal columns of the rows whose keys arrive.
        erase_stream,
        |_this| Change::Erase
    );

    async fn in_chunks(
        &self,
        change: Change,
        keys: impl Stream<Item = Result<T::Key>>,
    ) -> Result<Bulk, BulkError> {
        let size = if self.in_one {
            usize::MAX
        } else {
            self.config.chunk_size
        };
        let mut keys = pin!(keys);
        let mut bulk = Bulk::new(change);
        let mut chunk: Vec<T::Key> = Vec::new();
        loop {
            let end = match keys.next().await {
                Some(Ok(key)) => {
                    chunk.push(key);
                    false
                }
                None => true,
                Some(Err(error)) => return Err(BulkError::new(error, bulk)),
            };
            if !chunk.is_empty() && (end || chunk.len() == size) {
                match self.change(change, &chunk).await {
                    Ok(effects) => {
                        bulk.add(&effects);
                        if let Err(error) = self.count(change, &mut bulk, &chunk, &effects).await {
                            return Err(BulkError::new(error, bulk));
                        }
                    }
                    Err(error) => return Err(BulkError::new(error, bulk)),
                }
                chunk.clear();
            }
            if end {
                return Ok(bulk);
            }
        }
    }

    /// Tells the keys apart by what became of their rows.
    async fn count(
        &self,
        change: Change,
        bulk: &mut Bulk,
        keys: &[T::Key],
        effects: &Effects,
    ) -> Result<()> {
        let given = keys.len() as u64;
        let changed = changed(effects);
        bulk.changed += changed;
        let mut named = effects.by(Action::Named);
        if change == Change::HardDelete && changed < given {
            // The statement tells only what it removed.
            named = changed + self.states(keys).await?.len() as u64;
        }
        // Only where there are fewer rows than keys does it matter whether a key was given twice.
        let missing = match change.statement(T::statements()) {
            Ok(statement) if named < given => distinct::<T>(statement, keys).saturating_sub(named),
            _ => 0,
        };
        bulk.missing += missing;
        bulk.unchanged += given.saturating_sub(changed + missing);
        Ok(())
    }
}

/// How many different keys there are, told by the form in which they are sent.
fn distinct<T: Lifecycle>(statement: &'static Statement, keys: &[T::Key]) -> u64 {
    let mut seen: HashSet<Vec<u8>> = HashSet::with_capacity(keys.len());
    let mut written = BytesMut::new();
    for key in keys {
        let mut whole = Vec::new();
        for (column, array) in statement.params.iter().take(T::KEY_COLUMNS).enumerate() {
            let TypeKind::Array(element) = array.kind() else {
                continue;
            };
            written.clear();
            // A key that cannot be written was refused when the statement was to be sent.
            if let Ok(IsNull::No) = T::encode_key(key, column, element, &mut written) {
                whole.extend_from_slice(&written.len().to_be_bytes());
                whole.extend_from_slice(&written);
            }
        }
        seen.insert(whole);
    }
    seen.len() as u64
}
