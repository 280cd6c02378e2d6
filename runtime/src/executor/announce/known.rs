//! What the setting says in a transaction of ours.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Wish;

/// What was announced in a transaction, its savepoints included.
#[derive(Debug, Default)]
pub(crate) struct Announced(Mutex<Known>);

#[derive(Debug, Default, PartialEq, Eq)]
enum Known {
    /// Nothing was announced.
    #[default]
    Nothing,
    /// Something was, and a savepoint that was rolled back may have taken it back.
    Something,
    /// The setting says this; empty stands for nobody.
    Actor(Arc<str>),
}

impl Announced {
    /// Whether a statement has anything to announce. In a transaction in which an actor was announced once, every statement does whose
    /// actor is another one, so that none acts for that of an earlier one.
    pub(super) fn concerns(&self, wish: Wish<'_>) -> bool {
        match &*self.lock() {
            Known::Nothing => wish.fresh().is_some(),
            Known::Something => true,
            Known::Actor(known) => **known != *wish.actor.unwrap_or_default(),
        }
    }

    /// Notes what was sent.
    pub(super) fn set(&self, actor: &str) {
        *self.lock() = Known::Actor(actor.into());
    }

    /// Called when a savepoint is rolled back, which takes settings back too.
    pub(crate) fn forget(&self) {
        let mut known = self.lock();
        if *known != Known::Nothing {
            *known = Known::Something;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // A panic cannot leave it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
