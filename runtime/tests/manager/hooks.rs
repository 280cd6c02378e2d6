//! What the application does before and after.

use std::sync::Mutex;

use softdelete_runtime::{Config, Effects, Event, HookError, Hooks, Manager};

use crate::table::{Account, accounts, count};

/// Notes each call, and refuses or fails where it is told to.
#[derive(Default)]
struct Noted {
    calls: Mutex<Vec<String>>,
    refuses: Option<i64>,
    fails_after: bool,
}

impl Noted {
    fn note(&self, what: &str, event: &Event<'_, Account>) {
        let reason = event.reason.unwrap_or("-");
        let call = format!("{what} {:?} {reason}", event.keys);
        self.calls.lock().unwrap().push(call);
    }

    fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }
}

impl Hooks<Account> for Noted {
    async fn before_delete(&self, event: &Event<'_, Account>) -> Result<(), HookError> {
        self.note("before delete", event);
        tokio::task::yield_now().await;
        match self.refuses {
            Some(key) if event.keys.contains(&key) => Err(format!("{key} stays").into()),
            _ => Ok(()),
        }
    }

    async fn after_delete(
        &self,
        event: &Event<'_, Account>,
        effects: &Effects,
    ) -> Result<(), HookError> {
        self.note(&format!("deleted {}", effects.of("accounts")), event);
        if self.fails_after {
            return Err("the index is down".into());
        }
        Ok(())
    }

    async fn after_restore(
        &self,
        event: &Event<'_, Account>,
        effects: &Effects,
    ) -> Result<(), HookError> {
        self.note(&format!("restored {}", effects.of("accounts")), event);
        Ok(())
    }
}

#[tokio::test]
async fn they_run_around_each_statement() {
    let (_database, pool) = accounts().await;
    let hooks = Noted::default();
    let config = Config::default().chunk_size(2).unwrap();
    let manager = Manager::<Account>::new(&pool)
        .because("test")
        .config(config)
        .hooks(&hooks);
    manager.delete_many([1, 2, 3]).await.unwrap();
    manager.restore(&1).await.unwrap();
    manager.restore(&1).await.unwrap();
    assert_eq!(
        hooks.calls(),
        [
            "before delete [1, 2] test",
            "deleted 2 [1, 2] test",
            "before delete [3] test",
            "deleted 1 [3] test",
            "restored 1 [1] test",
            "restored 0 [1] test",
        ]
    );
}

#[tokio::test]
async fn a_refusal_sends_nothing() {
    let (_database, pool) = accounts().await;
    let hooks = Noted {
        refuses: Some(3),
        ..Noted::default()
    };
    let manager = Manager::<Account>::new(&pool).hooks(&hooks);
    let error = manager.delete(&3).await.unwrap_err();
    assert!(error.is_vetoed() && !error.is_hook_failure());
    assert!(error.to_string().contains("3 stays"));
    assert_eq!(manager.is_deleted(&3).await.unwrap(), Some(false));
    assert_eq!(hooks.calls().len(), 1);
    let config = Config::default().chunk_size(2).unwrap();
    let error = manager.config(config).delete_many(1..=4).await;
    assert_eq!(error.unwrap_err().done().changed, 2);
}

#[tokio::test]
async fn a_failure_afterwards_undoes_a_transaction_and_nothing_else() {
    let (database, pool) = accounts().await;
    let hooks = Noted {
        fails_after: true,
        ..Noted::default()
    };
    let error = Manager::<Account>::new(&pool)
        .hooks(&hooks)
        .delete(&1)
        .await
        .unwrap_err();
    assert!(error.is_hook_failure());
    let outcome = pool
        .transaction(async |tx| {
            let manager = Manager::<Account, _>::new(&tx).hooks(&hooks);
            manager.delete_strict(&2).await.map(drop)
        })
        .await;
    assert!(outcome.unwrap_err().is_hook_failure());
    let client = database.connect().await.unwrap();
    let deleted = "select sum(id)::int8 from accounts where deleted_at is not null";
    assert_eq!(count(&client, deleted).await, 1);
}
