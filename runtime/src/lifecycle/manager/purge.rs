//! Purging from the manager.

use super::super::hooks::Hooks;
use super::super::table::Lifecycle;
use super::{Manager, forbids};
use crate::error::{Error, Kind, Result, Unmet};
use crate::executor::Executor;
use crate::interval::Interval;
use crate::purge::{Purge, PurgeReport, Purgeable};

impl<T: Lifecycle + Purgeable, E: Executor + ?Sized, H: Hooks<T>> Manager<'_, T, E, H> {
    /// Purges the table and what refers to it: removes for good, batch by batch, what is past retention; see [`Purge`].
    ///
    /// # Errors
    /// As [`Purge::run`], and when a hook refuses ([`Error::is_vetoed`]).
    pub async fn purge(&self) -> Result<PurgeReport> {
        self.purge_with(|purge| purge).await
    }

    /// Purges the table with other settings than the manager's.
    ///
    /// ```no_run
    /// # use softdelete_runtime::{Lifecycle, Manager, Pool, Purgeable};
    /// # async fn example<User: Lifecycle + Purgeable>(db: Pool) -> softdelete_runtime::Result<()> {
    /// let users = Manager::<User>::new(&db).because("retention has passed");
    /// let report = users.purge_with(|purge| purge.workers(4).batch_size(500)).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Manager::purge`].
    pub async fn purge_with(&self, set: impl FnOnce(Purge) -> Purge) -> Result<PurgeReport> {
        forbids::<T>(&self.config)?;
        #[cfg(feature = "seal")]
        self.not_sealed()?;
        let event = self.event(&[]);
        let before = self.hooks.before_purge(&event).await;
        before.map_err(|why| Error::because(Kind::Unmet(Unmet::Vetoed), why))?;
        let mut purge = Purge::of::<T>().retries(self.config.retries);
        if self.config.retention != Interval::default() {
            purge = purge.older_than(self.config.retention);
        }
        if let Some(reason) = &self.reason {
            purge = purge.because(reason.as_ref());
        }
        let purge = set(purge);
        let report = match &self.actor {
            Some(actor) => Box::pin(purge.run(&self.db.as_actor(actor))).await,
            None => Box::pin(purge.run(self.db)).await,
        }?;
        let after = self.hooks.after_purge(&event, &report).await;
        after.map_err(|why| Error::because(Kind::Unmet(Unmet::HookFailed), why))?;
        Ok(report)
    }
}
