//! What the application does before and after rows are deleted, restored, erased and really deleted.

use std::fmt;
use std::future::Future;

use super::table::Lifecycle;
use crate::effects::Effects;
use crate::purge::PurgeReport;

/// Why a hook refuses or fails: any error, also a text (`Err("the account is being audited".into())`).
pub type HookError = Box<dyn std::error::Error + Send + Sync>;

/// What is about to happen, or has happened, to rows of `T`.
#[non_exhaustive]
pub struct Event<'a, T: Lifecycle> {
    /// The keys of one statement, as they were given: also of rows that do not exist or need no change. Empty where rows are chosen by
    /// their age ([`Manager::hard_delete_before`](crate::Manager::hard_delete_before), [`Manager::purge`](crate::Manager::purge)).
    pub keys: &'a [T::Key],
    /// The actor named by [`Manager::by`](crate::Manager::by). `None` does not say that nobody is recorded: the executor may name one.
    pub actor: Option<&'a str>,
    /// The reason named by [`Manager::because`](crate::Manager::because).
    pub reason: Option<&'a str>,
}

impl<T: Lifecycle> fmt::Debug for Event<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Keys, actors and reasons may be personal.
        f.debug_struct("Event")
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

/// What the application does around changes that a [`Manager`](crate::Manager) makes. Each method does nothing unless it is written.
///
/// # When they run
/// - *Before*: once before each statement is sent, with its keys. An error refuses the statement: nothing is sent, and the
///   caller gets an error that [`is_vetoed`](crate::Error::is_vetoed). In the middle of many keys, the statements before it stay.
///   A statement that is run again after a deadlock does not ask again.
/// - *After*: once after each statement that succeeded, whether or not it changed anything. Where the executor is a transaction this is before its
///   commit, which may still fail; where it is not, the statement is committed. An error is returned to the caller as one that
///   [`is_hook_failure`](crate::Error::is_hook_failure), so that a transaction is rolled back by it; without a transaction what was done stays done.
///
/// They run in this process and around this manager's methods only: statements of `sd_query!`, purges without it and other programs do not call them, and a
/// process that ends between a statement and its hook has not run the hook. What must surely follow a commit belongs into
/// the outbox of the table ([`Outbox`](crate::Outbox)).
///
/// ```
/// use softdelete_runtime::{Event, HookError, Hooks, Lifecycle};
///
/// /// Nobody deletes without saying why.
/// struct Reasoned;
///
/// impl<T: Lifecycle> Hooks<T> for Reasoned {
///     async fn before_delete(&self, event: &Event<'_, T>) -> Result<(), HookError> {
///         event.reason.map(drop).ok_or_else(|| "say why".into())
///     }
/// }
/// ```
pub trait Hooks<T: Lifecycle>: Sync {
    /// Before rows are deleted.
    fn before_delete(
        &self,
        event: &Event<'_, T>,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = event;
        std::future::ready(Ok(()))
    }

    /// After rows were deleted.
    fn after_delete(
        &self,
        event: &Event<'_, T>,
        effects: &Effects,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = (event, effects);
        std::future::ready(Ok(()))
    }

    /// Before rows are restored.
    fn before_restore(
        &self,
        event: &Event<'_, T>,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = event;
        std::future::ready(Ok(()))
    }

    /// After rows were restored.
    fn after_restore(
        &self,
        event: &Event<'_, T>,
        effects: &Effects,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = (event, effects);
        std::future::ready(Ok(()))
    }

    /// Before rows are really deleted.
    fn before_hard_delete(
        &self,
        event: &Event<'_, T>,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = event;
        std::future::ready(Ok(()))
    }

    /// After rows were really deleted.
    fn after_hard_delete(
        &self,
        event: &Event<'_, T>,
        effects: &Effects,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = (event, effects);
        std::future::ready(Ok(()))
    }

    /// Before a purge ([`Manager::purge`](crate::Manager::purge)), once for all its batches.
    fn before_purge(
        &self,
        event: &Event<'_, T>,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = event;
        std::future::ready(Ok(()))
    }

    /// After a purge that came to its end or was cancelled, once for all its batches.
    fn after_purge(
        &self,
        event: &Event<'_, T>,
        report: &PurgeReport,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = (event, report);
        std::future::ready(Ok(()))
    }

    /// Before personal columns are overwritten.
    fn before_erase(
        &self,
        event: &Event<'_, T>,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = event;
        std::future::ready(Ok(()))
    }

    /// After personal columns were overwritten.
    fn after_erase(
        &self,
        event: &Event<'_, T>,
        effects: &Effects,
    ) -> impl Future<Output = Result<(), HookError>> + Send {
        let _ = (event, effects);
        std::future::ready(Ok(()))
    }
}

/// No hooks.
impl<T: Lifecycle> Hooks<T> for () {}

macro_rules! forward {
    ($($before:ident $after:ident $outcome:ident),+) => {
        impl<T: Lifecycle, H: Hooks<T>> Hooks<T> for &H {
            $(
                fn $before(&self, event: &Event<'_, T>) -> impl Future<Output = Result<(), HookError>> + Send {
                    (**self).$before(event)
                }

                fn $after(&self, event: &Event<'_, T>, outcome: &$outcome) -> impl Future<Output = Result<(), HookError>> + Send {
                    (**self).$after(event, outcome)
                }
            )+
        }
    };
}

forward!(
    before_delete after_delete Effects,
    before_restore after_restore Effects,
    before_hard_delete after_hard_delete Effects,
    before_purge after_purge PurgeReport,
    before_erase after_erase Effects
);
