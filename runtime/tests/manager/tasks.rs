//! Everything may be used from tasks that move between threads.

use std::time::SystemTime;

use futures_util::{StreamExt, stream};
use softdelete_runtime::{Effects, Event, HookError, Hooks, Manager, Outbox, Pool};

use crate::table::{Account, accounts};

struct Yielding;

impl Hooks<Account> for Yielding {
    async fn after_delete(&self, _: &Event<'_, Account>, _: &Effects) -> Result<(), HookError> {
        tokio::task::yield_now().await;
        Ok(())
    }
}

async fn everything(pool: Pool, id: i64) -> softdelete_runtime::Result<usize> {
    let manager = Manager::<Account>::new(&pool)
        .by(format!("task {id}"))
        .hooks(Yielding);
    manager.delete(&id).await?;
    manager.delete_strict(&(id + 1)).await?;
    manager.plan_delete(&[id]).await?;
    manager.restore(&id).await?;
    manager.hard_delete(&id).await?;
    manager.hard_delete_before(SystemTime::now()).await?;
    manager.erase(&id).await?;
    manager.is_deleted(&id).await?;
    manager.delete_many([id]).await?;
    manager.restore_stream(stream::iter([Ok(id)])).await?;
    manager.hard_delete_many([id]).await?;
    let mut history = manager.history_of(&id);
    let first = history.try_next().await?;
    assert!(first.is_some());
    let rest = manager.history_of(&id).count().await;
    Outbox::new(&pool)
        .take(async |batch| {
            tokio::task::yield_now().await;
            batch.transaction().batch_execute("select 1").await?;
            Ok(())
        })
        .await?;
    Ok(rest)
}

#[tokio::test(flavor = "multi_thread")]
async fn from_many_tasks() {
    let (_database, pool) = accounts().await;
    let tasks: Vec<_> = (0..20)
        .map(|task| tokio::spawn(everything(pool.clone(), task * 10 + 1)))
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 4);
    }
}
