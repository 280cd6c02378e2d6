//! What the manager tells of rows without changing them.

use std::time::SystemTime;

use super::super::action::Change;
use super::super::hooks::Hooks;
use super::super::table::Lifecycle;
use super::{Manager, single};
use crate::bind::keys::Keys;
use crate::decode::get;
use crate::error::Result;
use crate::executor::Executor;
use crate::history::{self, HistoryStream};
use crate::plan::Plan;
use crate::sql;

impl<T: Lifecycle, E: Executor + ?Sized, H: Hooks<T>> Manager<'_, T, E, H> {
    /// Whether a row is deleted; `None` if there is no row of this key.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn is_deleted(&self, key: &T::Key) -> Result<Option<bool>> {
        let states = self.states(single::<T>(key)).await?;
        Ok(states.first().map(|(_, deleted)| *deleted))
    }

    /// The keys of the rows that exist, each with whether it is deleted, in no particular order.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn states(&self, keys: &[T::Key]) -> Result<Vec<(T::Key, bool)>> {
        let keys = Keys::<T>(keys);
        let params: Vec<_> = keys.params().collect();
        let statement = &T::statements().state;
        let sender = self.sender();
        let rows = sender.rows(statement, &params, |row| {
            let key = T::decode_key(row, 0)?;
            Ok((key, get::<sql::Bool, _>(row, T::KEY_COLUMNS)?))
        });
        rows.await
    }

    /// What deleting these rows would do as things stand, and what would forbid it.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn plan_delete(&self, keys: &[T::Key]) -> Result<Plan> {
        self.plan(Change::Delete, keys).await
    }

    /// What restoring these rows would do as things stand, and what would forbid it.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn plan_restore(&self, keys: &[T::Key]) -> Result<Plan> {
        self.plan(self.restoration(), keys).await
    }

    /// What really deleting these rows would do as things stand, and what would forbid it.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn plan_hard_delete(&self, keys: &[T::Key]) -> Result<Plan> {
        self.plan(Change::HardDelete, keys).await
    }

    /// What erasing these rows would do as things stand, and what would forbid it.
    ///
    /// # Errors
    /// When nothing of the table is declared to be personal, the server refuses or the connection is lost.
    pub async fn plan_erase(&self, keys: &[T::Key]) -> Result<Plan> {
        self.plan(Change::Erase, keys).await
    }

    async fn plan(&self, change: Change, keys: &[T::Key]) -> Result<Plan> {
        let statement = self.check(change)?;
        let given = self.given(keys);
        let params = self.params(change, &given);
        self.sender().plan(statement, &params).await
    }

    /// What has happened to a row, the oldest first: deletions, restorations, links cut and tied, erasures. A stream that reads page after
    /// page, and holds no connection in between.
    ///
    /// Its first row is an error where the table has no `audit`.
    pub fn history_of<'s>(&'s self, key: &'s T::Key) -> HistoryStream<'s, T::Key> {
        history::of_key::<T, E>(self.sender(), key)
    }

    /// What has happened to the rows of the table since `time`, the oldest first; as [`Manager::history_of`].
    pub fn history_since(&self, time: impl Into<SystemTime>) -> HistoryStream<'_, T::Key> {
        history::since::<T, E>(self.sender(), time.into())
    }
}
